"""A question or signal of a platform to a body, with the wait for an answer."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, Subject, record
from coalitie.activity.news import News
from coalitie.lib.dates import day
from coalitie.lib.files import Upload, keep
from coalitie.lib.language import link
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import User
from coalitie.people.personal import Mine
from initiatives.models.body import Body
from initiatives.models.initiative import Initiative
from initiatives.models.joint_letter import SignatureStatus, hold
from initiatives.models.question_rows import SENT, QuestionQuerySet
from initiatives.models.reply import Milestone, MilestoneKind, Reply
from initiatives.models.wait import Outcome, Wait
from initiatives.notices import question as notices
from platforms.models import Platform
from platforms.models.area import Plain

FOLDER = "questions"  # of the letters and replies in the media storage


class Way(models.TextChoices):
    LETTER = "letter", _("Brief")
    MAIL = "mail", _("E-mail")
    FORM = "form", _("Formulier")
    TALK = "talk", _("Overhandigd of ingesproken")


class QuestionStatus(models.TextChoices):
    DRAFT = "draft", _("Concept")
    READY = "ready", _("Klaar om te versturen")
    ASKED = "asked", _("Wacht op antwoord")
    ANSWERED = "answered", _("Beantwoord")
    WITHDRAWN = "withdrawn", _("Ingetrokken")


BADGES = {
    QuestionStatus.DRAFT: "open",
    QuestionStatus.READY: "open",
    QuestionStatus.ASKED: "care",
    QuestionStatus.ANSWERED: "good",
    QuestionStatus.WITHDRAWN: "",
}


class Question(models.Model):
    title = models.CharField(_("titel"), max_length=120)
    slug = models.SlugField(_("adres"), max_length=110, unique=True, editable=False)
    text = models.TextField(_("de vraag"), max_length=10_000)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, verbose_name=_("aan wie"), related_name="questions")
    platform = models.ForeignKey(
        Platform, on_delete=models.PROTECT, verbose_name=_("platform"), related_name="questions"
    )
    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("initiatief"),
        related_name="questions",
    )
    status = models.CharField(
        _("stand"), max_length=10, choices=QuestionStatus, default=QuestionStatus.DRAFT, editable=False
    )
    reason = models.TextField(_("waarom ingetrokken"), max_length=2000, blank=True, editable=False)
    # The last time that it waited; none before it is sent.
    wait = models.OneToOneField(Wait, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    asked_on = models.DateField(_("verstuurd op"), null=True, editable=False)
    way = models.CharField(_("hoe"), max_length=10, choices=Way, default=Way.LETTER)
    letter = models.CharField(_("brief of mail"), max_length=100, blank=True, editable=False)
    what_next = models.TextField(_("wat wij ermee doen"), max_length=5000, blank=True, editable=False)
    what_next_at = models.DateTimeField(null=True, editable=False)

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("geschreven door"),
        related_name="questions",
    )
    form_key = models.UUIDField(null=True, editable=False)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, editable=False, related_name="question")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    ready_at = models.DateTimeField(_("klaar sinds"), null=True, editable=False)
    hidden_at = models.DateTimeField(_("verborgen op"), null=True, editable=False)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="nederlands")
        + SearchVector("text", weight="C", config="nederlands"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = QuestionQuerySet.as_manager()

    personal = {
        "author": Mine("Vragen aan instanties", ("title", "text", "body", "platform", "status", "asked_on")),
        "hidden_by": Mine("Vragen die je verborg"),
    }
    news = {
        "question_asked": News(_("is gesteld"), _("is gesteld")),
        "question_confirmed": News(_("is ontvangen"), _("is ontvangen")),
        "question_promised": News(_("kreeg een toezegging"), _("kreeg %(number)d toezeggingen")),
        "question_answered": News(_("is beantwoord"), _("is beantwoord")),
        "question_reopened": News(_("is heropend"), _("is heropend")),
        "question_withdrawn": News(_("is ingetrokken"), _("is ingetrokken")),
        "question_what_next": News(_("krijgt een vervolg"), _("krijgt een vervolg")),
        "question_corrected": News(_("is verbeterd"), _("is %(number)d keer verbeterd")),
    }

    class Meta:
        verbose_name = _("vraag aan een instantie")
        verbose_name_plural = _("vragen aan instanties")
        constraints = [
            models.CheckConstraint(
                name="question_status_known",
                condition=Q(status__in=QuestionStatus.values),
                violation_error_message=_("Deze stand bestaat niet."),
            ),
            models.CheckConstraint(
                name="question_has_words",
                condition=~Q(title="") & ~Q(text=""),
                violation_error_message=_("Een vraag heeft een titel en een tekst."),
            ),
            models.CheckConstraint(
                name="question_sent_has_date",
                condition=Q(status__in=["draft", "ready"], asked_on=None, wait=None)
                | Q(status__in=["asked", "answered"], asked_on__isnull=False, wait__isnull=False)
                | Q(status="withdrawn", asked_on=None, wait=None)
                | Q(status="withdrawn", asked_on__isnull=False, wait__isnull=False),
                violation_error_message=_("Een verstuurde vraag heeft een datum."),
            ),
            models.CheckConstraint(
                name="question_withdrawn_has_reason",
                condition=~Q(status="withdrawn") | ~Q(reason=""),
                violation_error_message=_("Schrijf waarom de vraag is ingetrokken."),
            ),
            models.UniqueConstraint(
                "author",
                "form_key",
                name="question_once_per_form",
                violation_error_message=_("Deze vraag staat er al."),
            ),
        ]
        indexes = [
            models.Index("body", "asked_on", name="question_of_body", condition=SENT),
            models.Index("platform", "status", name="question_of_platform"),
            GinIndex("search", name="question_search"),
            GinIndex(OpClass(Plain("title"), name="gin_trgm_ops"), name="question_title_similar"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return link(f"/wachten-op-antwoord/{self.slug}/")

    # --- Questions ----------------------------------------------------------------------------------------------------
    @property
    def is_public(self) -> bool:
        return self.asked_on is not None and self.hidden_at is None

    @property
    def badge(self) -> str:
        """How its badge looks, as ``components/badge.html`` knows it."""
        late = self.wait is not None and self.wait.ended_on is None and self.wait.is_late
        return "bad" if late else BADGES[QuestionStatus(self.status)]

    @property
    def tone(self) -> str:
        """Of the number of days: ``late`` over the term and still waiting, ``good`` answered in time."""
        if self.wait is None or self.wait.outcome == Outcome.WITHDRAWN:
            return "none"
        if self.wait.ended_on is None:
            return "late" if self.wait.is_late else "open"
        return "none" if self.wait.is_late else "good"

    @property
    def days_in_words(self) -> str:
        """Needs ``with_days``."""
        days: int = self.days  # type: ignore[attr-defined]
        return ngettext("%(number)d dag", "%(number)d dagen", days) % {"number": days}

    @property
    def days_unit(self) -> str:
        days: int = self.days  # type: ignore[attr-defined]
        return ngettext("dag", "dagen", days)

    @property
    def who(self) -> str:
        """``Het Dapper Verbond en 2 andere platforms aan Stadsdeel Oost``; needs ``for_rows``."""
        names = {"platform": self.platform.name, "body": self.body.name, "number": self.signers}  # type: ignore[attr-defined]
        if not names["number"]:
            return gettext("%(platform)s aan %(body)s") % names
        words = ngettext(
            "%(platform)s en %(number)d ander platform aan %(body)s",
            "%(platform)s en %(number)d andere platforms aan %(body)s",
            self.signers,  # type: ignore[attr-defined]
        )
        return words % names

    @property
    def state_words(self) -> str:
        """Where it stands, beside its term."""
        wait: Any = self.wait
        dates = {"since": day(wait.since), "due": day(wait.due_on), "ended": day(wait.ended_on), "term": wait.term_days}
        if wait.outcome == Outcome.WITHDRAWN:
            return gettext("Ingetrokken op %(ended)s.") % dates
        if wait.outcome == Outcome.ANSWERED:
            late = gettext("Beantwoord op %(ended)s, later dan de termijn van %(term)d dagen.")
            return (late if wait.is_late else gettext("Op tijd beantwoord, op %(ended)s.")) % dates
        if wait.promised_on is not None:
            dates["promised"] = day(wait.promised_on)
            over = gettext("Wacht sinds %(since)s. Toegezegd voor %(promised)s; die dag is voorbij.")
            return (
                over if wait.promise_is_over else gettext("Wacht sinds %(since)s. Toegezegd voor %(promised)s.")
            ) % dates
        late = gettext("Wacht sinds %(since)s. De termijn van %(term)d dagen liep af op %(due)s.")
        return (
            late if wait.is_late else gettext("Wacht sinds %(since)s. De termijn loopt tot en met %(due)s.")
        ) % dates

    # --- Before it is sent --------------------------------------------------------------------------------------------
    @transaction.atomic
    def describe(self, *, by: User, **words: Any) -> None:
        """Change the words of a draft. What others are asked to sign stands still."""
        if not Question.objects.filter(pk=self.pk, status=QuestionStatus.DRAFT).update(**words):
            raise Refused(_("Deze tekst ligt vast. Haal de vraag eerst terug naar concept."))
        for name, value in words.items():
            setattr(self, name, value)

    @transaction.atomic
    def offer(self, *, by: User) -> None:
        """The text is done: the coordinators may send it, and other platforms may sign."""
        draft = [QuestionStatus.DRAFT]
        move(self, QuestionStatus.READY, only_from=draft, otherwise=_("Deze vraag is al klaargezet."), ready_at=Now())
        record(self.subject, "question_ready", by=by)
        notices.ready(self, by=by)
        notices.sign_asked(self, list(self.signatures.open()), by=by)

    @transaction.atomic
    def take_back(self, *, by: User) -> None:
        """Write on. Whoever decided about the text that was, decides again about the one that comes."""
        ready = [QuestionStatus.READY]
        otherwise = _("Deze vraag is niet meer terug te halen.")
        move(self, QuestionStatus.DRAFT, only_from=ready, otherwise=otherwise, ready_at=None)
        decided = self.signatures.exclude(status=SignatureStatus.OPEN)
        decided.update(status=SignatureStatus.OPEN, reason="", decided_by=None, decided_at=None)
        record(self.subject, "question_taken_back", by=by)

    @transaction.atomic
    def send(self, *, by: User, asked_on: date, way: str, letter: Upload | None = None) -> None:
        """It left: from this day on it waits, for all to see. Who signed by now stands under it for good."""
        held = hold(self)
        if held.status != QuestionStatus.READY:
            raise Refused(_("Deze vraag is al verstuurd."))
        wait = Wait.objects.create(question=held, since=asked_on, term_days=self.body.term)
        otherwise = _("Deze vraag is al verstuurd.")
        also: dict[str, Any] = {
            "asked_on": asked_on,
            "way": way,
            "wait": wait,
            "letter": keep(letter) if letter else "",
        }
        move(self, QuestionStatus.ASKED, only_from=[QuestionStatus.READY], otherwise=otherwise, **also)
        late = list(self.signatures.open().select_related("platform"))
        self.signatures.open().update(status=SignatureStatus.LATE)
        self.subject.place_in(self.wholes())
        record(self.subject, "question_asked", by=by, reach=Reach.AROUND, on=str(asked_on))
        notices.sent(self, late=late, by=by)

    def wholes(self) -> list[Subject]:
        """What it is part of: who follows those hears of it."""
        signed = [one.platform.subject for one in self.signatures.signed().select_related("platform__subject")]
        return [self.platform.subject, *([self.initiative.subject] if self.initiative else []), *signed]

    @transaction.atomic
    def withdraw(self, *, by: User, reason: str) -> None:
        """Ask it no longer. Of what was sent the page stays, with the reason."""
        before = [QuestionStatus.DRAFT, QuestionStatus.READY, QuestionStatus.ASKED]
        held = hold(self)
        move(
            self,
            QuestionStatus.WITHDRAWN,
            only_from=before,
            otherwise=_("Deze vraag is al beantwoord of ingetrokken."),
            reason=reason,
        )
        Wait.objects.open().filter(question=self).update(outcome=Outcome.WITHDRAWN, ended_on=timezone.localdate())
        reach = Reach.AROUND if held.asked_on else Reach.RECORD
        record(self.subject, "question_withdrawn", by=by, reason=reason, reach=reach)
        notices.withdrawn(self, by=by)

    # --- While it waits -----------------------------------------------------------------------------------------------
    @transaction.atomic
    def note(self, kind: MilestoneKind, *, by: User, on: date, note: str = "", promised_on: date | None = None) -> None:
        """It came in, that was confirmed, or a day was promised. Written down twice it stands there once."""
        wait = self._waiting()
        row = {"kind": kind, "on": on, "note": note, "promised_on": promised_on}
        same = Milestone.objects.filter(wait=wait, kind=kind)
        if kind == MilestoneKind.PROMISED:
            same = same.filter(on=on, promised_on=promised_on)
        if same.exists():
            return
        Milestone.objects.create(wait=wait, by=by, **row)
        if promised_on:
            latest = wait.milestones.filter(kind=kind).order_by("-on", "-pk").values_list("promised_on", flat=True)[0]
            Wait.objects.filter(pk=wait.pk).update(promised_on=latest, promise_told_at=None)
        record(self.subject, f"question_{kind}", by=by, reach=Reach.THING, on=str(on))

    @transaction.atomic
    def answer(self, *, by: User, on: date, text: str = "", paper: Upload | None = None) -> None:
        """The reply is in: the wait ends on the day that it came."""
        wait = self._waiting()
        otherwise = _("Deze vraag wacht niet meer op antwoord.")
        move(self, QuestionStatus.ANSWERED, only_from=[QuestionStatus.ASKED], otherwise=otherwise)
        Reply.objects.create(wait=wait, text=text, paper=keep(paper) if paper else "", by=by)
        Wait.objects.filter(pk=wait.pk).update(outcome=Outcome.ANSWERED, ended_on=on)
        record(self.subject, "question_answered", by=by, reach=Reach.AROUND, on=str(on))
        notices.answered(self, by=by)

    @transaction.atomic
    def tell_what_next(self, *, by: User, text: str) -> None:
        """What the platform does with the answer."""
        rows = Question.objects.filter(pk=self.pk, status=QuestionStatus.ANSWERED)
        if not rows.exists():
            raise Refused(_("Vertel dit als er een antwoord is."))
        if not rows.exclude(what_next=text).update(what_next=text, what_next_at=Now()):
            return
        self.what_next = text
        record(self.subject, "question_what_next", by=by, reach=Reach.THING)

    @transaction.atomic
    def reopen(self, *, by: User, reason: str) -> None:
        """The answer was none: it waits anew, from today, with the term of before."""
        last = Wait.objects.get(pk=hold(self).wait_id or 0)
        otherwise = _("Deze vraag is niet beantwoord, dus er is niets om te heropenen.")
        if last.outcome != Outcome.ANSWERED:
            raise Refused(otherwise)
        fresh = Wait.objects.create(
            question=self,
            number=last.number + 1,
            since=max(timezone.localdate(), last.ended_on or timezone.localdate()),
            term_days=last.term_days,
            reason=reason,
        )
        move(self, QuestionStatus.ASKED, only_from=[QuestionStatus.ANSWERED], otherwise=otherwise, wait=fresh)
        record(self.subject, "question_reopened", by=by, reason=reason, reach=Reach.AROUND)
        notices.reopened(self, by=by)

    def _waiting(self) -> Wait:
        """Its wait, held: of two who write down something the second sees what the first wrote."""
        held = hold(self)
        if held.status != QuestionStatus.ASKED:
            raise Refused(_("Deze vraag wacht niet meer op antwoord."))
        return Wait.objects.select_for_update(no_key=True).get(pk=held.wait_id or 0)

    # --- The team's verbs ---------------------------------------------------------------------------------------------
    @transaction.atomic
    def hide(self, *, by: User, reason: str) -> None:
        if not Question.objects.filter(SENT, pk=self.pk).update(hidden_at=Now(), hidden_by=by):
            raise Refused(_("Deze vraag is al verborgen."))
        record(self.subject, "question_hidden", by=by, reason=reason)
        notices.hidden(self, reason)

    @transaction.atomic
    def show(self, *, by: User, reason: str) -> None:
        if not Question.objects.filter(pk=self.pk, hidden_at__isnull=False).update(hidden_at=None, hidden_by=None):
            raise Refused(_("Deze vraag is al te zien."))
        record(self.subject, "question_shown", by=by, reason=reason)
