"""The desks; Django finds them through this room."""

from initiatives.admin import activity, initiative, objection

__all__ = ["activity", "initiative", "objection"]
