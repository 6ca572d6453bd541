from coalitie.pages.models.document import Document, DocumentLanguage, DocumentStatus, Unread, add_document
from coalitie.pages.models.page import Page
from coalitie.pages.models.value import Value

__all__ = ["Document", "DocumentLanguage", "DocumentStatus", "Page", "Unread", "Value", "add_document"]
