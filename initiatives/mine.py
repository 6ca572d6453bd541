"""For somebody's own page: what initiatives ask this person, and what waits for this person as trekker or coordinator.

Each answer is a short sentence with its page and since when, oldest first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitie.people.models import User
from initiatives.models import DOING, EnergyCheck, EnergyRound, Handover, Initiative, Participation, Status
from initiatives.models.energy import DO_IT
from initiatives.models.handover import Kind

MOST = 30


@dataclass(frozen=True)
class Waiting:
    """``what`` is a whole sentence; ``since`` may be a day, or unknown."""

    what: str
    url: str
    since: datetime | date | None


def asked_of(user: User) -> list[Waiting]:
    """The question about energy where this person does it, and questions about a key."""
    return oldest_first([*energy_asked(user), *keys_asked(user)])


def waits_for(user: User) -> list[Waiting]:
    """As trekker: a welcome, a look back, falling energy. As coordinator: an offer to carry, what nobody carries."""
    pulls = user.participations.pulling().values("initiative")
    platforms = user.memberships.coordinating().values("platform")
    run = Initiative.objects.published().filter(Q(pk__in=pulls) | Q(platform__in=platforms))
    return oldest_first(
        [*welcomes(pulls), *looks_back(pulls), *falling(run), *offers(platforms, user), *carriers(platforms)]
    )


def energy_asked(user: User) -> Iterator[Waiting]:
    does = user.participations.current().filter(role__in=DO_IT, initiative=OuterRef("pk")).order_by("joined_at")
    latest = EnergyRound.objects.filter(initiative=OuterRef("pk")).order_by("-number")
    said = EnergyCheck.objects.filter(person=user, round=OuterRef("latest"))
    rows = (
        Initiative.objects.published()
        .filter(Exists(does), status__in=[Status.SEEKING, *DOING])
        .annotate(latest=Subquery(latest.values("pk")[:1]))
        .filter(~Exists(said))
        .annotate(since=Coalesce(Subquery(latest.values("opened_at")[:1]), Subquery(does.values("joined_at")[:1])))
    )
    for row in rows.only("title", "slug").order_by("since")[:MOST]:
        what = _("Krijg je energie van ‘%(title)s’?") % {"title": row.title}
        yield Waiting(what, reverse("initiatives:energy", args=[row.slug]), row.since)


def keys_asked(user: User) -> Iterator[Waiting]:
    rows = Handover.objects.waiting().filter(person=user).exclude(kind=Kind.OFFER)
    visible = rows.filter(initiative__in=Initiative.objects.visible_to(user)).select_related("initiative")
    for row in visible.order_by("at")[:MOST]:
        asked = {
            Kind.TOGETHER.value: _("Trek je ‘%(title)s’ mee?"),
            Kind.OVER.value: _("Neem je de sleutel van ‘%(title)s’ over?"),
        }
        yield Waiting(asked[row.kind] % {"title": row.initiative.title}, page_of(row), row.at)


def welcomes(pulls: Any) -> Iterator[Waiting]:
    rows = Participation.objects.waiting().filter(initiative__in=pulls).order_by()
    counted = rows.values("initiative__title", "initiative__slug").annotate(n=Count("pk"), since=Min("joined_at"))
    for row in counted.order_by("since")[:MOST]:
        words = ngettext(
            "%(number)d mens wacht op je welkom bij ‘%(title)s’",
            "%(number)d mensen wachten op je welkom bij ‘%(title)s’",
            row["n"],
        )
        what = words % {"number": row["n"], "title": row["initiative__title"]}
        yield Waiting(what, reverse("initiatives:people", args=[row["initiative__slug"]]), row["since"])


def looks_back(pulls: Any) -> Iterator[Waiting]:
    rows = Initiative.objects.at_review().filter(pk__in=pulls).only("title", "slug", "try_until")
    for row in rows.order_by("try_until")[:MOST]:
        what = _("Kijk terug op de try-out van ‘%(title)s’") % {"title": row.title}
        yield Waiting(what, row.get_absolute_url(), row.try_until)


def falling(run: Any) -> Iterator[Waiting]:
    """What the last round told; a pause, or other needs since, is an answer to it."""
    latest = EnergyRound.objects.filter(initiative=OuterRef("pk")).order_by("-number")
    rows = run.filter(status__in=DOING).annotate(told=Subquery(latest.values("told_at")[:1]))
    for row in rows.filter(told__isnull=False, updated_at__lt=F("told")).only("title", "slug")[:MOST]:
        what = _("Hulp nodig, pauze of mooi afronden? ‘%(title)s’") % {"title": row.title}
        yield Waiting(what, row.get_absolute_url(), row.told)


def offers(platforms: Any, user: User) -> Iterator[Waiting]:
    rows = Handover.objects.waiting().filter(kind=Kind.OFFER, initiative__platform__in=platforms).exclude(person=user)
    for row in rows.select_related("initiative", "person").order_by("at")[:MOST]:
        words = {"name": row.person.name, "title": row.initiative.title}
        yield Waiting(_("%(name)s wil ‘%(title)s’ trekken") % words, page_of(row), row.at)


def carriers(platforms: Any) -> Iterator[Waiting]:
    rows = Initiative.objects.adrift().filter(platform__in=platforms).only("title", "slug", "carrier_asked_at")
    for row in rows.order_by("carrier_asked_at")[:MOST]:
        what = _("‘%(title)s’ heeft geen trekker meer") % {"title": row.title}
        yield Waiting(what, row.get_absolute_url(), row.carrier_asked_at)


def page_of(handover: Handover) -> str:
    return reverse("initiatives:handover", args=[handover.initiative.slug, handover.pk])


def oldest_first(rows: list[Waiting]) -> list[Waiting]:
    def day(row: Waiting) -> date:
        since = row.since
        return since.date() if isinstance(since, datetime) else since or date.max

    return sorted(rows, key=day)[:MOST]
