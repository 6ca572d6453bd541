"""The languages in which a page can be written. Dutch comes first; the others stand beside it."""

from django.db import models

RIGHT_TO_LEFT = {"ar"}


class PageLanguage(models.TextChoices):
    """Each by the name that its own readers give it."""

    DUTCH = "nl", "Nederlands"
    ENGLISH = "en", "English"
    ARABIC = "ar", "العربية"
    TURKISH = "tr", "Türkçe"

    @property
    def direction(self) -> str:
        return "rtl" if self.value in RIGHT_TO_LEFT else "ltr"
