"""The desk for texts: open to the team, closed to coordinators, and an edit is kept apart from the files."""

import pytest
from django.test import Client
from django.utils import timezone

from coalitie.pages.models import Page, Value
from tests.factories import make_team_member, make_user, sign_in_to_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client: Client) -> Client:
    return sign_in_to_desk(client, make_team_member("els@example.org", "Els"))


@pytest.fixture
def coordinator(client: Client) -> Client:
    return sign_in_to_desk(client, make_user("carla@example.org", "Carla", desk_since=timezone.now()))


def test_the_team_edits_a_page(team: Client) -> None:
    page = Page.objects.get(slug="visie")
    form = {"title": "Onze blik", "summary": "Kort.", "body": "Nieuw.\x00", "base": "1"}
    response = team.post(f"/beheer/pages/page/{page.pk}/change/", form)
    assert response.status_code == 302
    page.refresh_from_db()
    version = page.versions.get(language="nl", number=2)
    assert (page.title, version.title, version.body) == ("Onze blik", "Onze blik", "Nieuw.")
    assert page.edited_at is not None
    assert "Nieuw." not in team.get("/visie/").text


def test_an_empty_text_is_refused(team: Client) -> None:
    value = Value.objects.get(slug="zorg")
    response = team.post(f"/beheer/pages/value/{value.pk}/change/", {"title": "Zorg", "line": "Kort.", "story": "  "})
    assert "Dit veld is verplicht" in response.text
    value.refresh_from_db()
    assert value.story.strip()


def test_values_are_not_added_or_removed(team: Client) -> None:
    value = Value.objects.get(slug="zorg")
    assert team.get("/beheer/pages/value/add/").status_code == 403
    assert team.post(f"/beheer/pages/value/{value.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Value.objects.count() == 5


@pytest.mark.parametrize("where", ["", "add/", "{pk}/change/", "{pk}/delete/", "{pk}/history/"])
@pytest.mark.parametrize("kind", ["page", "value"])
def test_a_coordinator_does_not_touch_texts(coordinator: Client, kind: str, where: str) -> None:
    rows = {"page": Page.objects.order_by("pk"), "value": Value.objects.order_by("pk")}[kind]
    before = list(rows.values())
    address = f"/beheer/pages/{kind}/{where.format(pk=before[0]['id'])}"
    for response in (coordinator.get(address), coordinator.post(address, {"title": "Van mij", "post": "yes"})):
        assert response.status_code in {302, 403, 404}
        assert response.status_code != 302 or response["Location"] == "/beheer/"
    assert list(rows.values()) == before
