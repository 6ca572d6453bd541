import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from coalitie.people.models import User
from initiatives.models import Initiative
from platforms.models import Platform
from tests.factories import make_initiative, make_participation, make_platform

pytestmark = pytest.mark.django_db(transaction=True)


def test_everything_is_there_as_often_as_asked_and_works(client: Client) -> None:
    platform = make_platform("Plein")
    make_participation(make_initiative(platform, title="Banken", slug="banken"))
    before = {model: model.objects.count() for model in (User, Platform, Initiative)}
    call_command("seed_scale", 3, verbosity=0)
    assert {model: model.objects.count() for model in before} == {model: 3 * count for model, count in before.items()}
    copy = Initiative.objects.get(slug="2-banken")
    assert copy.platform.slug == "2-plein"
    assert copy.subject != Initiative.objects.get(slug="banken").subject
    assert copy.participations.count() == 1
    assert client.get(copy.get_absolute_url()).status_code == 200
    with pytest.raises(CommandError, match="before"):
        call_command("seed_scale", 3, verbosity=0)
