"""The agenda: its lists, the page of one activity, and what who organises does with it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from coalitie.activity.models import Event, Mail, Reach, Within
from coalitie.lib.refused import Refused
from coalitie.pages.models import Value
from coalitie.people.models import Person, User
from initiatives.access import of_activity
from initiatives.models import Activity, SignUp, Status, agenda, sign_up
from platforms.models import Platform
from tests.factories import buurt, make_activity, make_initiative, make_participation, make_user, sign_in, tell_all
from tests.initiatives.test_series import filled, soon

pytestmark = pytest.mark.django_db


def listed(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.text


# --- Who may see and do what ------------------------------------------------------------------------------------------
def test_reading_and_being_listed_are_one_thing(people: dict[str, Person], here: Platform, els: User) -> None:
    assert isinstance(els, User)
    author = people["ibrahim"]
    shown = make_initiative(here)
    rows = [
        make_activity(here),
        make_activity(initiative=shown, author=author),
        make_activity(here, author=author, hidden_at=timezone.now()),
        make_activity(initiative=make_initiative(here, status=Status.SUBMITTED)),
        make_activity(initiative=make_initiative(here, hidden_at=timezone.now())),
        make_activity(here, cancelled_at=timezone.now(), cancelled_reason="Ziek"),
    ]
    hidden = make_activity(author=author)
    hidden.platform.hide(by=els, reason="Test")
    for activity in [*rows, Activity.objects.select_related("platform").get(pk=hidden.pk)]:
        for name, person in people.items():
            seen = Activity.objects.visible_to(person).filter(pk=activity.pk).exists()
            assert seen == ("read" in of_activity(person, activity)), (name, activity.pk)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("nobody", set()),
        ("fatima", set()),
        ("alice", set()),
        ("bob", {"see_people", "duplicate", "change", "call_off"}),
        ("carla", {"see_people", "duplicate", "change", "call_off", "hide"}),
        ("driss", set()),
        ("els", {"see_people", "duplicate", "change", "call_off", "hide"}),
    ],
)
def test_what_each_may_do(people: dict[str, Person], here: Platform, name: str, more: set[str]) -> None:
    assert of_activity(people[name], make_activity(here)) == {"read", "sign_up"} | more


def test_who_pulls_an_initiative_arranges_for_it_alone(client: Client, here: Platform, fatima: User) -> None:
    initiative = make_initiative(here)
    make_participation(initiative, fatima, "puller")
    sign_in(client, fatima)
    typed = {**filled(soon()).dict(), "initiatief": initiative.slug}
    page = client.post("/agenda/nieuw/", typed)["Location"]
    assert Activity.objects.get().initiative == initiative
    assert "Wie er komen" in listed(client, page)
    refused = client.post("/agenda/nieuw/", {**filled(soon()).dict(), "platform": here.slug})
    assert refused.status_code == 403


# --- Arranging --------------------------------------------------------------------------------------------------------
def test_putting_something_in_the_agenda(client: Client, here: Platform, bob: User) -> None:
    area = buurt("AA01")
    sign_in(client, bob)
    typed = filled(soon(), buurt=area.slug, places=12, languages="Turks", childcare="on", status="x", author="1").dict()
    page = client.post("/agenda/nieuw/", {**typed, "platform": here.slug})["Location"]
    made = Activity.objects.get()
    assert (made.author, made.area, made.places, made.childcare) == (bob, area, 12, True)
    assert timezone.localtime(made.starts_at).strftime("%H:%M") == "19:30"
    wholes = set(Within.objects.filter(part=made.subject).values_list("whole", flat=True))
    assert here.subject_id in wholes
    event = Event.objects.get(subject=made.subject)
    assert (event.verb, event.reach) == ("activity_announced", Reach.AROUND)
    shown = listed(client, page)
    for words in ("Soep koken", "Turks", "Er is oppas", "Ja, zonder drempel", "nog 12 plekken"):
        assert words.lower() in shown.lower()


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"place": " "},
        {"day": "gisteren"},
        {"day": "2020-01-01"},
        {"begins": "25:00"},
        {"ends": "18:00"},
        {"places": "0"},
        {"places": "99999999999999999999"},
        {"step_free": "maybe"},
        {"buurt": "bestaat-niet"},
        {"sleutel": "x"},
        {"last_day": "2020-01-01"},
    ],
)
def test_bad_input_is_answered_with_the_form(client: Client, here: Platform, bob: User, wrong: dict[str, str]) -> None:
    sign_in(client, bob)
    response = client.post("/agenda/nieuw/", {**filled(soon()).dict(), "platform": here.slug, **wrong})
    assert response.status_code == 422
    assert not Activity.objects.exists()


def test_a_change_of_place_is_told_once_and_one_of_words_is_not(client: Client, here: Platform, bob: User) -> None:
    activity = make_activity(here)
    guest = make_user()
    sign_up(activity, by=guest)
    sign_up(activity, by=bob)
    Mail.objects.all().delete()
    sign_in(client, bob)
    local = timezone.localtime(activity.starts_at)
    typed = filled(local.date(), "10:00", "11:00", place="De Hoek").dict()
    page = f"{activity.get_absolute_url()}veranderen/"
    for _twice in range(2):
        assert client.post(page, typed).status_code == 302
    tell_all()
    mail = Mail.objects.get()
    assert mail.to == guest.email
    assert "Buurthuis De Poort" in mail.text
    assert "De Hoek" in mail.text
    assert client.post(page, {**typed, "story": "Neem een schort mee."}).status_code == 302
    tell_all()
    assert Mail.objects.count() == 1


def test_calling_off_tells_why_and_cannot_be_done_twice(client: Client, here: Platform, bob: User) -> None:
    activity = make_activity(here)
    guest = make_user()
    sign_up(activity, by=guest)
    sign_in(client, bob)
    page = f"{activity.get_absolute_url()}afgelasten/"
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "De zaal is dicht."}).status_code == 302
    assert client.post(page, {"reason": "Nog eens."}).status_code == 403
    tell_all()
    assert "De zaal is dicht." in Mail.objects.order_by("pk").last().text  # type: ignore[union-attr]
    shown = listed(client, activity.get_absolute_url())
    assert "Dit gaat niet door" in shown
    assert "De zaal is dicht." in shown
    with pytest.raises(Refused):
        sign_up(activity, by=make_user())


def test_once_more_is_filled_in_a_week_later(client: Client, here: Platform, bob: User) -> None:
    old = make_activity(here, days=-10, title="Naaicafé", places=8)
    sign_in(client, bob)
    form = client.get(f"{old.get_absolute_url()}nog-een-keer/").context["form"]
    day = timezone.localtime(old.starts_at).date() + timedelta(days=14)
    assert form.initial["title"] == "Naaicafé"
    assert form.initial["day"] == day
    assert form.initial["places"] == 8
    assert Activity.objects.count() == 1


def test_a_report_is_numbers_only(client: Client, here: Platform, bob: User) -> None:
    activity, ahead = make_activity(here, days=-2), make_activity(here)
    sign_in(client, bob)
    page = f"{activity.get_absolute_url()}verslag/"
    assert client.post(page, {"came": "5", "new_faces": "6"}).status_code == 422
    told = {"came": "34", "new_faces": "11", "stayed_away": "2"}
    for _twice in range(2):
        assert client.post(page, told).status_code == 302
    assert list(Event.objects.filter(verb="activity_reported").values_list("reach", flat=True)) == [1, 0]
    assert "34" in listed(client, activity.get_absolute_url())
    with pytest.raises(Refused):
        ahead.report(by=bob, came=1, new_faces=None, stayed_away=None)


def test_the_database_holds_the_rules(here: Platform) -> None:
    activity = make_activity(here)
    wrongs: list[dict[str, Any]] = [
        {"ends_at": activity.starts_at},
        {"ends_at": activity.starts_at + timedelta(days=15)},
        {"title": ""},
        {"places": 0},
        {"step_free": "maybe"},
        {"cancelled_at": timezone.now()},
        {"came": 3},
        {"series_date": soon()},
    ]
    for wrong in wrongs:
        with pytest.raises(IntegrityError), transaction.atomic():
            Activity.objects.filter(pk=activity.pk).update(**wrong)


def test_the_same_form_twice_is_one_activity(here: Platform, bob: User) -> None:
    begin = timezone.now() + timedelta(days=1)
    words: dict[str, Any] = {"title": "Soep", "place": "Plein", "platform": here, "form_key": uuid4()}
    first = agenda.announce(by=bob, starts_at=begin, ends_at=begin + timedelta(hours=1), **words)
    assert agenda.announce(by=bob, starts_at=begin, ends_at=begin + timedelta(hours=1), **words) == first
    other = agenda.announce(
        by=bob, starts_at=begin, ends_at=begin + timedelta(hours=1), **{**words, "form_key": uuid4()}
    )
    assert other.slug == "soep-2"


# --- Lists ------------------------------------------------------------------------------------------------------------
def test_each_filter(client: Client, here: Platform, elsewhere: Platform) -> None:
    care = Value.objects.get(slug="zorg")
    here.values.set([care])
    make_activity(here, title="Hier", area=buurt("AA01"), step_free="yes")
    make_activity(elsewhere, title="Daar", area=buurt("NA01"), days=20)
    initiative = make_initiative(elsewhere, values=[care])
    make_activity(initiative=initiative, title="Zorgzaam", days=5)
    gebied = buurt("AA01").parent
    assert gebied
    expected = {
        "": {"Hier", "Daar", "Zorgzaam"},
        f"?waar=gebied-{gebied.slug}": {"Hier"},
        f"?waar=buurt-{buurt('AA01').slug}": {"Hier"},
        f"?platform={elsewhere.slug}": {"Daar", "Zorgzaam"},
        "?drempelvrij=on": {"Hier"},
        "?waarde=zorg": {"Hier", "Zorgzaam"},
        "?wanneer=deze-week": {"Hier", "Zorgzaam"},
        "?waar=gebied-bestaat-niet&waarde=x&week=2026-W99": {"Hier", "Daar", "Zorgzaam"},
    }
    for query, titles in expected.items():
        page = listed(client, f"/agenda/{query}")
        assert {title for title in ("Hier", "Daar", "Zorgzaam") if f">{title}</a>" in page} == titles, query


@pytest.mark.parametrize(
    "query", ["?na=x", "?na=9999999999999999-1", "?week=9999-W01", "?week=0000-W00", "?week=nu&na=1-1", "?waar=-"]
)
def test_odd_addresses_are_lists_too(client: Client, query: str) -> None:
    assert client.get(f"/agenda/{query}").status_code == 200


def test_leafing_shows_each_once_and_in_order(client: Client, here: Platform) -> None:
    begin = timezone.now() + timedelta(days=1)
    made = [make_activity(here, title=f"Nummer {n:03}", starts_at=begin + timedelta(minutes=n // 3)) for n in range(70)]
    seen: list[Activity] = []
    address = "/agenda/"
    for _page in range(3):
        context = client.get(address).context
        seen += [one for _day, rows in context["days"] for one in rows]
        address = f"/agenda/{context['on']}"
    assert [one.pk for one in seen] == [one.pk for one in made]
    assert context["on"] == ""


def test_a_week_shows_what_falls_in_it(client: Client, here: Platform) -> None:
    now = timezone.now()
    make_activity(here, title="Nu bezig", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    make_activity(here, title="Ver weg", days=20)
    page = listed(client, "/agenda/?week=nu")
    assert "Nu bezig" in page
    assert "Ver weg" not in page
    assert "Week later" in page


def test_as_many_questions_for_one_as_for_many(
    client: Client, here: Platform, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    initiative = make_initiative(here)
    addresses = ["/agenda/", "/agenda/?week=nu", f"{here.get_absolute_url()}agenda/", initiative.get_absolute_url()]
    make_activity(initiative=initiative, area=buurt("AA01"), days=0.1)
    before = []
    for address in addresses:
        client.get(address)
        with django_assert_max_num_queries(9) as asked:
            client.get(address)
        before.append(len(asked))
    assert before[0] <= 3
    for _number in range(20):
        make_activity(initiative=initiative, area=buurt("AA01"), days=0.1)
    for address, number in zip(addresses, before, strict=True):
        with django_assert_num_queries(number):
            client.get(address)


def test_what_is_hidden_is_nowhere(client: Client, here: Platform, els: User) -> None:
    area = buurt("AA01")
    assert area.parent
    initiative = make_initiative(here, area=area)
    activity = make_activity(initiative=initiative, title="Geheimpje", area=area)
    addresses = [
        "/agenda/",
        "/agenda/?week=nu",
        f"{here.get_absolute_url()}agenda/",
        here.get_absolute_url(),
        area.get_absolute_url(),
        area.parent.get_absolute_url(),
        initiative.get_absolute_url(),
    ]
    Activity.objects.filter(pk=activity.pk).update(starts_at=timezone.now() + timedelta(minutes=1))
    assert all("Geheimpje" in listed(client, address) for address in addresses)
    Activity.objects.filter(pk=activity.pk).update(hidden_at=timezone.now())
    assert not any("Geheimpje" in listed(client, address) for address in addresses)
    Activity.objects.filter(pk=activity.pk).update(hidden_at=None)
    initiative.hide(by=els, reason="Test")
    assert not any("Geheimpje" in listed(client, address) for address in addresses[:-1])
    assert client.get(activity.get_absolute_url()).status_code == 404
    call_command("agenda")
    assert SignUp.objects.count() == 0
