"""What an initiative is as it lives: its stage, its try-out, whom it asks for, and with how many it dares to begin."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, record
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.pages.models import Value
from coalitie.people.models import User
from initiatives.energy import Readiness
from initiatives.models.role import Need, Role
from initiatives.models.saved_search import place
from initiatives.models.status import CARRIED, OPEN, PUBLIC, QUIET, THANKED, Status, leading_to
from initiatives.notices import energy as questions
from initiatives.notices import life as notices

if TYPE_CHECKING:
    from coalitie.activity.models import Subject

FEWEST, MOST = 1, 50


class Life(models.Model):
    """Half of ``Initiative``: the fields and verbs of who runs it."""

    staged_at = models.DateTimeField(_("in deze fase sinds"), null=True, editable=False)
    try_from = models.DateField(_("try-out begint"), null=True, editable=False)
    try_until = models.DateField(_("terugkijken op"), null=True, editable=False)
    review_asked_at = models.DateTimeField(null=True, editable=False)
    thanks = models.TextField(_("bedankje"), max_length=500, blank=True, editable=False)
    join_question = models.CharField(_("vraag aan wie meedoet"), max_length=200, blank=True, editable=False)
    # With how many doeners who say "ja" the trekker dares to begin.
    yes_needed = models.PositiveSmallIntegerField(_("doeners nodig om te beginnen"), default=2, editable=False)
    # When the platform was asked to find somebody to carry it.
    carrier_asked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        pk: int
        status: str
        subject: Subject
        participations: Any
        needs: Any
        energy_rounds: Any

    @property
    def rows(self) -> Any:
        return type(self)._default_manager

    @property
    def stage(self) -> Status:
        return Status(self.status)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_public(self) -> bool:
        return self.status in PUBLIC

    @property
    def is_done(self) -> bool:
        return self.status == Status.DONE

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many take part now, by role."""
        if "counted" in self.__dict__:  # came along with for_page
            return {row["role"]: row["n"] for row in self.__dict__["counted"]}
        return self.participations.counts()

    @cached_property
    def needed(self) -> list[Need]:
        """What it asks, role by role."""
        if "asks" in self.__dict__:  # came along with for_page
            return [Need(**row) for row in self.__dict__["asks"]]
        return list(self.needs.all())

    @cached_property
    def served(self) -> list[Value]:
        """The values it adds to."""
        if "serves" in self.__dict__:  # came along with for_page
            return [Value(**row) for row in self.__dict__["serves"]]
        return list(self.values.all())  # type: ignore[attr-defined]

    @property
    def is_adrift(self) -> bool:
        """Nobody carries it any more."""
        return self.status in CARRIED and not self.counts.get(Role.PULLER)

    def readiness(self) -> Readiness:
        """How far it is from daring to begin: what those who do it now said last."""
        parts = self.participations.current().filter(role__in=[Role.PULLER, Role.DOER])
        now = self.energy_rounds.order_by("-number").first()
        said = dict(now.checks.values_list("person_id", "answer")) if now else {}
        return self.ready_with(parts.values_list("person_id", "role"), said)

    def ready_with(self, parts: Iterable[tuple[int, str]], said: Mapping[int, str]) -> Readiness:
        """The same, from who does it in which role and what each said in this round."""
        parts = list(parts)
        pullers = {person for person, role in parts if role == Role.PULLER}
        doers = {person for person, role in parts if role == Role.DOER} - pullers
        return Readiness(
            pullers=len(pullers),
            yes=sum(said.get(person) == "yes" for person in doers),
            needed=self.yes_needed,
        )

    # --- Verbs --------------------------------------------------------------------------------------------------------
    def hold(self) -> None:
        """Lock its row until the transaction ends: who joins, leaves, answers and begins do so one after another."""
        fresh = self.rows.select_for_update(no_key=True).only("status", "yes_needed").get(pk=self.pk)
        self.status, self.yes_needed = fresh.status, fresh.yes_needed

    @transaction.atomic
    def go_to(self, stage: str, *, by: User, reason: str = "", **also: Any) -> None:
        """The one way to another public stage. A try-out also needs its days and the energy to begin."""
        self.hold()
        lay_still = self.status in QUIET
        if stage == Status.TRYING and self.status in leading_to(stage):
            if missing := self.readiness().missing:
                raise Refused(" ".join([str(_("De try-out kan nog niet beginnen.")), *missing]))
            also["review_asked_at"] = None
        self._move(
            stage, leading_to(stage), _("Dit kan nu niet: het initiatief is in een andere fase."), reason, **also
        )
        place(self)  # type: ignore[arg-type]
        told = {"starts": str(also["try_from"]), "review": str(also["try_until"])} if "try_from" in also else {}
        thanked = {"thanks": also["thanks"]} if also.get("thanks") else {}
        record(
            self.subject,
            f"initiative_{stage}",
            by=by,
            reason=reason,
            reach=Reach.AROUND,
            stage=stage,
            **told,
            **thanked,
        )
        if stage in THANKED:
            notices.thanked(self, by)  # type: ignore[arg-type]
        elif lay_still and stage in OPEN:
            self._ask_afresh(by)

    def _ask_afresh(self, by: User) -> None:
        """What was said before it lay still says nothing of now: who does it is asked again before a try-out begins."""
        last = self.energy_rounds.aggregate(last=models.Max("number"))["last"]
        if last is None:
            return
        self.energy_rounds.create(number=last + 1)
        does = self.participations.current().filter(role__in=[Role.PULLER, Role.DOER])
        people = User.objects.filter(pk__in=does.values("person")).exclude(pk=by.pk)
        questions.asked(self, people)  # type: ignore[arg-type]

    def _move(self, to: str, only_from: Iterable[str], otherwise: Any, reason: str, **also: Any) -> None:
        """What moves on leaves the archive."""
        move(
            self,
            to,
            only_from=only_from,
            otherwise=str(otherwise),
            reason=reason,
            updated_at=Now(),
            staged_at=Now(),
            archived_at=None,
            **also,
        )

    @transaction.atomic
    def try_longer(self, *, by: User, reason: str, try_until: date) -> None:
        """Another day to look back; who pulls it is reminded again on that day."""
        mine = self.rows.filter(pk=self.pk, status=Status.TRYING).exclude(try_until=try_until)
        if not mine.update(try_until=try_until, review_asked_at=None, updated_at=Now()):
            raise Refused(_("Er loopt nu geen try-out, of hij duurt al tot deze dag."))
        record(self.subject, "initiative_try_longer", by=by, reason=reason, reach=Reach.THING, review=str(try_until))

    @transaction.atomic
    def ask_anew(
        self, *, by: User, needs: Sequence[Need], yes_needed: int, join_question: str, reason: str = ""
    ) -> bool:
        """Other people or things are needed than before. False, and nothing is written, when all stays the same."""
        self.hold()
        if self.status not in CARRIED:
            raise Refused(_("Dit initiatief vraagt nu niets meer."))
        before = {need.role: (need.how_many, need.what_for) for need in self.needs.all()}
        after = {need.role: (need.how_many, need.what_for) for need in needs}
        asked = before != after or yes_needed != self.yes_needed
        rows = self.rows.filter(pk=self.pk)
        rows = rows.exclude(join_question=join_question) if not asked else rows
        if not rows.update(yes_needed=yes_needed, join_question=join_question, updated_at=Now()):
            return False
        if asked:
            self.needs.all().delete()
            for need in needs:
                need.initiative = self  # type: ignore[assignment]
            Need.objects.bulk_create(needs)
            told: dict[str, Any] = {"needs": {role: number for role, (number, _what) in after.items()}}
            told |= {"yes_needed": yes_needed} if yes_needed != self.yes_needed else {}
            record(
                self.subject,
                "initiative_needs",
                by=by,
                reason=reason,
                reach=Reach.AROUND,
                **told,
            )
        return True


RULES = [
    models.CheckConstraint(
        name="initiative_try_has_days",
        condition=~Q(status=Status.TRYING) | Q(try_from__isnull=False, try_until__isnull=False),
        violation_error_message=_("Een try-out heeft een begindag en een dag om terug te kijken."),
    ),
    models.CheckConstraint(
        name="initiative_try_looks_back_later",
        condition=Q(try_from=None) | Q(try_until=None) | Q(try_until__gt=F("try_from")),
        violation_error_message=_("Kijk terug op een dag na het begin."),
    ),
    models.CheckConstraint(
        name="initiative_quiet_says_thanks",
        condition=~Q(status__in=THANKED) | ~Q(thanks=""),
        violation_error_message=_("Schrijf een bedankje voor wie meedeed."),
    ),
    models.CheckConstraint(
        name="initiative_begins_with_some",
        condition=Q(yes_needed__gte=FEWEST, yes_needed__lte=MOST),
        violation_error_message=_("Vul een aantal van 1 tot 50 in."),
    ),
]
