"""De zusterblik: two sister platforms look at each other once a year."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitie.lib.access import require
from coalitie.lib.refused import Refused
from coalitie.pages.models import Value
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents
from platforms.access_registers import coordinates, desks, of_review
from platforms.forms_registers import ReasonForm
from platforms.forms_sisters import AgreeForm, PartForm, SisterForm, TogetherForm
from platforms.models.membership import Membership
from platforms.models.peer_review import CHANGED, PeerReview, ask_sister
from platforms.models.platform import Platform, PlatformQuerySet
from platforms.views.platforms import frame, page_number

PER_PAGE = 20
OWN_ONLY = gettext_lazy("Alleen een coördinator van dit platform doet dit.")
NOT_NOW = gettext_lazy("Dit kan nu niet: het is al gedaan, of het andere platform is aan zet.")
Found = tuple[Platform, PeerReview, dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """One value with what both sides saw."""

    value: Value
    words: list[tuple[Platform, Platform, str]]


# --- To read ----------------------------------------------------------------------------------------------------------
@require_safe
def peer_reviews(request: HttpRequest) -> HttpResponse:
    """Of the whole city, as far as both sides agreed."""
    rows = PeerReview.objects.visible_to(request.user).public().for_rows()
    page = Paginator(rows, PER_PAGE).get_page(page_number(request))
    return render(request, "platforms/sisters/reviews.html", {"page": page})


@require_safe
def peer_review(request: HttpRequest, pk: int) -> HttpResponse:
    """The card. Until both agreed, for the coordinators of both and the team."""
    rows = PeerReview.objects.visible_to(request.user).select_related("first", "second")
    row = get_object_or_404(rows, pk=pk)
    own = list(desks(request.user).filter(pk__in=[row.first_id, row.second_id]))
    sides = [(side, row.sister_of(side), of_review(request.user, row, side)) for side in own]
    context = {
        "row": row,
        "sides": sides,
        "may": of_review(request.user, row),
        "rows": rows_of(row),
        "seen": row.version,
        "is_complete": row.is_complete,
    }
    return render(request, "platforms/sisters/review.html", context)


def rows_of(row: PeerReview) -> list[Row]:
    first, second = row.words_of(row.first), row.words_of(row.second)
    found = []
    for value in Value.objects.spoken():
        said = [(row.first, row.second, first.get(value.pk, "")), (row.second, row.first, second.get(value.pk, ""))]
        found.append(Row(value, said))
    return found


@require_safe
def sisters(request: HttpRequest, slug: str) -> HttpResponse:
    """The reviews of one platform; its coordinators can ask another for one."""
    platform, context = frame(request, slug, tab="sisters")
    form = SisterForm(sisters=sisters_for(request, platform)) if coordinates(request.user, platform) else None
    return listed(request, platform, context, form)


@for_residents(gettext_lazy("Een platform vragen voor een zusterblik"))
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    platform, context = frame(request, slug, tab="sisters")
    require("ask", {"read", "ask"} if coordinates(request.user, platform) else {"read"}, str(OWN_ONLY))
    form = SisterForm(request.POST if request.method == "POST" else None, sisters=sisters_for(request, platform))
    if not form.is_valid():
        return listed(request, platform, context, form)
    sister, year = form.cleaned_data["sister"], timezone.localdate().year
    made = ask_sister(platform, sister, by=signed_in(request), year=year)
    messages.success(request, _("Gevraagd. De coördinatoren van het andere platform krijgen bericht."))
    return redirect("platforms:peer_review", made.pk)


def listed(request: HttpRequest, platform: Platform, context: dict[str, Any], form: SisterForm | None) -> HttpResponse:
    rows = PeerReview.objects.visible_to(request.user).of(platform).for_rows()
    page = Paginator(rows, PER_PAGE).get_page(page_number(request))
    context |= {"page": page, "form": form, "year": timezone.localdate().year}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "platforms/sisters/sisters.html", context, status=status)


def sisters_for(request: HttpRequest, platform: Platform) -> PlatformQuerySet:
    """All others that can answer, as somebody coordinates them. Who was asked already stays: asking twice is once."""
    able = Membership.objects.coordinating().values("platform")
    shown = Platform.objects.visible_to(request.user).filter(pk__in=able, hidden_at=None)
    return shown.exclude(pk=platform.pk).alphabetical()


# --- For coordinators -------------------------------------------------------------------------------------------------
@for_residents(gettext_lazy("Ja zeggen tegen een zusterblik"))
@require_POST
def accept(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    _platform, row, _context = one(request, slug, pk, "accept")
    row.accept(by=signed_in(request))
    messages.success(request, _("Leuk. Jullie kunnen nu allebei schrijven."))
    return redirect("platforms:peer_review", pk)


@for_residents(gettext_lazy("Nee zeggen tegen een zusterblik"))
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    _platform, row, context = one(request, slug, pk, "decline")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return writing(request, context, form, _("Dit jaar niet"), "peer_decline")
    row.decline(by=signed_in(request), reason=form.cleaned_data["reason"])
    messages.success(request, _("Het andere platform krijgt je uitleg. Bedenk je je, dan kun je alsnog ja zeggen."))
    return redirect("platforms:peer_review", pk)


@for_residents(gettext_lazy("Schrijven aan een zusterblik"))
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What this platform saw at the other. Changed by a colleague meanwhile: 422, with both texts."""
    platform, row, context = one(request, slug, pk, "write")
    form = PartForm(
        request.POST if request.method == "POST" else None,
        version=row.version_of(platform),
        values=list(Value.objects.spoken()),
        words=row.words_of(platform),
    )
    if not form.is_valid() or (form.is_changed and not form.stands_as_seen()):
        now = [(str(value), form.before.get(value.pk, "")) for value in form.values] if form.late else []
        title = _("Wat zagen jullie bij %(platform)s?") % {"platform": row.sister_of(platform)}
        return writing(request, context | {"now": now}, form, title, "peer_part")
    row.write_part(platform, by=signed_in(request), seen=form.cleaned_data["seen"], words=form.words)
    messages.success(request, _("Opgeslagen."))
    return redirect("platforms:peer_review", pk)


@for_residents(gettext_lazy("Schrijven aan een zusterblik"))
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The day, the short story and what was agreed: by both, so the other side may just have written."""
    platform, row, context = one(request, slug, pk, "write")
    before = {"met_on": row.met_on, "points": row.points, "summary": row.summary}
    sent = request.POST if request.method == "POST" else None
    form = TogetherForm(sent, version=row.version_shared, initial=dict(before))
    if not form.is_valid() or (form.facts != before and not form.stands_as_seen()):
        now = [(_("In het kort"), row.summary), (_("Afspraken"), row.points)] if form.late else []
        return writing(request, context | {"now": now}, form, _("Samen: de dag en de afspraken"), "peer_together")
    row.write_together(platform, by=signed_in(request), seen=form.cleaned_data["seen"], **form.facts)
    messages.success(request, _("Opgeslagen."))
    return redirect("platforms:peer_review", pk)


@for_residents(gettext_lazy("Akkoord gaan met een zusterblik"))
@require_POST
def agree(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    platform, row, _context = one(request, slug, pk, "agree")
    form = AgreeForm(request.POST)
    if not form.is_valid():
        raise Refused(CHANGED)
    row.agree(platform, by=signed_in(request), seen=form.cleaned_data["seen"])
    said = _("Iedereen kan de kaart nu lezen.") if row.is_public else _("Nu het andere platform nog.")
    messages.success(request, said)
    return redirect("platforms:peer_review", pk)


@for_residents(gettext_lazy("Terugkomen op je ja bij een zusterblik"))
@require_POST
def take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    platform, row, _context = one(request, slug, pk, "take_back")
    row.take_back(platform, by=signed_in(request))
    messages.success(request, _("Jullie ja is weg. Alleen jullie twee platforms lezen de kaart nu nog."))
    return redirect("platforms:peer_review", pk)


def one(request: HttpRequest, slug: str, pk: int, verb: str) -> Found:
    """A review of this platform, for its own coordinators. What can no longer be done is a 409."""
    platform, context = frame(request, slug, tab="sisters")
    rows = PeerReview.objects.visible_to(request.user).of(platform)
    row = get_object_or_404(rows.select_related("first__subject", "second__subject", "asker"), pk=pk)
    require("read", of_review(request.user, row), "")
    require("own", {"read"} | ({"own"} if coordinates(request.user, platform) else set()), str(OWN_ONLY))
    if verb not in of_review(request.user, row, platform):
        raise Refused(NOT_NOW)
    return platform, row, context | {"row": row, "sister": row.sister_of(platform)}


def writing(request: HttpRequest, context: dict[str, Any], form: Any, title: str, address: str) -> HttpResponse:
    context |= {"form": form, "title": title, "address": f"platforms:{address}"}
    return render(request, "platforms/sisters/write.html", context, status=422 if form.is_bound else 200)
