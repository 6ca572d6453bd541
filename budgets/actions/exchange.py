"""Rounds as ``.pb`` files, the exchange format for these elections: writing one, and making a past round of one."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _

from budgets.actions.books import settle
from budgets.actions.count import count_round, newest
from budgets.actions.rules import free_slug, write_down
from budgets.models import BallotForm, CostLine, Kind, Phase, Request, Round, Rule, Status
from budgets.models.round import Stop
from budgets.rules.elections import Ballot, Project
from budgets.rules.pabulib import APPROVAL, BadFile, File, Section, short
from coalitie.activity.models import Reach, Subject, record
from coalitie.lib.text import clean_line
from platforms.models import Platform

MOST_MONEY = Decimal("9999999999.99")  # what the columns hold
MOST_NUMBER = 32767
COLUMNS = ("round_id", "place", "choices", "points", "receipt")


# --- Out --------------------------------------------------------------------------------------------------------------
def file_of(round_: Round) -> File:
    """A counted round with all its ballots. Who also helps is written as points: 2, where others give 1."""
    stored = round_.counts.order_by("-at", "-pk").first()
    chosen = {plan["id"] for plan in stored.outcome["plans"] if plan["chosen"]} if stored else set()
    plans = list(Request.objects.filter(round=round_, list_number__gte=1).order_by("list_number"))
    rows = list(round_.ballots.order_by("place").values_list("place", "choices", "points"))
    with_points = round_.ballot_form == BallotForm.POINTS or round_.with_help
    votes: dict[int, int] = dict.fromkeys((plan.list_number or 0 for plan in plans), 0)
    score = dict(votes)
    for _place, choices, points in rows:
        for number, given in zip(choices, points, strict=True):
            votes[number] += 1
            score[number] += given
    columns = ["project_id", "cost", "votes", *(["score"] if with_points else []), "name", "selected"]
    projects = Section(columns)
    for plan in plans:
        number = plan.list_number or 0
        own = [str(score[number])] if with_points else []
        selected = "1" if str(number) in chosen else "0"
        projects.rows.append([str(number), money(plan.fixed_total), str(votes[number]), *own, plan.title, selected])
    ballots = Section(["voter_id", "vote", *(["points"] if with_points else [])])
    for place, choices, points in rows:
        own = [",".join(map(str, points))] if with_points else []
        ballots.rows.append([str(place), ",".join(map(str, choices)), *own])
    return File(meta_of(round_, rows, with_points), projects, ballots)


def meta_of(round_: Round, rows: Sequence[tuple[int, list[int], list[int]]], with_points: bool) -> dict[str, str]:
    begin, end = (timezone.localtime(at) for at in (round_.voting_at, round_.counting_at) if at is not None)
    meta = {
        "description": round_.title,
        "country": "Netherlands",
        "unit": ", ".join(round_.platforms.order_by("name").values_list("name", flat=True)),
        "instance": str(begin.year),
        "num_projects": str(Request.objects.filter(round=round_, list_number__gte=1).count()),
        "num_votes": str(len(rows)),
        "budget": money(round_.amount),
        "vote_type": "cumulative" if with_points else "approval",
        # How a round is counted here has no name in the format; the comment says it.
        "rule": "unknown",
        "date_begin": begin.strftime("%d.%m.%Y"),
        "date_end": end.strftime("%d.%m.%Y"),
    }
    if round_.ballot_form == BallotForm.APPROVAL_MAX and not with_points:
        meta["max_length"] = str(round_.most_choices)
    if with_points:
        meta["max_sum_points"] = str(max((sum(points) for _place, _choices, points in rows), default=0) or 10)
    if round_.threshold:
        meta["min_project_score_threshold"] = str(round_.threshold)
    said = [rule_words(round_), *extra_words(round_)]
    comment = ", ".join(f"#{number}: {words}" for number, words in enumerate(said, start=1))
    return meta | {"language": "nl", "currency": "EUR", "comment": comment}


def rule_words(round_: Round) -> str:
    if round_.rule == Rule.MOST_VOTES:
        return f"most votes, a plan that does not fit: {round_.too_dear}"
    words = f"method of equal shares, cost utilities, step 1, stop: {round_.stop}"
    return f"{words}, utilitarian completion" if round_.completion else words


# --- What the format has no columns for -------------------------------------------------------------------------------
# Its checker refuses any other column, so this stands in the comment, in words that can be read back.
HELP = "2 points are a vote of somebody who also offers to help, and steer that voter's own share doubly"
TOGETHER = "of each group at most one is chosen"
HELPERS = "confirmed helpers"


def extra_words(round_: Round) -> Iterator[str]:
    if round_.with_help:
        yield HELP
    groups = [",".join(numbers) for numbers in groups_of(round_)]
    if groups:
        yield f"{TOGETHER} [{' / '.join(groups)}]"
    stored = newest(round_)
    helped = (
        [f"{plan['id']}={plan['helpers']}" for plan in stored.outcome["plans"] if plan["helpers"]] if stored else []
    )
    if helped:
        yield f"{HELPERS} [{' / '.join(helped)}]"


def groups_of(round_: Round) -> list[list[str]]:
    """Numbers of plans that cannot go together, in the order of the list."""
    rows = Request.objects.filter(round=round_, list_number__gte=1).exclude(group="").order_by("list_number")
    found: dict[str, list[str]] = {}
    for group, number in rows.values_list("group", "list_number"):
        found.setdefault(group, []).append(str(number))
    return list(found.values())


def read_extra(file: File, what: str) -> list[str]:
    """The parts between the brackets behind ``what``."""
    found = re.search(rf"{re.escape(what)} \[([0-9,=/ ]+)\]", file.meta.get("comment", ""))
    return found[1].split(" / ") if found else []


def groups_in(file: File) -> dict[str, str]:
    """The name of its group for each project that has one."""
    parts = enumerate(read_extra(file, TOGETHER), start=1)
    return {
        project: _("Groep %(number)d") % {"number": number} for number, part in parts for project in part.split(",")
    }


def helpers_in(file: File, projects: Sequence[Project]) -> dict[str, int]:
    """How many had confirmed to help, by the number that the plan gets on the list."""
    known = dict(part.split("=") for part in read_extra(file, HELPERS) if re.fullmatch("[0-9]+=[0-9]{1,6}", part))
    rows = enumerate(projects, start=1)
    return {str(number): int(known[project.id]) for number, project in rows if project.id in known}


def money(amount: Decimal | None) -> str:
    return f"{amount:.2f}".removesuffix(".00")


# --- In ---------------------------------------------------------------------------------------------------------------
@transaction.atomic
def import_file(
    file: File,
    platform: Platform,
    *,
    title: str = "",
    rule: str = Rule.EQUAL_SHARES,
    stop: str = Stop.EXHAUSTIVE,
    phase: str = Phase.CLOSED,
) -> Round:
    """A round that is over, with plans, ballots and outcome. Plans that stay equal go in the order of the file.

    Raises BadFile for what a round cannot hold.
    """
    election = file.election()
    title = clean_line(title or file.meta.get("description", "") or _("Een eerdere stemming"))[:100]
    round_ = _past_round(file, platform, title=title, amount=euros(election.budget, "the budget"), rule=rule, stop=stop)
    _list(round_, election.projects, groups_in(file))
    lot = [str(number) for number in range(1, len(election.projects) + 1)]
    order = {"lot": lot, "phase": Phase.COUNTING, "frozen_at": Now()}
    write_down(round_, by=None, reason=_("Overgenomen uit een bestand."), frozen=True)
    Round.objects.filter(pk=round_.pk).update(**order)
    why = _("Nagespeeld: gelijke plannen gaan in de volgorde van het bestand.")
    record(round_.subject, "round_lot", by=None, reason=why, order=lot)
    _seal(round_, file.each_ballot())
    count_round(round_, helpers=helpers_in(file, election.projects))
    round_.refresh_from_db()
    if phase == Phase.FINAL:
        settle(round_)
    Round.objects.filter(pk=round_.pk).update(phase=phase)
    round_.refresh_from_db()
    return round_


def _past_round(file: File, platform: Platform, *, title: str, amount: Decimal, rule: str, stop: str) -> Round:
    if amount <= 0:
        raise BadFile("a round needs a budget above zero")
    opens, closes = voted_from(file)
    with_help = HELP in file.meta.get("comment", "")
    subject = Subject.objects.create(kind="round")
    made = Round.objects.create(
        title=title,
        slug=free_slug(title),
        kind=Kind.VOTE,
        phase=Phase.ELABORATION,
        amount=amount,
        story=_("Een stemming die al is geweest, overgenomen uit een bestand."),
        criteria=_("Welke plannen mee mochten doen, staat niet in het bestand."),
        deciders=_("De kiezers, met de stembiljetten uit het bestand."),
        ballot_form=BallotForm.APPROVAL if with_help or file.vote_type in APPROVAL else BallotForm.POINTS,
        with_help=with_help,
        rule=rule,
        stop=stop,
        threshold=file.threshold if rule == Rule.MOST_VOTES else 0,
        compare_below=0,
        elaboration_at=opens - timedelta(days=28),
        listed_at=opens - timedelta(days=7),
        voting_at=opens,
        counting_at=closes,
        final_at=closes + timedelta(days=7),
        subject=subject,
    )
    made.platforms.set([platform])
    subject.place_in([platform.subject])
    record(subject, "round_made", by=None, reach=Reach.RECORD)
    return made


def voted_from(file: File) -> tuple[datetime, datetime]:
    """When people voted, by the file where it tells; else a month ago."""
    days = [day for name in ("date_begin", "date_end") if (day := day_of(file.meta.get(name, "")))]
    if len(days) == 2 and days[0] <= days[1] and days[1] + timedelta(days=1) < timezone.now():
        return days[0], max(days[1], days[0] + timedelta(hours=12))
    now = timezone.now().replace(microsecond=0)
    return now - timedelta(days=30), now - timedelta(days=23)


def day_of(text: str) -> datetime | None:
    """``2024`` or ``31.05.2024``, at the beginning of that day."""
    parts = [part for part in text.split(".") if part.isascii() and part.isdigit()]
    if len(parts) == 1:
        parts = ["01", "01", parts[0]]
    if len(parts) != 3:
        return None
    try:
        found = parse_date(f"{parts[2]:0>4}-{parts[1]:0>2}-{parts[0]:0>2}")
    except ValueError:
        return None
    if found is None or found.year < 1980:
        return None
    return datetime.combine(found, time(), tzinfo=timezone.get_default_timezone())


def _list(round_: Round, projects: Sequence[Project], groups: dict[str, str]) -> None:
    if len(projects) > MOST_NUMBER:
        raise BadFile(f"more than {MOST_NUMBER} projects")
    subjects = Subject.objects.bulk_create([Subject(kind="request") for _project in projects], batch_size=2000)
    plans = []
    for number, (project, subject) in enumerate(zip(projects, subjects, strict=True), start=1):
        title = clean_line(project.name)[:100] or _("Plan %(number)d") % {"number": number}
        plans.append(
            Request(
                round=round_,
                title=title,
                slug=f"{slugify(title)[:90].strip('-') or 'plan'}-{number}",
                summary=clean_line(project.name)[:200] or title,
                story=_("Overgenomen uit een bestand."),
                status=Status.LISTED if project.cost else Status.FEASIBLE,
                list_number=number,
                group=groups.get(project.id, ""),
                fixed_total=euros(project.cost, f"the cost of {short(project.id)}"),
                subject=subject,
                submitted_at=round_.elaboration_at,
            )
        )
    Request.objects.bulk_create(plans, batch_size=2000)
    lines = [CostLine(request=plan, what=_("Volgens het bestand"), amount=plan.fixed_total) for plan in plans]
    CostLine.objects.bulk_create(lines, batch_size=2000)


def _seal(round_: Round, ballots: Iterator[Ballot]) -> None:
    """Into the closed box in the order of the file, with its place as receipt."""
    text = io.StringIO()
    for place, ballot in enumerate(ballots, start=1):
        if any(points > MOST_NUMBER for _index, points in ballot):
            raise BadFile(f"more than {MOST_NUMBER} points for one plan")
        choices = ",".join(str(index + 1) for index, _points in ballot)
        points = ",".join(str(points) for _index, points in ballot)
        text.write(f"{round_.pk}\t{place}\t{{{choices}}}\t{{{points}}}\t{place}\n")
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY budgets_sealedballot ({', '.join(COLUMNS)}) FROM STDIN") as to,
    ):
        to.write(text.getvalue())


def euros(amount: Fraction, what: str) -> Decimal:
    found = Decimal(amount.numerator) / Decimal(amount.denominator)
    if found > MOST_MONEY:
        raise BadFile(f"{what} is more than a round can hold")
    if (amount * 100).denominator != 1:
        raise BadFile(f"{what} is not in whole cents")
    return found.quantize(Decimal("0.01"))
