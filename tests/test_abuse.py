"""Somebody who means harm, at every address: looking changes nothing, and no input brings a page down."""

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from coalitie.people.models import Parked, User
from initiatives.models import (
    Activity,
    Comment,
    EnergyCheck,
    Handover,
    Initiative,
    Objection,
    Participation,
    Shift,
    Update,
)
from platforms.models import Membership, Platform, Role
from tests.factories import buurt, make_membership, make_platform, make_user, sign_in
from tests.people.mailbox import last_code, last_mail
from tests.test_permissions import filled_in, people, rows

__all__ = ["people"]  # the fixture: everybody of the table of permissions

pytestmark = pytest.mark.django_db

# What a page may write of itself: who is signed in, and how often something was tried.
BOOKKEEPING = {"django_session", "cache", "people_limit", "django_migrations"}
OF_DESK = (
    *("platforms/platform", "platforms/membership", "platforms/area", "initiatives/initiative"),
    *("initiatives/activity", "initiatives/case", "platforms/post"),
)
TEAM_DESK = (
    *("initiatives/objection", "pages/page", "pages/value", "pages/document", "pages/shortlink"),
    *("pages/picture", "pages/menuitem", "pages/homepart", "pages/frame"),
    *("people/user", "activity/mail"),
)


def tables() -> dict[str, str]:
    """A hash of every row of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - BOOKKEEPING):
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')  # noqa: S608
            found[table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


# --- Looking changes nothing ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["els", "carla"])
def test_looking_at_everything_changes_nothing(people: dict[str, Client], who: str) -> None:
    User.objects.filter(email="els@example.org").update(is_superuser=True)
    addresses = [filled_in(address) for _method, address, _answers in rows()]
    addresses += [page for name in (*OF_DESK, *TEAM_DESK) for page in desk_pages(name)]
    addresses.remove("/afmelden/")
    # A short address counts that it was followed: the one GET that writes, and it writes nothing else.
    addresses = [address for address in addresses if not address.startswith("/k/")]
    before = tables()
    assert len(before) > 25
    seen = {address: people[who].get(address).status_code for address in dict.fromkeys(addresses)}
    assert [address for address, status in seen.items() if status >= 500] == []
    assert sum(status == 200 for status in seen.values()) > 40
    after = tables()
    assert [name for name in before if before[name] != after[name]] == []


def desk_pages(name: str) -> Iterator[str]:
    base = f"/beheer/{name}/"
    yield from (base, f"{base}add/")
    row = apps.get_model(name.replace("/", "."))._default_manager.first()
    if row is not None:
        yield from (f"{base}{row.pk}/{door}/" for door in ("change", "history", "delete", "doe/hide", "doe/decline"))


# --- What an address may ask ------------------------------------------------------------------------------------------
NAMES = (
    *("q", "zoek", "waar", "waarde", "fase", "platform", "buurt", "stadsdeel", "pagina", "ouder", "nieuwer"),
    *("week", "wanneer", "drempelvrij", "na", "van", "soort", "antwoord", "jaar", "reacties", "rol", "next", "titel"),
    *("title", "o", "p", "all", "e", "_popup", "_to_field", "_changelist_filters"),
    *("status__exact", "platform__id__exact", "blocked_at__isempty", "level__exact", "is_facets"),
    *("person__password__startswith", "platform__subject__events__reason__regex", "author__email", "pk__in"),
)
WORDS = (
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%FF%FE",
    "-1",
    "0",
    "9" * 40,
    "1e400",
    "NaN",
    "1-" + "9" * 18,
    "9999999999999999-1",
    quote("(a+)+$"),
    quote("[[[\\"),
    quote("' OR 1=1 --"),
    quote('") & !:* | <-> (" \\ \':*'),
    quote("{{7*7}}{% debug %}"),
    quote("__class__"),
    quote("\u202e😀 ً" + "\u0301" * 50),
    "a" * 3000,
    quote("//evil.example/"),
    "١٢٣",
)


PAGES = (
    *("/", "/zoeken/", "/zoeken/suggesties/", "/platforms/", "/platforms/ons/mensen/", "/platforms/ons/leden/"),
    *("/initiatieven/", "/initiatieven/lijkt-op/", "/initiatieven/nieuw/", "/platforms/ons/initiatieven/"),
    *("/agenda/", "/agenda/?week=nu", "/platforms/ons/agenda/", "/agenda/nieuw/", "/agenda/a-soep/", "/mijn/agenda/"),
    *("/mijn/berichten/", "/mijn/volgen/", "/beslissingen/", "/initiatieven/nieuws.atom", "/initiatieven/volgen/"),
    *("/initiatieven/i-seeking/", "/initiatieven/i-seeking/berichten/"),
    *("/initiatieven/i-seeking/meedoen/", "/mijn/", "/buurten/", "/welkom/", "/mijn/bevestigen/"),
)
OWN = NAMES[:15]


def test_no_question_brings_a_page_down(people: dict[str, Client]) -> None:
    queries = ["&".join(f"{name}={word}" for name in OWN) for word in WORDS]
    queries += [
        f"{name}={word}" for name in ("q", "zoek", "pagina", "ouder", "nieuwer", "title") for word in WORDS[:12:2]
    ]
    found = {
        f"{address}?{query}": people["carla"].get(f"{address}?{query}").status_code
        for address in PAGES
        for query in [*queries[: len(WORDS)], *(queries if address == "/initiatieven/" else ()), "q[]=a&q[$ne]=b"]
    }
    assert {address: status for address, status in found.items() if status not in {200, 302, 404, 422}} == {}


def test_no_question_brings_the_desk_down(people: dict[str, Client]) -> None:
    queries = [f"{field}={WORDS[number % 3]}" for number, field in enumerate(NAMES[10:])]
    queries += [f"{field}={word}" for field in ("q", "o", "platform__id__exact") for word in WORDS[:14:3]]
    found = {
        f"{name}?{query}": people["els"].get(f"/beheer/{name}/?{query}").status_code
        for name in (*OF_DESK, *TEAM_DESK)
        for query in queries
    }
    assert {query: status for query, status in found.items() if status not in {200, 302, 400}} == {}


def test_nobody_is_sent_elsewhere(client: Client) -> None:
    sign_in(client, make_user("alice@example.org"))
    elsewhere = (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/%09/evil.example",
    )
    for address in ("/aanmelden/", "/mijn/bevestigen/", "/aanmelden/wachtwoord/", "/welkom/", "/afmelden/"):
        for way in (*WORDS, *elsewhere):
            answer = client.get(f"{address}?next={way}")
            assert "evil" not in answer.headers.get("Location", ""), (address, way)
            assert 'href="javascript' not in answer.content.decode()


# --- What a form may hold ---------------------------------------------------------------------------------------------
MEAN: dict[str, str | list[str]] = {
    "empty": "",
    "nul": "ab\x00c",
    "surrogate": "ab\ud800c",
    "turned": "👩‍👩‍👧‍👦🏳️‍🌈\u202egro.elpmaxe\u2066",
    "zalgo": "a" + "\u0301" * 300,
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "word": "w" * 10_000,
    "long": "lang woord " * 20_000,
    "number": "9" * 60,
    "header": "a\r\nBcc: x@example.org",
    "several": ["a", "b"],
}

WHERE = {
    "sleutel": "6f0f8f5e-0000-4000-8000-000000000001",
    "title": "Bankjes op het plein",
    "summary": "We zetten bankjes neer.",
    "story": "Samen, op zaterdag.",
    "buurt": "Planciusbuurt-Noord",
}
HELP = {"place": "Op de hoek", "doer_wanted": "on", "doer_how_many": "3", "doer_what_for": "Schuren", "values": "zorg"}
KEY = "6f0f8f5e-0000-4000-8000-000000000002"
ASKED = {
    "yes_needed": "3",
    "join_question": "Wanneer kun je?",
    "reason": "Het plein is groot.",
    "doer_wanted": "on",
    "doer_how_many": "4",
    "doer_what_for": "Schuren en verven",
}
UPDATE = {"sleutel": KEY, "title": "Eerste dag", "text": "We zijn begonnen.", "alt_1": ""}
RESULT = {"achieved": "Vijf bankjes.", "people": "40", "hours": "120", "cost": "12,50", "counting": "estimated"}
ACTIVITY = {
    "sleutel": KEY,
    "title": "Soep koken",
    "day": f"{timezone.localdate() + timedelta(days=8):%Y-%m-%d}",
    "begins": "18:00",
    "ends": "20:00",
    "place": "Plein 12",
    "step_free": "yes",
    "languages": "Nederlands",
    "places": "20",
    "story": "Neem een kom mee.",
    "pattern": "",
    "count": "",
}

# who presses, where, and a form that would be taken as it is
FORMS: dict[str, tuple[str, str, dict[str, str]]] = {
    "sign in": ("nobody", "/aanmelden/", {"email": "nieuw@example.org", "next": "/mijn/"}),
    "password": ("nobody", "/aanmelden/wachtwoord/", {"login": "alice@example.org", "password": "geheim"}),
    "profile": ("alice", "/mijn/profiel/", {"name": "Alice", "language": "nl"}),
    "new address": ("carla", "/mijn/adres/", {"email": "anders@example.org"}),
    "erase": ("carla", "/mijn/weg/", {"sure": ""}),
    "join a platform": ("alice", "/platforms/hun/meedoen/", {"answer": "Ik ben Alice.", "contact": "none"}),
    "be a member": ("alice", "/platforms/ons/lidmaatschap/", {"contact": "none", "shows_name": "on"}),
    "decline a member": ("carla", "/platforms/ons/leden/{asked}/weigeren/", {"reason": "We zijn vol."}),
    "give a role": ("carla", "/platforms/ons/leden/{member}/rol/", {"role": "puller"}),
    "propose": ("alice", "/initiatieven/nieuw/", WHERE),
    "propose, visiting": ("nobody", "/initiatieven/nieuw/", WHERE),
    "propose, step 2": ("nobody", "/initiatieven/nieuw/hulp/", WHERE | HELP),
    "hand in": ("alice", "/initiatieven/nieuw/indienen/", WHERE | HELP),
    "mend": ("bob", "/initiatieven/i-draft/bewerken/", WHERE),
    "mend, step 2": ("bob", "/initiatieven/i-draft/bewerken/hulp/", HELP),
    "join in": ("alice", "/initiatieven/i-seeking/meedoen/", {"role": "doer", "line": "Ik schuur mee."}),
    "join in, visiting": ("nobody", "/initiatieven/i-seeking/meedoen/", {"role": "doer", "line": "Ik schuur mee."}),
    "stop": ("alice", "/initiatieven/i-seeking/stoppen/", {"role": "doer"}),
    "stage": ("bob", "/initiatieven/i-seeking/fase/leg-stil/", {"reason": "De winter.", "thanks": "Dank je wel."}),
    "ask anew": ("bob", "/initiatieven/i-seeking/gevraagd/", ASKED),
    "energy": ("alice", "/initiatieven/i-seeking/energie/", {"answer": "yes", "line": "De zon schijnt."}),
    "take leave": ("bob", "/initiatieven/i-seeking/mensen/{doer}/afscheid/", {"line": "Het ga je goed."}),
    "share the key": (
        "bob",
        "/initiatieven/i-seeking/sleutel/",
        {"person": "0", "kind": "together", "line": "Samen kan het."},
    ),
    "answer about the key": ("alice", "/initiatieven/i-seeking/sleutel/{key}/", {"said": "nee", "line": "Later."}),
    "tell": ("bob", "/initiatieven/i-seeking/berichten/nieuw/", UPDATE),
    "tell otherwise": ("bob", "/initiatieven/i-seeking/berichten/{update}/aanpassen/", UPDATE),
    "finish": ("bob", "/initiatieven/i-done/afronden/", RESULT),
    "title": ("bob", "/initiatieven/i-seeking/titel/", {"title": "Nieuwe titel", "summary": "In een zin."}),
    "archive": ("bob", "/initiatieven/i-done/archief/", {"reason": "Het is klaar."}),
    "move": ("carla", "/initiatieven/i-seeking/verhuizen/", {"platform": "hun", "reason": "Past daar."}),
    "merge": ("carla", "/initiatieven/i-seeking/samenvoegen/", {"into": "i-done", "reason": "Hetzelfde plan."}),
    "answer a desk": ("driss", "/initiatieven/i-seeking/verzoek/{shift}/", {"nee": "1", "answer": "Liever niet."}),
    "comment": ("alice", "/initiatieven/i-seeking/reageren/", {"sleutel": KEY, "text": "Wat een plan."}),
    "comment, visiting": ("nobody", "/initiatieven/i-seeking/reageren/", {"sleutel": KEY, "text": "Wat een plan."}),
    "answer": ("bob", "/reacties/{comment}/antwoord/", {"sleutel": KEY, "text": "Dank je wel."}),
    "change a comment": ("alice", "/reacties/{comment}/aanpassen/", {"text": "Anders gezegd."}),
    "report": ("driss", "/reacties/{comment}/melden/", {"rule": "person", "line": "Dit is grof."}),
    "object to a decision": ("alice", "/beslissingen/{decision}/", {"text": "Kijk nog eens."}),
    "decide": (
        "carla",
        "/beheer/initiatives/case/{case}/doe/hide/",
        {"rule": "person", "reason": "Te grof voor hier."},
    ),
    "announce": ("bob", "/agenda/nieuw/", ACTIVITY | {"initiatief": "i-seeking"}),
    "change a date": ("bob", "/agenda/a-soep/veranderen/", ACTIVITY),
    "sign up": ("alice", "/agenda/a-soep/aanmelden/", {"guests": "2", "shares_email": "on"}),
    "sign up, visiting": ("nobody", "/agenda/a-soep/aanmelden/", {"guests": "2"}),
    "call off": ("bob", "/agenda/a-soep/afgelasten/", {"reason": "Er is storm."}),
    "report numbers": ("bob", "/agenda/a-geweest/verslag/", {"came": "12", "new_faces": "3", "stayed_away": "1"}),
    "follow": ("alice", "/volgen/{subject}/", {"aan": "1", "verder": "/platforms/ons/"}),
    "follow a list": ("alice", "/initiatieven/volgen/?zoek=bank", {"aan": "1"}),
    "rhythm": ("alice", "/mijn/volgen/", {"rhythm": "weekly"}),
    "object": ("bob", "/initiatieven/i-declined/bezwaar/", {"text": "Kijk nog eens."}),
    "block": ("els", "/beheer/people/user/{alice}/doe/block/", {"reason": "Schold."}),
    "give back": ("carla", "/beheer/initiatives/initiative/{initiative}/doe/give_back/", {"reason": "Waar?"}),
    "stage of platform": ("els", "/beheer/platforms/platform/{ons}/doe/grow/", {"to": "resting", "reason": "Winter."}),
    "appoint": ("els", "/beheer/platforms/platform/{ons}/doe/appoint/", {"email": "alice@example.org"}),
}
# Longest texts that a column takes.
TEXTS = (
    (Initiative, ("title", "summary", "story", "place", "reason")),
    (Participation, ("line", "answer", "reply", "parting")),
    (EnergyCheck, ("line",)),
    (Update, ("title", "text")),
    (Comment, ("text",)),
    (Activity, ("title", "story", "place", "languages", "cancelled_reason")),
    (Shift, ("reason", "answer")),
    (Handover, ("line",)),
    (Membership, ("answer", "reason")),
    (Objection, ("text",)),
    (User, ("display_name", "blocked_reason")),
)


def press(client: Client, address: str, form: dict[str, Any]) -> HttpResponse:
    """As a browser would, but with bytes that no browser sends: UTF-8 with a lone surrogate."""
    pairs = [(name, one) for name, value in form.items() for one in (value if isinstance(value, list) else [value])]
    body = "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in pairs)
    response: Any = client.generic("POST", address, body, content_type="application/x-www-form-urlencoded")
    return response


def filled(address: str) -> str:
    address = address.replace("{alice}", str(User.objects.get(email="alice@example.org").pk))
    return filled_in(address.replace("{ons}", str(Platform.objects.get(slug="ons").pk)))


def test_the_forms_are_where_we_press(people: dict[str, Client]) -> None:
    """A form that moved to another address would be refused for the wrong reason."""
    found = {}
    for name, (who, address, form) in FORMS.items():
        with transaction.atomic():
            found[name] = press(people[who], filled(address), form).status_code
            transaction.set_rollback(True)
    assert {name: status for name, status in found.items() if status not in {200, 302, 422}} == {}


@pytest.mark.parametrize("kind", MEAN)
def test_every_form_takes_it_or_says_why_not(people: dict[str, Client], kind: str) -> None:
    wrong = []
    for name, (who, address, form) in FORMS.items():
        # One field that is wrong, another one for each kind; and all of them at once.
        one = list(form)[list(MEAN).index(kind) % len(form)]
        for field in (one, "") if len(name) % 2 == len(kind) % 2 else ("",):
            with transaction.atomic():
                mean = form | dict.fromkeys([field] if field else form, MEAN[kind])
                before = counts()
                response = press(people[who], filled(address), mean)
                if response.status_code not in {200, 302, 422, 403, 404, 409, 429, 400}:
                    wrong.append(f"{name}.{field}: {response.status_code}")
                if response.status_code == 422 and any(counts()[each] > before[each] for each in ("initiative",)):
                    wrong.append(f"{name}.{field}: half saved")
                if field and response.status_code == 422 and not keeps(response, form, field):
                    wrong.append(f"{name}.{field}: what was typed is gone")
                wrong += [f"{name}.{field}: {text!r}" for text in stored() if UNFIT.search(text)]
                transaction.set_rollback(True)
    assert wrong == []


UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|\u0301{9}|w{300}")


def counts() -> dict[str, int]:
    return {model._meta.model_name or "": model._default_manager.count() for model, _names in TEXTS}


def stored() -> list[str]:
    return [
        text
        for model, names in TEXTS
        for row in model._default_manager.values_list(*names)
        for text in row
        if text is not None
    ]


def keeps(response: HttpResponse, form: dict[str, str], spoilt: str) -> bool:
    """Every other text is still in the form."""
    # One can only choose from what is offered, and nothing else in this small world can be merged.
    secret = {"password", "sleutel", "next", "into", "email" if spoilt == "next" else ""}
    page = response.content.decode()
    texts = [value for name, value in form.items() if name not in {spoilt, *secret}]
    return all(text in page for text in texts if len(text) > 3 and text != "none")


FOREIGN = [
    ("give a role", "role", "superuser"),
    ("give a role", "role", "coordinator'--"),
    ("join a platform", "contact", "telefoon"),
    ("join in", "role", "puller"),
    ("energy", "answer", "maybe"),
    ("ask anew", "yes_needed", "0"),
    ("share the key", "person", "1"),
    ("share the key", "kind", "offer"),
    ("answer about the key", "said", "misschien"),
    ("finish", "counting", "gegokt"),
    ("move", "platform", "weg"),
    ("merge", "into", "i-weg"),
    ("comment", "sleutel", "1"),
    ("report", "rule", "saai"),
    ("announce", "pattern", "FREQ=SECONDLY"),
    ("announce", "day", "2056-01-01"),
    ("announce", "places", "99999999"),
    ("sign up", "guests", "500"),
    ("report numbers", "came", "-1"),
    ("follow", "aan", "2"),
    ("rhythm", "rhythm", "hourly"),
    ("stage of platform", "to", "weg"),
    ("propose", "sleutel", "1"),
    ("propose", "platform", "hun"),
    ("propose", "platform", "weg"),
    ("mend", "platform", "weg"),
    ("mend, step 2", "values", "geld"),
    ("mend, step 2", "doer_how_many", "99999999999999999999"),
    ("profile", "language", "xx"),
    ("appoint", "email", "niemand@example.org"),
]


def test_a_choice_that_was_not_offered_is_refused(people: dict[str, Client]) -> None:
    for name, field, value in FOREIGN:
        who, address, form = FORMS[name]
        address = filled(address)
        before = tables()
        assert press(people[who], address, form | {field: value}).status_code == 422, (name, field, value)
        assert tables() == before, (name, field, value)


EXTRA = {
    "status": "seeking",
    "author": "1",
    "author_id": "1",
    "created_at": "2020-01-01",
    "hidden_at": "",
    "published_at": "2020-01-01",
    "is_superuser": "on",
    "is_staff": "on",
    "team_since": "2020-01-01",
    "desk_since": "2020-01-01",
    "email": "thief@example.org",
    "person": "1",
    "decided_by": "1",
    "by": "1",
    "platform_id": "1",
    "slug": "gekaapt",
    "subject": "1",
    "outcome": "upheld",
    "stage": "platform",
}


@pytest.mark.parametrize("name", ["profile", "be a member", "mend, step 2", "join in", "object", "hand in"])
def test_fields_that_no_form_has_do_nothing(people: dict[str, Client], name: str) -> None:
    who, address, form = FORMS[name]
    outcome = []
    for extra in ({}, EXTRA):
        with transaction.atomic():
            press(people[who], address, extra | form)
            outcome.append(
                [
                    *Initiative.objects.order_by("pk").values_list("status", "author", "hidden_at", "platform", "slug"),
                    *User.objects.order_by("pk").values_list("email", "team_since", "desk_since", "is_superuser"),
                    *Membership.objects.order_by("pk").values_list("person", "role", "status"),
                    *Participation.objects.order_by("pk").values_list("initiative", "person", "role"),
                    *Objection.objects.values_list("outcome", "answered_by"),
                ]
            )
            transaction.set_rollback(True)
    assert outcome[0] == outcome[1]


# --- A form that expired ----------------------------------------------------------------------------------------------
LONG = 'Een verhaal van een uur tikken.\nMet <b>tekens</b> & "aanhalingen".'


def again(client: Client, page: str) -> HttpResponse:
    """Press the one button of the page, as it stands in its HTML."""
    from html.parser import HTMLParser

    class Form(HTMLParser):
        action = ""
        fields: list[tuple[str, str]] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            known = {name: value or "" for name, value in attrs}
            if tag == "form" and known.get("method") == "post":
                Form.action, Form.fields = known.get("action", ""), []
            if tag == "input" and Form.action:
                Form.fields.append((known["name"], known.get("value", "")))

    Form().feed(page[page.index("<main") : page.index("</main")])
    data: dict[str, list[str]] = {}
    for name, value in Form.fields:
        data.setdefault(name, []).append(value)
    response: Any = client.post(Form.action, data, headers={"Origin": "http://testserver"})
    return response


@pytest.mark.parametrize("cookie", [True, False])
def test_an_expired_form_is_sent_again_without_typing(cookie: bool) -> None:
    make_platform("Ons", areas=[buurt()])
    strict = Client(enforce_csrf_checks=True)
    if cookie:
        strict.get("/aanmelden/")
    typed = WHERE | {"story": LONG, "values": ["zorg", "initiatief"], "csrfmiddlewaretoken": "x" * 64}
    refused = strict.post("/initiatieven/nieuw/indienen/", typed, headers={"Origin": "http://testserver"})
    assert refused.status_code == 403
    response = again(strict, refused.content.decode())
    assert response.status_code == 302, response.content.decode()
    kept = Parked.objects.get().data
    assert str(kept["story"]).replace("\r\n", "\n") == LONG
    assert kept.getlist("values") == ["zorg", "initiatief"]


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_form_from_elsewhere_is_not_offered_to_be_sent_again(headers: dict[str, str]) -> None:
    """One press on a button of ours would otherwise do what a stranger filled in."""
    strict = sign_in(Client(enforce_csrf_checks=True), make_user("alice@example.org"))
    refused = strict.post("/mijn/profiel/", {"name": "Gekaapt", "language": "nl"}, headers=headers)
    assert refused.status_code == 403
    assert "Gekaapt" not in refused.content.decode()
    assert 'action="/mijn/profiel/"' not in refused.content.decode()


def test_all_of_a_long_form_comes_back() -> None:
    strict = Client(enforce_csrf_checks=True)
    typed = {"areas": [str(number) for number in range(300)]}
    page = strict.post("/mijn/profiel/", typed, headers={"Origin": "http://testserver"}).content.decode()
    assert page.count('name="areas"') == 300


# --- A choice that a stranger parked ----------------------------------------------------------------------------------
def test_a_link_in_the_mail_carries_no_press_that_takes_a_role() -> None:
    """A visitor parks "make me coordinator" and has the real coordinator mailed; one press there would do it."""
    carla = make_user("carla@example.org")
    platform = make_platform("Ons", coordinator=carla)
    mallory = make_membership(platform, make_user("mallory@example.org"))
    stranger = Client()
    stranger.post(f"/platforms/ons/leden/{mallory.pk}/rol/", {"role": Role.COORDINATOR})
    stranger.post("/aanmelden/", {"email": "carla@example.org"})
    link = re.search(r"/aanmelden/verder/\S+", last_mail("carla@example.org").text)
    assert link is not None
    phone = Client()
    assert "Een rol geven" not in phone.get(link[0]).content.decode()
    assert phone.post(link[0], {"press": "enter"}).status_code == 302
    mallory.refresh_from_db()
    assert mallory.role == Role.MEMBER


def test_on_the_own_device_it_still_waits() -> None:
    carla = make_user("carla@example.org")
    platform = make_platform("Ons", coordinator=carla)
    asked = make_membership(platform, status="asked")
    browser = Client()
    browser.post(f"/platforms/ons/leden/{asked.pk}/weigeren/", {"reason": "We zijn vol."})
    browser.post("/aanmelden/", {"email": "carla@example.org"})
    browser.post("/aanmelden/code/", {"code": last_code("carla@example.org")})
    asked.refresh_from_db()
    assert (asked.status, asked.reason) == ("declined", "We zijn vol.")


# --- What stays behind on a shared computer ---------------------------------------------------------------------------
def test_a_personal_page_is_kept_nowhere(people: dict[str, Client]) -> None:
    own = ("/mijn/", "/mijn/profiel/", "/platforms/ons/leden/", "/initiatieven/i-seeking/mensen/", "/beheer/")
    for address in ("/", *own):
        assert "no-store" in people["carla"].get(address)["Cache-Control"], address
    assert "no-store" not in people["nobody"].get("/").headers.get("Cache-Control", "")


# --- Where the request says to come from ------------------------------------------------------------------------------
@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}])
def test_no_answer_and_no_mail_names_another_host(client: Client, headers: dict[str, str]) -> None:
    answers: list[Any] = [
        client.get("/platforms/", headers=headers),
        client.get("/beheer/", headers=headers),
        client.post("/aanmelden/", {"email": "alice@example.org"}, headers=headers),
    ]
    for answer in answers:
        assert b"evil" not in answer.content
        assert "evil" not in str(answer.headers)


def test_what_is_no_request_of_ours_gets_an_answer_in_dutch(client: Client) -> None:
    client.raise_request_exception = False
    answer = client.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "Dit kunnen we niet lezen" in answer.content.decode()
    heavy = client.post("/aanmelden/", {"email": "x" * 3_000_000}, content_type="application/x-www-form-urlencoded")
    assert heavy.status_code == 400
    many = client.post("/aanmelden/", {f"f{number}": "1" for number in range(2000)})
    assert many.status_code == 400
