from coalitie.pages.models.address import Address
from coalitie.pages.models.document import Document, DocumentLanguage, DocumentStatus, Unread, add_document
from coalitie.pages.models.frame import Frame, HomePart, MenuItem, Part, Place
from coalitie.pages.models.language import PageLanguage
from coalitie.pages.models.page import Page, State, Status
from coalitie.pages.models.picture import Picture, add_picture
from coalitie.pages.models.shortlink import ShortLink, ShortLinkDay, shorten
from coalitie.pages.models.value import Value
from coalitie.pages.models.value_words import ValueWords
from coalitie.pages.models.version import Version

__all__ = [
    "Address",
    "Document",
    "DocumentLanguage",
    "DocumentStatus",
    "Frame",
    "HomePart",
    "MenuItem",
    "Page",
    "PageLanguage",
    "Part",
    "Picture",
    "Place",
    "ShortLink",
    "ShortLinkDay",
    "State",
    "Status",
    "Unread",
    "Value",
    "ValueWords",
    "Version",
    "add_document",
    "add_picture",
    "shorten",
]
