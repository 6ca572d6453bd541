"""Loads the shipped facts about areas into the database. Rerunnable: what is there already stays."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from platforms.facts import load
from platforms.models import Area, place_areas


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load(Area)
        place_areas()
        self.stdout.write(f"{len(loaded.added)} added, {len(loaded.changed)} changed.")
        for code in loaded.changed:
            self.stdout.write(f"  changed: {code}")
