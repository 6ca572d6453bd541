"""The desk for published texts: open to the coalition team only."""

from coalitie.pages.admin.page import PageAdmin
from coalitie.pages.admin.picture import PictureAdmin
from coalitie.pages.admin.value import ValueAdmin

__all__ = ["PageAdmin", "PictureAdmin", "ValueAdmin"]
