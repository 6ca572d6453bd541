"""Make the demo world N times as large, to see how the site carries a city.

Copies rows inside the database, one INSERT … SELECT a table, with ids shifted and unique texts numbered. Areas, values
and pages stay as they are: more people do not make more city. Each copy lies a few buurten further on, as in a city
that is active everywhere and not a hundred times as active in one buurt.
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
# How many buurten further the next copy lies. It shares no factor with their number, so that all get their turn.
STEP = 5
RING = """
CREATE TEMPORARY TABLE ring ON COMMIT DROP AS
SELECT id, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS size
FROM platforms_area WHERE level = 'buurt' AND ended_at IS NULL
"""
FURTHER_ON = (
    "SELECT there.id FROM ring AS here JOIN ring AS there ON there.place = (here.place + k * %(step)s) %% here.size "
    "WHERE here.id = "
)


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
            cursor.execute(RING)
            for label in COPIED:
                numbers = {"times": times - 1, "stride": STRIDE, "step": STEP}
                cursor.execute(copying(apps.get_model(label)), numbers)
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
    if field.remote_field and field.remote_field.model._meta.label == "platforms.Area":
        return f"COALESCE(({FURTHER_ON}{column}), {column})"
    if field.unique or (isinstance(field, models.EmailField) and field.model._meta.label == "people.User"):
        return f"k || '-' || {column}"
    return column
