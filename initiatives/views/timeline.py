"""What happened to an initiative in public: when, what, why, and by whom as far as that person shows it."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitie.activity.models import Event
from coalitie.lib.dates import day
from coalitie.lib.text import clean_line
from initiatives.models import PUBLIC, Initiative, Participation, Role, Status

STAGE_VERBS = {f"initiative_{status}": status for status in PUBLIC}
VERBS = (
    "initiative_published",
    "initiative_stage",
    "initiative_try_longer",
    "initiative_needs",
    "handover_over",
    "handover_together",
    "handover_offer",
    "initiative_moved",
    "initiative_took_in",
    *STAGE_VERBS,
)
MOST = 50


def of_page(request: HttpRequest, initiative: Initiative, may: set[str]) -> dict[str, Any]:
    if not initiative.is_public:
        return {"events": []}
    events = list(told(initiative)[:MOST])
    gone = taken_in(events)
    for event in events:
        event.gone = gone.get(event.data.get("gone"))
        event.label = label(event)
        event.more = more(event, initiative)
        event.who = who(event)
    return {"events": events[::-1]}


def told(initiative: Initiative) -> Any:
    """The newest first, with the role and the shown name of who did it."""
    parts = Participation.objects.filter(initiative=initiative, person=OuterRef("by"), role=Role.PULLER)
    shown = parts.filter(shows_name=True)
    return (
        Event.objects.filter(subject=initiative.subject_id, verb__in=VERBS)
        .annotate(role=Subquery(parts.values("role")[:1]), name=Subquery(shown.values("person__display_name")[:1]))
        .order_by("-at", "-pk")
    )


def taken_in(events: list[Any]) -> dict[int, str]:
    """What became one with it, by name. Its old address leads to this very page, so it is no link."""
    numbers = [event.data["gone"] for event in events if event.verb == "initiative_took_in"]
    named = Initiative.objects.filter(pk__in=numbers, hidden_at=None) if numbers else Initiative.objects.none()
    return dict(named.values_list("pk", "title"))


def label(event: Any) -> str:
    words = {
        "initiative_published": _("Geplaatst"),
        "initiative_try_longer": _("De try-out gaat door"),
        "initiative_needs": _("Er is iets anders nodig"),
        "handover_over": _("De sleutel ging over"),
        "handover_together": _("Er kwam een trekker bij"),
        "handover_offer": _("Er is een nieuwe trekker"),
        "initiative_moved": _("Verhuisd naar een ander platform"),
        "initiative_took_in": _("Ging samen met een ander initiatief"),
    }
    if event.gone:
        return _("Ging samen met ‘%(title)s’") % {"title": event.gone}
    if event.verb in words:
        return words[event.verb]
    return str(Status(event.data["stage"]).label)


def more(event: Event, initiative: Initiative) -> str:
    """The days of a try-out, a bedankje, what is asked now, where it went."""
    said: dict[str, Any] = event.data
    if said.get("to") == initiative.platform_id:
        return _("Het hoort nu bij %(platform)s.") % {"platform": initiative.platform}
    if "starts" in said:
        return _("Van %(start)s tot %(end)s.") % {"start": on(said["starts"]), "end": on(said["review"])}
    if "review" in said:
        return _("Terugkijken op %(day)s.") % {"day": on(said["review"])}
    if "needs" in said:
        return f"{needed(said['needs'])} {to_begin(said.get('yes_needed'))}".strip()
    return clean_line(str(said.get("thanks", "")))


def needed(needs: dict[str, int | None]) -> str:
    asked = ", ".join(Role(role).wanted(number) for role, number in needs.items())
    return _("Gevraagd: %(what)s.") % {"what": asked} if asked else _("Nu wordt er niets gevraagd.")


def to_begin(number: int | None) -> str:
    """Only when it became another number."""
    if number is None:
        return ""
    said = ngettext(
        "De try-out begint als %(number)d doener er energie van krijgt.",
        "De try-out begint als %(number)d doeners er energie van krijgen.",
        number,
    )
    return said % {"number": number}


def on(text: str) -> str:
    return day(date.fromisoformat(text))


def who(event: Any) -> str:
    if event.by_id is None:
        return ""
    if event.name:
        return _("door %(name)s, trekker") % {"name": event.name}
    return _("door een trekker") if event.role else _("door het platform")
