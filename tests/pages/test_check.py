"""The day on which somebody looks whether a page is still right."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from coalitie.activity.models import Mail
from coalitie.pages.actions import publish
from coalitie.pages.models import Page
from coalitie.pages.notices import ask_to_check
from coalitie.people.models import User
from tests.factories import make_page, make_team_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(els: User) -> Page:
    page = make_page("soep", by=els, title="Soep")
    publish(page, by=els)
    Page.objects.filter(pk=page.pk).update(check_on=timezone.localdate())
    return page


def test_who_wrote_it_last_is_asked_once(els: User, due: Page) -> None:
    make_team_member("noor@example.org", "Noor")
    for _time in range(2):
        call_command("remind_pages", verbosity=0)
    mail = Mail.objects.get(subject__contains="Soep")
    assert mail.to == els.email
    assert f"/beheer/pages/page/{due.pk}/change/" in mail.text


def test_all_of_the_team_is_asked_when_nobody_is_left(els: User, due: Page) -> None:
    due.versions.update(by=None)
    noor = make_team_member("noor@example.org", "Noor")
    assert ask_to_check() == 1
    assert set(Mail.objects.values_list("to", flat=True)) == {els.email, noor.email}


def test_who_looked_is_asked_again_on_the_next_day_only(els: User, due: Page) -> None:
    ask_to_check()
    due.keep(by=els, until=timezone.localdate() + timedelta(days=100))
    assert ask_to_check() == 0
    Page.objects.filter(pk=due.pk).update(check_on=timezone.localdate())
    assert ask_to_check() == 1


def test_nobody_is_asked_of_what_is_not_on_the_site(els: User, due: Page) -> None:
    due.withdraw(by=els, reason="Klaar.")
    assert ask_to_check() == 0
