from coalitie.pages.models.page import Page
from coalitie.pages.models.value import Value

__all__ = ["Page", "Value"]
