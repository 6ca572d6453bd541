"""The desk for published texts, pictures, papers and short addresses: open to the coalition team only."""

from coalitie.pages.admin.document import DocumentAdmin
from coalitie.pages.admin.page import PageAdmin
from coalitie.pages.admin.picture import PictureAdmin
from coalitie.pages.admin.shortlink import ShortLinkAdmin
from coalitie.pages.admin.value import ValueAdmin

__all__ = ["DocumentAdmin", "PageAdmin", "PictureAdmin", "ShortLinkAdmin", "ValueAdmin"]
