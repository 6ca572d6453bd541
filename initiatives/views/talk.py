"""Talk below an initiative, an update or an activity, and the small pages on which one speaks."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from coalitie.lib.access import require
from coalitie.lib.language import link
from coalitie.people.access import is_resident, signed_in
from coalitie.people.models import Limit, User
from coalitie.people.parked import for_residents, sign_in_first
from initiatives.access import moderates, of_comment, of_topic
from initiatives.forms.comment import AnswerForm, CommentForm, EditForm
from initiatives.models import Activity, Comment, Initiative, Update, write
from initiatives.models.comment import is_held
from initiatives.models.topic import Topic, kind_of, platform_of

SIZE = 50
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
CLOSED = gettext_lazy("Hier kun je nu niet reageren.")


# --- The section ------------------------------------------------------------------------------------------------------
@dataclass
class Talk:
    """What ``templates/initiatives/_talk.html`` shows."""

    topic: Topic
    may: set[str]
    rows: list[Any]
    older: str = ""
    newer: str = ""
    form: CommentForm = field(default_factory=CommentForm)
    held: bool = False
    desk: bool = False

    @property
    def write_url(self) -> str:
        return address("talk", self.topic)

    @property
    def report_url(self) -> str:
        return address("report", self.topic)


def of_page(request: HttpRequest, topic: Topic, role: str | None = None) -> dict[str, Talk]:
    """For the page of a thing that this person may read: the last so many, or those that the address asks for.

    ``role`` is what this person is at the platform, for a page that has asked it already.
    """
    user = request.user
    desk = moderates(user, platform_of(topic), role)
    may = of_topic(user, topic)
    rows = Comment.objects.about(topic).standing(user, desk=desk).with_roles(topic).select_related("author")
    talk = page_of(request.GET, rows, Talk(topic, may, [], desk=desk))
    for row in talk.rows:
        row.own = row.author_id is not None and row.author_id == user.pk
        row.readable = row.deleted_at is None and (row.is_shown or row.own or desk)
    talk.held = "talk" in may and (
        is_held(topic, user, role) if isinstance(user, User) else platform_of(topic).holds_first
    )
    return {"talk": talk}


def page_of(asked: QueryDict, rows: Any, talk: Talk) -> Talk:
    """``?vanaf=`` names the first row of a page and ``?voor=`` the first of the page after it: thread-comment."""
    first, after = key(asked.get("vanaf")), key(asked.get("voor"))
    if first:
        found = list(rows.filter(beyond(first, "gte")).in_order()[: SIZE + 1])
        talk.rows = found[:SIZE]
        older, newer = rows.filter(beyond(first, "lt")).exists(), found[SIZE:]
    else:
        back = rows.filter(beyond(after, "lt")) if after else rows
        found = list(back.order_by(F("thread").desc(), "-pk")[: SIZE + 1])
        talk.rows = found[:SIZE][::-1]
        older = len(found) > SIZE
        newer = list(rows.filter(beyond(after, "gte")).in_order()[:1]) if after else []
    if talk.rows and older:
        talk.older = f"?voor={key_of(talk.rows[0])}#gesprek"
    if newer:
        talk.newer = f"?vanaf={key_of(newer[0])}#gesprek"
    return talk


def key(typed: str | None) -> tuple[int, int] | None:
    thread, _dash, pk = (typed or "").partition("-")
    if not (thread.isascii() and thread.isdigit() and pk.isascii() and pk.isdigit() and len(thread + pk) <= 36):
        return None
    return int(thread), int(pk)


def key_of(comment: Any) -> str:
    return f"{comment.parent_id or comment.pk}-{comment.pk}"


def beyond(found: tuple[int, int], way: str) -> Q:
    thread, pk = found
    return Q(**{f"thread__{way[:2]}": thread}) | Q(thread=thread, **{f"pk__{way}": pk})


# --- Finding ----------------------------------------------------------------------------------------------------------
def load_topic(request: HttpRequest, kind: str, slug: str = "", pk: int = 0) -> Topic:
    user = request.user
    if kind == "update":
        updates = Update.objects.visible_to(user).select_related("initiative__platform", "initiative__subject")
        return get_object_or_404(updates, pk=pk, initiative__slug=slug)
    if kind == "activity":
        activities = Activity.objects.visible_to(user).select_related("platform", "initiative__platform")
        return get_object_or_404(activities, slug=slug)
    return get_object_or_404(Initiative.objects.visible_to(user).select_related("platform").defer("search"), slug=slug)


def load_comment(request: HttpRequest, pk: int) -> Comment:
    rows = Comment.objects.visible_to(request.user).select_related(
        "author", "initiative__platform", "update__initiative__platform", "activity__platform", "activity__initiative"
    )
    return get_object_or_404(rows, pk=pk)


def address(name: str, topic: Topic) -> str:
    """Where one talks about a thing, or reports it."""
    kind = kind_of(topic)
    arguments = [topic.initiative.slug, topic.pk] if isinstance(topic, Update) else [topic.slug]
    return reverse(f"initiatives:{name}_{kind}", args=arguments)


# --- Pages ------------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, kind: str, slug: str, pk: int = 0) -> HttpResponse:
    """Speak about a thing. The form stands below it; this page is for whom it does not let through."""
    topic = load_topic(request, kind, slug, pk)
    require("talk", of_topic(request.user, topic) | {"read"}, str(CLOSED))
    form = CommentForm(request.POST if request.method == "POST" else None)
    context = {"topic": topic, "action": address("talk", topic)}
    return speak(request, topic, form, context)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    first = load_comment(request, pk)
    require("answer", of_comment(request.user, first), str(CLOSED))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    context = {"topic": first.topic, "first": first, "action": reverse("initiatives:answer", args=[pk])}
    return speak(request, first.topic, form, context, parent=first)


def speak(
    request: HttpRequest, topic: Topic, form: CommentForm, context: dict[str, Any], parent: Comment | None = None
) -> HttpResponse:
    if not form.is_valid():
        return speak_page(request, form, context)
    if not is_resident(request):
        sentence = _("Je reactie plaatsen bij %(title)s") % {"title": topic}
        return sign_in_first(request, sentence=sentence, forms=[form])
    user = signed_in(request)
    form_key: UUID = form.cleaned_data["sleutel"]
    said = Comment.objects.filter(author=user, form_key=form_key).first()
    if said is None:
        if not keeps_pace(user):
            form.add_error(None, _("Je praat sneller dan wij kunnen lezen. Wacht even; je tekst staat hier nog."))
            return speak_page(request, form, context)
        said = write(topic, by=user, text=form.cleaned_data["text"], form_key=form_key, parent=parent)
    if said.held_at is None:
        messages.success(request, _("Je reactie staat erop."))
    else:
        messages.success(request, _("Dank je. Een coördinator leest je eerste reactie; daarna staat hij erop."))
    return redirect(said)


def speak_page(request: HttpRequest, form: CommentForm, context: dict[str, Any]) -> HttpResponse:
    context = {**context, "form": form}
    return render(request, "initiatives/speak.html", context, status=422 if form.is_bound else 200)


# What somebody typed goes on under their own name, so it never travels in a mailed link to another browser.
talk.stays_here = answer.stays_here = True  # type: ignore[attr-defined]


@require_safe
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """The lasting address of one comment: the page and place where it stands now."""
    found = load_comment(request, pk)
    topic = found.topic
    desk = moderates(request.user, platform_of(topic))
    rows = Comment.objects.about(topic).standing(request.user, desk=desk)
    here = (found.parent_id or found.pk, found.pk)
    asked = f"?vanaf={here[0]}-{here[0]}" if rows.filter(beyond(here, "gt"))[:SIZE].count() >= SIZE else ""
    if not type(topic).objects.visible_to(request.user).filter(pk=topic.pk).exists():
        return render(request, "initiatives/comment.html", {"comment": found, "may": of_comment(request.user, found)})
    return redirect(f"{topic.get_absolute_url()}{asked}#{found.anchor}")


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Je reactie aanpassen"))
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_comment(request, pk)
    because = _("Je eigen reactie pas je een kwartier lang aan, tot een coördinator ernaar kijkt.")
    require("edit", of_comment(request.user, found), because)
    form = EditForm(request.POST if request.method == "POST" else None, initial={"text": found.text})
    if form.is_valid():
        found.edit(by=signed_in(request), text=form.cleaned_data["text"])
        messages.success(request, _("Je reactie is aangepast."))
        return redirect(found)
    context = {"comment": found, "form": form}
    return render(request, "initiatives/comment_edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Je reactie verwijderen"))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_comment(request, pk)
    require("delete", of_comment(request.user, found), _("Je verwijdert alleen wat je zelf schreef."))
    if request.method != "POST":
        return render(request, "initiatives/comment_delete.html", {"comment": found})
    found.forget(by=signed_in(request))
    messages.success(request, _("Je reactie is weg."))
    topic = found.topic
    seen = type(topic).objects.visible_to(request.user).filter(pk=topic.pk).exists()
    return redirect(f"{topic.get_absolute_url()}#gesprek" if seen else link("/mijn/"))


# --- How often --------------------------------------------------------------------------------------------------------
def keeps_pace(user: User) -> bool:
    """Whoever is here longer, and whoever belongs to a platform, may say more. Counted exactly, over all workers."""
    an_hour, a_day = pace(user)
    within = Limit.take("comment_hour", user.pk, most=an_hour, per=AN_HOUR)
    return within and Limit.take("comment_day", user.pk, most=a_day, per=A_DAY)


def pace(user: User) -> tuple[int, int]:
    """How many an hour and a day."""
    age = timezone.now() - user.joined_at
    if age < A_DAY:
        return 5, 10
    if age < timedelta(days=30):
        return 15, 40
    return (60, 150) if user.memberships.current().exists() else (30, 80)
