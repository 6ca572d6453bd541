"""How long the digests of a whole city take: ``make bench``, or alone with ``python -m tests.bench_digest``.

Makes a database of its own with 50,000 people who follow something and 5,000 events, and has ``manage.py digest`` write
everybody's digest; everything, the database server too, on one core. Then once more for the next day, with the process
killed (SIGKILL) in the middle and started again. Prints the figures; the tests hold the same at a smaller size.
"""

import os
import resource
import shutil
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "50000"))
EVENTS = int(os.environ.get("BENCH_EVENTS", "5000"))
INITIATIVES, PLATFORMS = 2000, 60
MOST_S, MOST_MB = 60, 200

# Everybody follows a platform and a buurt; a third also a stadsdeel and a value; all take part in an initiative or
# more, and one in ten switched something off. That is far more than people do.
PEOPLE_AND_PLATFORMS = f"""
INSERT INTO people_user (password, is_superuser, email, display_name, language, joined_at, sixteen_at, blocked_reason)
    SELECT '!', false, 'mens' || n || '@example.org', 'Mens ' || n, 'nl', now() - interval '90 days', now(), ''
    FROM generate_series(1, {PEOPLE}) n;
INSERT INTO activity_subject (kind, created_at) SELECT 'platform', now() FROM generate_series(1, {PLATFORMS});
INSERT INTO platforms_platform
    (name, slug, own_area_name, story, summary, stage, legal_form, welcome, welcome_question, contact_email,
     contact_phone, contact_place, contact_hours, picture, picture_alt, subject_id, holds_first)
    SELECT 'Platform ' || n, 'platform-' || n, '', '', '', 'platform', 'informal', 'open', '', '', '', '', '', '', '',
     id, false
    FROM (SELECT id, row_number() OVER (ORDER BY id) n FROM activity_subject WHERE kind = 'platform') s;
INSERT INTO activity_subject (kind, created_at) SELECT 'initiative', now() FROM generate_series(1, {INITIATIVES});
"""  # noqa: S608 — numbers of our own
EVENTS_OF = """
INSERT INTO activity_event (subject_id, verb, by_id, at, reason, data, reach)
    SELECT subjects.ids[1 + n %% cardinality(subjects.ids)],
        (ARRAY['participation_joined', 'participation_joined', 'initiative_running', 'initiative_done'])[1 + n %% 4],
        people.ids[1 + n * 7 %% cardinality(people.ids)], now(), '', '{}', 2
    FROM generate_series(1, %(events)s) n,
        (SELECT array_agg(subject_id ORDER BY id) ids FROM initiatives_initiative) subjects,
        (SELECT array_agg(id ORDER BY id) ids FROM people_user) people
"""
FOLLOWING = """
INSERT INTO activity_subscription (person_id, subject_id, since, by_itself, off_at)
    SELECT person.id, wanted.subject_id, now() - interval '60 days', false,
        CASE WHEN person.id % 10 = 0 AND wanted.nth = 2 THEN now() END
    FROM people_user person,
        (SELECT array_agg(subject_id ORDER BY id) ids FROM platforms_platform) platforms,
        (SELECT array_agg(subject_id ORDER BY id) ids FROM initiatives_initiative) initiatives,
        (SELECT array_agg(subject_id ORDER BY id) ids FROM platforms_area WHERE level = 'buurt') buurten,
        (SELECT array_agg(subject_id ORDER BY subject_id) ids FROM (
            SELECT subject_id FROM platforms_area WHERE level = 'stadsdeel' UNION SELECT subject_id FROM pages_value
        ) all_wide) wide
    CROSS JOIN LATERAL (VALUES
        (platforms.ids[1 + person.id % cardinality(platforms.ids)], 1),
        (initiatives.ids[1 + person.id * 13 % cardinality(initiatives.ids)], 2),
        (initiatives.ids[1 + person.id * 29 % cardinality(initiatives.ids)], 3),
        (buurten.ids[1 + person.id * 5 % cardinality(buurten.ids)], 4),
        (CASE WHEN person.id % 3 = 0 THEN wide.ids[1 + person.id % cardinality(wide.ids)] END, 5)
    ) AS wanted (subject_id, nth)
    WHERE wanted.subject_id IS NOT NULL
    ON CONFLICT DO NOTHING
"""


def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    from coalitie.lib import postgres

    home = ROOT / "var" / "bench-digest"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    os.environ |= {"COALITIE_MODE": "demo", "DJANGO_SETTINGS_MODULE": "coalitie.settings", "VAR_DIR": str(home)}
    os.environ |= {"DATABASE_URL": postgres.start(home / "postgres", durable=True), "STATEMENT_TIMEOUT_MS": "600000"}
    try:
        measure()
    finally:
        postgres.stop(home / "postgres")
        shutil.rmtree(home, ignore_errors=True)


def measure() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    fill()
    happen()
    print(f"{PEOPLE:,} people, {EVENTS:,} events, one core")
    begin = time.monotonic()
    subprocess.run([sys.executable, "manage.py", "digest", "--now"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    took = time.monotonic() - begin
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    largest, busy = used.ru_maxrss / 1024, used.ru_utime + used.ru_stime
    held = "" if took < MOST_S and largest < MOST_MB else "  ← over"
    print(f"all digests: {count():,} in {took:.1f} s ({busy:.1f} s of it its own work), {largest:.0f} MB at most{held}")
    killed_in_the_middle()


def killed_in_the_middle() -> None:
    """Everybody's next digest, by a process that is killed once half of them are written, and by a second one."""
    from coalitie.activity.models import Digest, Edition, Mail, Reader

    Mail.objects.all().delete()
    Digest.objects.all().delete()
    Reader.objects.all().delete()
    Edition.objects.update(built_at=None)
    worker = subprocess.Popen([sys.executable, "manage.py", "digest", "--now"], cwd=ROOT, stdout=subprocess.DEVNULL)
    while count() < PEOPLE // 2 and worker.poll() is None:
        time.sleep(0.05)
    worker.kill()
    worker.wait()
    half = count()
    subprocess.run([sys.executable, "manage.py", "digest", "--now"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    mails, addresses = Mail.objects.count(), Mail.objects.values("to").distinct().count()
    held = "" if mails == addresses == count() else "  ← over"
    print(f"killed at {half:,}, run again: {mails:,} mails to {addresses:,} people{held}")


def fill() -> None:
    from django.db import connection
    from django.utils import timezone

    from coalitie.activity.models import Subject
    from coalitie.pages.models import Value
    from initiatives.models import Initiative
    from platforms.models import Area, Platform, place_areas

    place_areas()
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE_AND_PLATFORMS)
    platforms, values = list(Platform.objects.order_by("pk")), list(Value.objects.all())
    buurten, now = list(Area.objects.buurten().order_by("pk")), timezone.now()
    made = Initiative.objects.bulk_create(
        Initiative(
            title=f"Samen iets moois maken nummer {number}",
            slug=f"iets-{number}",
            summary="Iets moois.",
            story="Met elkaar.",
            status="running",
            submitted_at=now,
            published_at=now,
            platform=platforms[number % len(platforms)],
            area=buurten[number % len(buurten)],
            subject=subject,
        )
        for number, subject in enumerate(Subject.objects.filter(kind="initiative").order_by("pk"))
    )
    serves = Initiative.values.through
    serves.objects.bulk_create(serves(initiative=one, value=values[one.pk % len(values)]) for one in made)
    with connection.cursor() as cursor:
        cursor.execute(import_module("initiatives.migrations.0006_saved_search").PLACE)
        cursor.execute(FOLLOWING)
        cursor.execute("VACUUM ANALYZE")


def happen() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(EVENTS_OF, {"events": EVENTS})


def count() -> int:
    from coalitie.activity.models import Digest

    return Digest.objects.count()


if __name__ == "__main__":
    main()
