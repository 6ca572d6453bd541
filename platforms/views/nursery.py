"""The kweekvijver: what it is and who is in it; and for one group its steps and its own room."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitie.lib.access import require
from coalitie.people.access import signed_in
from coalitie.people.models import Limit
from coalitie.people.parked import for_residents
from platforms.access import of_buddy
from platforms.actions import take_step, undo_step
from platforms.city import city
from platforms.forms_nursery import MessageForm, StepForm
from platforms.introducing import write_message
from platforms.models import GROWING, Answer, GroupMessage, Nursery, Platform, Stage, Step, StepDone
from platforms.models.platform import how_many
from platforms.search import SearchForm
from platforms.views.platforms import frame, page_number

PER_PAGE = 24
MESSAGES = 40
MOST_MESSAGES_A_DAY = 60
ONLY_THE_GROUP = gettext_lazy("Alleen wie bij deze groep hoort komt hier binnen.")
ONLY_MEMBERS = gettext_lazy("Alleen wie bij deze groep hoort schrijft op welke stap is gezet.")


@require_safe
def nursery(request: HttpRequest) -> HttpResponse:
    """How a platform comes to be, and the groups that are on their way."""
    steps = list(Step.objects.all())
    rows: Any = Platform.objects.visible_to(request.user)
    growing = (
        rows.filter(stage__in=GROWING)
        .for_cards()
        .annotate(step_count=how_many(StepDone.objects.all(), of="group"))
        .alphabetical()
    )
    page = Paginator(growing, PER_PAGE).get_page(page_number(request))
    context = {
        "steps": steps,
        "page": page,
        "groups": [(group, group.step_count, in_words(group.step_count, len(steps))) for group in page],
        "resting": rows.in_stage(Stage.RESTING).alphabetical()[:PER_PAGE],
        "numbers": Nursery.now(),
        "city": city(),
        "form": SearchForm(),
    }
    return render(request, "platforms/nursery/nursery.html", context)


def in_words(done: int, of: int) -> str:
    return _("%(done)d van de %(of)d stappen gezet") % {"done": done, "of": of}


@require_safe
def steps(request: HttpRequest, slug: str) -> HttpResponse:
    """The checklist of one group, with what each step is for."""
    group, context = frame(request, slug, tab="nursery")
    done = {row.step_id: row for row in group.steps_done.select_related("by")}
    listed = [(step, done.get(step.pk)) for step in Step.objects.all()]
    buddy = group.buddies.visible_to(request.user).open().select_related("platform", "group").first()
    context |= {
        "steps": listed,
        "done_count": len(done),
        "said": in_words(len(done), len(listed)),
        "buddy": buddy,
        # The buddy as well: there it gives its word.
        "meets_buddy": "tick" in context["may"] or (buddy is not None and bool(of_buddy(request.user, buddy))),
        "names_shown": "tick" in context["may"],
    }
    return render(request, "platforms/nursery/steps.html", context)


@for_residents(gettext_lazy("Opschrijven dat een stap is gezet"))
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    group, context = frame(request, slug, tab="")
    require("tick", context["may"], str(ONLY_MEMBERS))
    chosen = get_object_or_404(Step, pk=pk)
    done = group.steps_done.visible_to(request.user).filter(step=chosen).first()
    initial = {"on": done.on, "note": done.note} if done is not None else {}
    form = StepForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        context |= {"form": form, "step": chosen, "done": done}
        return render(request, "platforms/nursery/step.html", context, status=422 if form.is_bound else 200)
    take_step(group, chosen, by=signed_in(request), **form.cleaned_data)
    messages.success(request, _("Mooi. De stap ‘%(step)s’ is gezet.") % {"step": chosen})
    return redirect("platforms:steps", slug)


@for_residents(gettext_lazy("Een stap weer openzetten"))
@require_POST
def reopen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    group, context = frame(request, slug, tab="")
    require("tick", context["may"], str(ONLY_MEMBERS))
    undo_step(group, get_object_or_404(Step, pk=pk), by=signed_in(request))
    return redirect("platforms:steps", slug)


# --- The room of the group --------------------------------------------------------------------------------------------
@for_residents(gettext_lazy("Je startgroep bekijken"))
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in it, by name, and what they say to each other. For them alone."""
    found, context = frame(request, slug, tab="")
    require("meet", context["may"], str(ONLY_THE_GROUP))
    form = MessageForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        person = signed_in(request)
        if not Limit.take("group_message", person.pk, most=MOST_MESSAGES_A_DAY, per=timedelta(days=1)):
            return render(request, "429.html", status=429)
        write_message(found, by=person, text=form.cleaned_data["text"], key=form.cleaned_data["sleutel"])
        return redirect("platforms:group", slug)
    said = GroupMessage.objects.visible_to(request.user).filter(group=found).in_order()
    context |= {
        "form": form,
        "people": known_to_each_other(found),
        "page": Paginator(said, MESSAGES).get_page(page_number(request)),
        "introduction": getattr(found, "introduction", None),
    }
    return render(request, "platforms/nursery/group.html", context, status=422 if form.is_bound else 200)


def known_to_each_other(found: Platform) -> list[Any]:
    """Who said yes to being introduced, and who shows the name anyway. Others count without a name."""
    introduced = found.memberships.current().filter(
        person__invitations__introduction__group=found, person__invitations__answer=Answer.YES
    )
    rows = found.memberships.current().select_related("person").order_by("joined_at", "pk")
    met = set(introduced.values_list("pk", flat=True))
    return [row for row in rows if row.shows_name or row.pk in met or row.is_coordinator]


@for_residents(gettext_lazy("Je bericht weghalen"))
@require_POST
def forget_message(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One's own; the coordinator takes away what hurts."""
    found, context = frame(request, slug, tab="")
    require("meet", context["may"], str(ONLY_THE_GROUP))
    message = get_object_or_404(GroupMessage.objects.visible_to(request.user), group=found, pk=pk)
    own = {"forget"} if message.writer_id == request.user.pk or "see_members" in context["may"] else set()
    require("forget", own | {"read"}, _("Alleen de schrijver of een coördinator haalt een bericht weg."))
    message.delete()
    messages.success(request, _("Het bericht is weg."))
    return redirect("platforms:group", slug)
