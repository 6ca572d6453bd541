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
    "activity.Subscription",
    "activity.Reader",
    "activity.Notice",
    "platforms.Platform",
    "platforms.Platform_areas",
    "platforms.Platform_values",
    "platforms.PlatformLink",
    "platforms.Membership",
    "platforms.StageChange",
    "platforms.StepDone",
    "platforms.Buddy",
    "platforms.Interest",
    "platforms.GroupMessage",
    "platforms.Introduction",
    "platforms.Invitation",
    "platforms.Right",
    "platforms.Means",
    "platforms.Exchange",
    "platforms.PeerReview",
    "platforms.PeerExample",
    "platforms.Post",
    "initiatives.Initiative",
    "initiatives.Initiative_values",
    "initiatives.Need",
    "initiatives.Participation",
    "initiatives.Handover",
    "initiatives.EnergyRound",
    "initiatives.EnergyCheck",
    "initiatives.Update",
    "initiatives.Result",
    "initiatives.Photo",
    "initiatives.Lineage",
    "initiatives.OldAddress",
    "initiatives.Shift",
    "initiatives.Series",
    "initiatives.Activity",
    "initiatives.SignUp",
    "initiatives.ChangeIdea",
    "initiatives.Recognition",
    "initiatives.IdeaStep",
    # Before the questions, for who signed a letter that was sent is fixed.
    "initiatives.Signature",
    "initiatives.Question",
    "initiatives.Wait",
    "initiatives.Milestone",
    "initiatives.Reply",
    "initiatives.Correction",
    "initiatives.Quote",
    "initiatives.Comment",
    "initiatives.Case",
    "initiatives.Report",
    "initiatives.Decision",
    "initiatives.Objection",
    "activity.Within",
]
# Ids of the k-th copy start at k × this; the demo world's own ids stay far below it.
STRIDE = 1_000_000_000
# How many buurten further the next copy lies. It shares no factor with their number, so that all get their turn.
STEP = 5
RING = """
CREATE TEMPORARY TABLE ring ON COMMIT DROP AS
SELECT id, subject_id, level, count(*) OVER (PARTITION BY level) AS size,
       row_number() OVER (PARTITION BY level ORDER BY code) - 1 AS place
FROM platforms_area WHERE ended_at IS NULL
"""
# Bigger areas go round too, among those of their own size.
FURTHER_ON = (
    "SELECT there.{column} FROM ring AS here JOIN ring AS there "
    "ON there.level = here.level AND there.place = (here.place + k * %(step)s) %% here.size WHERE here.{column} = "
)
# What areas and values hold is theirs: it is not copied, and whoever follows one follows it in every copy.
OF_THE_CITY = "('area', 'value')"
COPIES_ONLY = {
    "activity.Subject": f" WHERE t.kind NOT IN {OF_THE_CITY}",
    "activity.Within": f" WHERE t.part_id NOT IN (SELECT id FROM activity_subject WHERE kind IN {OF_THE_CITY})",  # noqa: S608
}


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
        + COPIES_ONLY.get(model._meta.label, "")
    )


def value_of(field: "models.Field[Any, Any]", copied: set[type[models.Model]]) -> str:
    column = f't."{field.column}"'
    to = field.remote_field.model._meta.label if field.remote_field else ""
    if to == "activity.Subject" and not field.unique:
        own = f"SELECT id + k * %(stride)s FROM activity_subject WHERE id = {column} AND kind NOT IN {OF_THE_CITY}"  # noqa: S608
        return f"COALESCE(({own}), ({FURTHER_ON.format(column='subject_id')}{column}), {column})"
    if field.primary_key or (field.remote_field and field.remote_field.model in copied):
        return f"{column} + k * %(stride)s"
    if to == "platforms.Area":
        return f"COALESCE(({FURTHER_ON.format(column='id')}{column}), {column})"
    if field.unique and isinstance(field, models.UUIDField):
        return f"md5(k || '-' || {column})::uuid"
    if field.unique and field.model._meta.label == "initiatives.Photo":
        return f"md5(k || '-' || {column})"
    if field.unique or (isinstance(field, models.EmailField) and field.model._meta.label == "people.User"):
        return f"k || '-' || {column}"
    return column
