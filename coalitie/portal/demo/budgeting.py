"""How money was asked for, voted on, counted and accounted for: a round in every phase, by the site's own verbs."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from fpdf import FPDF

from budgets.actions import books, box, codes, count, entries, expenses, panel, requests, rules, vote
from budgets.actions.assessments import assign, fill, send
from budgets.actions.carriers import carry
from budgets.actions.clock import advance
from budgets.actions.helping import help_with
from budgets.actions.objections import object_to, object_to_count
from budgets.models import (
    Answer,
    CheckPoint,
    Expense,
    Kind,
    Opinion,
    Phase,
    Request,
    Round,
    Status,
    Verdict,
    Voter,
    carriers_needed,
)
from budgets.receipts import FOLDER, Receipt
from coalitie.lib.money import euros
from coalitie.people.models import User
from coalitie.portal.demo.balloting import Listed, fill_in, stuff, tied
from coalitie.portal.demo.rounds import Ask, Pot, pots, priced, said
from coalitie.portal.demo.story import Story
from initiatives.models import Initiative
from platforms.models import Platform

# Days after its opening at which the clock moves a round on.
DATES = {"elaboration": 42, "listed": 63, "voting": 70, "counting": 84, "final": 92, "accounting": 200, "closes": 300}
BELONGS = {
    Kind.VOTE: tuple(DATES),
    Kind.PLATFORM: ("accounting", "closes"),
    Kind.AWARD: ("elaboration", "accounting", "closes"),
}
# How many days ago a round was opened that now is in this phase.
AGE = {
    Phase.DRAFT: 0,
    Phase.IDEAS: 12,
    Phase.ELABORATION: 52,
    Phase.LISTED: 66,
    Phase.VOTING: 75,
    Phase.COUNTING: 84.6,
    Phase.PROVISIONAL: 87,
    Phase.FINAL: 94,
    Phase.RUNNING: 120,
    Phase.EXECUTION: 140,
    Phase.ACCOUNTING: 215,
    Phase.CLOSED: 300,
    Phase.ABORTED: 70,
}
ORDER = list(Kind.VOTE.path)
SAID = said()


class Budgeting:
    def __init__(
        self, story: Story, platforms: dict[str, Platform], initiatives: dict[str, Initiative], *, puller: User
    ) -> None:
        self.story, self.clock, self.random = story, story.clock, story.random
        self.platforms, self.initiatives, self.puller = platforms, initiatives, puller

    def play(self) -> None:
        for pot in pots():
            if pot.platform in self.platforms:
                Played(self, pot, self.platforms[pot.platform]).play()


class Played:
    """One round on its way to the phase that it is in now."""

    def __init__(self, all_: Budgeting, pot: Pot, platform: Platform) -> None:
        self.all, self.pot, self.platform = all_, pot, platform
        self.clock, self.random, self.key = all_.clock, all_.random, all_.story.key
        desk = platform.memberships.coordinating().select_related("person").order_by("pk")
        self.by: User = desk[0].person
        members = platform.memberships.current().exclude(pk__in=[one.pk for one in desk]).order_by("joined_at", "pk")
        self.people = [one.person for one in members.select_related("person")] + list(all_.story.draw(8))
        self.plans: dict[str, Request] = {}

    def day(self, days: float) -> None:
        """So many days after the round was opened."""
        self.clock.ago(max(AGE[self.pot.phase] - days, 0.02))

    def play(self) -> None:
        self.begin()
        if self.pot.phase == Phase.DRAFT:
            return
        self.day(0)
        rules.open_round(self.round, by=self.by)
        self.ask()
        if self.pot.kind == Kind.VOTE:
            self.go_by_the_clock()
        else:
            self.let_a_panel_decide()

    # --- Before the vote ----------------------------------------------------------------------------------------------
    def begin(self) -> None:
        pot = self.pot
        self.day(-3)
        opened = self.clock.real - timedelta(days=AGE[pot.phase] if pot.phase != Phase.DRAFT else -20)
        dates = {f"{name}_at": opened + timedelta(days=DATES[name]) for name in BELONGS[pot.kind]}
        voting = {"voters": [Voter.CODE, Voter.MEMBER, Voter.BUURT], "with_help": pot.help}
        self.round = rules.begin(
            by=self.by,
            platforms=[self.platform],
            title=pot.title,
            kind=pot.kind,
            amount=pot.amount,
            story=pot.story,
            criteria=SAID.criteria,
            deciders=SAID.deciders[pot.kind],
            **(voting if pot.kind == Kind.VOTE else {}),
            **dates,
        )
        CheckPoint.objects.bulk_create(
            CheckPoint(round=self.round, position=place, question=question, explained=explained)
            for place, (question, explained, _said) in enumerate(SAID.test, start=1)
        )

    def ask(self) -> None:
        for number, row in enumerate(self.pot.plans):
            author = self.all.puller if row.asked_by == "puller" else self.people[number % len(self.people)]
            self.day(min(2 + number * 1.3, AGE[self.pot.phase] - 1))
            plan = requests.ask(
                self.round,
                by=author,
                form_key=self.key(),
                title=row.title,
                summary=row.line,
                story=row.story,
                place=row.place,
                shows_author=self.random.random() < 0.6,
                initiative=self.all.initiatives.get(row.initiative),
            )
            requests.estimate(plan, by=author, lines=row.lines())
            self.plans[row.title] = plan
            if row.group:
                requests.put_in_group(plan, by=self.by, group=row.group)
            if row.ends == Status.DRAFT:
                continue
            requests.submit(plan, by=author)
            self.carry(plan, author)

    def carry(self, plan: Request, author: User) -> None:
        total = Request.objects.with_money().get(pk=plan.pk).total  # type: ignore[attr-defined]
        others = [person for person in self.people if person != author]
        for person in self.random.sample(others, min(carriers_needed(total or Decimal(0)) - 1, len(others))):
            carry(plan, by=person, shows_name=self.random.random() < 0.6)

    def go_by_the_clock(self) -> None:
        """Phase after phase, each with what people do in it, up to where the round is now."""
        if self.pot.phase == Phase.ABORTED:
            self.day(50)
            box.abort(self.round, by=self.by, reason=self.pot.reason)
            return
        steps = {
            Phase.ELABORATION: (DATES["elaboration"], self.test),
            Phase.LISTED: (DATES["listed"], self.print_codes),
            Phase.VOTING: (DATES["voting"], self.cast),
            Phase.COUNTING: (DATES["counting"], self.count),
            Phase.FINAL: (DATES["final"], self.carry_out),
        }
        for phase, (at, what_people_do) in steps.items():
            if ORDER.index(phase) > ORDER.index(self.pot.phase):
                return
            self.day(at + 0.05)
            advance(self.round.pk)
            self.round.refresh_from_db()
            what_people_do()

    # --- The test -----------------------------------------------------------------------------------------------------
    def test(self) -> None:
        self.day(45)
        for row in self.pot.plans:
            plan = self.plans[row.title]
            if row.ends == Status.INCOMPLETE:
                requests.ask_more(plan, by=self.by, reason=row.reason)
            elif row.ends == Status.INADMISSIBLE:
                requests.refuse(plan, by=self.by, reason=row.reason)
            elif row.ends == Status.MERGED:
                requests.merge(plan, by=self.by, into=self.plans[row.into], reason=row.reason)
            elif row.ends == Status.WITHDRAWN and plan.author:
                requests.withdraw(plan, by=plan.author, reason=row.reason)
            elif row.ends != Status.DRAFT:
                self.assess(plan, row)

    def assess(self, plan: Request, row: Ask) -> None:
        self.day(47)
        assessment = assign(plan, by=self.by, person=self.by)
        no = row.ends == Status.INFEASIBLE
        yes = {point: (Answer.Says.YES, said) for point, (_q, _e, said) in self.points()}
        if no:
            yes[list(yes)[1]] = (Answer.Says.NO, row.reason)
        cost = None if no else sum((line.amount or Decimal(0) for line in row.lines()[: len(row.costs)]), Decimal(0))
        verdict = Verdict.INFEASIBLE if no else Verdict.FEASIBLE
        fill(assessment, by=self.by, said=yes, verdict=verdict, cost=cost, reason=row.reason or SAID.fits)
        self.day(48)
        send(assessment, by=self.by)
        if no and plan.author:
            self.day(49)
            plan.refresh_from_db()
            object_to(plan, by=plan.author, text=SAID.not_right)

    def points(self) -> Iterator[tuple[CheckPoint, list[str]]]:
        return zip(self.round.checklist.order_by("position"), SAID.test, strict=True)

    # --- The vote -----------------------------------------------------------------------------------------------------
    def print_codes(self) -> None:
        self.day(DATES["listed"] + 2)
        number = max(self.pot.turnout + self.pot.turnout // 2, 50)
        self.codes = codes.issue(self.round, number=number, batch="Huis aan huis")

    def cast(self) -> None:
        if not self.pot.tied:
            self.day(DATES["voting"] + 4)
            order = self.random.sample(range(1, len(self.plans) + 1), len(self.plans))
            rules_allow = Round.objects.get(pk=self.round.pk)
            count.draw_lot(rules_allow, by=self.by, order=order, reason=SAID.drawn)
        if self.pot.phase == Phase.VOTING:
            self.vote_now()
        else:
            self.stuff_the_box()

    def vote_now(self) -> None:
        """The box is open at this moment, so these go in as everybody's do."""
        self.clock.ago(0)
        voters = self.random.sample(self.people, min(len(self.people), self.pot.turnout // 2))
        rights = [vote.admit(self.round, by=person, lives_here=True) for person in voters]
        rights += list(self.round.credentials.filter(by_way_of=Voter.CODE)[: self.pot.turnout - len(rights)])
        rows = self.on_the_list()
        for right in rights:
            vote.cast(right, fill_in(rows, self.random, helps=self.pot.help), once=str(self.key()))
        listed = list(Request.objects.filter(round=self.round, status=Status.LISTED))
        for person in voters[:12]:
            help_with(self.random.choice(listed), by=person)

    def stuff_the_box(self) -> None:
        rows = self.on_the_list()
        if self.pot.tied:
            votes = list(tied(rows, [row.title for row in self.pot.plans], self.pot.turnout))
        else:
            votes = [fill_in(rows, self.random, helps=self.pot.help) for _voter in range(self.pot.turnout)]
        day = (self.clock.real - timedelta(days=AGE[self.pot.phase] - DATES["voting"] - 6)).date()
        stuff(self.round, votes, on=day, key=self.key)

    def on_the_list(self) -> Listed:
        rows = {row.title: row for row in self.pot.plans}
        listed = Request.objects.filter(round=self.round, list_number__isnull=False).order_by("list_number")
        return [(plan.list_number or 0, rows[plan.title]) for plan in listed]

    def count(self) -> None:
        self.day(DATES["counting"] + 0.1)
        count.count_round(self.round)
        if self.pot.objection:
            self.day(DATES["counting"] + 2)
            object_to_count(self.round, by=self.people[-1], text=self.pot.objection)

    # --- The money ----------------------------------------------------------------------------------------------------
    def carry_out(self) -> None:
        if self.pot.phase == Phase.FINAL:
            return
        self.day(95)
        books.execute(self.round, by=self.by)
        self.spend()
        if self.pot.phase in (Phase.ACCOUNTING, Phase.CLOSED):
            self.day(DATES["accounting"] + 0.05)
            advance(self.round.pk)
            self.tell()
        if self.pot.phase == Phase.CLOSED:
            self.day(240)
            books.close(self.round, by=self.by, story=self.pot.closing)

    def spend(self) -> None:
        for place, row in enumerate(self.pot.plans):
            plan = Request.objects.select_related("round", "author").get(pk=self.plans[row.title].pk)
            if plan.status != Status.GRANTED or not row.paid:
                continue
            self.day(98 + place)
            books.start(plan, by=self.by)
            entries.advance(
                plan,
                by=self.by,
                amount=Decimal(row.paid),
                purpose="Voorschot om mee te beginnen",
                on=self.today,
                form_key=self.key(),
            )
            for number, text in enumerate(row.spent):
                self.day(104 + place + number * 9)
                expenses.book(self.hand_in(plan, text), by=self.by)
            if row.open:
                self.clock.ago(2)
                self.hand_in(plan, row.open, own_money=True)

    def hand_in(self, plan: Request, text: str, *, own_money: bool = False) -> Expense:
        what, amount = priced(text)
        assert amount is not None  # noqa: S101
        assert plan.author is not None  # noqa: S101
        return expenses.hand_in(
            plan,
            by=plan.author,
            amount=amount,
            purpose=what,
            on=self.today,
            receipt=self.receipt(what, amount),
            own_money=own_money,
            form_key=self.key(),
        )

    def tell(self) -> None:
        for place, row in enumerate(self.pot.plans):
            plan = Request.objects.select_related("round", "author").get(pk=self.plans[row.title].pk)
            if row.ends != Status.DONE or plan.author is None:
                continue
            self.day(DATES["accounting"] + 2 + place)
            if row.back:
                entries.give_back(
                    plan,
                    by=self.by,
                    amount=Decimal(row.back),
                    purpose="Over van het voorschot",
                    on=self.today,
                    form_key=self.key(),
                )
            books.tell(plan, by=plan.author, story=row.told, achieved=row.achieved, hours=Decimal(row.hours))
            books.finish(plan, by=self.by)

    @property
    def today(self) -> date:
        return timezone.localdate()

    def receipt(self, what: str, amount: Decimal) -> Receipt:
        paper = FPDF(format=(80, 120))
        paper.set_creation_date(self.clock.now)
        paper.add_page()
        paper.set_font("Courier", size=9)
        paper.multi_cell(0, 6, f"VOORBEELDBON\n\n{what}\n\nTotaal {euros(amount)}".replace("€", "EUR"))
        return Receipt(f"{FOLDER}/{self.random.getrandbits(128):032x}.pdf", bytes(paper.output()))

    # --- A panel ------------------------------------------------------------------------------------------------------
    def let_a_panel_decide(self) -> None:
        authors = {plan.author_id for plan in self.plans.values()}
        carriers = {one.person_id for plan in self.plans.values() for one in plan.carriers.all()}
        sitting = [person for person in self.people if person.pk not in authors | carriers][:5]
        self.day(6)
        for person in sitting:
            panel.give_seat(self.round, by=self.by, person=person, how="drawn")
        if self.pot.kind == Kind.AWARD:
            self.day(DATES["elaboration"] + 0.05)
            advance(self.round.pk)
        for row in self.pot.plans:
            if row.ends:
                self.decide(self.plans[row.title], row, sitting)
        if self.pot.kind == Kind.AWARD:
            self.day(DATES["elaboration"] + 9)
            panel.finish(self.round, by=self.by)
            self.day(DATES["elaboration"] + 12)
            books.execute(self.round, by=self.by)
        self.round.refresh_from_db()
        self.spend()

    def decide(self, plan: Request, row: Ask, sitting: Sequence[User]) -> None:
        self.day(DATES["elaboration"] + 4)
        no = row.ends == Status.NOT_CHOSEN
        says = Opinion.Says.NO if no else Opinion.Says.YES
        for number, person in enumerate(sitting):
            against = no and number < 3
            reason = row.reason if against else self.random.choice(SAID.gives)
            panel.opine(plan, by=person, says=says if against or not no else Opinion.Says.YES, reason=reason)
        self.day(DATES["elaboration"] + 6)
        panel.conclude(plan, by=self.by)
