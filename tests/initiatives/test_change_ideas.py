"""The open list of ideas for change: from a visitor to "uitgevoerd", with examples instead of votes."""

from datetime import timedelta
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coalitie.activity.models import Mail, Notice, Subscription, Within
from coalitie.lib.refused import Refused
from coalitie.people.models import Parked, User
from initiatives.access import of_idea
from initiatives.models import (
    Case,
    ChangeIdea,
    Decision,
    IdeaStage,
    Objection,
    Recognition,
    object_to,
    recognise,
    report,
)
from initiatives.models.idea_stage import LEADS_TO
from platforms.models import Platform
from tests.factories import make_idea, make_platform, make_user, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db

LIST = "/veranderideeen/"


def as_(user: User) -> Client:
    return sign_in(Client(), user)


def typed(**more: Any) -> dict[str, Any]:
    words = {"title": "Eén formulier", "what": "Elk stadsdeel vraagt iets anders.", "better": "Maak er één van."}
    return {"sleutel": str(uuid4()), "theme": "permits", **words, **more}


# --- Adding -----------------------------------------------------------------------------------------------------------
def test_a_resident_adds_one_and_it_is_there(client: Client, fatima: User) -> None:
    form = typed()
    for _ in range(2):
        answer = as_(fatima).post(f"{LIST}nieuw/", form)
    idea = ChangeIdea.objects.get()
    assert answer["Location"] == idea.get_absolute_url()
    page = client.get(idea.get_absolute_url()).content.decode()
    assert "een buurtbewoner" in page
    assert "Fatima" not in page
    assert "Eén formulier" in client.get(LIST).content.decode()
    assert Subscription.objects.filter(person=fatima, subject=idea.subject).exists()


def test_a_visitor_types_first_and_says_who_it_is_then(client: Client) -> None:
    answer = client.post(f"{LIST}nieuw/", typed(shows_author="on"))
    assert answer["Location"].startswith("/aanmelden/")
    parked = Parked.objects.get()
    assert parked.path == f"{LIST}nieuw/"
    assert any("Elk stadsdeel" in words for _label, words in parked.typed)
    assert not ChangeIdea.objects.exists()


@pytest.mark.parametrize("missing", ["title", "what", "better", "theme"])
def test_what_is_needed(missing: str, fatima: User) -> None:
    answer = as_(fatima).post(f"{LIST}nieuw/", typed(**{missing: ""}))
    assert answer.status_code == 422
    assert not ChangeIdea.objects.exists()


def test_so_many_a_day(fatima: User) -> None:
    client = as_(fatima)
    codes = [client.post(f"{LIST}nieuw/", typed()).status_code for _ in range(11)]
    assert codes == [302] * 10 + [422]


def test_markup_is_text(client: Client, fatima: User) -> None:
    evil = "<script>alert(1)</script> [klik](javascript:alert(1))"
    idea = make_idea(title=evil[:100], what=evil, better=evil, rule=evil[:100], author=fatima)
    page = client.get(idea.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_the_writer_mends_it_until_others_build_on_it(here: Platform, fatima: User, bob: User) -> None:
    idea = make_idea(author=fatima)
    url = f"{idea.get_absolute_url()}bewerken/"
    assert as_(fatima).post(url, typed(title="Beter")).status_code == 302
    assert as_(bob).post(url, typed(title="Van mij")).status_code == 403
    recognise(idea, by=bob, platform=here, example="Bij ons ook.")
    assert as_(fatima).post(url, typed(title="Anders")).status_code == 409
    idea.refresh_from_db()
    assert idea.title == "Beter"


# --- Who sees and may ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("hidden", [True, False])
def test_reading_and_being_listed_are_one_rule(hidden: bool, people: dict[str, Any], ibrahim: User) -> None:
    idea = make_idea(author=ibrahim, hidden_at=timezone.now() if hidden else None)
    gone = make_idea(author=ibrahim, merged_into=idea)
    for who in people.values():
        for one in (idea, gone):
            listed = ChangeIdea.objects.visible_to(who).filter(pk=one.pk).exists()
            assert ("read" in of_idea(who, one)) == listed


def test_hidden_is_nowhere(client: Client, here: Platform, bob: User) -> None:
    idea = make_idea(title="Geheim", hidden_at=timezone.now())
    recognised = make_idea(title="Ook geheim", hidden_at=timezone.now())
    Recognition.objects.create(idea=recognised, platform=here, example="Dit ook", by=bob)
    for path in (LIST, f"{LIST}?q=dit", f"{LIST}nieuws.atom", f"{LIST}lijkt-op/?titel=ook"):
        assert "eheim" not in client.get(path).content.decode()
    assert client.get(idea.get_absolute_url()).status_code == 404
    assert not Recognition.objects.visible_to(bob).exists()


# --- Knowing it -------------------------------------------------------------------------------------------------------
def test_a_platform_knows_it_with_an_example(client: Client, here: Platform, bob: User, ibrahim: User) -> None:
    idea = make_idea(author=ibrahim)
    url = f"{idea.get_absolute_url()}herkennen/"
    assert as_(bob).post(url, {"platform": here.slug, "example": " "}).status_code == 422
    for words in ("Bij ons ook.", "Bij ons ook.", "In maart weer."):
        assert as_(bob).post(url, {"platform": here.slug, "example": words}).status_code == 302
    assert Recognition.objects.get().example == "In maart weer."
    assert Notice.objects.filter(person=ibrahim, kind="idea_recognised").count() == 1
    assert Within.objects.filter(part=idea.subject, whole=here.subject).exists()
    page = client.get(idea.get_absolute_url()).content.decode()
    assert "In maart weer." in page
    assert "Herkend door" in client.get(LIST).content.decode()


def test_only_for_a_platform_that_one_pulls(here: Platform, elsewhere: Platform, bob: User, alice: User) -> None:
    url = f"{make_idea().get_absolute_url()}herkennen/"
    assert as_(alice).get(url).status_code == 403
    assert as_(bob).post(url, {"platform": elsewhere.slug, "example": "Bij hun."}).status_code == 422
    assert not Recognition.objects.exists()


def test_an_example_goes_by_its_own_platform_only(here: Platform, bob: User, driss: User) -> None:
    idea = make_idea()
    made = recognise(idea, by=bob, platform=here, example="Bij ons ook.")
    url = f"{idea.get_absolute_url()}herkennen/{made.pk}/weg/"
    assert as_(driss).post(url).status_code == 403
    assert as_(bob).get(url).status_code == 405
    for _ in range(2):
        assert as_(bob).post(url).status_code == 302
    assert not Recognition.objects.exists()


def test_nothing_is_ranked_by_who_knows_it(client: Client, here: Platform, bob: User) -> None:
    known = make_idea(title="Bekend")
    for number in range(5):
        recognise(known, by=bob, platform=make_platform(f"P{number}"), example="Ook.")
    make_idea(title="Nieuw")
    assert [one.title for one in client.get(LIST).context["page"].object_list] == ["Nieuw", "Bekend"]


# --- Stages -----------------------------------------------------------------------------------------------------------
def test_from_collected_to_done(client: Client, here: Platform, els: User, bob: User, ibrahim: User) -> None:
    idea = make_idea(author=ibrahim)
    recognise(idea, by=bob, platform=here, example="Bij ons ook.")
    today = timezone.localdate()
    for to in ("worked_out", "brought_in", "handled", "adopted", "done"):
        idea.move_on(by=els, to=to, on=today, url="https://raad.example/stuk", label=f"Stuk {to}")
    page = client.get(idea.get_absolute_url()).content.decode()
    assert "Uitgevoerd" in page
    assert 'href="https://raad.example/stuk"' in page
    assert Notice.objects.filter(person=ibrahim, kind="idea_moved").count() == 5


def test_only_steps_that_lead_there(els: User) -> None:
    for stage in IdeaStage:
        for to in IdeaStage:
            idea = make_idea(stage=stage)
            if to in LEADS_TO[stage]:
                idea.move_on(by=els, to=to, on=timezone.localdate(), reason="Daarom.")
            else:
                with pytest.raises(Refused):
                    idea.move_on(by=els, to=to, on=timezone.localdate(), reason="Daarom.")


def test_at_the_desk(client: Client, els: User, carla: User) -> None:
    idea = make_idea(stage="handled")
    desk = sign_in_to_desk(Client(), els)
    url = f"/beheer/initiatives/changeidea/{idea.pk}/doe/move_on/"
    today = timezone.localdate()
    assert desk.post(url, {"to": "rejected", "on": today}).status_code == 422
    for link in ("http://raad.example/", "javascript:alert(1)", "ftp://x"):
        assert desk.post(url, {"to": "adopted", "on": today, "url": link, "label": "Stuk"}).status_code == 422
    assert desk.post(url, {"to": "done", "on": today}).status_code == 422
    assert desk.post(url, {"to": "rejected", "on": today, "reason": "Te duur, zegt de raad."}).status_code == 302
    assert "Te duur, zegt de raad." in client.get(idea.get_absolute_url()).content.decode()
    assert sign_in_to_desk(Client(), carla).post(url, {"to": "worked_out", "on": today}).status_code in (403, 404)


def test_the_database_keeps_a_no_without_reason_and_a_bare_link_out(els: User) -> None:
    idea = make_idea()
    for wrong in ({"stage": "rejected"}, {"stage": "handled", "url": "http://raad.example/"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            idea.steps.create(on=timezone.localdate(), **wrong)


# --- Merging ----------------------------------------------------------------------------------------------------------
def test_twins_go_together_with_credit_to_both(
    client: Client, here: Platform, els: User, bob: User, ibrahim: User
) -> None:
    fatima = make_user(name="Fatima")
    first = make_idea(author=ibrahim, title="Eén formulier", shows_author=True)
    second = make_idea(author=fatima, title="Hetzelfde formulier", shows_author=True)
    third = make_idea(title="Nog een formulier")
    recognise(second, by=bob, platform=here, example="Bij ons ook.")
    third.merge_into(second, by=els, reason="Hetzelfde.")
    second.merge_into(first, by=els, reason="Hetzelfde.")
    for old in (second, third):
        answer = client.get(old.get_absolute_url())
        assert (answer.status_code, answer["Location"]) == (302, first.get_absolute_url())
    page = client.get(first.get_absolute_url()).content.decode()
    for words in ("Ibrahim", "Fatima", "Hetzelfde formulier", "Nog een formulier", "Bij ons ook."):
        assert words in page
    assert "Hetzelfde formulier" not in client.get(LIST).content.decode()
    assert Notice.objects.filter(person=fatima, kind="idea_merged").exists()
    assert Notice.objects.filter(person=ibrahim, kind="idea_took_in").exists()
    for pair in ((second, first), (first, second), (first, first)):
        with pytest.raises(Refused):
            pair[0].merge_into(pair[1], by=els, reason="Nog eens.")


def test_later_steps_reach_who_brought_what_went_into_it(
    here: Platform, els: User, bob: User, carla: User, ibrahim: User
) -> None:
    """Also who gave an example, be it about the twin; each one mail, and nobody for what was hidden."""
    fatima, hidden = make_user(name="Fatima"), make_user(name="Verborgen")
    first, second, gone = make_idea(author=ibrahim), make_idea(author=fatima), make_idea(author=hidden)
    recognise(second, by=bob, platform=here, example="Bij ons ook.")
    recognise(gone, by=hidden, platform=make_platform(), example="Bij ons ook.")
    for twin in (second, gone):
        twin.merge_into(first, by=els, reason="Hetzelfde.")
    gone.hide(by=els, reason="Grof.")
    Mail.objects.all().delete()
    first.move_on(by=els, to="worked_out", on=timezone.localdate())
    mails = {mail.to: mail.text for mail in Mail.objects.all()}
    assert mails.keys() == {one.email for one in (ibrahim, fatima, bob, carla)}
    assert Mail.objects.count() == 4
    assert "jouw idee samenging met dit idee" in mails[fatima.email]
    assert "jij een voorbeeld gaf bij dit idee" in mails[bob.email]
    assert "jullie platform een voorbeeld gaf" in mails[carla.email]
    assert first.get_absolute_url() in mails[fatima.email]


def test_a_hidden_twin_is_not_shown_by_the_other(client: Client, els: User) -> None:
    first, second = make_idea(), make_idea(title="Scheldwoorden")
    second.merge_into(first, by=els, reason="Hetzelfde.")
    ChangeIdea.objects.filter(pk=second.pk).update(hidden_at=timezone.now())
    assert "Scheldwoorden" not in client.get(first.get_absolute_url()).content.decode()


# --- Moderation -------------------------------------------------------------------------------------------------------
def test_a_report_reaches_the_team_and_three_hide_it(here: Platform, els: User, carla: User, ibrahim: User) -> None:
    idea = make_idea(author=ibrahim)
    url = f"{idea.get_absolute_url()}melden/"
    for _ in range(2):
        assert as_(carla).post(url, {"rule": "advert"}).status_code == 302
    assert Notice.objects.filter(person=els, kind="case_opened").count() == 1
    assert not Notice.objects.filter(person=carla, kind="case_opened").exists()
    old = timezone.now() - timedelta(days=9)
    for _ in range(3):
        report(idea, by=make_user(joined_at=old), rule="advert")
    idea.refresh_from_db()
    assert idea.hidden_at is not None
    assert Notice.objects.filter(person=ibrahim, kind="text_reported").exists()


def test_one_cannot_report_oneself(ibrahim: User) -> None:
    idea = make_idea(author=ibrahim)
    assert as_(ibrahim).post(f"{idea.get_absolute_url()}melden/", {"rule": "advert"}).status_code == 403


def test_the_team_hides_and_somebody_else_looks_again(client: Client, els: User, driss: User, ibrahim: User) -> None:
    idea = make_idea(author=ibrahim)
    desk = sign_in_to_desk(Client(), els)
    url = f"/beheer/initiatives/changeidea/{idea.pk}/doe/hide/"
    assert desk.post(url, {"rule": "advert", "reason": "Het is reclame."}).status_code == 302
    assert client.get(idea.get_absolute_url()).status_code == 404
    decision = Decision.objects.get()
    page = as_(ibrahim).get(decision.get_absolute_url()).content.decode()
    assert "Het coalitieteam keek" in page
    objection = object_to(decision, by=ibrahim, text="Het is geen reclame.")
    assert not Objection.objects.reviewable_by(els).filter(pk=objection.pk).exists()
    assert Objection.objects.reviewable_by(driss).filter(pk=objection.pk).exists()
    objection.settle("overturned", by=driss, answer="Dit mag.")
    assert client.get(idea.get_absolute_url()).status_code == 200
    assert sign_in_to_desk(Client(), driss).get("/beheer/initiatives/objection/").status_code == 200


def test_the_desk_of_reports_is_the_teams(els: User, carla: User, fatima: User) -> None:
    idea = make_idea()
    case = report(idea, by=fatima, rule="advert").case
    address = f"/beheer/initiatives/case/{case.pk}/change/"
    assert sign_in_to_desk(Client(), els).get(address).status_code == 200
    assert sign_in_to_desk(Client(), els).get("/beheer/initiatives/case/").status_code == 200
    assert sign_in_to_desk(Client(), carla).get(address).status_code == 404
    case.fine(by=els, reason="Niets mis.")
    assert Notice.objects.filter(person=fatima, kind="report_answered").exists()
    assert not Case.objects.open().exists()


def test_nobody_judges_what_they_wrote(els: User) -> None:
    idea = make_idea(author=els)
    assert not of_idea(els, idea) & {"hide", "report"}


# --- Lists ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Bankjes op de stoep", "Eén formulier", "Oud plan"}),
        ("?over=space", {"Bankjes op de stoep"}),
        ("?fase=afgewezen", {"Oud plan"}),
        ("?q=formulieren", {"Eén formulier"}),
        ("?q=fomrulier", {"Eén formulier"}),
        ("?platform=hier-in-de-buurt", {"Bankjes op de stoep"}),
        ("?over=x&fase=y&platform=%00&bij=z&pagina=-3", {"Bankjes op de stoep", "Eén formulier", "Oud plan"}),
    ],
)
def test_filters(query: str, found: set[str], client: Client, here: Platform, bob: User) -> None:
    bank = make_idea(title="Bankjes op de stoep", theme="space", what="Het mag niet.", better="Mag wel.")
    make_idea(title="Eén formulier", what="Vijf papieren.")
    make_idea(title="Oud plan", stage="rejected", what="Dat ging niet.", better="Toch wel.")
    recognise(bank, by=bob, platform=here, example="Bij ons ook.")
    assert {one.title for one in client.get(f"{LIST}{query}").context["page"].object_list} == found


@pytest.mark.parametrize("words", ["'", '"', "a & | ! b", "((", ":*", "%", "<script>", "🌻", "x" * 500, "-", "or"])
def test_odd_words_are_no_trouble(words: str, client: Client) -> None:
    make_idea()
    for path in (LIST, f"{LIST}nieuws.atom"):
        assert client.get(path, {"q": words}).status_code == 200
    assert client.get(f"{LIST}lijkt-op/", {"titel": words}).status_code == 200


def test_a_feed_of_ideas(client: Client, els: User) -> None:
    idea = make_idea(title="Eén formulier")
    idea.move_on(by=els, to="brought_in", on=timezone.localdate())
    answer = client.get(f"{LIST}nieuws.atom")
    root = ElementTree.fromstring(answer.content)  # noqa: S314 — our own answer
    titles = [one.text for one in root.iter("{http://www.w3.org/2005/Atom}title")]
    assert titles == ["Veranderideeën", "Eén formulier: Ingebracht"]
    assert not answer.cookies


def test_lists_ask_as_often_for_many(client: Client, bob: User) -> None:
    counts = []
    for number in (1, 19):
        for each in range(number):
            recognise(make_idea(), by=bob, platform=make_platform(f"Platform {number} {each}"), example="Ook.")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_my_page_tells_how_far_my_idea_is(fatima: User) -> None:
    make_idea(author=fatima, title="Eén formulier")
    assert "Je veranderidee ‘Eén formulier’" in as_(fatima).get("/mijn/").content.decode()


def test_who_searches_a_word_is_led_to_the_lists(client: Client) -> None:
    page = client.get("/zoeken/", {"q": "formulier & co"}).content.decode()
    for path in ("/initiatieven/", LIST, "/wachten-op-antwoord/"):
        assert f'href="{path}?q=formulier%20%26%20co"' in page
