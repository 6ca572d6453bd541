"""What the clock brings to initiatives: looking back at a try-out, a welcome that is late, the question about energy,
and a search for somebody who carries what nobody carries.

Each is marked before its mail is written, in one transaction, so running this twice tells nobody twice, and being
killed loses nothing.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from coalitie.activity.models import record
from initiatives.models import Initiative, Participation
from initiatives.models.energy import ask_again, due
from initiatives.notices import life, participation


class Command(BaseCommand):
    help = "Remind of try-outs, late welcomes and missing trekkers; ask about energy again. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        reviews = sum(look_back(one) for one in Initiative.objects.to_look_back())
        late = Initiative.objects.filter(pk__in=Participation.objects.unheard().values("initiative"))
        welcomes = sum(remind_of_welcome(one) for one in late)
        asked = sum(ask_again(one) for one in due(timezone.now()))
        adrift = sum(find_carrier(one) for one in Initiative.objects.adrift().filter(carrier_asked_at=None))
        self.stdout.write(
            f"{reviews} try-outs to look back at, {welcomes} late welcomes, {asked} rounds of energy, {adrift} adrift."
        )


@transaction.atomic
def look_back(initiative: Initiative) -> bool:
    if not Initiative.objects.to_look_back().filter(pk=initiative.pk).update(review_asked_at=Now()):
        return False
    life.look_back(initiative)
    return True


@transaction.atomic
def remind_of_welcome(initiative: Initiative) -> bool:
    """One mail for all who wait at one initiative."""
    number = Participation.objects.unheard().filter(initiative=initiative).update(reminded_at=Now())
    if number:
        participation.waits(initiative, number)
    return bool(number)


@transaction.atomic
def find_carrier(initiative: Initiative) -> bool:
    """Its trekker erased the account, or left while it rested: the platform hears of it once."""
    rows = Initiative.objects.adrift().filter(pk=initiative.pk, carrier_asked_at=None)
    if not rows.update(carrier_asked_at=Now()):
        return False
    record(initiative.subject, "initiative_adrift", by=None)
    life.adrift(initiative)
    return True
