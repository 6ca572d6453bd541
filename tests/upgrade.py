"""Takes the database of ``DATABASE_URL``, empty and of today, back to a release, fills it, and to today again.

Run by tests/test_upgrade.py in a process of its own, for migrations speak to the database that a process begins with.
"""

import sys
from typing import Any

import django
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone


def to(targets: list[Any]) -> Any:
    """There, forwards or backwards; the models as they were at that moment."""
    return MigrationExecutor(connection).migrate(targets).apps


def fill(apps: Any) -> None:
    """Some of each kind that people make most, in the columns of that moment."""
    user, subject = apps.get_model("people", "User"), apps.get_model("activity", "Subject")
    now = timezone.now()
    els = user.objects.create(email="els@example.org", display_name="Els", sixteen_at=now, team_since=now)
    platform = apps.get_model("platforms", "Platform")
    here, there = (
        platform.objects.create(
            name=name, slug=name.lower(), stage="platform", subject=subject.objects.create(kind="platform")
        )
        for name in ("Hier", "Daar")
    )
    here.areas.set(apps.get_model("platforms", "Area").objects.filter(level="buurt")[:2])
    review = apps.get_model("platforms", "PeerReview")
    review.objects.create(first=here, second=there, year=2026, asker=here, asked_by=els)
    apps.get_model("initiatives", "Initiative").objects.create(
        title="Soep",
        slug="soep",
        summary="Elke week.",
        story="Kom eten.",
        platform=here,
        author=els,
        status="seeking",
        submitted_at=now,
        published_at=now,
        staged_at=now,
        subject=subject.objects.create(kind="initiative"),
    )
    page = apps.get_model("pages", "Page").objects.create(
        slug="soep", path="soep", title="Soep", subject=subject.objects.create(kind="page")
    )
    apps.get_model("pages", "Address").objects.create(path="soep", page=page)
    words = {"title": "Soep", "summary": "Elke week.", "body": "Kom eten.", "by": els}
    apps.get_model("pages", "Version").objects.create(page=page, number=1, **words)
    apps.get_model("activity", "Event").objects.create(subject=page.subject, verb="page_started", by=els)


def kept() -> dict[str, list[Any]]:
    """What each table holds, row by row, for the tables and columns that there are."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.partition("_")[0] in OURS:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 — its own tables
                names = [column.name for column in cursor.description or ()]
                found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def lost(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> list[str]:
    """Tables in which a row of before is gone or says something else in a column that stayed."""
    said = []
    for table, rows in before.items():
        now = after.get(table, [])
        columns = set(rows[0]) & set(now[0]) if rows and now else set()
        there = {tuple(repr(row[name]) for name in sorted(columns)) for row in now}
        if any(tuple(repr(row[name]) for name in sorted(columns)) not in there for row in rows):
            said.append(table)
    return said


OURS = ("activity", "budgets", "initiatives", "pages", "people", "platforms")


def main(heads: list[str]) -> None:
    django.setup()
    old = [tuple(head.split(".")) for head in heads]
    newest = list(MigrationExecutor(connection).loader.graph.leaf_nodes())
    fill(to(old))
    before = kept()
    gone = []
    for targets in (newest, old):
        to(targets)
        gone += lost(before, kept())
    print(",".join(gone) or "all there")


if __name__ == "__main__":
    main(sys.argv[1:])
