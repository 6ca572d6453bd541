"""Saying that one would like a platform, being asked to meet, and taking it back: all of it for one's own eyes."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitie.people.access import is_resident, signed_in
from coalitie.people.models import Limit
from coalitie.people.parked import for_residents, sign_in_first
from platforms.forms_nursery import AnswerForm, InterestForm
from platforms.introducing import answer, has_platform, say_interest, withdraw_interest
from platforms.models import Answer, Area, Invitation, Level, Nursery, Platform, Stage
from platforms.models.area import AreaQuerySet
from platforms.models.interest import MOST_BUURTEN

MOST_A_DAY = 30


@require_http_methods(["GET", "HEAD", "POST"])
def interest(request: HttpRequest, slug: str) -> HttpResponse:
    """A visitor fills this in as well; what was pressed waits until we know who it is."""
    buurt = get_object_or_404(Area.objects.current().buurten().select_related("parent"), slug=slug)
    if has_platform(buurt):
        return redirect(buurt)
    form = InterestForm(request.POST if request.method == "POST" else None, around=around(buurt))
    if form.is_valid() and len(form.cleaned_data.get("also", ())) >= MOST_BUURTEN:
        form.add_error("also", _("Kies er hooguit vijf bij."))
    if not form.is_valid():
        context = {"buurt": buurt, "form": form, "nursery": Nursery.now()}
        return render(request, "platforms/nursery/interest.html", context, status=422 if form.is_bound else 200)
    if not is_resident(request):
        sentence = _("Laten weten dat je een platform wilt in %(buurt)s") % {"buurt": buurt}
        return sign_in_first(request, sentence=sentence, forms=[form])
    person = signed_in(request)
    if not Limit.take("interest", person.pk, most=MOST_A_DAY, per=timedelta(days=1)):
        return render(request, "429.html", status=429)
    say_interest([buurt, *form.cleaned_data.get("also", ())], by=person)
    return redirect("platforms:my_nursery")


def around(buurt: Area) -> AreaQuerySet:
    """The other buurten of its gebied in which nobody is at work yet."""
    active = Platform.objects.filter(hidden_at=None).exclude(stage=Stage.RESTING)
    taken = Platform.areas.through.objects.filter(platform__in=active).values("area")
    parent = buurt.parent
    if parent is None or parent.level != Level.GEBIED:
        return Area.objects.none()
    return parent.buurten().current().inhabited().exclude(pk=buurt.pk).exclude(pk__in=taken).alphabetical()


@for_residents(gettext_lazy("Niet meer laten weten dat je een platform wilt"))
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """One press, and it is forgotten. Pressed twice nothing changes."""
    buurt = get_object_or_404(Area.objects.buurten(), slug=slug)
    withdraw_interest([buurt], by=signed_in(request))
    messages.success(request, _("Weg. We weten niet meer dat je iets wilde in %(buurt)s.") % {"buurt": buurt})
    return redirect("platforms:my_nursery")


@for_residents(gettext_lazy("Bekijken waar je een platform wilt"))
@never_cache
@require_safe
def my_nursery(request: HttpRequest) -> HttpResponse:
    """What one said, and what happens next."""
    person = signed_in(request)
    invited = Invitation.objects.visible_to(person).select_related("introduction__buurt", "introduction__group")
    interests = person.interests.select_related("buurt").order_by("said_at", "pk")
    waiting = {row.introduction.buurt_id: row for row in invited if row.introduction.is_open}
    context = {
        "interests": [(row.buurt, waiting.get(row.buurt_id)) for row in interests],
        "invitations": [row for row in invited if row.introduction.is_open or row.answer == Answer.YES],
        "nursery": Nursery.now(),
    }
    return render(request, "platforms/nursery/mine.html", context)


@for_residents(gettext_lazy("Antwoorden of je wilt kennismaken"))
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def introduction(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes or no; nobody else learns that this person was asked."""
    invitation = own_invitation(request, pk)
    group = invitation.introduction.group
    if group is not None and invitation.answer == Answer.YES:
        return redirect("platforms:group", group.slug)
    initial = {"line": invitation.line} | ({} if invitation.is_waiting else {"wants": invitation.answer})
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        context = {"invitation": invitation, "introduction": invitation.introduction, "form": form}
        return render(request, "platforms/nursery/introduction.html", context, status=422 if form.is_bound else 200)
    began = say(invitation, request, **form.cleaned_data)
    if began is not None:
        return redirect("platforms:group", began.slug)
    return redirect("platforms:introduction", pk)


def own_invitation(request: HttpRequest, pk: int) -> Any:
    """The question to this person. Not to who is blocked meanwhile, nor about a group that was hidden."""
    rows = Invitation.objects.visible_to(request.user).select_related("introduction__buurt", "introduction__group")
    return get_object_or_404(rows.exclude(introduction__group__hidden_at__isnull=False), introduction=pk)


def say(invitation: Invitation, request: HttpRequest, *, wants: str, line: str) -> Platform | None:
    """The same answer twice changes nothing, be it pressed twice or looked at again."""
    if invitation.answer == wants:
        messages.info(request, _("Je antwoord staat er al."))
        return None
    group = answer(invitation, by=signed_in(request), wants=wants, line=line)
    if group is None:
        messages.success(request, _("Je antwoord is bewaard."))
    return group
