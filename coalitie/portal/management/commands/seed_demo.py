import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coalitie.portal.demo.seed import seed


class Command(BaseCommand):
    help = "Fill an empty portal with made-up platforms, people and initiatives. A second time it does nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "These people have no mailbox and a second factor that everybody can read: not on a real site."
            )
        begin = time.monotonic()
        done = seed()
        spent = time.monotonic() - begin
        self.stdout.write(f"Made up a city in {spent:.1f} s" if done else "The sample people were there already")
