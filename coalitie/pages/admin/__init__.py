"""The desk for published texts, pictures, papers and short addresses: open to the coalition team only."""

from coalitie.pages.admin.document import DocumentAdmin
from coalitie.pages.admin.frame import FrameAdmin, HomePartAdmin, MenuItemAdmin
from coalitie.pages.admin.page import PageAdmin
from coalitie.pages.admin.picture import PictureAdmin
from coalitie.pages.admin.shortlink import ShortLinkAdmin
from coalitie.pages.admin.value import ValueAdmin

__all__ = [
    "DocumentAdmin",
    "FrameAdmin",
    "HomePartAdmin",
    "MenuItemAdmin",
    "PageAdmin",
    "PictureAdmin",
    "ShortLinkAdmin",
    "ValueAdmin",
]
