"""Coming, waiting, not coming after all; and for who organises: who comes."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitie.lib.access import require
from coalitie.lib.dates import moment
from coalitie.lib.language import link
from coalitie.lib.mail import absolute
from coalitie.people.access import is_resident, signed_in
from coalitie.people.models import Limit
from coalitie.people.parked import for_residents, sign_in_first
from initiatives.access import of_activity
from initiatives.forms.signup import SignUpForm
from initiatives.models import Activity, Feed, SignUp, SignUpStatus, close_feed, open_feed
from initiatives.models import sign_up as put_on_list
from initiatives.views.activity import around_sign_up, load

A_DAY = timedelta(days=1)
MOST_A_DAY = 60
MOST_SHOWN = 1000


@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    activity = load(request, slug)
    if request.method != "POST":
        return form_page(request, activity)
    form = SignUpForm(request.POST)
    if not form.is_valid():
        return form_page(request, activity, form)
    if not is_resident(request):
        sentence = _("Aanmelden voor %(title)s") % {"title": activity.title}
        return sign_in_first(request, sentence=sentence, forms=[form])
    if not Limit.take("sign_up", signed_in(request).pk, most=MOST_A_DAY, per=A_DAY):
        form.add_error(None, _("Je hebt je vandaag al vaak aangemeld. Morgen kan het weer."))
        return form_page(request, activity, form)
    mine = put_on_list(activity, by=signed_in(request), **form.cleaned_data)
    messages.success(request, SAYS[mine.state] % {"when": moment(activity.starts_at)})
    return redirect(activity)


SAYS = {
    SignUpStatus.COMING: gettext_lazy("Je plek is zeker. Tot %(when)s."),
    SignUpStatus.WAITING: gettext_lazy("Je staat op de wachtlijst. Komt er een plek vrij, dan mailen we je."),
    SignUpStatus.OFFERED: gettext_lazy("Er is een plek voor je. Neem hem hieronder."),
}


def form_page(request: HttpRequest, activity: Activity, form: SignUpForm | None = None) -> HttpResponse:
    context = around_sign_up(request, activity)
    if form is not None:
        context["form"] = form
    return render(request, "agenda/sign_up.html", context, status=422 if form is not None else 200)


@require_POST
@for_residents(gettext_lazy("Een plek nemen"))
def accept(request: HttpRequest, slug: str) -> HttpResponse:
    mine = own(request, slug)
    if mine.status != SignUpStatus.COMING:
        mine.accept(by=signed_in(request))
    messages.success(request, SAYS[SignUpStatus.COMING] % {"when": moment(mine.activity.starts_at)})
    return redirect(mine.activity)


@require_POST
@for_residents(gettext_lazy("Je afmelden"))
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """One press. Also where the activity is no longer to be seen: not coming is always possible."""
    mine = own(request, slug)
    if mine.status not in {SignUpStatus.LEFT, SignUpStatus.LAPSED}:
        mine.leave(by=signed_in(request))
    messages.success(request, _("Je bent afgemeld. Fijn dat je het laat weten: zo kan een ander komen."))
    return redirect(mine.activity if "read" in of_activity(request.user, mine.activity) else link("/mijn/agenda/"))


def own(request: HttpRequest, slug: str) -> SignUp:
    rows = SignUp.objects.visible_to(request.user).select_related("activity__platform", "activity__initiative")
    return get_object_or_404(rows.select_related("activity__subject"), activity__slug=slug)


@require_safe
@for_residents(gettext_lazy("Zien wie er komen"))
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """For who organises, also on paper: names, with how many, and an address only where somebody chose so."""
    activity = load(request, slug)
    require("see_people", of_activity(request.user, activity), _("Alleen wie dit organiseert, ziet wie er komen."))
    rows = activity.sign_ups.current().select_related("person").in_line()
    every = list(rows[:MOST_SHOWN])
    coming = [one for one in every if one.status == SignUpStatus.COMING]
    context = {
        "activity": activity,
        "coming": coming,
        "heads": sum(one.heads for one in coming),
        "waiting": [one for one in every if one.status != SignUpStatus.COMING],
    }
    return render(request, "agenda/people.html", context)


# --- My agenda --------------------------------------------------------------------------------------------------------
@require_safe
@for_residents(gettext_lazy("Je agenda bekijken"))
def mine(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    seen = Activity.objects.visible_to(user)
    rows = user.sign_ups.current().upcoming().filter(activity__in=seen).select_related("activity__platform")
    near = seen.published().on().around(user).this_week().for_rows().by_date()
    feed = Feed.objects.filter(person=user).first()
    context = {"sign_ups": list(rows[:50]), "near": list(near[:10]), "feed": feed and feed_address(feed)}
    return render(request, "agenda/mine.html", context)


def feed_address(feed: Feed) -> str:
    return absolute("initiatives:own_calendar", feed.token)


@require_POST
@for_residents(gettext_lazy("Een adres voor je agenda maken"))
def new_feed(request: HttpRequest) -> HttpResponse:
    open_feed(by=signed_in(request))
    messages.success(request, _("Dit is het adres van je agenda. Een ouder adres werkt niet meer."))
    return redirect("initiatives:my_agenda")


@require_POST
@for_residents(gettext_lazy("Het adres van je agenda weghalen"))
def no_feed(request: HttpRequest) -> HttpResponse:
    close_feed(by=signed_in(request))
    messages.success(request, _("Het adres van je agenda werkt niet meer."))
    return redirect("initiatives:my_agenda")
