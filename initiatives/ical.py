"""Activities as a calendar that telephones and computers read (RFC 5545).

Every date is an event of its own, also those of a series: each has its own page, places and list, can be moved or
called off alone, and an event with RECURRENCE-ID outside its series is read differently by every calendar. Nothing in
it depends on who asks or when, so that the same agenda gives the same bytes. No names and addresses of people.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from coalitie.lib.mail import absolute
from coalitie.lib.text import excerpt
from initiatives.models import Activity, ActivityQuerySet, SignUpStatus

ZONE = "Europe/Amsterdam"
MOST = 500
KEPT = timedelta(days=30)


def calendar(activities: Iterable[Activity], *, name: str) -> bytes:
    out = Calendar()
    out.add("prodid", "-//Buurtplatformen Amsterdam//Agenda//NL")
    out.add("version", "2.0")
    out.add("calscale", "GREGORIAN")
    out.add("method", "PUBLISH")
    out.add("name", name)
    out.add("x-wr-calname", name)
    out.add("x-wr-timezone", ZONE)
    out.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    out.add_component(zone())
    for activity in activities:
        out.add_component(event(activity))
    return out.to_ical()


def for_calendar(rows: ActivityQuerySet) -> list[Activity]:
    """What was a month ago, and all that comes."""
    recent = rows.filter(starts_at__gt=timezone.now() - KEPT - timedelta(days=14), ends_at__gt=timezone.now() - KEPT)
    recent = recent.select_related("platform", "initiative", "area")
    return list(recent.defer("initiative__search", "initiative__story").by_date()[:MOST])


def event(activity: Activity) -> Event:
    out = Event()
    address = absolute("initiatives:activity", activity.slug)
    out.add("uid", str(activity.uid))
    out.add("dtstamp", activity.updated_at.astimezone(UTC).replace(microsecond=0))
    out.add("created", activity.created_at.astimezone(UTC).replace(microsecond=0))
    out.add("last-modified", activity.updated_at.astimezone(UTC).replace(microsecond=0))
    out.add("sequence", activity.sequence)
    out.add("dtstart", local(activity.starts_at))
    out.add("dtend", local(activity.ends_at))
    out.add("summary", activity.title)
    out.add("location", activity.where)
    out.add("description", "\n\n".join(part for part in described(activity) if part) + f"\n\n{address}")
    out.add("url", address)
    out.add("status", status(activity))
    return out


def local(moment: datetime) -> datetime:
    """In Amsterdam's time; the second 2.30 of the night in October has no name there, so that one is said in UTC."""
    there = timezone.localtime(moment)
    return moment.astimezone(UTC) if there.fold else there


def described(activity: Activity) -> list[str]:
    facts = [str(activity.owner), excerpt(activity.story, 600)]
    if activity.is_step_free:
        facts.append(_("Zonder drempel."))
    if activity.languages:
        facts.append(_("Talen: %(languages)s") % {"languages": activity.languages})
    if activity.childcare:
        facts.append(_("Er is oppas voor kinderen."))
    if activity.is_cancelled:
        facts.insert(0, _("Gaat niet door: %(why)s") % {"why": activity.cancelled_reason})
    return facts


def status(activity: Activity) -> str:
    """In the own calendar (see ``sign_up_status``) one that is waited for is not certain yet."""
    if activity.is_cancelled:
        return "CANCELLED"
    waits = getattr(activity, "sign_up_status", None) in {SignUpStatus.WAITING, SignUpStatus.OFFERED}
    return "TENTATIVE" if waits else "CONFIRMED"


@cache
def zone() -> Timezone:
    """The rules of the European Union since 1996."""
    out = Timezone()
    out.add("tzid", ZONE)
    summer, winter = TimezoneDaylight(), TimezoneStandard()
    for part, name, month, hour, before, after in (
        (summer, "CEST", 3, 2, 1, 2),
        (winter, "CET", 10, 3, 2, 1),
    ):
        part.add("tzname", name)
        part.add("dtstart", datetime(1996, month, 31 if month == 3 else 27, hour))  # noqa: DTZ001 — local by definition
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        out.add_component(part)
    return out
