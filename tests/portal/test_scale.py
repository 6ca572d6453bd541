from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from coalitie.activity.models import Event, Subscription, follow
from coalitie.people.models import User
from initiatives.models import (
    Activity,
    Comment,
    EnergyCheck,
    Initiative,
    Photo,
    SignUp,
    Update,
    post_update,
    say_energy,
    sign_up,
    write,
)
from platforms.models import Area, Platform, StageChange
from tests.factories import make_activity, make_initiative, make_participation, make_platform

pytestmark = pytest.mark.django_db(transaction=True)


def test_everything_is_there_as_often_as_asked_and_works(client: Client) -> None:
    call_command("load_areas")  # tests before this one may have emptied the city
    platform = make_platform("Plein")
    make_participation(make_initiative(platform, title="Banken", slug="banken"))
    banks = Initiative.objects.get(slug="banken")
    who = banks.participations.get().person
    comment = write(banks, by=who, text="Mooi!", form_key=uuid4())
    update = post_update(banks, by=who, form_key=uuid4(), title="Eén staat er", text="Vandaag.")
    Photo.objects.create(update=update, place=0, alt="Een bank", name=uuid4().hex, width=9, height=9)
    say_energy(banks, by=who, answer="yes")
    sign_up(make_activity(platform, slug="klussen"), by=who)
    area = Area.objects.buurten().current().exclude(subject=None)[0]
    assert area.subject
    follow(area.subject, by=who)
    banks.subject.place_in([platform.subject, area.subject])
    models = (
        *(User, Platform, Initiative, Activity, SignUp, Comment, Update, Photo, EnergyCheck),
        *(Event, Subscription, StageChange),
    )
    before = {model: model.objects.count() for model in models}
    call_command("seed_scale", 3, verbosity=0)
    assert {model: model.objects.count() for model in before} == {model: 3 * count for model, count in before.items()}
    copy = Initiative.objects.get(slug="2-banken")
    assert copy.platform.slug == "2-plein"
    assert copy.platform.stage_changes.get().since == platform.stage_changes.get().since
    assert copy.subject != Initiative.objects.get(slug="banken").subject
    assert copy.participations.count() == 1
    assert copy.comments.get().author != comment.author
    assert copy.updates.get().photos.get().name != update.photos.get().name
    assert set(copy.subject.within.values_list("whole__kind", flat=True)) == {"platform", "area"}
    assert Subscription.objects.filter(subject__kind="area", subject__area=None).count() == 0
    assert Activity.objects.get(slug="2-klussen").sign_ups.count() == 1
    assert Activity.objects.values("uid").distinct().count() == 3
    assert client.get(copy.get_absolute_url()).status_code == 200
    with pytest.raises(CommandError, match="before"):
        call_command("seed_scale", 3, verbosity=0)
