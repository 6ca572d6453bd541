"""What people paste: kept whole or refused with a sentence, never a 500, and shown inert wherever it appears."""

from uuid import uuid4

import pytest
from django.test import Client

from coalitie.people.models import User
from initiatives.models import Initiative, Status
from platforms.models import Platform
from tests.factories import buurt, make_initiative, make_participation, sign_in

pytestmark = pytest.mark.django_db

NEW = "/initiatieven/nieuw/"
ODD = [
    "\x00",
    "a\x00b",
    "\ud800",
    "🌻🐝",
    "\u202eomgekeerd\u202c",
    "Z̷̢̛a̸l̵g̶o̷" * 3,
    "\u200b",
    "ناس",
    "<b>vet</b>",
    "'; DROP TABLE x; --",
]
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[klik](javascript:alert(1))",
    "<svg/onload=alert(1)>",
    "{{ 7*7 }}{% now 'Y' %}",
    "';alert(1)//",
]


def step_1(**changes: object) -> dict[str, object]:
    words = {"title": "Titel", "summary": "Zin", "story": "Verhaal", "buurt": buurt().name}
    return {"sleutel": str(uuid4()), **words, **changes}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("field", ["title", "summary", "story"])
def test_odd_text_is_kept_clean_or_refused(field: str, odd: str, client: Client, here: Platform, fatima: User) -> None:
    sign_in(client, fatima)
    answer = client.post(NEW, step_1(**{field: odd.encode("utf-8", "replace").decode()}))
    if answer.status_code == 302:
        kept = getattr(Initiative.objects.get(), field)
        assert kept
        assert not set(kept) & set("\x00\u202e\u202c\u200b\ud800")
        assert client.get(answer["Location"]).status_code == 200
    else:
        assert (answer.status_code, Initiative.objects.count()) == (422, 0)


@pytest.mark.parametrize(("field", "limit"), [("title", 100), ("summary", 200), ("story", 8000), ("buurt", 80)])
def test_too_long_or_empty_keeps_what_was_typed(
    field: str, limit: int, client: Client, here: Platform, fatima: User
) -> None:
    sign_in(client, fatima)
    for typed in ("", "   ", "woord " * (limit // 5), "w" * 10_000):
        answer = client.post(NEW, step_1(**{field: typed}))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'class="error-summary"' in page
        assert typed.strip() in page
    assert not Initiative.objects.exists()


@pytest.mark.parametrize("key", ["", "1", "\x00", "zeg-maar-niets", "x" * 5000])
def test_a_broken_key_is_refused(key: str, client: Client, here: Platform, fatima: User) -> None:
    sign_in(client, fatima)
    assert client.post(NEW, step_1(sleutel=key)).status_code == 422


def test_the_key_of_somebody_else_is_of_no_use(client: Client, here: Platform, fatima: User, ibrahim: User) -> None:
    key = str(uuid4())
    sign_in(client, fatima)
    client.post(NEW, step_1(sleutel=key, title="Van Fatima"))
    sign_in(client, ibrahim)
    client.post(NEW, step_1(sleutel=key, title="Van Ibrahim"))
    assert set(Initiative.objects.values_list("title", "author__display_name")) == {
        ("Van Fatima", "Fatima"),
        ("Van Ibrahim", "Ibrahim"),
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"doer_how_many": "0"},
        {"doer_how_many": "501"},
        {"doer_how_many": "9" * 5000},
        {"doer_how_many": "drie"},
        {"doer_how_many": "\x00"},
        {"doer_what_for": "w" * 10_000},
        {"place": "x " * 300},
        {"values": ["zorg", "geld"]},
        {"values": "\x00"},
    ],
)
def test_step_2_says_what_is_wrong(wrong: dict[str, object], client: Client, here: Platform, ibrahim: User) -> None:
    draft = make_initiative(here, author=ibrahim, status=Status.DRAFT, area=buurt(), needs={"stuff": None})
    sign_in(client, ibrahim)
    answer = client.post(f"/initiatieven/{draft.slug}/bewerken/hulp/", {"thinker_what_for": "rekenen", **wrong})
    assert answer.status_code == 422
    assert "rekenen" in answer.content.decode()
    assert [need.role for need in draft.needs.all()] == ["stuff"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_scripts_are_shown_as_text(payload: str, client: Client, here: Platform, fatima: User, carla: User) -> None:
    fatima.rename(payload[:60])
    initiative = make_initiative(
        here,
        author=fatima,
        title=payload,
        slug="moestuin",
        summary=payload,
        story=payload,
        place=payload,
        shows_author=True,
    )
    make_participation(initiative, fatima, line=payload, shows_name=True)
    need = initiative.needs.create(role="doer", what_for=payload)
    initiative.go_to(Status.RESTING, by=carla, reason=payload, thanks="Dank.")
    initiative.go_to(Status.SEEKING, by=carla, reason=payload)
    assert need.what_for == payload
    sign_in(client, carla)
    for path in ("", "meedoen/", "mensen/", "fase/leg-stil/", "gevraagd/", "poster/"):
        inert(client.get(f"/initiatieven/moestuin/{path}").content.decode())
    inert(client.get("/initiatieven/").content.decode())
    inert(client.get("/initiatieven/", {"q": payload, "waar": payload, "fase": payload}).content.decode())
    inert(client.get("/initiatieven/lijkt-op/", {"titel": payload}).content.decode())
    typed = client.post(NEW, step_1(title=payload, summary=payload, buurt=payload)).content.decode()
    inert(typed)


def inert(page: str) -> None:
    for live in ("<script>alert", "<img src=x", "<svg/onload", 'href="javascript', "onerror=alert(1)>"):
        assert live not in page.replace("&gt;", "").replace("&lt;", "")
    assert "2026{{" not in page
    assert "49{%" not in page
