from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.people.personal import Mine


class MailQuerySet(models.QuerySet["Mail"]):
    def waiting(self) -> Self:
        return self.filter(sent_at=None, given_up_at=None)

    def due(self) -> Self:
        return self.waiting().filter(next_try_at__lte=timezone.now()).order_by("bulk", "next_try_at", "pk")


class Mail(models.Model):
    """One mail to one person: written with what it tells, sent on by the worker."""

    to = models.TextField(_("aan"))
    from_email = models.TextField(_("van"))
    subject = models.TextField(_("onderwerp"))
    text = models.TextField(_("tekst"))
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    # The numbers of the accounts, other than that of who gets it, whose name or words stand in it.
    holds = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    # Stays the same over all tries, so a mail server or reader can drop the one mail a killed worker sends twice.
    message_id = models.CharField(max_length=200, unique=True)
    # Goes after everything else that is due: a code to sign in with does not wait behind the digests of a city.
    bulk = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("geschreven"), default=timezone.now)
    next_try_at = models.DateTimeField(_("volgende poging"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("pogingen"), default=0)
    sent_at = models.DateTimeField(_("verstuurd"), null=True)
    given_up_at = models.DateTimeField(_("opgegeven"), null=True)
    last_error = models.TextField(_("laatste fout"), blank=True)

    objects = MailQuerySet.as_manager()

    personal = {
        "to": Mine("Mails aan jou", ("subject", "created_at", "sent_at"), "delete"),
        # What left holds nothing any more.
        "holds": Mine("Mails aan anderen met jouw naam of woorden, die nog niet weg zijn", erase="delete"),
    }

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            models.Index(
                fields=["bulk", "next_try_at"],
                name="mail_due",
                condition=models.Q(sent_at=None, given_up_at=None),
            ),
            models.Index(fields=["to"], name="mail_to"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(given_up_at=None),
                name="mail_sent_or_given_up",
            )
        ]

    def __str__(self) -> str:
        return f"Mail {self.pk} aan {self.to}"

    def try_again(self) -> bool:
        """Put a mail that was given up in line once more."""
        given_up = Mail.objects.filter(pk=self.pk, given_up_at__isnull=False)
        return given_up.update(given_up_at=None, tries=0, next_try_at=timezone.now()) == 1
