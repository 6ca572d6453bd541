"""Make the sizes of the photos that wait. The worker does this by itself; by hand it shows what is wrong."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from initiatives.models import Photo, make_next


class Command(BaseCommand):
    help = "Make the sizes of all photos that are due. Safe to run twice, and beside the worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="Also try those that were given up.")

    def handle(self, *args: Any, again: bool = False, **options: Any) -> None:
        if again:
            Photo.objects.filter(given_up_at__isnull=False).update(given_up_at=None, trouble="", tries=0)
        tried = 0
        while make_next():
            tried += 1
        left, given_up = Photo.objects.waiting().count(), Photo.objects.filter(given_up_at__isnull=False).count()
        self.stdout.write(f"Tried {tried} photos. Waiting: {left}. Given up: {given_up}.")
