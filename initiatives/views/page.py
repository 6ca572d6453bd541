"""The page of one initiative, its poster, and the stage it is in."""

from collections.abc import Mapping
from functools import lru_cache

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from coalitie.activity.models import Event
from coalitie.lib.access import require
from coalitie.lib.mail import absolute
from coalitie.lib.text import render_markdown
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents
from initiatives.access import allowed
from initiatives.forms.taking_part import StageForm
from initiatives.models import OFFERED, Initiative, Need, Objection, Role, Status
from initiatives.views import talk
from platforms.qr import qr_of

MOST_NAMES = 60
MOST_DOTS = 60
PUBLIC_VERBS = ("initiative_published", "initiative_stage")


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = load(request, slug)
    may = allowed(request.user, initiative)
    shown = initiative.participations.visible_to(request.user).current().select_related("person")
    people = list(shown.order_by("joined_at")[:MOST_NAMES])
    names = [one for one in people if one.shows_name]
    values = list(initiative.values.all())
    counts = initiative.participations.counts()
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
        "own": [one for one in people if one.person_id == request.user.pk],
        "events": timeline(initiative),
        "objection": None if initiative.is_public else Objection.objects.filter(initiative=initiative).first(),
        **talk.of_page(request, initiative),
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
        "value_slugs": [value.slug for value in initiative.values.all()],
    }
    return render(request, "initiatives/poster.html", context)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("De fase van een initiatief veranderen"))
def stage(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = load(request, slug)
    require("stage", allowed(request.user, initiative), _("Alleen wie dit initiatief trekt, verandert de fase."))
    form = StageForm(request.POST if request.method == "POST" else None, initiative=initiative)
    if form.is_valid():
        chosen = form.cleaned_data
        if chosen["stage"] != initiative.status:
            initiative.go_to(chosen["stage"], by=signed_in(request), reason=chosen["reason"])
        messages.success(request, _("De fase is nu: %(stage)s.") % {"stage": Status(chosen["stage"]).label.lower()})
        return redirect(initiative)
    context = {"initiative": initiative, "form": form, "stages": Status}
    return render(request, "initiatives/stage.html", context, status=422 if form.is_bound else 200)


def load(request: HttpRequest, slug: str) -> Initiative:
    rows = Initiative.objects.visible_to(request.user).select_related("platform", "area__parent", "author")
    return get_object_or_404(rows.defer("search"), slug=slug)


def roles(initiative: Initiative, counts: Mapping[str, int]) -> list[dict[str, object]]:
    """Every role one can take: how many there are, how many are still looked for, and what for."""
    needs = {need.role: need for need in initiative.needs.all()}
    return [role_row(role, counts.get(role, 0), needs.get(role)) for role in OFFERED]


def wanted(initiative: Initiative) -> list[tuple[str, str]]:
    """For paper: who and what is still looked for, and what for."""
    counts = initiative.participations.counts()
    left = [(need, need.missing(counts.get(need.role, 0))) for need in initiative.needs.all()]
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


def timeline(initiative: Initiative) -> list[Event]:
    """What happened in public: when it came, and each stage since."""
    if not initiative.is_public:
        return []
    events = list(Event.objects.filter(subject=initiative.subject_id, verb__in=PUBLIC_VERBS).order_by("at", "pk")[:50])
    for event in events:
        event.label = _("Geplaatst") if event.verb == "initiative_published" else Status(event.data["stage"]).label  # type: ignore[attr-defined]
    return events


@lru_cache(maxsize=512)
def story(text: str) -> SafeString:
    """Texts rarely change, so each worker keeps their HTML; the key is the text itself."""
    return render_markdown(text)
