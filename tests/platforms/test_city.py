"""The drawn city is never stale: the database renews its version with every change of what it shows."""

import pytest
from django.db import connection, transaction

from platforms import city
from platforms.models import Area, Stage
from tests.factories import buurt, make_platform, make_team_member

pytestmark = pytest.mark.django_db


def version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM platforms_city")
        return str(cursor.fetchone()[0])


def test_what_changes_on_the_map_is_there_at_once() -> None:
    before = city.city()
    platform = make_platform("Nieuw op de kaart", areas=[buurt()])
    after = city.city()
    assert "Nieuw op de kaart" in after.map
    assert "Nieuw op de kaart" not in before.map
    assert after.with_platform == before.with_platform + 1
    platform.hide(by=make_team_member(), reason="Test")
    assert "Nieuw op de kaart" not in city.city().map
    assert city.city().with_platform == before.with_platform


def test_every_table_it_shows_renews_the_version() -> None:
    seen = [version()]
    platform = make_platform()
    seen.append(version())
    platform.areas.add(buurt())
    seen.append(version())
    platform.move_to(Stage.RESTING, by=make_team_member(), reason="Even rust")
    seen.append(version())
    platform.areas.clear()
    seen.append(version())
    Area.objects.filter(pk=buurt().pk).update(name="Nieuwe naam")
    seen.append(version())
    assert len(set(seen)) == len(seen)


def test_a_drawing_of_what_was_taken_back_is_never_shown() -> None:
    with transaction.atomic():
        make_platform("Toch niet", areas=[buurt()])
        assert "Toch niet" in city.city().map
        transaction.set_rollback(True)
    assert "Toch niet" not in city.city().map
    make_platform("Wel", areas=[buurt()])
    assert "Toch niet" not in city.city().map


def test_nothing_is_drawn_twice() -> None:
    assert city.city() is city.city()
