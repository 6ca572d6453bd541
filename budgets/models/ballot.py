"""Who may vote, and what was voted: two tables that share no key, no time and no order.

While people vote, a ballot is found again by ``locator``: HMAC of the credential under the round's box key. At close
that key is destroyed, the ballots are put in another table in random order, and nobody can lead one back to a person.
What this does not protect against: whoever runs the machine could read the key while voting lasts. The page says so.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models.round import Round, Voter
from coalitie.people.personal import Mine


class Credential(models.Model):
    """The right to one ballot in one round: a stemcode, a person, or a sheet of paper. Knows a day and no ballot."""

    class State(models.TextChoices):
        ISSUED = "issued", _("Uitgegeven")
        USED = "used", _("Gebruikt")
        VOID = "void", _("Ingetrokken")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="credentials")
    by_way_of = models.CharField(_("manier"), max_length=10, choices=Voter)
    # Keyed hash of the code, which is printed once and kept nowhere; or of an account's address, under the box key.
    code_hmac = models.CharField(max_length=64, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="credentials"
    )
    batch = models.CharField(_("oplage"), max_length=40, blank=True)
    state = models.CharField(_("stand"), max_length=10, choices=State, default=State.ISSUED)
    used_on = models.DateField(_("gebruikt op"), null=True)

    personal = {"person": Mine("Rondes waarin je stemde", ("round", "state", "used_on"), "nameless")}

    class Meta:
        verbose_name = _("stemrecht")
        verbose_name_plural = _("stemrechten")
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="credential_once_each"),
            models.UniqueConstraint(
                fields=["round", "code_hmac"], condition=~Q(code_hmac=""), name="credential_code_once"
            ),
            models.CheckConstraint(
                name="credential_way_known",
                condition=Q(by_way_of__in=Voter.values),
                violation_error_message=_("Kies uit de lijst wie er stemt."),
            ),
            models.CheckConstraint(
                name="credential_used_has_day",
                condition=Q(state="used", used_on__isnull=False) | Q(state__in=["issued", "void"], used_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_by_way_of_display()} {self.pk}"


class BoxKey(models.Model):
    """Leads a credential to its ballot while people vote. Deleted at close, in the transaction that seals the box."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, primary_key=True, related_name="box_key")
    key = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("sleutel van de stembus")
        verbose_name_plural = _("sleutels van de stembus")

    def __str__(self) -> str:
        return str(self.round)


class Ballot(models.Model):
    """What one voter chose, as long as the vote lasts. Voting again writes over it."""

    locator = models.CharField(max_length=64, primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="open_ballots")
    # Numbers on the list; points beside them where the ballot asks for points, else 1, or 2 with "ik help mee".
    choices = ArrayField(models.PositiveSmallIntegerField())
    points = ArrayField(models.PositiveSmallIntegerField())
    receipt = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("stembiljet")
        verbose_name_plural = _("stembiljetten")
        constraints = [
            models.UniqueConstraint(fields=["round", "receipt"], name="ballot_receipt_once"),
            models.CheckConstraint(
                name="ballot_points_for_each_choice",
                condition=Q(choices__len=models.F("points__len")) | Q(choices=[], points=[]),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt


class SealedBallot(models.Model):
    """A ballot after close: in random order, with nothing but its receipt to know it by. Never changed."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="ballots")
    place = models.PositiveIntegerField()
    choices = ArrayField(models.PositiveSmallIntegerField())
    points = ArrayField(models.PositiveSmallIntegerField())
    receipt = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("geteld stembiljet")
        verbose_name_plural = _("getelde stembiljetten")
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="sealed_ballot_place_once"),
            models.UniqueConstraint(fields=["round", "receipt"], name="sealed_ballot_receipt_once"),
        ]

    def __str__(self) -> str:
        return self.receipt


class LogLine(models.Model):
    """What was done with the vote, each line chained to the one before it. Public; only ever added."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="log")
    number = models.PositiveIntegerField()
    on = models.DateField(_("dag"))
    text = models.TextField(_("wat"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("regel in het stemlogboek")
        verbose_name_plural = _("stemlogboek")
        ordering = ["round", "number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="log_line_number_once")]

    def __str__(self) -> str:
        return self.text


class Count(models.Model):
    """An outcome as it was computed: from what, by which rule, and what came out. Repeatable to the byte."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="counts")
    at = models.DateTimeField(_("geteld op"))
    box_sha256 = models.CharField(max_length=64)
    outcome = models.JSONField(_("uitslag"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("telling")
        verbose_name_plural = _("tellingen")

    def __str__(self) -> str:
        return f"{self.round} {self.sha256[:12]}"
