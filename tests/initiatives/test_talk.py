"""Talk: who may say what, who reads it, what stays when it is changed, deleted or held, and how often."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape
from freezegun import freeze_time

from coalitie.activity.models import Event, Mail, Notice, Subject, Subscription
from coalitie.activity.outbox import send_due
from coalitie.lib.refused import Refused
from coalitie.people.erase import erase, forget
from coalitie.people.models import Person, User
from initiatives.access import of_comment
from initiatives.models import (
    Case,
    Comment,
    CommentVersion,
    Decision,
    Initiative,
    Role,
    Update,
    object_to,
    report,
    write,
)
from initiatives.models.case import hide_seen
from initiatives.views.talk import SIZE, pace
from platforms.models import Platform
from tests.factories import (
    make_activity,
    make_initiative,
    make_participation,
    make_platform,
    make_user,
    sign_in,
    sign_in_to_desk,
)

pytestmark = pytest.mark.django_db

PAGE, TALK = "/initiatieven/moestuin/", "/initiatieven/moestuin/reageren/"
LONG_AGO = timezone.now() - timedelta(days=400)


@pytest.fixture
def garden(here: Platform, ibrahim: User) -> Initiative:
    garden = make_initiative(here, author=ibrahim, title="Moestuin", slug="moestuin")
    make_participation(garden, ibrahim, Role.PULLER)
    return garden


def said(by: User, topic: Initiative | Update, text: str = "Mooi plan.", parent: Comment | None = None) -> Comment:
    return write(topic, by=by, text=text, form_key=uuid4(), parent=parent)


def form(text: str = "Mooi plan.") -> dict[str, str]:
    return {"text": text, "sleutel": str(uuid4())}


# --- Speaking ---------------------------------------------------------------------------------------------------------
def test_saying_something_and_something_back(client: Client, garden: Initiative, fatima: User, ibrahim: User) -> None:
    sign_in(client, fatima)
    sent = form("Kan ik helpen?")
    for _time in range(2):
        answered = client.post(TALK, sent)
        assert answered.status_code == 302
    first = Comment.objects.get()
    assert answered["Location"] == f"/reacties/{first.pk}/"
    assert client.get(answered["Location"])["Location"] == f"{PAGE}#reactie-{first.pk}"
    sign_in(client, ibrahim)
    assert client.post(f"/reacties/{first.pk}/antwoord/", form("Graag!")).status_code == 302
    page = Client().get(PAGE).content.decode()
    assert page.index("Kan ik helpen?") < page.index("Graag!")
    assert "Fatima" in page
    assert page.count("trekker</span>") == 1
    assert Subscription.objects.filter(person=fatima, subject=garden.subject, by_itself=True).exists()
    assert [event.data["comment"] for event in Event.objects.filter(verb="comment_placed").order_by("pk")] == [
        first.pk,
        first.replies.get().pk,
    ]


def test_what_was_typed_is_kept(client: Client, garden: Initiative, fatima: User) -> None:
    sign_in(client, fatima)
    answered = client.post(TALK, form("x" * 2001))
    assert answered.status_code == 422
    assert "x" * 2001 in answered.content.decode()
    assert client.post(TALK, {"text": "Zonder sleutel"}).status_code == 422
    assert client.get(TALK).status_code == 200


def test_a_comment_waits_while_somebody_signs_in(client: Client, garden: Initiative, fatima: User) -> None:
    answered = client.post(TALK, form("Ik kom ook."))
    assert answered["Location"].startswith("/aanmelden/")
    assert not Comment.objects.exists()
    assert client.post(TALK, form("")).status_code == 422


def test_answers_are_one_level_deep(garden: Initiative, fatima: User, ibrahim: User, here: Platform) -> None:
    first = said(fatima, garden)
    second = said(ibrahim, garden, parent=first)
    assert "answer" not in of_comment(fatima, second)
    with pytest.raises(Refused):
        said(fatima, garden, parent=second)
    with pytest.raises(Refused):
        said(fatima, make_initiative(here), parent=first)
    first.forget(by=fatima)
    with pytest.raises(Refused):
        said(ibrahim, garden, parent=first)


def test_nothing_is_said_where_nothing_is_to_be_read(client: Client, here: Platform, fatima: User) -> None:
    draft = make_initiative(here, status="submitted", author=fatima)
    sign_in(client, fatima)
    assert client.post(f"/initiatieven/{draft.slug}/reageren/", form()).status_code == 403
    sign_in(client, make_user())
    assert client.post(f"/initiatieven/{draft.slug}/reageren/", form()).status_code == 404


# --- How often --------------------------------------------------------------------------------------------------------
def test_a_hundred_in_a_minute_are_refused_kindly(client: Client, garden: Initiative, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(joined_at=LONG_AGO)
    sign_in(client, alice)
    with freeze_time("2026-05-05 12:00:30"):
        answers = [client.post(TALK, form(f"Nummer {number}")) for number in range(100)]
    refused = [answer for answer in answers if answer.status_code == 422]
    assert len(refused) == 40
    assert Comment.objects.count() == 60
    assert "Nummer 99" in answers[-1].content.decode()
    assert "sneller dan wij kunnen lezen" in answers[-1].content.decode()


def test_trust_grows(fatima: User, alice: User) -> None:
    paces = []
    for days in (0, 2, 31):
        fatima.joined_at = alice.joined_at = timezone.now() - timedelta(days=days, minutes=1)
        paces.append(pace(fatima))
    assert paces == sorted(paces)
    assert pace(alice) > pace(fatima)


# --- Changing and deleting --------------------------------------------------------------------------------------------
def test_editing_for_a_quarter_of_an_hour(client: Client, garden: Initiative, fatima: User, alice: User) -> None:
    comment = said(fatima, garden, "Eerst dit.")
    address = f"/reacties/{comment.pk}/aanpassen/"
    sign_in(client, fatima)
    assert client.post(address, {"text": ""}).status_code == 422
    assert client.post(address, {"text": "Toen dat."}).status_code == 302
    comment.refresh_from_db()
    assert (comment.text, comment.edited_at is not None) == ("Toen dat.", True)
    assert [version.text for version in comment.versions.all()] == ["Eerst dit."]
    assert "Eerst dit." not in client.get(PAGE).content.decode()
    sign_in(client, alice)
    assert client.get(address).status_code == 403
    with freeze_time(timezone.now() + timedelta(minutes=16)):
        assert "edit" not in of_comment(fatima, comment)
        with pytest.raises(Refused):
            comment.edit(by=fatima, text="Te laat.")


def test_deleted_is_gone(client: Client, garden: Initiative, fatima: User, ibrahim: User) -> None:
    comment = said(fatima, garden, "Spijtwoord.")
    comment.edit(by=fatima, text="Nog een spijtwoord.")
    said(ibrahim, garden, "Antwoord daarop.", parent=comment)
    sign_in(client, fatima)
    address = f"/reacties/{comment.pk}/verwijderen/"
    assert "spijtwoord" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 404
    page = client.get(PAGE).content.decode()
    assert "Verwijderd door de schrijver." in page
    assert "Antwoord daarop." in page
    assert not CommentVersion.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM initiatives_comment WHERE id = %s", [comment.pk])
        assert cursor.fetchone() == ("",)


def test_erasing_an_account_forgets_the_words(garden: Initiative, fatima: User, ibrahim: User) -> None:
    comment = said(fatima, garden, "Van mij.")
    comment.edit(by=fatima, text="Ook van mij.")
    said(ibrahim, garden, parent=comment)
    erase(fatima)
    comment.refresh_from_db()
    assert (comment.text, comment.author, comment.deleted_at is not None) == ("", None, True)
    assert not CommentVersion.objects.exists()
    assert "Verwijderd door de schrijver." in Client().get(PAGE).content.decode()


# --- First ones -------------------------------------------------------------------------------------------------------
def test_first_ones_wait_where_the_platform_chose_so(
    client: Client, garden: Initiative, fatima: User, carla: User, alice: User
) -> None:
    Platform.objects.update(holds_first=True)
    sign_in(client, fatima)
    assert "leest een coördinator je eerste reactie" in client.get(PAGE).content.decode()
    client.post(TALK, form("Hallo buurt."))
    comment = Comment.objects.get()
    assert comment.held_at is not None
    assert Case.objects.open().get().comment == comment
    assert {mail.to for mail in Mail.objects.all()} == {carla.email}
    assert not Event.objects.filter(verb="comment_placed").exists()
    assert "Een coördinator leest je eerste reactie nog" in client.get(PAGE).content.decode()
    assert "Hallo buurt." not in Client().get(PAGE).content.decode()
    assert Client().get(f"/reacties/{comment.pk}/").status_code == 404
    assert client.post(f"/reacties/{comment.pk}/aanpassen/", {"text": "Reclame"}).status_code == 403
    Case.objects.get().place(by=carla)
    assert "Hallo buurt." in Client().get(PAGE).content.decode()
    assert Event.objects.filter(verb="comment_placed").count() == 1
    garden.refresh_from_db()
    assert said(fatima, garden, "En nog iets.").held_at is None


def test_who_is_known_does_not_wait(garden: Initiative, fatima: User, bob: User) -> None:
    Platform.objects.update(holds_first=True)
    garden.refresh_from_db()
    fatima.joined_at = LONG_AGO
    assert said(fatima, garden).held_at is None
    assert said(bob, garden).held_at is None
    assert said(make_user(), garden).held_at is not None


# --- Who is told ------------------------------------------------------------------------------------------------------
def test_one_mail_an_hour_about_one_thing(garden: Initiative, fatima: User, ibrahim: User) -> None:
    now = timezone.now()
    with freeze_time(now):
        said(fatima, garden, "Eén.")
    with freeze_time(now + timedelta(minutes=5)):
        said(fatima, garden, "Twee.")
        said(make_user(), garden, "Drie.")
    mails = Mail.objects.filter(to=ibrahim.email).order_by("pk")
    assert "Eén." in mails.get().text
    with freeze_time(now + timedelta(minutes=30)):
        call_command("remind_initiatives")
    assert mails.count() == 1
    with freeze_time(timezone.now() + timedelta(minutes=61)):
        for _time in range(2):
            call_command("remind_initiatives")
    assert mails.count() == 2
    later = mails.last()
    assert later is not None
    assert "Twee." in later.text
    assert "Drie." in later.text
    assert "Eén." not in later.text


def test_an_answer_comes_at_once_and_once(garden: Initiative, fatima: User, ibrahim: User) -> None:
    question = said(fatima, garden, "Mag ik een vraag stellen?")
    said(ibrahim, garden, "Vraag maar.", parent=question)
    said(fatima, garden, "Even denken.", parent=question)
    assert ["Vraag maar." in mail.text for mail in Mail.objects.filter(to=fatima.email)] == [True]


def test_what_is_deleted_leaves_the_mail_that_still_waits(garden: Initiative, fatima: User, ibrahim: User) -> None:
    question = said(fatima, garden, "Mag ik een vraag stellen?")
    answer = said(ibrahim, garden, "Vraag maar.", parent=question)
    answer.forget(by=ibrahim)
    question.forget(by=fatima)
    assert not Mail.objects.exists()
    assert Notice.objects.filter(person=fatima, kind="comment_answered").exists()


def test_what_is_hidden_leaves_the_mail_that_still_waits(garden: Initiative, fatima: User, carla: User) -> None:
    rude = said(fatima, garden, "Sukkels.")
    assert Mail.objects.filter(text__contains="Sukkels.").exists()
    hide_seen(rude, by=carla, rule="person", reason="Grof.")
    assert not Mail.objects.filter(text__contains="Sukkels.").exists()


def test_what_an_erased_account_said_leaves_the_mail_that_still_waits(
    garden: Initiative, fatima: User, ibrahim: User, alice: User
) -> None:
    question = said(fatima, garden, "Mag ik een vraag stellen?")
    said(alice, garden, "Vraag maar.", parent=question)
    left = Mail.objects.get(to=ibrahim.email)
    assert "Mag ik een vraag" in left.text
    assert Mail.objects.get(to=fatima.email).holds == [alice.pk]
    send_due()
    left.refresh_from_db()
    assert (left.text, left.holds) == ("", [])
    said(fatima, garden, "Nog een vraag.", parent=said(ibrahim, garden, "Ja?"))
    said(ibrahim, garden, "Zeg het maar.", parent=question)
    unsent = Mail.objects.filter(sent_at=None)
    assert unsent.filter(text__contains="Nog een vraag.").exists()
    forget(fatima)
    assert not unsent.filter(text__contains="Nog een vraag.").exists()
    assert not unsent.filter(text__contains="Fatima").exists()
    assert Mail.objects.filter(pk=left.pk).exists()


def test_the_inbox_names_nobody_who_is_gone(client: Client, garden: Initiative, fatima: User, ibrahim: User) -> None:
    question = said(fatima, garden, "Mag ik een vraag stellen?")
    said(ibrahim, garden, "Vraag maar.", parent=question)
    inbox = sign_in(client, fatima)
    assert "Ibrahim gaf je antwoord" in inbox.get("/mijn/berichten/").text
    assert "Ibrahim gaf je antwoord" in inbox.get("/mijn/").text
    ibrahim.rename("Ibrahim B")
    assert "Ibrahim B gaf je antwoord" in inbox.get("/mijn/berichten/").text
    forget(ibrahim)
    page = inbox.get("/mijn/berichten/").text
    assert "Iemand gaf je antwoord" in page
    assert "Ibrahim" not in page
    assert "Iemand gaf je antwoord" in inbox.get("/mijn/").text
    kept = Notice.objects.get(person=fatima, kind="comment_answered")
    assert "Ibrahim" not in kept.title + kept.text


# --- What is seen -----------------------------------------------------------------------------------------------------
STATES = ("shown", "hidden", "held", "deleted", "of hidden")


def test_read_and_visible_are_one_rule(garden: Initiative, here: Platform, people: dict[str, Person]) -> None:
    author = people["alice"]
    assert isinstance(author, User)
    for state in STATES:
        topic = make_initiative(here, author=make_user()) if state == "of hidden" else garden
        comment = said(author, topic)
        values: Any = {
            "hidden": {"hidden_at": timezone.now()},
            "held": {"held_at": timezone.now()},
            "deleted": {"deleted_at": timezone.now(), "text": ""},
        }.get(state, {})
        Comment.objects.filter(pk=comment.pk).update(**values)
        if state == "of hidden":
            Initiative.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())
        seen = set()
        for name, person in people.items():
            fresh = person if isinstance(person, AnonymousUser) else User.objects.get(pk=person.pk)
            found = Comment.objects.get(pk=comment.pk)
            visible = Comment.objects.visible_to(fresh).filter(pk=comment.pk).exists()
            assert ("read" in of_comment(fresh, found)) == visible, (state, name)
            seen |= {name} if visible else set()
        expected = {"shown": set(people), "deleted": set()}.get(state, {"alice", "carla", "els"})
        assert seen == expected, state


def test_a_stub_only_where_something_stood(garden: Initiative, fatima: User, ibrahim: User) -> None:
    lone, answered, held = said(fatima, garden, "Los."), said(fatima, garden, "Beantwoord."), said(fatima, garden, "W.")
    said(ibrahim, garden, "Antwoord.", parent=answered)
    Comment.objects.filter(pk__in=[lone.pk, answered.pk]).update(hidden_at=timezone.now())
    Comment.objects.filter(pk=held.pk).update(held_at=timezone.now())
    held.forget(by=fatima)
    page = Client().get(PAGE).content.decode()
    assert page.count("Deze reactie is verborgen.") == 1
    assert "Verwijderd door de schrijver." not in page
    assert "Los." not in page
    assert "Beantwoord." not in page


def test_pages_of_a_long_talk(client: Client, garden: Initiative, fatima: User) -> None:
    first = said(fatima, garden, "De allereerste.")
    Comment.objects.bulk_create(
        Comment(initiative=garden, author=fatima, text=f"Nummer {number}.") for number in range(SIZE * 2)
    )
    for _each in range(3):
        said(fatima, garden, "Laat antwoord.", parent=first)
    page = client.get(PAGE).content.decode()
    assert page.count('<li class="comment') == SIZE
    assert f"Nummer {SIZE * 2 - 1}." in page
    seen = page
    while older := re.search(r'href="([^"]+)">Bekijk eerdere reacties', page):
        page = client.get(PAGE + older[1]).content.decode()
        seen += page
    assert seen.count('<li class="comment') == SIZE * 2 + 4
    assert page.index("De allereerste.") < page.index("Laat antwoord.")
    there = client.get(f"/reacties/{first.pk}/")["Location"]
    assert "De allereerste." in client.get(there).content.decode()
    for odd in ("?vanaf=x", "?voor=9-", "?vanaf=99999999999999999999-1", "?voor=0-0", "?vanaf=²-1"):
        assert client.get(PAGE + odd).status_code == 200


@pytest.mark.parametrize("who", ["nobody", "fatima", "carla"])
def test_as_many_questions_for_one_as_for_fifty(
    client: Client, garden: Initiative, who: str, people: dict[str, Person]
) -> None:
    person = people[who]
    if isinstance(person, User):
        sign_in(client, person)
    said(make_user(), garden)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    for _each in range(40):
        first = said(make_user(), garden)
        said(make_user(), garden, parent=first)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(one)


# --- The database says so too -----------------------------------------------------------------------------------------
def test_constraints(garden: Initiative, fatima: User) -> None:
    update = Update.objects.filter(initiative=garden).first()
    for wrong in (
        {"initiative": None},
        {"text": ""},
        {"deleted_at": timezone.now()},
        {"initiative": garden, "activity_id": 1, "update": update},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.create(**{"initiative": garden, "author": fatima, "text": "x", **wrong})
    key = uuid4()
    Comment.objects.create(initiative=garden, author=fatima, text="x", form_key=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(initiative=garden, author=fatima, text="y", form_key=key)


def test_elsewhere_is_another_talk(client: Client, garden: Initiative, fatima: User) -> None:
    other = make_initiative(make_platform(), author=fatima)
    said(fatima, other, "Van de andere straat.")
    assert "Van de andere straat." not in client.get(PAGE).content.decode()


# --- Scripts ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "[x](javascript:alert(1))"]
)
def test_words_never_run(client: Client, garden: Initiative, ibrahim: User, carla: User, payload: str) -> None:
    """On the page, in the mail's HTML, in the forms, at the desk: what somebody typed stays text."""
    writer = make_user(name=payload[:60], joined_at=LONG_AGO)
    first = said(writer, garden, payload)
    said(ibrahim, garden, payload, parent=first)
    first.edit(by=writer, text=f"{payload} {payload}")
    case = report(first, by=make_user(), rule="person", line=payload).case
    sign_in_to_desk(client, carla)
    seen = [Client().get(PAGE), client.get("/beheer/initiatives/case/")]
    seen += [client.get(f"/reacties/{first.pk}/{page}/") for page in ("antwoord", "melden")]
    seen += [client.get(f"/beheer/initiatives/case/{case.pk}/{page}") for page in ("change/", "doe/hide/")]
    case.hide(by=carla, rule="person", reason=payload)
    objection = object_to(Decision.objects.get(), by=writer, text=payload)
    sign_in(client, writer)
    seen += [client.get(f"/beslissingen/{objection.decision_id}/"), client.get(PAGE)]
    assert {answer.status_code for answer in seen} == {200}
    texts = [answer.content.decode() for answer in seen] + [mail.html for mail in Mail.objects.all()]
    assert all(escape(payload) in text for text in texts[:3])
    for text in texts:
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript:' not in text


# --- Below other things -----------------------------------------------------------------------------------------------
def test_talk_below_an_update_and_an_activity(
    client: Client, garden: Initiative, here: Platform, fatima: User, carla: User, ibrahim: User
) -> None:
    update = Update.objects.create(
        initiative=garden,
        title="De eerste spa",
        text="Gedaan.",
        author=ibrahim,
        subject=Subject.objects.create(kind="update"),
    )
    activity = make_activity(here, author=ibrahim, slug="zaaien")
    sign_in(client, fatima)
    for topic, address in ((update, f"{PAGE}berichten/{update.pk}/"), (activity, "/agenda/zaaien/")):
        assert topic.get_absolute_url() == address
        sent = form(f"Leuk, {topic}!")
        assert client.post(f"{address}reageren/", sent).status_code == 302
        comment = Comment.objects.about(topic).get()
        assert client.get(f"/reacties/{comment.pk}/")["Location"] == f"{address}#reactie-{comment.pk}"
        assert sent["text"] in Client().get(address).content.decode()
        assert sent["text"] not in Client().get(PAGE).content.decode()
        assert sent["text"] in Mail.objects.get(to=ibrahim.email, text__contains=sent["text"]).text
        for number in range(3):
            report(topic, by=make_user(joined_at=LONG_AGO), rule="buurt", line=str(number))
        assert Client().get(address).status_code == 404
        case = Case.objects.about(topic).get()
        case.fine(by=carla, reason="Kan best.")
        assert Client().get(address).status_code == 200
    assert Event.objects.get(verb="comment_placed", subject=garden.subject).data["update"] == update.pk
    assert Event.objects.filter(verb="comment_placed", subject=activity.subject).count() == 1


def test_a_deleted_update_is_gone_at_the_desk(garden: Initiative, ibrahim: User, alice: User) -> None:
    update = Update.objects.create(
        initiative=garden, title="Kop", text="Tekst", author=ibrahim, subject=Subject.objects.create(kind="update")
    )
    case = report(update, by=alice, rule="advert").case
    assert "Tekst" in case.words
    update.delete_for_good(by=ibrahim)
    case.refresh_from_db()
    assert (case.words, case.closed_at is not None) == ("", True)
