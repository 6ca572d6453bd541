"""The desks; Django finds them through this room."""

from initiatives.admin import activity, case, change_idea, initiative, objection, question, quote

__all__ = ["activity", "case", "change_idea", "initiative", "objection", "question", "quote"]
