"""The question about energy, and what the page of an initiative says of the answers."""

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from coalitie.lib.access import require
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents
from initiatives.access import allowed
from initiatives.energy import ENOUGH_TO_SHOW, Readiness, Tally, is_falling, is_less
from initiatives.forms.energy import EnergyForm, PresetForm
from initiatives.models import (
    DOING,
    Answer,
    EnergyCheck,
    EnergyRound,
    Initiative,
    Participation,
    ParticipationQuerySet,
    Role,
    say_energy,
)
from initiatives.models.energy import DO_IT
from initiatives.views.load import load

MOST_ANSWERS = 200
SAYING = {"see_energy", "say_energy"}


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Antwoorden op: krijg je er energie van?"))
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """A link in the mail brings the answer along, but only the button gives it."""
    initiative = load(request, slug)
    may = allowed(request.user, initiative)
    require("say_energy", may, _("Deze vraag is alleen voor wie dit initiatief doet of trekt, zolang het bezig is."))
    person = signed_in(request)
    if request.method == "POST":
        form = EnergyForm(request.POST)
        if form.is_valid():
            say_energy(initiative, by=person, **form.cleaned_data)
            messages.success(request, _("Dank je wel. Je antwoord staat erbij; wie dit ook doet, kan het lezen."))
            return redirect(initiative)
    else:
        form = EnergyForm(initial=so_far(request, initiative))
    context = {"initiative": initiative, "form": form}
    return render(request, "initiatives/energy.html", context, status=422 if form.is_bound else 200)


def so_far(request: HttpRequest, initiative: Initiative) -> dict[str, str]:
    """What was said before in this round, with the answer of the link on top."""
    now = EnergyRound.objects.filter(initiative=initiative).order_by("-number").values("pk")[:1]
    said = EnergyCheck.objects.filter(round__in=now, person=signed_in(request)).first()
    preset = PresetForm(request.GET)
    start = {"answer": said.answer, "line": said.line} if said else {}
    return start | ({"answer": preset.cleaned_data["antwoord"]} if preset.is_valid() else {})


# --- On the page of the initiative ------------------------------------------------------------------------------------
def of_page(request: HttpRequest, initiative: Initiative, may: set[str], people: list[Participation]) -> dict[str, Any]:
    """The sum for everybody once enough answered; who said what for the group; that it falls for the desk too."""
    if not initiative.is_public:
        return {}
    sums: list[dict[str, int]] = initiative.energy_sums  # type: ignore[attr-defined]
    rounds = [Tally.of(row) for row in sums]
    now = rounds[0] if rounds else Tally()
    group = group_of(initiative, people, whole="see_people" in may) if may & SAYING else []
    mine = next((one for one in group if one.person_id == request.user.pk), None)
    if "see_energy" not in may:
        group = []
    return {
        "energy": now if now.all >= ENOUGH_TO_SHOW else None,
        "energy_words": sum_in_words(now),
        "energy_group": named(group, request, may),
        "energy_mine": mine.said if mine else None,  # type: ignore[attr-defined]
        "energy_answers": Answer,
        "ready": ready(initiative, group) if group and initiative.status not in DOING else None,
        "energy_is_less": is_less(now, rounds[1] if len(rounds) > 1 else None),
        "falls": "see_falling" in may and initiative.status in DOING and falls(initiative, rounds, group),
    }


def with_said(parts: ParticipationQuerySet, initiative: Initiative) -> ParticipationQuerySet:
    """What each said in this round comes along (``words``)."""
    sums: list[dict[str, int]] = initiative.energy_sums  # type: ignore[attr-defined]
    checks = EnergyCheck.objects.filter(round=sums[0]["pk"] if sums else None, person=OuterRef("person"))
    return parts.annotate(words=Subquery(checks.values(row=JSONObject(answer="answer", line="line"))))


def group_of(initiative: Initiative, people: list[Participation], *, whole: bool) -> list[Participation]:
    """Who does it now, with what each said in this round; once for who both pulls and does.

    ``people`` is who the page names; everybody, when it is the ``whole`` and not more than one names.
    """
    if not whole or len(people) < sum(initiative.counts.values()):
        parts = initiative.participations.current().filter(role__in=DO_IT).select_related("person")
        people = list(with_said(parts, initiative)[:MOST_ANSWERS])
    doing = sorted((one for one in people if one.role in DO_IT), key=lambda one: one.role != Role.PULLER)
    group: dict[int, Participation] = {}
    for part in doing:
        part.said = EnergyCheck(**part.words) if part.words else None  # type: ignore[attr-defined]
        group.setdefault(part.person_id, part)
    return list(group.values())


def named(group: list[Participation], request: HttpRequest, may: set[str]) -> list[dict[str, Any]]:
    """Names as everywhere: of who shows it, of oneself, and for who pulls it all of them."""
    return [
        {
            "name": part.person.name
            if part.shows_name or "see_people" in may or part.person_id == request.user.pk
            else Role(part.role).label,
            "said": part.said,  # type: ignore[attr-defined]
        }
        for part in group
    ]


def ready(initiative: Initiative, group: list[Participation]) -> Readiness:
    said = {one.person_id: one.said.answer for one in group if one.said}  # type: ignore[attr-defined]
    return initiative.ready_with([(one.person_id, one.role) for one in group], said)


def falls(initiative: Initiative, rounds: list[Tally], group: list[Participation]) -> bool:
    if not rounds:
        return False
    asked = len(group) or sum(initiative.counts.get(role, 0) for role in DO_IT)
    return is_falling(rounds[0], asked, rounds[1] if len(rounds) > 1 else None)


def sum_in_words(now: Tally) -> str:
    """``Van 5 mensen: 3 ja, 2 nu niet.``"""
    who = ngettext("Van %(number)d mens", "Van %(number)d mensen", now.all) % {"number": now.all}
    counted = ((now.yes, Answer.YES), (now.bit, Answer.BIT), (now.no, Answer.NO))
    said = ", ".join(f"{number} {answer.label.lower()}" for number, answer in counted if number)
    return _("%(who)s: %(said)s.") % {"who": who, "said": said}
