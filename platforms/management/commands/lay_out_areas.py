"""Computes the places of the dots anew and writes platforms/data/dots.csv. Needed after areas.csv changed."""

import csv
from typing import Any

from django.core.management.base import BaseCommand

from platforms.facts import DATA, dots


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        found = dots()
        with (DATA / "dots.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["map", "code", "x", "y"])
            writer.writerows(found)
        self.stdout.write(f"{len(found)} positions written to dots.csv. Now run load_areas.")
