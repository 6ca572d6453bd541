"""The page of one initiative, and its poster. Each section of the page has a module that says what it shows."""

from collections.abc import Mapping

from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from coalitie.lib.access import require
from coalitie.lib.language import cached
from coalitie.lib.mail import absolute
from coalitie.lib.qr import qr_of
from coalitie.lib.text import render_markdown
from initiatives.access import allowed, platform_role
from initiatives.models import OFFERED, PROMISE, Initiative, Need, Objection, Role, Status
from initiatives.views import agenda, energy, handover, lineage, results, talk, timeline, updates
from initiatives.views.load import load
from initiatives.views.waiting import of_initiative

MOST_NAMES = 60
MOST_DOTS = 60
# The way from idea to done; resting and stopping lie beside it.
TRACK = (Status.IDEA, Status.SEEKING, Status.TRYING, Status.RUNNING, Status.DONE)


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = load(request, slug)
    may = allowed(request.user, initiative)
    shown = initiative.participations.visible_to(request.user).current().select_related("person")
    if may & energy.SAYING:
        shown = energy.with_said(shown, initiative)
    own_first = Case(When(person=request.user.pk or 0, then=Value(0)), default=Value(1), output_field=IntegerField())
    people = list(shown.order_by(own_first, "joined_at")[:MOST_NAMES])
    names = sorted((one for one in people if one.shows_name), key=lambda one: one.joined_at)
    values = initiative.served
    counts = initiative.counts
    context = {
        "initiative": initiative,
        "may": may,
        "story": story(initiative.story),
        "values": values,
        "value_slugs": [value.slug for value in values],
        "roles": (every := roles(initiative, counts)),
        "asks": any(role["need"] for role in every),
        "names": names,
        "unnamed": unnamed(sum(counts.values()) - len(names)) if names else "",
        "own": (own := [one for one in people if one.person_id == request.user.pk]),
        "own_roles": {one.role for one in own},
        "objection": None if initiative.is_public else Objection.objects.filter(initiative=initiative).first(),
        "pullers": Role.PULLER.counted(counts[Role.PULLER]) if counts.get(Role.PULLER) else "",
        "waiting": waiting(initiative) if "stage" in may and initiative.is_open else 0,
        "days": PROMISE.days,
        "tracks": track(initiative),
        "steps": steps(initiative) if "stage" in may else [],
        "rounds": initiative.rounds_open if "stage" in may else [],  # type: ignore[attr-defined]
        "follows": request.user.is_authenticated and initiative.follows,  # type: ignore[attr-defined]
        **timeline.of_page(request, initiative, may),
        **agenda.of_page(request, initiative, may),
        **energy.of_page(request, initiative, may, people),
        **handover.of_page(request, initiative, may),
        **talk.of_page(request, initiative, platform_role(request.user, initiative)),
        **updates.of_page(request, initiative, result := results.of_initiative(request, initiative)),
        **results.of_page(result),
        **lineage.of_page(request, initiative, may),
        **of_initiative(request, initiative, may),
    }
    return render(request, "initiatives/detail.html", context)


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """For the notice board in the hall: one sheet, with a code that leads to the page."""
    initiative = load(request, slug)
    require("read", allowed(request.user, initiative), "")
    address = absolute("initiatives:detail", initiative.slug)
    context = {
        "initiative": initiative,
        "wanted": wanted(initiative),
        "address": address,
        "qr": qr_of(address),
        "value_slugs": [value.slug for value in initiative.served],
    }
    return render(request, "initiatives/poster.html", context)


def track(initiative: Initiative) -> list[tuple[Status, str]]:
    """Each stage of the way, and whether it is past, here or to come; empty beside the way."""
    if initiative.stage not in TRACK:
        return []
    here = TRACK.index(initiative.stage)
    return [(stage, ("past", "here", "ahead")[(at >= here) + (at > here)]) for at, stage in enumerate(TRACK)]


def steps(initiative: Initiative) -> list[dict[str, str]]:
    """The ways on, as buttons."""
    there = initiative.get_absolute_url()
    return [
        {"label": str(step.label), "url": f"{there}{'' if step.page else 'fase/'}{step.word}/"}
        for step in initiative.stage.steps
    ]


def waiting(initiative: Initiative) -> int:
    """How many joined and still wait for a welcome."""
    return sum(row["waits"] for row in initiative.counted if row["role"] in OFFERED)  # type: ignore[attr-defined]


def roles(initiative: Initiative, counts: Mapping[str, int]) -> list[dict[str, object]]:
    """Every role one can take: how many there are, how many are still looked for, and what for."""
    needs = {need.role: need for need in initiative.needed}
    return [role_row(role, counts.get(role, 0), needs.get(role)) for role in OFFERED]


def wanted(initiative: Initiative) -> list[tuple[str, str]]:
    """For paper: who and what is still looked for, and what for."""
    counts = initiative.counts
    left = [(need, need.missing(counts.get(need.role, 0))) for need in initiative.needed]
    return [(Role(need.role).wanted(missing), need.what_for) for need, missing in left if missing != 0]


def role_row(role: Role, have: int, need: Need | None) -> dict[str, object]:
    missing = (need.missing(have) or 0) if need else 0
    dots = [True] * min(have, MOST_DOTS) + [False] * min(missing, MOST_DOTS)
    return {"role": role, "have": have, "need": need, "dots": dots, "words": role_words(role, have, need, missing)}


def role_words(role: Role, have: int, need: Need | None, missing: int) -> str:
    """``3 doeners, nog 2 gezocht``."""
    if not need:
        return role.counted(have) if have else str(role.label)
    if not have:
        return _("%(who)s gezocht") % {"who": capfirst(need.words)}
    if missing:
        return _("%(who)s, nog %(missing)d gezocht") % {"who": role.counted(have), "missing": missing}
    return role.counted(have) if need.how_many else _("%(who)s, meer welkom") % {"who": role.counted(have)}


def unnamed(number: int) -> str:
    return ngettext("en %(number)d ander", "en %(number)d anderen", number) % {"number": number} if number > 0 else ""


@cached(512)
def story(text: str) -> SafeString:
    """Texts rarely change, so each worker keeps their HTML; the key is the text itself."""
    return render_markdown(text)
