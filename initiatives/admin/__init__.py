"""The desks; Django finds them through this room."""

from initiatives.admin import activity, case, initiative, objection

__all__ = ["activity", "case", "initiative", "objection"]
