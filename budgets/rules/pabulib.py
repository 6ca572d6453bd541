"""``.pb`` files, the exchange format for participatory budgeting elections (pabulib.org/format).

Reading keeps every field as it was written and only then makes an ``Election`` of it, so that writing gives back what
was read. Dirt that is known from real files is counted and said; what cannot be meant is refused with its line.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from budgets.rules.elections import MOST_POINTS, BadElection, Ballot, Election, Project

SECTIONS = ("META", "PROJECTS", "VOTES")
APPROVAL = {"approval", "choose-1"}
POINTS = {"cumulative", "scoring"}
VOTE_TYPES = {*APPROVAL, *POINTS, "ordinal"}
LARGEST_FILE = 256 * 1024 * 1024
MOST_PROJECTS = 20_000
NUMBER = re.compile(r"-?\d{1,30}([.,]\d{0,30})?([eE][+-]?\d{1,3})?", re.ASCII)
# Amounts stay whole, in the smallest unit, within what a double holds exactly.
MOST_MONEY = Fraction(10**13)
FINEST = 100


class BadFile(ValueError):
    """This file cannot be read; the text says why, and at which line where there is one."""

    def __init__(self, why: str, line: int = 0) -> None:
        self.line = line
        super().__init__(f"line {line}: {why}" if line else why)


@dataclass
class Section:
    """Rows as written, each with the number of the line it ended on."""

    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list, compare=False)

    def column(self, name: str) -> int | None:
        return self.columns.index(name) if name in self.columns else None


@dataclass
class File:
    """A ``.pb`` file. ``warnings`` tell what was wrong with it and could be survived."""

    meta: dict[str, str]
    projects: Section
    votes: Section
    meta_lines: dict[str, int] = field(default_factory=dict, compare=False)
    warnings: list[str] = field(default_factory=list, compare=False)
    _read: dict[tuple[str, str], Ballot] = field(default_factory=dict, compare=False, repr=False)

    @property
    def vote_type(self) -> str:
        return self.meta.get("vote_type", "approval").lower()

    @property
    def threshold(self) -> int:
        """The score a project must reach; in these files it belongs to the greedy rules."""
        text = self.meta.get("min_project_score_threshold", "")
        if not text:
            return 0
        value = number(text, self.meta_lines.get("min_project_score_threshold", 0), "the threshold")
        return max(0, value.__ceil__())

    def election(self) -> Election:
        """What this file says, to be counted. Warnings are filled on the way."""
        self.warnings.clear()
        if self.vote_type not in VOTE_TYPES:
            raise BadFile(f"vote_type {short(self.vote_type)} is none of {', '.join(sorted(VOTE_TYPES))}")
        if "budget" not in self.meta:
            raise BadFile("META has no budget")
        budget = money(self.meta["budget"], self.meta_lines.get("budget", 0), "the budget")
        projects = list(self._projects())
        ballots, blank = self._ballots({project.id: index for index, project in enumerate(projects)})
        try:
            election = Election.of(budget, projects, ballots, blank=blank, approval=self.vote_type in APPROVAL)
        except BadElection as error:
            raise BadFile(str(error)) from None
        self._compare(election)
        return election

    def each_ballot(self) -> Iterator[Ballot]:
        """The ballots one by one, in the order of the file, as ``election`` read them."""
        vote_at, points_at = self.votes.column("vote"), self.votes.column("points")
        if self.vote_type in APPROVAL:
            points_at = None
        assert vote_at is not None  # noqa: S101
        for row in self.votes.rows:
            yield self._read[row[vote_at], "" if points_at is None else row[points_at]]

    def _projects(self) -> Iterator[Project]:
        section = self.projects
        id_at, cost_at, name_at = (section.column(name) for name in ("project_id", "cost", "name"))
        if id_at is None or cost_at is None:
            raise BadFile("PROJECTS needs the columns project_id and cost", section.lines[0] if section.lines else 0)
        if len(section.rows) > MOST_PROJECTS:
            raise BadFile(f"more than {MOST_PROJECTS} projects")
        seen: set[str] = set()
        for row, line in zip(section.rows, section.lines, strict=True):
            if len(row) <= max(id_at, cost_at):
                raise BadFile("a project without an id and a cost", line)
            name = row[id_at].strip()
            if not name:
                raise BadFile("a project without an id", line)
            if name in seen:
                raise BadFile(f"project {short(name)} is listed twice", line)
            seen.add(name)
            cost = money(row[cost_at], line, f"the cost of {short(name)}")
            yield Project(name, cost, row[name_at] if name_at is not None and name_at < len(row) else "")

    def _ballots(self, index_of: dict[str, int]) -> tuple[dict[Ballot, int], int]:
        """Equal ballots together with their number, and how many were left blank."""
        section = self.votes
        vote_at, points_at = section.column("vote"), section.column("points")
        if vote_at is None:
            raise BadFile("VOTES has no column vote")
        if self.vote_type in POINTS and points_at is None:
            raise BadFile(f"VOTES has no column points, and vote_type is {self.vote_type}")
        if self.vote_type in APPROVAL:
            points_at = None
        try:
            if points_at is None:
                written = Counter((row[vote_at], "") for row in section.rows)
            else:
                written = Counter((row[vote_at], row[points_at]) for row in section.rows)
        except IndexError:
            least = max(vote_at, points_at or 0)
            line = next(line for row, line in zip(section.rows, section.lines, strict=True) if len(row) <= least)
            raise BadFile("a ballot without a vote", line) from None
        ballots: Counter[Ballot] = Counter()
        reader = _BallotReader(index_of, self._ordinal_top(written) if self.vote_type == "ordinal" else 0)
        for (vote, points), count in written.items():
            try:
                self._read[vote, points] = reader.read(vote, points, count, points_at is not None)
                ballots[self._read[vote, points]] += count
            except ValueError as error:
                line = next(
                    line
                    for row, line in zip(section.rows, section.lines, strict=True)
                    if row[vote_at] == vote and (points_at is None or row[points_at] == points)
                )
                raise BadFile(str(error), line) from None
        self.warnings += reader.warnings()
        return ballots, 0

    def _ordinal_top(self, written: Iterable[tuple[str, str]]) -> int:
        """Points of a first place: as many as places on a ballot."""
        text = self.meta.get("max_length", "")
        if text.isascii() and text.isdigit() and 0 < int(text[:9]) <= MOST_PROJECTS:
            return int(text[:9])
        return max((vote.count(",") + 1 for vote, _ in written), default=1)

    def _compare(self, election: Election) -> None:
        for key, found in (("num_votes", len(self.votes.rows)), ("num_projects", len(self.projects.rows))):
            if self.meta.get(key, str(found)) != str(found):
                self.warnings.append(f"{key} says {short(self.meta[key])}, the file holds {found}")
        voter_at = self.votes.column("voter_id")
        if voter_at is not None:
            extra = len(self.votes.rows) - len({row[voter_at] for row in self.votes.rows})
            if extra:
                self.warnings.append(f"{extra} ballots carry a voter_id that another ballot has too; all are counted")
        votes_at = self.projects.column("votes")
        if votes_at is not None:
            differ = [
                project.id
                for project, row, votes in zip(election.projects, self.projects.rows, election.votes, strict=True)
                if votes_at < len(row) and row[votes_at].strip() not in {str(votes), f"{votes}.0"}
            ]
            if differ:
                self.warnings.append(f"the votes listed differ from the ballots for {some(differ)}; ballots count")

    def write(self) -> str:
        """The file as text, for UTF-8 without a byte order mark."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\n")
        out.write("META\n")
        writer.writerow(["key", "value"])
        writer.writerows(self.meta.items())
        for name, section in (("PROJECTS", self.projects), ("VOTES", self.votes)):
            out.write(f"{name}\n")
            writer.writerow(section.columns)
            writer.writerows(section.rows)
        return out.getvalue()


class _BallotReader:
    """Makes ballots of what is written, and keeps count of what had to be forgiven."""

    def __init__(self, index_of: dict[str, int], ordinal_top: int) -> None:
        self.index_of, self.ordinal_top = index_of, ordinal_top
        self.doubled = self.unknown = self.pointless = 0
        self.unknown_names: dict[str, None] = {}

    def read(self, vote: str, points: str, count: int, with_points: bool) -> Ballot:
        names = vote.split(",") if vote else []
        try:
            found = [self.index_of[name] for name in names]
        except KeyError:
            found = []
        if found and not with_points and not self.ordinal_top and len(set(found)) == len(found):
            found.sort()
            return tuple((index, 1) for index in found)
        names = [name.strip() for name in names]
        given = self._points(names, points, with_points)
        ballot: dict[int, int] = {}
        for name, value in zip(names, given, strict=True):
            index = self.index_of.get(name)
            if index is None:
                if name:
                    self.unknown += count
                    self.unknown_names[name] = None
            elif index in ballot:
                self.doubled += count
            elif value > 0:
                ballot[index] = value
            else:
                self.pointless += count
        return tuple(sorted(ballot.items()))

    def _points(self, names: list[str], points: str, with_points: bool) -> list[int]:
        if with_points:
            given = [value.strip() for value in points.split(",")] if points.strip() else []
            names_given = len(names) if any(names) else 0
            if len(given) != names_given:
                raise ValueError(f"{names_given} projects and {len(given)} points on one ballot")
            return [self._whole(value) for value in given] or [0] * len(names)
        if self.ordinal_top:
            return [max(0, self.ordinal_top - place) for place in range(len(names))]
        return [1] * len(names)

    @staticmethod
    def _whole(text: str) -> int:
        value = number(text, 0, "points")
        if value.denominator != 1 or value > MOST_POINTS:
            raise ValueError(f"points {short(text)} are not a whole number up to {MOST_POINTS}")
        return int(value)

    def warnings(self) -> Iterator[str]:
        if self.doubled:
            yield f"{self.doubled} times a ballot names the same project again; it counts once"
        if self.unknown:
            yield f"{self.unknown} times a ballot names a project that is not listed ({some(self.unknown_names)})"
        if self.pointless:
            yield f"{self.pointless} times a ballot gives a project no points; that is no vote"


def read(path: Path) -> File:
    """Raises BadFile, with one clear line, for anything that is not a ``.pb`` file."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadFile(f"larger than {LARGEST_FILE // 1024**2} MB")
        data = path.read_bytes()
    except OSError as error:
        raise BadFile(f"cannot be opened: {error.strerror}") from None
    return parse(data)


def parse(data: bytes) -> File:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise BadFile("this is UTF-16; save the file as UTF-8", 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadFile(f"byte {data[error.start]:#04x} is not UTF-8; save the file as UTF-8", line) from None
    if "\0" in text:
        raise BadFile("a zero byte, so this is not a text file", text.count("\n", 0, text.index("\0")) + 1)
    sections = dict(_sections(text))
    for name in SECTIONS:
        if name not in sections:
            raise BadFile(f"there is no section {name}")
    meta, meta_lines = {}, {}
    for row, line in zip(sections["META"].rows, sections["META"].lines, strict=True):
        key = row[0].strip()
        if key in meta:
            raise BadFile(f"META says {short(key)} twice", line)
        meta[key], meta_lines[key] = (row[1].strip() if len(row) > 1 else ""), line
    return File(meta, sections["PROJECTS"], sections["VOTES"], meta_lines)


def _sections(text: str) -> Iterator[tuple[str, Section]]:
    """Cut into sections at lines that hold only a section's name."""
    marks = list(re.finditer(r"^(META|PROJECTS|VOTES)[ \t;]*\r?$", text, re.MULTILINE | re.IGNORECASE))
    if not marks or text[: marks[0].start()].strip():
        raise BadFile("a .pb file begins with META", 1)
    seen: set[str] = set()
    for number_, mark in enumerate(marks):
        name = mark[1].upper()
        line = text.count("\n", 0, mark.start()) + 1
        if name in seen:
            raise BadFile(f"a second section {name}", line)
        seen.add(name)
        stop = marks[number_ + 1].start() if number_ + 1 < len(marks) else len(text)
        yield name, _rows(text[mark.end() : stop], line)


def _rows(text: str, first_line: int) -> Section:
    section = Section()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    try:
        for row in reader:
            if not any(row):
                continue
            if not section.columns:
                section.columns = [name.strip().lower() for name in row]
            else:
                section.rows.append(row)
                section.lines.append(first_line + reader.line_num - 1)
    except csv.Error as error:
        raise BadFile(f"cannot be split into fields: {error}", first_line + reader.line_num - 1) from None
    if text.count('"') % 2 and _ends_in_quotes(text):
        # Without this, everything after the quote would be one long name, and its plans and ballots lost unseen.
        began = section.lines[-2] + 1 if len(section.lines) > 1 else first_line + 2
        raise BadFile("a quote opens here and nowhere closes", began)
    return section


def _ends_in_quotes(text: str) -> bool:
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True):
            pass
    except csv.Error as error:
        return str(error) == "unexpected end of data"
    return False


def number(text: str, line: int, what: str) -> Fraction:
    """A number with a point or a comma for decimals. Not NaN, not 1e309, not 1.000,50."""
    cleaned = text.strip()
    if not NUMBER.fullmatch(cleaned):
        raise BadFile(f"{what} is {short(text)}, which is not a number", line)
    value = Decimal(cleaned.replace(",", "."))
    if value and not -12 <= value.adjusted() <= 18:
        raise BadFile(f"{what} is {short(text)}, which is out of reach", line)
    return Fraction(value)


def money(text: str, line: int, what: str) -> Fraction:
    value = number(text, line, what)
    if value < 0:
        raise BadFile(f"{what} is {short(text)}, below zero", line)
    if value > MOST_MONEY:
        raise BadFile(f"{what} is {short(text)}, more than {MOST_MONEY}", line)
    return value


def short(text: str) -> str:
    """What was written, fit for one line of a message."""
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    return repr(shown)


def some(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:5]) + (f" and {len(listed) - 5} more" if len(listed) > 5 else "")
