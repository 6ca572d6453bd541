"""What a download of everything costs: ``make bench``, or alone with ``python -m tests.bench_open_data``.

Makes a database of its own with 100,000 initiatives and writes them as CSV and as JSON, each in a process of its own,
so that its memory can be seen. Prints the figures; no test depends on them.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INITIATIVES = int(os.environ.get("BENCH_INITIATIVES", "100000"))
MOST_GROWTH_MB = 20
FILL = f"""
INSERT INTO activity_subject (kind, created_at) VALUES ('platform', now());
INSERT INTO platforms_platform
    (name, slug, own_area_name, story, summary, stage, legal_form, welcome, welcome_question, contact_email,
     contact_phone, contact_place, contact_hours, picture, picture_alt, subject_id, holds_first)
    SELECT 'Platform', 'platform', '', '', '', 'platform', 'informal', 'open', '', '', '', '', '', '', '', max(id),
     false
    FROM activity_subject WHERE kind = 'platform';
INSERT INTO activity_subject (kind, created_at) SELECT 'initiative', now() FROM generate_series(1, {INITIATIVES});
"""  # noqa: S608 — numbers of our own
ONE = """
import resource, sys, time, django
django.setup()
from coalitie.portal.open_data.sets import SETS
from django.db import connection
connection.ensure_connection()
def memory():
    return int(next(line for line in open('/proc/self/status') if line.startswith('VmRSS')).split()[1]) / 1024
one = SETS['initiatieven']
stream = getattr(one, 'as_' + sys.argv[1])()
size = len(next(stream).encode())
before, most, begin = memory(), 0, time.monotonic()
for piece in stream:
    size += len(piece.encode())
    most = max(most, memory())
print(f"{size / 1e6:.1f} {time.monotonic() - begin:.1f} {before:.0f} {most:.0f}")
"""


def main() -> None:
    from coalitie.lib import postgres

    home = ROOT / "var" / "bench-open-data"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    os.environ |= {"COALITIE_MODE": "demo", "DJANGO_SETTINGS_MODULE": "coalitie.settings", "VAR_DIR": str(home)}
    # The time limits of the site hold while the files are written; only filling takes longer.
    address = postgres.start(home / "postgres", durable=True)
    try:
        os.environ |= {"DATABASE_URL": address, "STATEMENT_TIMEOUT_MS": "600000"}
        fill()
        os.environ.pop("STATEMENT_TIMEOUT_MS")
        for ending in ("csv", "json"):
            measure(ending)
    finally:
        postgres.stop(home / "postgres")
        shutil.rmtree(home, ignore_errors=True)


def measure(ending: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", ONE, ending], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    size, seconds, before, most = map(float, told)
    held = "" if most - before < MOST_GROWTH_MB else "  ← over"
    print(
        f"open data, {INITIATIVES:,} initiatives as {ending}: {size:.1f} MB in {seconds:.1f} s, "
        f"memory {before:.0f} → {most:.0f} MB{held}"
    )


def fill() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.db import connection
    from django.utils import timezone

    from coalitie.activity.models import Subject
    from coalitie.pages.models import Value
    from initiatives.models import Initiative
    from platforms.models import Area, Platform

    with connection.cursor() as cursor:
        cursor.execute(FILL)
    platform, values = Platform.objects.get(), list(Value.objects.all())
    buurten, now = list(Area.objects.buurten().order_by("pk")), timezone.now()
    made = Initiative.objects.bulk_create(
        (
            Initiative(
                title=f"Samen iets moois maken nummer {number}",
                slug=f"iets-{number}",
                summary="Een lange tafel in de straat, waar iedereen iets te eten bij zet.",
                story="Met elkaar.",
                status="running",
                submitted_at=now,
                published_at=now,
                platform=platform,
                area=buurten[number % len(buurten)],
                subject=subject,
            )
            for number, subject in enumerate(Subject.objects.filter(kind="initiative").order_by("pk"))
        ),
        batch_size=5000,
    )
    serves = Initiative.values.through
    serves.objects.bulk_create(
        (serves(initiative=one, value=values[one.pk % len(values)]) for one in made), batch_size=10_000
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()


if __name__ == "__main__":
    main()
