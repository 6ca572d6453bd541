"""Own short addresses, for a poster or a letter: ``/k/soep/``. What is printed once works for ever.

So a word is never taken again and its row never goes: the database keeps both. What is no longer right is withdrawn,
and then the address says why and where it went. Looks are counted by day and by nothing else: no address of a visitor,
no cookie, not even the hour.
"""

import re
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import connection, models, transaction
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce, Now
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Subject, record
from coalitie.lib.reach import Trouble
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User

LONGEST = 500
WORD = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Gebruik kleine letters, cijfers en streepjes."))
AGAIN = re.compile(r"/([a-z]{2}/)?k/", re.IGNORECASE)  # another language's address of a short address
COUNT = """
    INSERT INTO pages_shortlinkday (link_id, day, looks) VALUES (%s, %s, 1)
    ON CONFLICT (link_id, day) DO UPDATE SET looks = pages_shortlinkday.looks + 1
"""


def target_of(typed: str) -> str:
    """Where an address leads: a path of this site, or a whole https address of another.

    ``ValidationError`` for anything else, and for what would lead from one short address to the next.
    """
    typed = typed.strip()
    if len(typed) > LONGEST or any(ord(sign) <= 32 or sign in "\\\x7f" for sign in typed):
        raise ValidationError(_("Dit is geen geldig adres. Kopieer het uit de adresbalk van je browser."))
    try:
        parts = urlsplit(typed)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValidationError(_("Dit is geen geldig adres. Kopieer het uit de adresbalk van je browser."))
    if not parts.scheme and not parts.netloc and typed.startswith("/"):
        return _inside(typed)
    own = urlsplit(settings.SITE_URL)
    if (parts.scheme, parts.netloc.lower()) == (own.scheme, own.netloc.lower()):
        return _inside(typed[len(f"{parts.scheme}://{parts.netloc}") :] or "/")
    if parts.scheme != "https":
        raise ValidationError(_("Begin met https:// of, voor een pagina van deze site, met een schuine streep."))
    if parts.username is not None or parts.password is not None or port not in {None, 443}:
        raise ValidationError(_("Laat naam, wachtwoord en poort weg uit het adres."))
    if host == own.hostname:
        raise ValidationError(_("Dit is een adres van onze eigen site. Begin met een schuine streep."))
    if "." not in host.strip(".") or not host.rstrip(".").rpartition(".")[2][:1].isalpha():
        raise ValidationError(_("Noem een website bij haar naam, zoals https://www.voorbeeld.nl/."))
    return typed


def _inside(path: str) -> str:
    if path.startswith("//"):
        raise ValidationError(_("Een adres van deze site begint met één schuine streep."))
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        raise ValidationError(_("Op deze site is geen pagina met dit adres."))
    if match.view_name == "short_link" or AGAIN.match(path):
        raise ValidationError(_("Een kort adres wijst niet naar een ander kort adres."))
    return path


class ShortLinkQuerySet(models.QuerySet["ShortLink"]):
    def visible_to(self, user: Person) -> Self:
        """Who has the word may follow it: it hangs on the wall."""
        return self.all()

    def working(self) -> Self:
        return self.filter(withdrawn_at=None)

    def leading_out(self) -> Self:
        return self.working().filter(target__startswith="https://")

    def with_looks(self) -> Self:
        """``looks``: how often it was followed, on all days together."""
        return self.annotate(looks=Coalesce(Sum("days__looks"), 0))


class ShortLink(models.Model):
    word = models.SlugField(
        _("woord"),
        max_length=40,
        unique=True,
        validators=[WORD],
        help_text=_("Het stuk na /k/. Kies een woord dat je ook kunt voorlezen."),
        error_messages={"unique": _("Dit woord is al eens gebruikt. Kies een ander: een adres wijst nooit om.")},
    )
    target = models.CharField(
        _("leidt naar"),
        max_length=LONGEST,
        help_text=_("Een pagina van deze site (/agenda/) of een heel adres (https://www.voorbeeld.nl/)."),
    )
    purpose = models.CharField(_("waarvoor"), max_length=200, help_text=_("Bijvoorbeeld: poster van de soepavond."))
    created_at = models.DateTimeField(_("gemaakt op"), db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(_("ingetrokken op"), null=True, editable=False)
    reason = models.CharField(_("waarom ingetrokken"), max_length=500, blank=True, editable=False)
    instead = models.CharField(_("kijk nu op"), max_length=LONGEST, blank=True, editable=False)
    checked_at = models.DateTimeField(_("nagekeken op"), null=True, editable=False)
    trouble = models.CharField(_("wat er mis is"), max_length=12, choices=Trouble, blank=True, editable=False)
    subject = models.OneToOneField(Subject, models.PROTECT, editable=False, related_name="shortlink")

    objects = ShortLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("kort adres")
        verbose_name_plural = _("korte adressen")
        ordering = ["word"]
        constraints = [
            models.CheckConstraint(
                name="shortlink_word_plain",
                condition=Q(word__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
                violation_error_message=_("Gebruik kleine letters, cijfers en streepjes."),
            ),
            models.CheckConstraint(
                name="shortlink_leads_somewhere",
                condition=Q(target__startswith="https://") | (Q(target__startswith="/") & ~Q(target__startswith="//")),
                violation_error_message=_(
                    "Begin met https:// of, voor een pagina van deze site, met een schuine streep."
                ),
            ),
            models.CheckConstraint(
                name="shortlink_leads_not_to_its_kind",
                condition=~Q(target__regex=r"^/([a-z]{2}/)?k/"),
                violation_error_message=_("Een kort adres wijst niet naar een ander kort adres."),
            ),
            models.CheckConstraint(
                name="shortlink_withdrawn_with_reason",
                condition=Q(withdrawn_at=None, reason="", instead="") | (Q(withdrawn_at__isnull=False) & ~Q(reason="")),
                violation_error_message=_("Wie een kort adres intrekt, zegt waarom."),
            ),
            models.CheckConstraint(
                name="shortlink_trouble_known",
                condition=Q(trouble="") | Q(trouble__in=Trouble.values),
                violation_error_message=_("Kies uit de lijst wat er mis is."),
            ),
        ]

    def __str__(self) -> str:
        return f"/k/{self.word}/"

    def get_absolute_url(self) -> str:
        return reverse("short_link", args=[self.word])

    @property
    def whole(self) -> str:
        """As it stands on a poster."""
        return f"{settings.SITE_URL}/k/{self.word}/"

    @property
    def leads_out(self) -> bool:
        return self.target.startswith("https://")

    # --- Verbs --------------------------------------------------------------------------------------------------------
    def count_look(self) -> None:
        """One more today, in one statement: of two at the same moment none is lost."""
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [self.pk, timezone.localdate()])

    @transaction.atomic
    def point_to(self, *, by: User, target: str, reason: str) -> None:
        was = self.target
        rows = ShortLink.objects.working().filter(pk=self.pk, target=was).exclude(target=target)
        if not rows.update(target=target, checked_at=None, trouble=""):
            raise Refused(_("Dit adres leidt daar al heen, of het is ingetrokken."))
        record(self.subject, "shortlink_pointed", by=by, reason=reason, was=was, to=target)

    @transaction.atomic
    def withdraw(self, *, by: User, reason: str, instead: str = "") -> None:
        rows = ShortLink.objects.working().filter(pk=self.pk)
        if not rows.update(withdrawn_at=Now(), reason=reason, instead=instead, trouble=""):
            raise Refused(_("Dit adres is al ingetrokken."))
        record(self.subject, "shortlink_withdrawn", by=by, reason=reason)

    @transaction.atomic
    def put_back(self, *, by: User) -> None:
        rows = ShortLink.objects.filter(pk=self.pk, withdrawn_at__isnull=False)
        if not rows.update(withdrawn_at=None, reason="", instead=""):
            raise Refused(_("Dit adres werkt al."))
        record(self.subject, "shortlink_put_back", by=by)

    def was_checked(self, trouble: str) -> None:
        """Unless it leads elsewhere by now."""
        ShortLink.objects.filter(pk=self.pk, target=self.target).update(checked_at=Now(), trouble=trouble)


class ShortLinkDay(models.Model):
    """How often an address was followed on a day, by the clock of Amsterdam."""

    link = models.ForeignKey(ShortLink, models.PROTECT, related_name="days")
    day = models.DateField(_("dag"))
    looks = models.PositiveIntegerField(_("keer gevolgd"))

    class Meta:
        verbose_name = _("dag van een kort adres")
        verbose_name_plural = _("dagen van korte adressen")
        constraints = [
            models.UniqueConstraint(fields=["link", "day"], name="shortlinkday_once"),
            models.CheckConstraint(condition=Q(looks__gte=1), name="shortlinkday_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d-%m-%Y}: {self.looks}"


@transaction.atomic
def shorten(*, by: User | None, word: str, target: str, purpose: str) -> ShortLink:
    link = ShortLink.objects.create(
        word=word, target=target, purpose=purpose, subject=Subject.objects.create(kind="shortlink")
    )
    record(link.subject, "shortlink_made", by=by, to=target)
    return link
