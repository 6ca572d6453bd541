"""The desks; Django finds them through this room."""

from initiatives.admin import activity, case, initiative, objection, question

__all__ = ["activity", "case", "initiative", "objection", "question"]
