"""Mail leaves in two steps, so that a dead mail server slows nobody down and loses nothing.

``OutboxBackend`` is Django's default mailer: it writes each mail as a row, in the transaction of what the mail tells.
``send_due`` is called by the worker: it takes due rows one by one under their lock and hands them to the mailer "wire".
A worker killed between handing over and committing repeats at most that one mail, under the same Message-ID.
What a mail said is forgotten when it leaves: words that their writer takes back live on in no table of ours.
"""

import logging
import smtplib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from coalitie.activity.models import Mail
from coalitie.lib.mail import one_line

log = logging.getLogger(__name__)

MOST_TRIES = 20
LONGEST_WAIT = timedelta(hours=6)
KEPT, DIGESTS_KEPT = timedelta(days=30), timedelta(days=3)


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return len(Mail.objects.bulk_create(row for message in email_messages for row in rows_of(message)))


def rows_of(message: EmailMessage) -> Iterator[Mail]:
    """One row for each person, so nobody sees who else got it and each is retried alone."""
    if message.attachments or message.cc or message.bcc:
        raise ValueError("The outbox keeps no attachments and no copies: write one mail to each person.")
    html = "".join(str(part.content) for part in getattr(message, "alternatives", ()) if part.mimetype == "text/html")
    for address in message.to:
        yield Mail(
            to=one_line(address),
            from_email=one_line(message.from_email),
            subject=one_line(str(message.subject)),
            text=str(message.body),
            html=html,
            holds=getattr(message, "holds", []),
            headers={one_line(name): one_line(str(value)) for name, value in message.extra_headers.items()},
            message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "localhost"),
        )


def send_due(limit: int = 100) -> int:
    """Send what is due and answer how many left. A mail server that cannot be reached changes nothing at all."""
    if not Mail.objects.due().exists():
        return 0
    wire = mailers["wire"]
    try:
        wire.open()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("The mail server cannot be reached; mails wait: %s", error)
        return 0
    sent = 0
    try:
        for _ in range(limit):
            outcome = send_next(wire)
            if outcome is None:
                break
            sent += outcome
    finally:
        try:
            wire.close()
        except (OSError, smtplib.SMTPException) as error:
            log.warning("The mail server left without a goodbye: %s", error)
    return sent


def send_next(wire: BaseEmailBackend) -> int | None:
    """1 when a mail left, 0 when it was put back, None when there is nothing to do or the line is dead."""
    with transaction.atomic():
        mail = Mail.objects.due().select_for_update(skip_locked=True, no_key=True).first()
        if mail is None:
            return None
        try:
            wire.send_messages([message_of(mail)])
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, ValueError) as error:
            put_back(mail, error, for_good=is_permanent(error))
            return 0
        except (OSError, smtplib.SMTPException) as error:
            put_back(mail, error, for_good=False)
            return None
        mail.sent_at = timezone.now()
        mail.last_error = ""
        if not settings.DEMO:  # where everybody looks at it on the site itself
            mail.text, mail.html, mail.holds = "", "", []
        mail.save(update_fields=["sent_at", "last_error", "text", "html", "holds"])
        return 1


def message_of(mail: Mail) -> EmailMultiAlternatives:
    headers = {**mail.headers, "Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(mail.subject, mail.text, mail.from_email, [mail.to], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def is_permanent(error: Exception) -> bool:
    """Whether the server said never (5xx) about this mail, or the mail itself cannot be written down."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return True


def put_back(mail: Mail, error: Exception, *, for_good: bool) -> None:
    """Later again: after one minute, two, four, up to six hours. Given up mails stay, for somebody to look at."""
    mail.tries += 1
    mail.last_error = f"{type(error).__name__}: {error}"[:1000]
    mail.next_try_at = timezone.now() + min(timedelta(minutes=2 ** min(mail.tries - 1, 12)), LONGEST_WAIT)
    if for_good or mail.tries >= MOST_TRIES:
        mail.given_up_at = timezone.now()
        log.error("Mail %s is given up: %s", mail.pk, mail.last_error)
    mail.save(update_fields=["tries", "last_error", "next_try_at", "given_up_at"])


def take_back(address: str) -> None:
    """What is not sent yet and leads here goes: it quotes words that are gone. What is being sent now has left."""
    unsent = Mail.objects.filter(sent_at=None, text__contains=address).select_for_update(skip_locked=True)
    Mail.objects.filter(pk__in=list(unsent.values_list("pk", flat=True))).delete()


def forget_old_mail() -> int:
    """What left or was given up a month ago; digests, which are many, sooner. What waits is kept however old it is."""
    old = Mail.objects.filter(sent_at__lt=timezone.now() - KEPT) | Mail.objects.filter(
        given_up_at__lt=timezone.now() - KEPT
    )
    return old.delete()[0] + Mail.objects.filter(bulk=True, sent_at__lt=timezone.now() - DIGESTS_KEPT).delete()[0]
