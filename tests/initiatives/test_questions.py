"""Questions to bodies: from first draft to answer, who may do what, and what stays for all to see."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coalitie.activity.models import Event, Notice
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from initiatives.access import of_question
from initiatives.models import Body, Correction, Milestone, Question, Reply, Wait, correct, draft_question, invite
from initiatives.models.reply import MilestoneKind
from platforms.models import Platform
from tests.factories import (
    make_body,
    make_initiative,
    make_membership,
    make_participation,
    make_question,
    make_team_member,
    sign_in,
)

pytestmark = pytest.mark.django_db

LIST = "/wachten-op-antwoord/"


@pytest.fixture
def body(db: None) -> Body:
    return make_body("Woonstad Voorbeeld", kind="housing", slug="woonstad", term_days=30)


def today() -> date:
    return timezone.localdate()


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def words(platform: Platform, body: Body, **more: Any) -> dict[str, Any]:
    typed = {"platform": platform.slug, "instantie": body.slug, "title": "Licht in de tunnel", "text": "Wanneer?"}
    return {"sleutel": str(uuid4()), **typed, **more}


def as_(user: User) -> Client:
    return sign_in(Client(), user)


# --- The whole way ----------------------------------------------------------------------------------------------------
def test_from_draft_to_late_answer(client: Client, here: Platform, body: Body, bob: User, carla: User) -> None:
    """A trekker writes, a coordinator sends, the answer comes late, and it is opened again."""
    there = as_(bob).post(f"{LIST}nieuw/", words(here, body))
    question = Question.objects.get()
    assert there["Location"] == question.get_absolute_url()
    assert client.get(question.get_absolute_url()).status_code == 404
    url = question.get_absolute_url()
    assert as_(bob).post(f"{url}klaarzetten/").status_code == 302
    assert as_(bob).post(f"{url}versturen/", {"asked_on": ago(50), "way": "letter"}).status_code == 403
    assert as_(carla).post(f"{url}versturen/", {"asked_on": ago(50), "way": "letter"}).status_code == 302
    page = client.get(url).content.decode()
    assert "Licht in de tunnel" in page
    assert "<strong>50</strong>" in page
    assert "Ontvangst nog niet bevestigd" in page
    as_(bob).post(f"{url}bevestigd/", {"on": ago(40), "note": "Kenmerk 12"})
    as_(bob).post(f"{url}toegezegd/", {"on": ago(40), "promised_on": ago(20)})
    page = client.get(url).content.decode()
    assert "Ontvangst bevestigd" in page
    assert "Nog geen antwoord" in page
    assert "Die dag is voorbijgegaan." in page
    as_(bob).post(f"{url}beantwoord/", {"on": ago(5), "text": "Het licht komt **volgend jaar**."})
    page = client.get(url).content.decode()
    assert "<strong>volgend jaar</strong>" in page
    assert "na 45 dagen, over de termijn van 30 dagen" in page
    as_(bob).post(f"{url}vervolg/", {"text": "Wij schrijven de raad."})
    as_(bob).post(f"{url}heropenen/", {"reason": "Er staat geen datum in."})
    question.refresh_from_db()
    assert (question.status, question.wait and question.wait.number) == ("asked", 2)
    page = client.get(url).content.decode()
    assert "Er staat geen datum in." in page
    assert "volgend jaar" in page


def test_the_desk_and_who_wrote_it_hear_of_it(here: Platform, bob: User, carla: User) -> None:
    question = make_question(here, status="draft", author=bob)
    question.offer(by=bob)
    assert Notice.objects.filter(person=carla, kind="question_ready").exists()
    question.send(by=carla, asked_on=ago(3), way="mail")
    assert Notice.objects.filter(person=bob, kind="question_sent").exists()
    question.answer(by=bob, on=today(), text="Ja.")
    assert Notice.objects.filter(person=carla, kind="question_answered").exists()
    assert not Notice.objects.filter(person=bob, kind="question_answered").exists()


def test_the_same_form_twice_is_one_question(here: Platform, body: Body, bob: User) -> None:
    typed = words(here, body)
    first, second = (as_(bob).post(f"{LIST}nieuw/", typed) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Question.objects.count() == 1


def test_each_step_twice_changes_nothing_more(here: Platform, carla: User) -> None:
    question = make_question(here, status="ready")
    url, client = question.get_absolute_url(), as_(carla)
    for _ in range(2):
        assert client.post(f"{url}versturen/", {"asked_on": ago(2), "way": "letter"}).status_code == 302
    for _ in range(2):
        assert client.post(f"{url}bevestigd/", {"on": ago(1)}).status_code == 302
    for _ in range(2):
        assert client.post(f"{url}beantwoord/", {"on": today(), "text": "Ja"}).status_code == 302
    assert Wait.objects.count() == Milestone.objects.count() == Reply.objects.count() == 1
    assert client.post(f"{url}intrekken/", {"reason": "Toch niet."}).status_code == 409


@pytest.mark.parametrize(
    ("word", "typed", "says"),
    [
        ("versturen", {"asked_on": "2999-01-01", "way": "letter"}, "moet nog komen"),
        ("versturen", {"asked_on": "1999-01-01", "way": "letter"}, "tien jaar geleden"),
        ("versturen", {"asked_on": "gisteren", "way": "duif"}, "Corrigeer"),
        ("intrekken", {"reason": ""}, "Corrigeer"),
    ],
)
def test_bad_input_gives_the_form_back(
    word: str, typed: dict[str, str], says: str, here: Platform, carla: User
) -> None:
    question = make_question(here, status="ready")
    answer = as_(carla).post(f"{question.get_absolute_url()}{word}/", typed)
    assert answer.status_code == 422
    question.refresh_from_db()
    assert question.status == "ready"


def test_an_answer_before_the_question_or_empty(here: Platform, carla: User) -> None:
    question = make_question(here, days=5)
    url = f"{question.get_absolute_url()}beantwoord/"
    early = as_(carla).post(url, {"on": ago(6), "text": "Ja"})
    assert early.status_code == 422
    assert "niet voor de vraag" in early.content.decode()
    assert as_(carla).post(url, {"on": today(), "text": "  "}).status_code == 422


# --- Who may ----------------------------------------------------------------------------------------------------------
def test_who_may_do_what(here: Platform, people: dict[str, Any]) -> None:
    draft, ready, asked = (make_question(here, status=status) for status in ("draft", "ready", "asked"))
    assert {name for name, who in people.items() if "read" in of_question(who, draft)} == {"bob", "carla", "els"}
    assert {name for name, who in people.items() if "edit" in of_question(who, draft)} == {"bob", "carla", "els"}
    assert {name for name, who in people.items() if "send" in of_question(who, ready)} == {"carla", "els"}
    assert {name for name, who in people.items() if "answer" in of_question(who, asked)} == {"bob", "carla", "els"}
    assert {name for name, who in people.items() if "correct" in of_question(who, asked)} == {"carla", "els"}
    assert {name for name, who in people.items() if "hide" in of_question(who, asked)} == {"els"}


@pytest.mark.parametrize("status", ["draft", "ready", "asked", "answered", "withdrawn"])
def test_reading_and_being_listed_are_one_rule(status: str, here: Platform, people: dict[str, Any], els: User) -> None:
    question = make_question(here, status=status, took=4 if status == "answered" else None)
    for hidden in (False, True):
        if hidden and question.asked_on:
            question.hide(by=els, reason="Er staat een naam in.")
            question.refresh_from_db()
        for who in people.values():
            listed = Question.objects.visible_to(who).filter(pk=question.pk).exists()
            assert ("read" in of_question(who, question)) == listed


def test_a_coordinator_of_another_platform_cannot(here: Platform, driss: User) -> None:
    asked = make_question(here)
    assert as_(driss).get(make_question(here, status="draft").get_absolute_url()).status_code == 404
    for word in ("beantwoord", "intrekken", "afgeleverd"):
        assert as_(driss).post(f"{asked.get_absolute_url()}{word}/", {}).status_code == 403
    assert as_(driss).get(f"{asked.get_absolute_url()}verbeteren/tekst/").status_code == 403
    assert as_(driss).post(f"{asked.get_absolute_url()}onzin/", {}).status_code == 404


def test_who_pulls_an_initiative_asks_for_it(here: Platform, body: Body, fatima: User) -> None:
    initiative = make_initiative(here)
    make_participation(initiative, fatima, role="puller")
    typed = words(here, body, initiatief=initiative.slug)
    assert as_(fatima).post(f"{LIST}nieuw/", typed).status_code == 302
    assert Question.objects.get().initiative == initiative


def test_not_for_a_platform_or_initiative_of_others(
    here: Platform, elsewhere: Platform, body: Body, bob: User, ibrahim: User
) -> None:
    assert as_(ibrahim).get(f"{LIST}nieuw/").status_code == 403
    assert as_(bob).post(f"{LIST}nieuw/", words(elsewhere, body)).status_code == 422
    theirs = make_initiative(elsewhere)
    as_(bob).post(f"{LIST}nieuw/", words(here, body, initiatief=theirs.slug))
    assert Question.objects.get().initiative is None


@pytest.mark.parametrize("name", ["platform", "initiatief", "bij"])
def test_what_an_address_cannot_hold_is_left_out(name: str, here: Platform, bob: User, els: User) -> None:
    assert as_(bob).get(f"{LIST}nieuw/?{name}=%00{here.slug}").status_code == 200
    assert as_(els).get(f"{LIST}nieuw/?platform={here.slug}&{name}=%00").status_code in {200, 403}
    assert as_(els).post(f"{LIST}nieuw/", {name: "\0", "platform": f"\0{here.slug}"}).status_code == 422


def test_extra_fields_are_not_taken(here: Platform, body: Body, bob: User) -> None:
    as_(bob).post(f"{LIST}nieuw/", words(here, body, status="asked", asked_on="2026-01-01", hidden_at=""))
    assert Question.objects.get().status == "draft"


def test_a_visitor_signs_in_first(client: Client) -> None:
    assert client.get(f"{LIST}nieuw/")["Location"].startswith("/aanmelden/")
    assert client.post(f"{LIST}nieuw/", {})["Location"].startswith("/aanmelden/")


# --- The body's reply, and mistakes -----------------------------------------------------------------------------------
def test_a_reply_and_a_correction_stay_as_they_were(here: Platform, carla: User) -> None:
    question = make_question(here, status="answered", took=4)
    correct(question, "titel", by=carla, before=question.title, after="Beter", reason="Typefout.")
    for rows, change in ((Reply.objects.all(), {"text": "Anders"}), (Correction.objects.all(), {"after": "Stiekem"})):
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            rows.update(**change)
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            rows.delete()


def test_a_mistake_in_a_reply_is_put_right_for_all_to_see(client: Client, here: Platform, carla: User) -> None:
    question = make_question(here, status="answered", took=4)
    url = f"{question.get_absolute_url()}verbeteren/antwoord/"
    typed = {"before": "Volgende maand.", "after": "Volgend jaar.", "reason": "Verkeerd overgenomen."}
    for _ in range(2):
        assert as_(carla).post(url, typed).status_code == 302
    page = client.get(question.get_absolute_url()).content.decode()
    assert "<del>maand.</del>" in page
    assert "<ins>jaar.</ins>" in page
    assert "Verkeerd overgenomen." in page
    assert Reply.objects.standing().get().text == "Volgend jaar."
    assert Correction.objects.count() == 1


def test_an_answer_of_before_it_was_opened_again_is_put_right_too(client: Client, here: Platform, carla: User) -> None:
    question = make_question(here, status="answered", took=4)
    question.reopen(by=carla, reason="Dit was geen antwoord.")
    url = f"{question.get_absolute_url()}verbeteren/"
    assert "De tekst van antwoord 1" in as_(carla).get(url).text
    typed = {"before": "Volgende maand.", "after": "Volgend jaar.", "reason": "Verkeerd overgenomen."}
    for _ in range(2):
        assert as_(carla).post(f"{url}antwoord-1/", typed).status_code == 302
    page = client.get(question.get_absolute_url()).text
    assert "<ins>jaar.</ins>" in page
    assert "De tekst van antwoord 1" in page
    assert list(Reply.objects.order_by("pk").values_list("text", "wait__number")) == [
        ("Volgende maand.", 1),
        ("Volgend jaar.", 1),
    ]
    assert Event.objects.filter(subject=question.subject, verb="question_corrected").count() == 1
    other = {"before": ago(6), "reason": "Verkeerde dag."}
    assert as_(carla).post(f"{url}antwoorddag-1/", {**other, "after": ago(-1)}).status_code == 422
    assert as_(carla).post(f"{url}antwoorddag-1/", {**other, "after": ago(5)}).status_code == 302
    assert list(Wait.objects.order_by("number").values_list("number", "ended_on")) == [(1, ago(5)), (2, None)]
    for word in ("antwoord", "antwoord-2", "titel-1"):
        assert as_(carla).get(f"{url}{word}/").status_code == 404


def test_who_looked_at_something_older_puts_nothing_right(here: Platform, carla: User) -> None:
    question = make_question(here)
    correct(question, "titel", by=carla, before=question.title, after="Beter", reason="Typefout.")
    with pytest.raises(Refused):
        correct(question, "titel", by=carla, before="Iets anders", after="Nog beter", reason="Typefout.")


def test_another_day_of_sending_counts_other_days(here: Platform, carla: User) -> None:
    question = make_question(here, days=10)
    url = f"{question.get_absolute_url()}verbeteren/verstuurd/"
    as_(carla).post(url, {"before": ago(10), "after": ago(20), "reason": "Verkeerde dag."})
    assert Question.objects.with_days().get().days == 20  # type: ignore[attr-defined]


def test_a_promise_that_is_put_right_keeps_its_order_and_is_one(here: Platform, carla: User) -> None:
    question = make_question(here, days=10)
    for days in (20, 25):
        question.note(MilestoneKind.PROMISED, by=carla, on=ago(3), promised_on=ago(-days))
    url = f"{question.get_absolute_url()}verbeteren/toegezegd/"
    typed = {"before": ago(-25), "reason": "Verkeerd gelezen."}
    assert as_(carla).post(url, {**typed, "after": ago(4)}).status_code == 422
    assert as_(carla).post(url, {**typed, "after": "2999-01-01"}).status_code == 422
    assert as_(carla).post(url, {**typed, "after": ago(-20)}).status_code == 302
    assert list(Milestone.objects.values_list("promised_on", flat=True)) == [ago(-20)]
    assert Wait.objects.get().promised_on == ago(-20)


def test_a_day_of_sending_after_what_followed_is_refused(here: Platform, carla: User) -> None:
    question = make_question(here, days=10)
    question.note(MilestoneKind.CONFIRMED, by=carla, on=ago(8))
    url = f"{question.get_absolute_url()}verbeteren/verstuurd/"
    assert as_(carla).post(url, {"before": ago(10), "after": ago(2), "reason": "Zo."}).status_code == 422


# --- Papers -----------------------------------------------------------------------------------------------------------
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def test_the_letter_is_there_for_everybody_once_sent(client: Client, here: Platform, carla: User) -> None:
    question = make_question(here, status="ready")
    letter = SimpleUploadedFile("naam.exe", PDF)
    url = question.get_absolute_url()
    as_(carla).post(f"{url}versturen/", {"asked_on": today(), "way": "letter", "letter": letter})
    answer = client.get(f"{url}brief/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]


def test_what_is_no_letter_is_refused(here: Platform, carla: User) -> None:
    question = make_question(here, status="ready")
    for content in (b"<svg onload=alert(1)></svg>", b"MZ\x90\x00", b""):
        typed = {"asked_on": today(), "way": "letter", "letter": ContentFile(content, "brief.pdf")}
        assert as_(carla).post(f"{question.get_absolute_url()}versturen/", typed).status_code == 422


# --- The worker -------------------------------------------------------------------------------------------------------
def test_the_asker_hears_once_that_the_term_is_over(here: Platform, bob: User, carla: User, body: Body) -> None:
    make_question(here, days=31, body=body, author=bob)
    make_question(here, days=30, body=body, author=bob)
    for _ in range(2):
        call_command("remind_questions")
    assert Notice.objects.filter(kind="question_late").count() == 2
    assert {one.person for one in Notice.objects.filter(kind="question_late")} == {bob, carla}


def test_who_was_promised_a_day_hears_when_that_is_over(here: Platform, carla: User, body: Body) -> None:
    question = make_question(here, days=40, body=body)
    question.note(MilestoneKind.PROMISED, by=carla, on=ago(20), promised_on=today())
    call_command("remind_questions")
    assert not Notice.objects.filter(kind__in=["question_late", "question_promise_over"]).exists()
    Wait.objects.update(promised_on=ago(1))
    for _ in range(2):
        call_command("remind_questions")
    assert [one.kind for one in Notice.objects.filter(person=carla)] == ["question_promise_over"]


def test_a_changed_term_moves_no_question(here: Platform, body: Body) -> None:
    question = make_question(here, body=body)
    Body.objects.filter(pk=body.pk).update(term_days=5)
    question.refresh_from_db()
    assert question.wait is not None
    assert question.wait.term_days == 30


# --- Two at once ------------------------------------------------------------------------------------------------------
def test_a_stale_page_answers_nothing(here: Platform, carla: User) -> None:
    question = make_question(here)
    stale = Question.objects.get(pk=question.pk)
    question.withdraw(by=carla, reason="Niet meer nodig.")
    for verb in (lambda: stale.answer(by=carla, on=today(), text="Ja"), lambda: stale.withdraw(by=carla, reason="Nee")):
        with pytest.raises(Refused):
            verb()
    assert Reply.objects.count() == 0
    assert Event.objects.filter(verb="question_withdrawn").count() == 1


def test_the_database_keeps_one_open_wait(here: Platform) -> None:
    question = make_question(here)
    with pytest.raises(IntegrityError, match="wait_one_open"):
        Wait.objects.create(question=question, number=2, since=today(), term_days=5, reason="Nog eens")


def test_a_draft_gets_an_address_of_its_own(here: Platform, bob: User, body: Body) -> None:
    made = [
        draft_question(by=bob, form_key=uuid4(), title="Nieuw", text="?", platform=here, body=body) for _ in range(2)
    ]
    assert [one.slug for one in made] == ["nieuw-2", "nieuw-3"]


def test_lists_ask_as_often_for_many(client: Client, here: Platform, elsewhere: Platform) -> None:
    bodies = [make_body(f"Instantie {number}") for number in range(5)]
    counts = []
    for number in (1, 21):
        for each in range(number):
            made = make_question(here, body=bodies[each % 5], days=each)
            made.note(MilestoneKind.CONFIRMED, by=made.author, on=today())  # type: ignore[arg-type]
        for path in (LIST, bodies[0].get_absolute_url(), f"{here.get_absolute_url()}wachten-op-antwoord/"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(path).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]


# --- The overview -----------------------------------------------------------------------------------------------------
def test_a_body_is_shown_whole(client: Client, here: Platform, body: Body) -> None:
    """Answered in time stands beside what is late."""
    for days in (143, 20, 31):
        make_question(here, body=body, days=days)
    make_question(here, body=body, status="answered", days=90, took=12)
    make_question(here, body=body, status="answered", days=90, took=50)
    make_question(here, body=body, status="withdrawn", days=9)
    row = client.get(LIST).context["rows"][0]
    assert (row.open, row.late, row.longest) == (3, 2, 143)
    assert (row.answered, row.in_time, row.median, row.slowest) == (2, 1, 12, 50)
    page = client.get(LIST).content.decode()
    assert "3 vragen open, langste 143 dagen" in page
    assert "1 van 2 antwoorden op tijd" in page


def test_a_month_back_it_was_otherwise(client: Client, here: Platform, body: Body) -> None:
    make_question(here, body=body, days=100)
    make_question(here, body=body, status="answered", days=100, took=99)
    month = f"{ago(40):%Y-%m}"
    then = client.get(f"{LIST}?maand={month}")
    assert (then.context["rows"][0].open, then.context["rows"][0].answered) == (2, 0)
    assert then.context["then"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Open", "Laat", "Klaar", "Traag", "Weg"}),
        ("?stand=open", {"Open", "Laat"}),
        ("?stand=te-laat", {"Laat"}),
        ("?stand=beantwoord", {"Klaar", "Traag"}),
        ("?stand=op-tijd", {"Klaar"}),
        ("?stand=ingetrokken", {"Weg"}),
        ("?soort=corporatie", {"Open", "Laat", "Klaar", "Traag", "Weg"}),
        ("?soort=gemeente", set()),
        ("?bij=woonstad&q=traag", {"Traag"}),
        ("?stand=onzin&soort=%00&bij=x&platform=y&maand=2026-13", {"Open", "Laat", "Klaar", "Traag", "Weg"}),
        ("?pagina=99999999999", {"Open", "Laat", "Klaar", "Traag", "Weg"}),
    ],
)
def test_filters(query: str, found: set[str], client: Client, here: Platform, body: Body) -> None:
    make_question(here, body=body, days=2, title="Open")
    make_question(here, body=body, days=99, title="Laat")
    make_question(here, body=body, days=99, status="answered", took=3, title="Klaar")
    make_question(here, body=body, days=99, status="answered", took=60, title="Traag")
    make_question(here, body=body, days=9, status="withdrawn", title="Weg")
    make_question(here, body=body, status="draft", title="Concept")
    for path in (LIST, body.get_absolute_url()):
        assert {one.title for one in client.get(f"{path}{query}").context["page"].object_list} == found
    lines = b"".join(client.get(f"{LIST}vragen.csv{query}").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == len(found) + 1


def test_a_cell_is_never_a_formula(client: Client, here: Platform) -> None:
    make_question(here, title='=cmd|"/c calc"!A1')
    text = b"".join(client.get(f"{LIST}vragen.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=cmd" in text


def test_hidden_is_nowhere(client: Client, here: Platform, els: User, body: Body) -> None:
    question = make_question(here, body=body, title="Geheim")
    question.hide(by=els, reason="Er staat een naam in.")
    paths = [LIST, f"{LIST}teller.svg", body.get_absolute_url(), f"{here.get_absolute_url()}wachten-op-antwoord/"]
    assert all("Geheim" not in client.get(path).content.decode() for path in paths)
    assert client.get(f"{question.get_absolute_url()}teller.svg").status_code == 404
    assert b"Geheim" not in b"".join(client.get(f"{LIST}vragen.csv").streaming_content)  # type: ignore[attr-defined]


# --- The picture ------------------------------------------------------------------------------------------------------
def test_the_picture_may_stand_anywhere_and_does_nothing(client: Client, here: Platform, body: Body) -> None:
    question = make_question(here, body=body, days=143, title="<script>alert(1)</script> & co")
    for path in (
        f"{LIST}teller.svg",
        f"{body.get_absolute_url()}teller.svg",
        f"{question.get_absolute_url()}teller.svg",
    ):
        answer = client.get(path)
        text = answer.content.decode()
        assert answer["Content-Type"].startswith("image/svg+xml")
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "max-age" in answer["Cache-Control"]
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert "<script" not in text
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
        assert client.get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert "143" in text


# --- Where it is found ------------------------------------------------------------------------------------------------
def test_it_stands_with_its_platform_and_initiative(client: Client, here: Platform, body: Body, bob: User) -> None:
    initiative = make_initiative(here)
    make_participation(initiative, bob, role="puller")
    make_question(here, body=body, initiative=initiative, title="Licht in de tunnel")
    for path in (
        here.get_absolute_url(),
        initiative.get_absolute_url(),
        f"{here.get_absolute_url()}wachten-op-antwoord/",
    ):
        assert "Licht in de tunnel" in client.get(path).content.decode()
    assert "Stel een vraag" in as_(bob).get(initiative.get_absolute_url()).content.decode()


def test_the_list_offers_to_ask_only_to_who_may(client: Client, here: Platform, bob: User) -> None:
    make_participation(make_initiative(here), bob, role="puller")
    lid = make_membership(here).person
    assert f"{LIST}nieuw/" in as_(bob).get(LIST).content.decode()
    for one in (client, as_(lid)):
        assert f"{LIST}nieuw/" not in one.get(LIST).content.decode()


def test_the_team_asks_for_the_initiative_it_comes_from(here: Platform) -> None:
    initiative = make_initiative(here)
    path = f"{LIST}nieuw/?initiatief={initiative.slug}"
    assert f'value="{here.slug}"' in as_(make_team_member()).get(path).content.decode()


def test_my_page_says_what_waits(
    here: Platform, elsewhere: Platform, body: Body, bob: User, carla: User, driss: User
) -> None:
    make_question(here, body=body, status="draft", author=bob, title="Begonnen")
    ready = make_question(here, body=body, status="ready", title="Klaar")
    make_question(here, body=body, title="Onderweg")
    invite(ready, [elsewhere], by=carla)
    assert "Begonnen" in as_(bob).get("/mijn/").content.decode()
    page = as_(carla).get("/mijn/").content.decode()
    assert "staat klaar om te versturen" in page
    assert "Jullie vraag ‘Onderweg’ ligt bij Woonstad Voorbeeld" in page
    assert "Tekent Hier in de Buurt mee onder" not in page
    assert "mee onder ‘Klaar’?" in as_(driss).get("/mijn/").content.decode()
