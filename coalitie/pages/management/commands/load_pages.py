from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from coalitie.pages.actions import load_page
from coalitie.pages.models import PageLanguage, Value, ValueWords
from coalitie.pages.texts import HERE, load_value_words, load_values, read


class Command(BaseCommand):
    help = "Load the pages and values that come with the portal. Texts edited on the desk stay as they are."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        changed = load_values(Value) + sum(load_page(text, at=now) for text in read("paginas"))
        for language in PageLanguage:
            if (HERE / language / "paginas").is_dir():
                changed += sum(load_page(text, at=now, language=language) for text in read(f"{language}/paginas"))
            changed += load_value_words(Value, ValueWords, language=language)
        self.stdout.write(f"{changed} pages and values changed")
