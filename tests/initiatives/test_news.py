"""What followers hear of an initiative: nothing of words that were taken away, and all from where it lies."""

from uuid import UUID

import pytest
from django.core.management import call_command
from django.test import Client

from coalitie.activity.models import Event, Subject, Within, follow
from coalitie.activity.recent import news_for
from coalitie.discussion.models import Rule
from coalitie.pages.models import Value
from coalitie.people.erase import erase
from coalitie.people.models import User
from initiatives.models import Initiative, Status, ask_to_move, post_update, write
from initiatives.models.case import hide_seen, show_seen
from initiatives.models.saved_search import SavedSearch, follow_search
from platforms.models import Area, Platform
from tests.factories import buurt, make_initiative, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def garden(here: Platform, ibrahim: User) -> Initiative:
    return make_initiative(
        here, author=ibrahim, title="Moestuin", status=Status.SUBMITTED, area=buurt("AA01"), values=Value.objects.all()
    )


def heard(user: User) -> list[str]:
    return [story.said for story in news_for(user)]


def test_words_that_were_taken_away_are_no_news(garden: Initiative, fatima: User, carla: User) -> None:
    garden.publish(by=carla)
    follow(garden.subject, by=fatima)
    key = "00000000-0000-4000-8000-00000000000%d"
    one, two, three = (write(garden, by=make_user(), text="Mooi.", form_key=key % number) for number in (1, 2, 3))  # type: ignore[arg-type]
    assert heard(fatima) == ["3 nieuwe reacties"]
    one.forget(by=one.author)  # type: ignore[arg-type]
    hide_seen(two, by=carla, rule=Rule.PERSON, reason="Gaat over iemand.")
    assert heard(fatima) == ["1 nieuwe reactie"]
    show_seen(two, by=carla, reason="Toch niet.")
    assert heard(fatima) == ["2 nieuwe reacties"]
    assert Event.objects.filter(verb="comment_placed").count() == 3
    standing = Event.objects.standing().filter(verb="comment_placed")
    assert {event.data["comment"] for event in standing} == {two.pk, three.pk}


def test_what_was_said_about_an_update_goes_with_it(garden: Initiative, fatima: User, carla: User) -> None:
    garden.publish(by=carla)
    follow(garden.subject, by=fatima)
    key = UUID("00000000-0000-4000-8000-000000000001")
    update = post_update(garden, by=carla, form_key=key, title="De eerste bank", text="Hij staat.")
    write(update, by=make_user(), text="Mooi.", form_key=key)
    write(garden, by=make_user(), text="Mooi.", form_key=key)
    assert heard(fatima) == ["2 nieuwe reacties, vertelt hoe het gaat"]
    hide_seen(update, by=carla, rule=Rule.PERSON, reason="Gaat over iemand.")
    assert heard(fatima) == ["1 nieuwe reactie"]
    show_seen(update, by=carla, reason="Toch niet.")
    assert heard(fatima) == ["2 nieuwe reacties, vertelt hoe het gaat"]
    update.refresh_from_db()
    update.delete_for_good(by=carla)
    assert heard(fatima) == ["1 nieuwe reactie"]


def test_who_follows_a_stage_hears_of_what_comes_to_it(garden: Initiative, fatima: User, carla: User) -> None:
    client = sign_in(Client(), fatima)
    client.post("/initiatieven/volgen/?fase=seeking")
    search = SavedSearch.objects.get()
    garden.publish(by=carla)
    assert garden.status == Status.IDEA
    assert search.subject_id not in lies_in(garden)
    garden.go_to(Status.SEEKING, by=carla)
    assert search.subject_id in lies_in(garden)
    assert heard(fatima) == ["zoekt mensen, is nieuw"]
    garden.go_to(Status.RESTING, by=carla, reason="De winter.", thanks="Dank.")
    assert search.subject_id not in lies_in(garden)


def test_it_lies_in_its_platform_its_areas_and_its_values(
    garden: Initiative, here: Platform, elsewhere: Platform, carla: User, driss: User
) -> None:
    area = Area.objects.select_related("wijk", "parent__parent").get(pk=buurt("AA01").pk)
    around = {one.subject_id for one in area.around} | {value.subject_id for value in Value.objects.all()}
    assert len(area.around) == 4
    garden.publish(by=carla)
    assert lies_in(garden) == around | {here.subject_id}
    ask_to_move(garden, to=elsewhere, by=carla, reason="Past daar beter.").accept(by=driss)
    assert lies_in(garden) == around | {elsewhere.subject_id}


def lies_in(initiative: Initiative) -> set[int | None]:
    return set(Within.objects.filter(part=initiative.subject_id).values_list("whole_id", flat=True))


def test_a_list_that_nobody_follows_any_more_is_forgotten(garden: Initiative, fatima: User, carla: User) -> None:
    kept = follow_search("q=tuin", "Lijst", Initiative.objects.published(), by=carla, words="tuin")
    gone = follow_search("q=bank", "Lijst", Initiative.objects.published(), by=fatima, words="bank")
    erase(fatima)
    call_command("keep_initiatives")
    assert list(SavedSearch.objects.values_list("pk", flat=True)) == [kept.pk]
    assert not Subject.objects.filter(pk=gone.subject_id).exists()
