"""For who organises: put it in the agenda, change it, call it off, do it once more, tell how it went."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from coalitie.lib.access import require
from coalitie.lib.refused import Forbidden
from coalitie.people.access import signed_in
from coalitie.people.models import Limit, User
from coalitie.people.parked import for_residents
from initiatives.access import may_arrange, of_activity
from initiatives.forms.activity import ActivityForm, CallOffForm, OwnerForm, ReportForm, as_typed
from initiatives.models import Activity, Initiative, Role, agenda
from initiatives.views.activity import load
from platforms.models import Platform

A_DAY = timedelta(days=1)
MOST_A_DAY = 20
# Another date or place is a mail to everybody who comes.
MOST_CHANGES_A_DAY = 40
MOST_CHOICES = 30
NOT_YOURS = gettext_lazy("Alleen wie dit initiatief of dit platform trekt, zet er iets voor in de agenda.")


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Iets in de agenda zetten"))
def new(request: HttpRequest) -> HttpResponse:
    platform, initiative = owner(request)
    if platform is None:
        return render(request, "agenda/choose.html", choices(signed_in(request)))
    if not may_arrange(request.user, platform, initiative):
        raise Forbidden(str(NOT_YOURS))
    data = request.POST if request.method == "POST" else None
    initial: dict[str, object] = {}
    if initiative is not None and initiative.area is not None:
        initial = {"buurt": initiative.area.slug, "place": initiative.place}
    form = ActivityForm(data, platform=platform, initiative=initiative, initial=initial)
    if form.is_valid() and not Limit.take("activity", signed_in(request).pk, most=MOST_A_DAY, per=A_DAY):
        form.add_error(None, _("Je zette vandaag al veel in de agenda. Morgen kan het weer."))
    if form.is_valid():
        made = agenda.announce(
            by=signed_in(request),
            form_key=form.cleaned_data["sleutel"],
            platform=platform,
            initiative=initiative,
            **form.words(),
            **form.repetition(),
        )
        messages.success(request, announced(made))
        return redirect(made)
    return form_page(request, form, platform, initiative)


@require_safe
@for_residents(gettext_lazy("Een activiteit nog een keer doen"))
def again(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a new one, filled in as this one was: a week later, or as many weeks as it takes to lie ahead."""
    activity = load(request, slug)
    require("duplicate", of_activity(request.user, activity), str(NOT_YOURS))
    weeks = max(1, (timezone.now() - activity.starts_at) // timedelta(weeks=1) + 1)
    initial = as_typed(activity, shift=timedelta(weeks=weeks))
    form = ActivityForm(platform=activity.platform, initiative=activity.initiative, initial=initial)
    return form_page(request, form, activity.platform, activity.initiative)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Een activiteit veranderen"))
def change(request: HttpRequest, slug: str) -> HttpResponse:
    activity = load(request, slug)
    require("change", of_activity(request.user, activity), str(NOT_YOURS))
    data = request.POST if request.method == "POST" else None
    of, initiative = activity.platform, activity.initiative
    form = ActivityForm(data, platform=of, initiative=initiative, activity=activity, initial=as_typed(activity))
    if form.is_valid() and not Limit.take("activity_change", signed_in(request).pk, most=MOST_CHANGES_A_DAY, per=A_DAY):
        form.add_error(None, _("Je veranderde vandaag al veel in de agenda. Morgen kan het weer."))
    if form.is_valid():
        following = form.cleaned_data.get("following", False)
        agenda.change(activity, by=signed_in(request), following=following, **form.words())
        messages.success(request, _("Bewaard. Wie zich aanmeldde, krijgt een mail als de datum of de plek anders is."))
        return redirect(activity)
    return form_page(request, form, of, initiative, activity)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Een activiteit afgelasten"))
def call_off(request: HttpRequest, slug: str) -> HttpResponse:
    activity = load(request, slug)
    require("call_off", of_activity(request.user, activity), str(NOT_YOURS))
    data = request.POST if request.method == "POST" else None
    form = CallOffForm(data, in_series=activity.series_id is not None)
    if form.is_valid():
        agenda.call_off(activity, by=signed_in(request), **form.cleaned_data)
        messages.success(request, _("Afgelast. Iedereen die zich aanmeldde, krijgt een mail met de reden."))
        return redirect(activity)
    context = {"activity": activity, "form": form, "signed_up": activity.sign_ups.current().count()}
    return render(request, "agenda/call_off.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Vertellen hoe het ging"))
def report(request: HttpRequest, slug: str) -> HttpResponse:
    activity = load(request, slug)
    require("report", of_activity(request.user, activity), _("Een verslag schrijf je als het geweest is."))
    told = {name: getattr(activity, name) for name in ("came", "new_faces", "stayed_away")}
    form = ReportForm(request.POST if request.method == "POST" else None, initial=told)
    if form.is_valid():
        activity.report(by=signed_in(request), **form.cleaned_data)
        messages.success(request, _("Dank je wel. Het verslag staat op de pagina."))
        return redirect(activity)
    context = {"activity": activity, "form": form}
    return render(request, "agenda/report.html", context, status=422 if form.is_bound else 200)


def owner(request: HttpRequest) -> tuple[Platform | None, Initiative | None]:
    """For what it will be, as the link or the form says; nothing when neither says so."""
    form = OwnerForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise Http404
    slug, name = form.cleaned_data["initiatief"], form.cleaned_data["platform"]
    if slug:
        rows = Initiative.objects.visible_to(request.user).select_related("platform", "area").defer("search")
        initiative = get_object_or_404(rows, slug=slug)
        return initiative.platform, initiative
    if name:
        return get_object_or_404(Platform.objects.visible_to(request.user), slug=name), None
    return None, None


def choices(user: User) -> dict[str, list[Platform] | list[Initiative]]:
    """What this person pulls."""
    pulled = user.participations.current().filter(role=Role.PULLER).values("initiative")
    platforms = Platform.objects.visible_to(user).filter(pk__in=user.memberships.pulling().values("platform"))
    initiatives = Initiative.objects.visible_to(user).published().filter(pk__in=pulled).defer("search")
    return {
        "platforms": list(platforms.alphabetical()[:MOST_CHOICES]),
        "initiatives": list(initiatives.order_by("title", "pk")[:MOST_CHOICES]),
    }


def form_page(
    request: HttpRequest,
    form: ActivityForm,
    platform: Platform,
    initiative: Initiative | None,
    activity: Activity | None = None,
) -> HttpResponse:
    context = {"form": form, "platform": platform, "initiative": initiative, "activity": activity}
    return render(request, "agenda/form.html", context, status=422 if form.is_bound else 200)


def announced(made: Activity) -> str:
    number = made.series.activities.count() if made.series else 1
    return ngettext("Het staat in de agenda.", "Het staat in de agenda: %(number)d keer.", number) % {"number": number}
