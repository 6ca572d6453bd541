"""What platforms ask of city, corporations and others: everything between a draft and a late answer."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from coalitie.people.models import User
from coalitie.portal.demo.story import Story
from coalitie.portal.demo.world import HERE, read
from initiatives.models import Body, MilestoneKind, Question, Wait, correct, draft_question, invite
from platforms.models import Platform

# So many days before it is sent somebody begins to write.
BEFORE = 3


class Asking:
    def __init__(self, story: Story, platforms: dict[str, Platform]) -> None:
        self.story, self.clock, self.platforms = story, story.clock, platforms

    def play(self) -> None:
        told = read(HERE / "questions.toml")
        self.clock.ago(300)
        for row in told["body"]:
            Body.objects.create(slug=slugify(row["name"]), **row)
        for row in told["question"]:
            if row["of"] in self.platforms:
                self.ask(row, self.platforms[row["of"]])

    def ask(self, row: dict[str, Any], platform: Platform) -> None:
        by = self.coordinator(platform)
        began = row.get("asked", row.get("ready", row.get("draft", 0))) + BEFORE
        self.clock.ago(began)
        question = draft_question(
            by=by,
            form_key=self.story.key(),
            title=row["title"],
            text=row["text"].strip(),
            platform=platform,
            body=Body.objects.get(name=row["to"]),
        )
        named = [*row.get("signed", []), *row.get("refused", {}), *row.get("invited", [])]
        others = [self.platforms[name] for name in named if name in self.platforms]
        if others:
            invite(question, others, by=by)
        if "draft" in row:
            return
        question.offer(by=by)
        self.let_them_decide(question, row, began)
        if "asked" in row:
            self.clock.ago(row["asked"])
            question.send(by=by, asked_on=self.day(), way="letter")
            self.wait(question, row, by)

    def let_them_decide(self, question: Question, row: dict[str, Any], began: float) -> None:
        self.clock.ago(began - 1)
        for signature in question.signatures.select_related("platform").order_by("pk"):
            name, by = signature.platform.name, self.coordinator(signature.platform)
            if name in row.get("signed", []):
                signature.sign(by=by)
            elif name in row.get("refused", {}):
                signature.refuse(by=by, reason=row["refused"][name])

    def wait(self, question: Question, row: dict[str, Any], by: User) -> None:
        for kind, name in ((MilestoneKind.DELIVERED, "delivered"), (MilestoneKind.CONFIRMED, "confirmed")):
            if name in row:
                self.clock.ago(row[name])
                words = row.get("note", "") if name == "confirmed" else ""
                question.note(kind, by=by, on=self.day(), note=words)
        if promise := row.get("promised"):
            self.clock.ago(promise["on"])
            until = timezone.localdate(self.clock.real) - timedelta(days=promise["until"])
            question.note(MilestoneKind.PROMISED, by=by, on=self.day(), promised_on=until)
        if "answered" in row:
            self.answer(question, row, by)
        if withdrawn := row.get("withdrawn"):
            self.clock.ago(withdrawn["at"])
            question.withdraw(by=by, reason=withdrawn["reason"])

    def answer(self, question: Question, row: dict[str, Any], by: User) -> None:
        self.clock.ago(row["answered"])
        question.answer(by=by, on=self.day(), text=row["reply"].strip())
        self.clock.ago(row["answered"] - 2)
        if mistake := row.get("correction"):
            fresh = Question.objects.select_related("wait").get(pk=question.pk)
            before = Wait.objects.get(pk=fresh.wait_id or 0).replies.get().text
            words = {"before": before, "after": mistake["after"], "reason": mistake["reason"]}
            correct(fresh, mistake["what"], by=by, **words)
        if "what_next" in row:
            question.tell_what_next(by=by, text=row["what_next"])
        if "reopened" in row:
            self.clock.ago(row["reopened_at"])
            question.reopen(by=by, reason=row["reopened"])

    def coordinator(self, platform: Platform) -> User:
        return platform.memberships.coordinating().select_related("person").order_by("pk")[0].person

    def day(self) -> date:
        return timezone.localdate()
