"""Following and not following, how often to hear, and which mails not at all."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from coalitie.activity import models
from coalitie.activity.forms import RhythmForm, SwitchForm
from coalitie.activity.kinds import DIGEST, may_stop, name_of
from coalitie.activity.models import Notice, Reader, Rhythm, Silence, Subject, Subscription, read_news
from coalitie.activity.things import things
from coalitie.lib.refused import Refused
from coalitie.people.access import here, is_resident, signed_in
from coalitie.people.models import Limit, User
from coalitie.people.parked import for_residents, sign_in_first

MOST_AN_HOUR = 200
MOST_KINDS = 60
MOST_OFF = 200


@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing: a page with one button, and the press of that button wherever it stands."""
    thing = things([pk], request.user).get(pk)
    if thing is None:
        raise Http404
    form = SwitchForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        user = request.user
        follows = user.is_authenticated and Subscription.objects.on().filter(person=user, subject=pk).exists()
        context = {"thing": thing, "follows": follows}
        return render(request, "activity/follow.html", context, status=422 if form.is_bound else 200)
    if not is_resident(request):
        return sign_in_first(request, sentence=_("Volgen: %(title)s") % {"title": thing.title})
    if not Limit.take("follow", signed_in(request).pk, most=MOST_AN_HOUR, per=timedelta(hours=1)):
        raise Refused(_("Je hebt heel vaak op volgen gedrukt. Probeer het over een uur nog eens."))
    change = models.follow if form.on else models.unfollow
    change(Subject(pk=pk), by=signed_in(request))
    said = _("Je volgt nu %(title)s.") if form.on else _("Je volgt %(title)s niet meer.")
    messages.success(request, said % {"title": thing.title})
    return redirect(here(request, form.cleaned_data["verder"], thing.url))


@never_cache
@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Kiezen wat je volgt"))
def following(request: HttpRequest) -> HttpResponse:
    """All that somebody follows, each on or off; how often to hear; which mails not."""
    user = signed_in(request)
    reader = Reader.objects.filter(person=user).first()
    chosen = reader.rhythm if reader else Rhythm.DAILY
    form = RhythmForm(request.POST if request.method == "POST" else None, initial={"rhythm": chosen})
    if request.method == "POST" and form.is_valid():
        read_news(form.cleaned_data["rhythm"], by=user)
        messages.success(request, _("Je keuze is bewaard."))
        return redirect("activity:following")
    rows = list(Subscription.objects.filter(person=user).select_related("subject").order_by("-since"))
    seen = things({row.subject_id for row in rows}, user, kinds={row.subject.kind for row in rows})
    off = list(Silence.objects.filter(person=user).select_related("subject").order_by("-since")[:MOST_OFF])
    followed = [(row, seen[row.subject_id]) for row in rows if row.subject_id in seen]
    context = {"form": form, "followed": followed, "kinds": kinds_of(user, off), "about": in_words(user, off)}
    return render(request, "activity/following.html", context, status=422 if form.errors else 200)


def kinds_of(user: User, silences: list[Silence]) -> list[tuple[str, str, bool]]:
    """The kinds of mail this person got or switched off: name, how to call it, whether it is on."""
    off = {row.kind for row in silences if row.subject is None}
    got = set(Notice.objects.visible_to(user).order_by().values_list("kind", flat=True).distinct()[:MOST_KINDS])
    kinds = sorted((name_of(kind), kind) for kind in got | off if may_stop(kind))
    return [(kind, name, kind not in off) for name, kind in kinds]


def in_words(user: User, silences: list[Silence]) -> list[tuple[int, str]]:
    """What is switched off for one thing alone."""
    about = {row.subject for row in silences if row.subject}
    seen = things({one.pk for one in about}, user, kinds={one.kind for one in about})
    named = ((row, seen[row.subject.pk].title) for row in silences if row.subject and row.subject.pk in seen)
    return [(row.pk, f"{name_of(row.kind)}: {title}") for row, title in named]


@require_POST
@for_residents(gettext_lazy("Kiezen welke mails je krijgt"))
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """Mails of one kind, about anything, on or off."""
    form = SwitchForm(request.POST)
    if not form.is_valid() or not may_stop(kind) or kind == DIGEST:
        raise Http404
    if form.on:
        Silence.objects.filter(person=signed_in(request), kind=kind, subject=None).delete()
    else:
        Silence.objects.get_or_create(person=signed_in(request), kind=kind, subject=None)
    messages.success(request, _("Je keuze is bewaard."))
    return redirect("activity:following")


@require_POST
@for_residents(gettext_lazy("Kiezen welke mails je krijgt"))
def about(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was switched off for one thing. Nobody else's: theirs is not there."""
    Silence.objects.filter(pk=pk, person=signed_in(request)).delete()
    messages.success(request, _("Je keuze is bewaard."))
    return redirect("activity:following")
