import time
from typing import Any

from django.core.management.base import BaseCommand

from coalitie.portal.demo.seed import seed


class Command(BaseCommand):
    help = "Fill an empty portal with made-up platforms, people and initiatives. A second time it does nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        begin = time.monotonic()
        done = seed()
        spent = time.monotonic() - begin
        self.stdout.write(f"Made up a city in {spent:.1f} s" if done else "The sample people were there already")
