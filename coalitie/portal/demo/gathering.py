"""What is in the agenda, who comes, who waits, and what was told afterwards."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from coalitie.lib.dates import WEEKDAYS, at
from coalitie.people.models import User
from coalitie.portal.demo.story import Story
from coalitie.portal.demo.world import Date, dates
from initiatives.models import Activity, Initiative, SignUp, sign_up, tell_next
from initiatives.models.agenda import announce, call_off, change
from platforms.models import Platform

# So long before its first date something is put in the agenda.
AHEAD = 19


class Gathering:
    def __init__(self, story: Story, platforms: dict[str, Platform], initiatives: dict[str, Initiative]) -> None:
        self.story, self.clock, self.random = story, story.clock, story.random
        self.platforms, self.initiatives = platforms, initiatives
        self.by_title: dict[str, Activity] = {}

    def play(self) -> None:
        for date in dates():
            of = self.initiatives.get(date.of)
            platform = of.platform if of else self.platforms.get(date.of)
            if platform is not None:
                self.announce(date, platform, of)

    def announce(self, date: Date, platform: Platform, of: Initiative | None) -> None:
        starts_at = self.moment(date)
        lead = (self.clock.real - starts_at).total_seconds() / 86400 + AHEAD
        self.clock.ago(max(lead, 0.2))
        coordinator = platform.memberships.coordinating().select_related("person").order_by("pk")[0].person
        by = (of and of.author) or coordinator
        activity = announce(
            by=by,
            form_key=self.story.key(),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=date.hours),
            pattern=date.pattern,
            count=date.count,
            title=date.title,
            story=date.story.strip(),
            platform=platform,
            initiative=of,
            area=(of and of.area) or platform.areas.order_by("code").first(),
            place=date.place,
            step_free=date.step_free,
            languages=date.languages,
            childcare=date.childcare,
            places=date.places,
        )
        self.by_title[date.title] = activity
        self.come(date, activity, by)
        self.go_on(date, activity, by)

    def moment(self, date: Date) -> datetime:
        """The first such weekday from then on, at that hour of the clock."""
        day = timezone.localdate(self.clock.real) + timedelta(days=date.after)
        day += timedelta(days=(WEEKDAYS.index(date.on) - day.weekday()) % 7)
        hour, minute = date.at.split(".")
        return at(datetime(day.year, day.month, day.day, int(hour), int(minute)))  # noqa: DTZ001 — at() adds the zone

    def come(self, date: Date, first: Activity, by: User) -> None:
        """People sign up for the next date; of a series also for the last one that was."""
        rows = Activity.objects.filter(series=first.series) if first.series else Activity.objects.filter(pk=first.pk)
        near = rows.filter(starts_at__lt=self.clock.real + timedelta(days=35)).by_date()
        past = near.filter(ends_at__lt=self.clock.real).last()
        coming = near.filter(starts_at__gt=self.clock.real).first()
        for activity in (past, coming):
            if activity is None:
                continue
            people = [one for one in self.story.crowd if one.pk != by.pk]
            number = min(date.coming, 3) if activity == past and coming else date.coming + date.waiting
            until = max((self.clock.real - activity.starts_at).total_seconds() / 86400 + 0.05, 0.3)
            days = sorted((until + self.random.uniform(0, AHEAD - 2) for _ in range(number)), reverse=True)
            for person, ago in zip(self.random.sample(people, number), days, strict=True):
                self.clock.ago(ago)
                sign_up(activity, by=person, guests=self.guests(date), shares_email=self.random.random() < 0.3)

    def guests(self, date: Date) -> int:
        """Where places are few, people come alone, so that the file says how full it is."""
        return 0 if date.places else self.random.choice([0, 0, 0, 0, 1, 1, 2])

    def go_on(self, date: Date, activity: Activity, by: User) -> None:
        """What was called off, and the report of what was."""
        if date.cancelled:
            self.clock.ago(1.1)
            call_off(activity, by=by, reason=date.cancelled)
            tell_who_comes()
        if date.came is not None:
            self.clock.ago((self.clock.real - activity.ends_at).total_seconds() / 86400 - 0.9)
            told: dict[str, Any] = {name: getattr(date, name) for name in ("came", "new_faces", "stayed_away")}
            activity.report(by=by, **told)

    # --- A series is never quite regular ------------------------------------------------------------------------------
    def skip_and_move(self, title: str, *, reason: str) -> None:
        """Of a weekly series the date after the next falls out, and the one after that is a day later."""
        first = self.by_title.get(title)
        if first is None:
            return
        rows = Activity.objects.filter(series=first.series, starts_at__gt=self.clock.real).by_date()
        skipped, moved = rows.select_related("platform", "subject", "author", "area")[1:3]
        assert first.author is not None  # noqa: S101 — announce has just named one
        self.clock.ago(2.3)
        call_off(skipped, by=first.author, reason=reason)
        tell_who_comes()
        self.clock.ago(2.2)
        a_day = timedelta(days=1)
        change(moved, by=first.author, starts_at=moved.starts_at + a_day, ends_at=moved.ends_at + a_day)
        tell_who_comes()

    def leave_one_place(self, title: str, *, first_in_line: User) -> None:
        """Somebody cannot come after all; the place is on offer to who stands first in line."""
        activity = self.by_title.get(title)
        if activity is None:
            return
        line = SignUp.objects.filter(activity=activity)
        self.clock.ago(float((self.clock.real - activity.created_at).total_seconds()) / 86400 / 2)
        waits = sign_up(activity, by=first_in_line)
        before = line.waiting().in_line().first()
        assert before is not None  # noqa: S101 — who has just signed up waits at least
        SignUp.objects.filter(pk=waits.pk).update(asked_at=before.asked_at - timedelta(minutes=20))
        self.clock.ago(0.15)
        leaves = line.coming().in_line().select_related("activity__subject", "person")[2]
        leaves.leave(by=leaves.person)


def tell_who_comes() -> None:
    """What the worker does on the site, at the hour of the story."""
    while tell_next():
        pass
