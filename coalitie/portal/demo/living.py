"""The lives of initiatives: from a draft to what came of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from coalitie.activity.models import Reach
from coalitie.people.models import User
from coalitie.portal.demo.story import Story
from coalitie.portal.demo.world import Outcome, Plan, Told, outcomes, told
from initiatives.models import (
    DOING,
    OFFERED,
    Answer,
    EnergyCheck,
    EnergyRound,
    Initiative,
    Kind,
    Participation,
    Status,
    archive,
    ask_to_merge,
    descend,
    finish,
    post_update,
    propose,
)
from initiatives.models import Role as PartRole
from initiatives.models.energy import DO_IT, tell_when_falling
from initiatives.models.status import THANKED
from platforms.models import Platform, Role

# How many people take part in an initiative of this status.
HELPERS = {Status.IDEA: (0, 3), Status.SEEKING: (1, 9), Status.TRYING: (5, 11), Status.RUNNING: (6, 18)}
MANY = (8, 22)
WAYS = {
    Status.TRYING: [Status.SEEKING, Status.TRYING],
    Status.RUNNING: [Status.SEEKING, Status.TRYING, Status.RUNNING],
    Status.DONE: [Status.SEEKING, Status.TRYING, Status.RUNNING, Status.DONE],
    Status.MERGED: [Status.SEEKING],
}
# So many days ago at least it was handed in.
LEAST = {Status.SEEKING: 9.0, Status.TRYING: 30.0, Status.RUNNING: 75.0}
LONG = 130.0
NEEDED = 2
ROUND = 26  # days between two rounds about energy, a little less than the site keeps
THANKS = "Dank aan iedereen die meedeed. Zonder jullie was het nooit zover gekomen."
MERGED = "Het zijn dezelfde buren, dezelfde straat en bijna dezelfde bloemen. Samen gaat het sneller."
ARCHIVED = "Al lang klaar; wie het wil nalezen, vindt het in het archief."
# What those who do it write with their answer.
ENERGY = {
    Answer.YES: ["Hier word ik blij van.", "De vorige keer was de leukste.", "Ik slaap er goed van.", "", "", ""],
    Answer.BIT: ["Om de week is voor mij genoeg.", "Leuk, maar veel appjes.", "Als er iemand bij komt, ja.", "", ""],
    Answer.NO: ["Even te druk met thuis.", "Het komt nu steeds op dezelfde twee neer.", "Ik mis wie het trekt.", ""],
}
RATHER = {Answer.YES: 6, Answer.BIT: 3, Answer.NO: 1}
TIRED = {Answer.BIT: 3, Answer.NO: 4}
WELCOMES = ["Welkom! Donderdag is de eerste keer, je hoort nog hoe laat.", "Fijn. Ik bel je deze week even.", ""]


class Living:
    def __init__(self, story: Story, puller: User) -> None:
        self.story, self.puller = story, puller
        self.clock, self.random = story.clock, story.random
        self.outcomes: dict[str, Outcome] = outcomes()
        self.told: dict[str, list[Told]] = {}
        for one in told():
            self.told.setdefault(one.of, []).append(one)
        self.by_title: dict[str, Initiative] = {}

    def play(self, plan: Plan, platform: Platform, people: list[User], coordinators: list[User], began: float) -> None:
        author = self.author(plan, platform)
        sent = self.days_since_sent(plan, began)
        self.clock.ago(sent + 2)
        initiative = propose(
            by=author,
            form_key=self.story.key(),
            title=plan.title,
            summary=plan.line,
            story=plan.story,
            platform=platform,
            area=self.story.areas[plan.area],
            shows_author=self.random.random() < 0.7,
            yes_needed=NEEDED,
            join_question=plan.question,
        )
        self.by_title[plan.title] = initiative
        values = [self.story.values[slug] for slug in plan.values]
        # An idea asks for nobody yet when it is handed in, or it would begin by looking for people.
        needs = [] if plan.status == Status.IDEA else plan.asks()
        initiative.ask_for(by=author, values=values, needs=needs, place=plan.place)
        if plan.copied_from in self.by_title:
            descend(initiative, self.by_title[plan.copied_from], kind=Kind.COPY)
        if plan.status == Status.DRAFT:
            return
        self.clock.ago(sent)
        initiative.submit(by=author)
        judge = next(person for person in coordinators if person != author)
        if self.judge(initiative, plan, sent, by=judge):
            self.live(initiative, plan, people, sent, author)

    def author(self, plan: Plan, platform: Platform) -> User:
        """A plain member, whose proposal waits for a look; the trekker to sign in as has some of his own."""
        if plan.title in {"Geveltuinen in de Pieter Vlamingstraat", "Dapper op toeren"}:
            return self.puller
        members = platform.memberships.current().filter(role=Role.MEMBER).select_related("person").order_by("pk")
        return self.random.choice([one.person for one in members])

    def days_since_sent(self, plan: Plan, began: float) -> float:
        if plan.status in (Status.DRAFT, Status.SUBMITTED, Status.RETURNED):
            return self.random.uniform(0.2, 2.8)
        if plan.status in (Status.DONE, Status.STOPPED, Status.RESTING):
            return began * self.random.uniform(0.6, 0.9)
        first_told = max((one.days for one in self.told.get(plan.title, [])), default=0)
        least = max(LONG if plan.tires else LEAST.get(plan.status, 4.0), first_told * 1.9 + 10 * bool(first_told))
        return min(began * 0.9, max(least, began * 0.85 * self.random.betavariate(1.1, 2.2)))

    def judge(self, initiative: Initiative, plan: Plan, sent: float, *, by: User) -> bool:
        """True when it is out in the open. Trekkers publish at once, so that may already be so."""
        if plan.status == Status.SUBMITTED and not initiative.is_public:
            return False
        self.clock.ago(sent * 0.98 - 0.1 if sent > 4 else sent * 0.6)
        if plan.status == Status.RETURNED:
            initiative.give_back(by=by, reason=plan.reason)
            return False
        if plan.status == Status.DECLINED:
            initiative.decline(by=by, reason=plan.reason)
            return False
        if not initiative.is_public:
            initiative.publish(by=by)
        return True

    # --- Out in the open ----------------------------------------------------------------------------------------------
    def live(self, initiative: Initiative, plan: Plan, people: list[User], sent: float, author: User) -> None:
        # Where those to sign in as take part, ``Scenes`` tells.
        near = [person for person in people if person.pk not in {author.pk, *self.clock.told}]
        between = HELPERS.get(plan.status, MANY)
        if plan.status in WAYS or len(near) < between[0]:
            near += self.story.some_of([one for one in self.story.crowd if one not in people], (3, 8))
        self.take_part_together(initiative, plan, self.story.some_of(near, between), sent, author)
        way = WAYS.get(plan.status, [plan.status])
        if plan.status == Status.IDEA and plan.needs:
            self.clock.ago(sent * 0.5)
            initiative.ask_anew(by=author, needs=plan.asks(), yes_needed=NEEDED, join_question="")
        if plan.status == Status.SUBMITTED:
            return
        way = [stage for stage in way if stage != initiative.status]
        if Status.TRYING in way:
            self.say_energy(initiative, sent * 0.6, Answer.YES)
        last = 0.04 if plan.status == Status.DONE else 0.1
        for number, stage in enumerate(way, 1):
            self.clock.ago(sent * (0.55 - (0.55 - last) * number / len(way)))
            self.go_to(initiative, stage, plan, by=author)
        if plan.status in DOING:
            self.keep_asking(initiative, sent * 0.55, plan)
        if plan.archived:
            self.clock.ago(sent * 0.01)
            archive(initiative, by=author, reason=ARCHIVED)
        if plan.into:
            self.clock.ago(3)
            self.story.let_them_follow()
            ask_to_merge(initiative, into=self.by_title[plan.into], by=author, reason=MERGED, decides=True)

    def go_to(self, initiative: Initiative, stage: Status, plan: Plan, *, by: User) -> None:
        today = self.clock.now.date()
        also: dict[str, Any] = {}
        if stage == Status.TRYING:
            also = {"try_from": today, "try_until": today + timedelta(weeks=6)}
        elif stage in THANKED:
            also = {"thanks": THANKS}
        elif stage == Status.DONE:
            self.finish(initiative, self.outcomes[plan.title], by=by)
            return
        initiative.go_to(stage, by=by, reason=plan.reason if stage == plan.status else "", **also)

    def finish(self, initiative: Initiative, outcome: Outcome, *, by: User) -> None:
        photos = [(self.story.photo(outcome.picture), outcome.alt)] if outcome.picture else []
        finish(
            initiative,
            by=by,
            photos=photos,
            achieved=outcome.achieved.strip(),
            learned=outcome.learned.strip(),
            people=outcome.people,
            hours=outcome.hours,
            cost=outcome.cost,
            counting=outcome.counting,
        )
        initiative.refresh_from_db()

    def tell_how_it_goes(self) -> None:
        """All updates in the order in which they were written."""
        for one in sorted((one for some in self.told.values() for one in some), key=lambda one: -one.days):
            initiative = self.by_title.get(one.of)
            if initiative is not None and initiative.author is not None:
                self.tell(initiative, one, by=initiative.author)

    def tell(self, initiative: Initiative, one: Told, *, by: User) -> None:
        self.clock.ago(one.days)
        photos = [(self.story.photo(one.picture), one.alt)] if one.picture else []
        words: dict[str, Any] = {"title": one.title, "text": one.text, "photos": photos}
        post_update(initiative, by=by, form_key=self.story.key(), shows_author=self.random.random() < 0.6, **words)

    # --- The crowd ----------------------------------------------------------------------------------------------------
    def take_part_together(
        self, initiative: Initiative, plan: Plan, people: list[User], sent: float, author: User
    ) -> None:
        parts = []
        for number, person in enumerate(people):
            needed = number < NEEDED + 1 and plan.status in WAYS
            role = PartRole.DOER if needed else self.role(plan)
            at = self.clock.ago(sent * self.random.uniform(0.7 if needed else 0.1, 0.97))
            part = Participation(
                initiative=initiative,
                person=person,
                role=role,
                line=self.random.choice(self.story.lines[plan.theme][role]) if self.random.random() < 0.8 else "",
                shows_name=self.random.random() < 0.5,
                joined_at=at,
                **self.welcomed(at, author),
            )
            parts.append(part)
        heard = [(initiative.subject, part.person, part.joined_at, self.joined(part)) for part in parts]
        self.story.tell("participation_joined", heard)
        welcomed = [
            (initiative.subject, author, part.answered_at, self.joined(part)) for part in parts if part.answered_at
        ]
        self.story.tell("participation_welcomed", welcomed, reach=Reach.RECORD)
        for number, part in enumerate(Participation.objects.bulk_create(parts)):
            if number > NEEDED and self.random.random() < 0.04:
                self.clock.ago(sent * 0.05)
                part.withdraw(by=part.person)

    def joined(self, part: Participation) -> dict[str, Any]:
        return {"role": part.role}

    def welcomed(self, at: datetime, by: User) -> dict[str, Any]:
        """By who pulls it, within two days; who came in since still waits."""
        answered = at + timedelta(hours=self.random.uniform(2, 48))
        if answered > self.clock.real:
            return {}
        return {"answered_at": answered, "answered_by": by, "reply": self.random.choice(WELCOMES)}

    def role(self, plan: Plan) -> PartRole:
        """Mostly what was asked for, now and then what somebody happens to have."""
        asked = [PartRole(need.role) for need in plan.asks()] or [PartRole.THINKER]
        return self.random.choices([*OFFERED, *asked], [4, 2, 0.3, 0.7, *[6] * len(asked)])[0]

    # --- Energy -------------------------------------------------------------------------------------------------------
    def keep_asking(self, initiative: Initiative, since: float, plan: Plan) -> None:
        """Every few weeks while it is being done; in the last round some have not answered yet."""
        days = since - ROUND
        while days > 2:
            last = days - ROUND <= 2
            tired = plan.tires and last
            self.say_energy(initiative, days, TIRED if tired else RATHER, all_of_them=tired or not last)
            days -= ROUND
        if plan.tires:
            tell_when_falling(initiative)

    def say_energy(
        self, initiative: Initiative, days: float, answers: Answer | dict[Answer, int], *, all_of_them: bool = True
    ) -> None:
        at = self.clock.ago(days)
        number = initiative.energy_rounds.count() + 1
        now = EnergyRound.objects.create(initiative=initiative, number=number)
        said = []
        for person in self.who_do_it(initiative):
            if not all_of_them and self.random.random() < 0.3:
                continue
            answer = answers if isinstance(answers, Answer) else self.random.choices([*answers], [*answers.values()])[0]
            line = self.random.choice(ENERGY[answer])
            moment = at + timedelta(hours=self.random.uniform(1, min(days, 3) * 24 - 1))
            said.append(EnergyCheck(round=now, person_id=person, answer=answer, line=line, at=moment))
        EnergyCheck.objects.bulk_create(said)

    def who_do_it(self, initiative: Initiative) -> Sequence[int]:
        parts = initiative.participations.current().filter(role__in=DO_IT).order_by("role", "pk")
        return list(dict.fromkeys(parts.values_list("person", flat=True)))
