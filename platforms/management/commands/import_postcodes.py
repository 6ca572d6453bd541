"""Imports which postcode lies in which buurt, from the CBS file pc6hnr…_gwb.csv or the zip around it."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from platforms.postcodes import BadFile, replace

EVERY = 50_000  # lines between two steps of the bar


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="a .csv, or the .zip that holds it")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            report = replace(file, watched)
        except BadFile as error:
            raise CommandError(f"{file}: {error}. Nothing was changed.") from None
        self.stdout.write(
            f"{report.lines} lines read: {report.postcodes} postcodes in Amsterdam, "
            f"{report.in_more_buurten} of them in more than one buurt."
        )


def watched(file: IO[bytes], size: int) -> Iterator[bytes]:
    with tqdm(total=size, unit="B", unit_scale=True, desc="Postcodes", disable=None) as bar:
        passed = 0
        for number, line in enumerate(iter(lambda: file.readline(2000), b""), 1):
            passed += len(line)
            if number % EVERY == 0:
                bar.update(passed)
                passed = 0
            yield line
        bar.update(passed)
