"""The desks; Django finds them through this room."""

from initiatives.admin import initiative, objection

__all__ = ["initiative", "objection"]
