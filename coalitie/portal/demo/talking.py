"""What people say to each other, and what a desk thinks of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from coalitie.activity.models import Event, Reach
from coalitie.discussion.models import Rule
from coalitie.people.models import User
from coalitie.portal.demo.story import Story
from coalitie.portal.demo.world import Group, Plan, Thread, threads
from initiatives.models import Case, Comment, Initiative, report, write
from initiatives.models.topic import Topic, marks_of, subject_of

# How many threads the crowd begins below an initiative that is out in the open.
THREADS = (1, 7)
RUDE = "Wat een sukkels zijn jullie ook. Blijf lekker thuis met je plantjes."
ADVERT = "Plantjes nodig? Bij mij in de winkel nu drie halen, twee betalen. Zeg dat je van hier komt!"
PRIVATE = "Vraag het aan Sjaan van 2 hoog, die is altijd alleen thuis overdag. Haar sleutel ligt onder de mat."


class Talking:
    def __init__(self, story: Story, initiatives: dict[str, Initiative]) -> None:
        self.story, self.clock, self.random = story, story.clock, story.random
        self.initiatives = initiatives

    # --- The crowd ----------------------------------------------------------------------------------------------------
    def chat(self, cast: Sequence[Group]) -> None:
        """Threads below everything that is out in the open, as ``write`` would have put them there."""
        plans = [(plan, self.initiatives[plan.title]) for group in cast for plan in group.plans]
        for plan, initiative in plans:
            initiative.refresh_from_db()
            if initiative.is_public and initiative.published_at is not None:
                self.talk_about(initiative, plan, initiative.published_at)
        for update in [update for _plan, initiative in plans for update in initiative.updates.all()]:
            self.talk_about(update, next(plan for plan, of in plans if of.pk == update.initiative_id), update.at)

    def talk_about(self, topic: Topic, plan: Plan, since: datetime) -> None:
        said = self.story.talk[plan.theme]
        number = min(self.random.randint(*THREADS), len(said["first"]))
        speakers = self.random.sample(self.story.crowd, number)
        hours = (self.clock.real - since).total_seconds() / 3600
        times = sorted(since + timedelta(hours=hours * self.random.uniform(0.05, 0.9)) for _ in range(number))
        lines = self.random.sample(said["first"], number)
        first = self.put(topic, zip(speakers, times, lines, [None] * number, strict=True))
        replies = []
        for comment in first:
            people = self.random.sample(self.story.crowd, self.random.choice([0, 1, 1, 2]))
            people = [one for one in people if one.pk != comment.author_id]
            answers = self.random.sample(said["back"], len(people))
            replies += [
                (who, comment.at + (self.clock.real - comment.at) * self.random.uniform(0.02, 0.5), line, comment)
                for who, line in zip(people, answers, strict=True)
            ]
        self.put(topic, replies)

    def put(self, topic: Topic, rows: Any) -> list[Comment]:
        column: dict[str, Any] = {str(topic._meta.model_name): topic}
        comments = Comment.objects.bulk_create(
            [
                Comment(author=who, at=at, text=text, parent=parent, form_key=self.story.key(), told_at=at, **column)
                for who, at, text, parent in rows
            ]
        )
        subject = subject_of(topic)
        Event.objects.bulk_create(
            Event(
                subject=subject,
                verb="comment_placed",
                by=comment.author,
                at=comment.at,
                reach=Reach.THING,
                data=marks_of(comment),
            )
            for comment in comments
        )
        for comment in comments:
            if comment.author_id:
                self.story.followers.setdefault((comment.author_id, subject.pk), comment.at)
        return comments

    # --- By name ------------------------------------------------------------------------------------------------------
    def talk_by_name(self) -> None:
        for thread in threads():
            topic = self.initiatives.get(thread.of)
            if topic is not None:
                self.thread(topic, thread)

    def thread(self, topic: Initiative, thread: Thread) -> Comment:
        first, *others = self.random.sample(self.story.crowd, 1 + len(thread.replies))
        comment = self.say(topic, thread.text, by=first, days=thread.days)
        for number, (who, text) in enumerate(zip(others, thread.replies, strict=True), 1):
            self.say(topic, text, by=who, days=thread.days * (1 - 0.2 * number), parent=comment)
        return comment

    def say(self, topic: Topic, text: str, *, by: User, days: float, parent: Comment | None = None) -> Comment:
        self.clock.ago(days)
        return write(topic, by=by, text=text, form_key=self.story.key(), parent=parent)

    # --- The desk -----------------------------------------------------------------------------------------------------
    def take_back(self, topic: Topic) -> None:
        """Somebody takes words back after they were answered; the place stays."""
        writer, other = self.random.sample(self.story.crowd, 2)
        comment = self.say(topic, "Laat maar, ik was in de war met een andere straat.", by=writer, days=12)
        self.say(topic, "Geen probleem! Je bent altijd welkom om te komen kijken.", by=other, days=11.8, parent=comment)
        self.clock.ago(11)
        comment.forget(by=writer)

    def break_a_rule(self, topic: Topic, text: str, rule: Rule, line: str, *, days: float, reports: int = 1) -> Case:
        writer, *others = self.random.sample(self.story.crowd, 1 + reports)
        comment = self.say(topic, text, by=writer, days=days)
        for number, who in enumerate(others, 1):
            self.clock.ago(days * (1 - 0.2 * number))
            report(comment, by=who, rule=rule, line=line if number == 1 else "")
        return Case.objects.about(comment).get()
