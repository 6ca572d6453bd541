"""Make the demo world N times as large, to see how the site carries a city.

Copies rows inside the database, one INSERT … SELECT a table, with ids shifted and unique texts numbered. Areas, values
and pages stay as they are: more people do not make more city.
"""

import time
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, models, transaction

COPIED = [
    "people.User",
    "activity.Subject",
    "activity.Event",
    "platforms.Platform",
    "platforms.Platform_areas",
    "platforms.Platform_values",
    "platforms.PlatformLink",
    "platforms.Membership",
    "initiatives.Initiative",
    "initiatives.Initiative_values",
    "initiatives.Need",
    "initiatives.Participation",
]
# Ids of the k-th copy start at k × this; the demo world's own ids stay far below it.
STRIDE = 1_000_000_000


class Command(BaseCommand):
    help = "Multiply the demo world by N (only for trying out; never on a real site)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("times", type=int, help="how many times the demo world there should be, 2 to 1000")

    def handle(self, *args: Any, times: int, **options: Any) -> None:
        if not 2 <= times <= 1000:
            raise CommandError("Give a number from 2 to 1000.")
        if apps.get_model("people.User").objects.filter(pk__gte=STRIDE).exists():
            raise CommandError("This database was multiplied before; start from a fresh demo world.")
        begin = time.monotonic()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            for label in COPIED:
                cursor.execute(copying(apps.get_model(label)), {"times": times - 1, "stride": STRIDE})
                self.stdout.write(f"{label}: {cursor.rowcount:,} rows added")
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("RESET statement_timeout")
        self.stdout.write(f"Demo world × {times} in {time.monotonic() - begin:.0f} s")


def copying(model: type[models.Model]) -> str:
    copied = {apps.get_model(label) for label in COPIED}
    columns, values = [], []
    for field in model._meta.local_concrete_fields:
        if getattr(field, "generated", False):
            continue
        columns.append(f'"{field.column}"')
        values.append(f"{value_of(field, copied)}")
    table = model._meta.db_table
    # The names come from the models, never from a person.
    return (
        f'INSERT INTO "{table}" ({", ".join(columns)}) '  # noqa: S608
        f'SELECT {", ".join(values)} FROM "{table}" AS t, generate_series(1::bigint, %(times)s) AS k'
    )


def value_of(field: "models.Field[Any, Any]", copied: set[type[models.Model]]) -> str:
    column = f't."{field.column}"'
    if field.primary_key or (field.remote_field and field.remote_field.model in copied):
        return f"{column} + k * %(stride)s"
    if field.unique or (isinstance(field, models.EmailField) and field.model._meta.label == "people.User"):
        return f"k || '-' || {column}"
    return column
