from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from coalitie.pages.models import Page, Value
from coalitie.pages.texts import load


class Command(BaseCommand):
    help = "Load the pages and values that come with the portal. Texts edited on the desk stay as they are."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        changed = load(Page, Value, at=timezone.now())
        self.stdout.write(f"{changed} pages and values changed")
