"""Reading the outbox as somebody reads a mailbox."""

import re

from coalitie.activity.models import Mail


def last_mail(to: str) -> Mail:
    return Mail.objects.filter(to=to).latest("pk")


def last_code(to: str) -> str:
    match = re.search(r"\b(\d{4} \d{4})\b", last_mail(to).text)
    assert match, "There is no code in this mail"
    return match[1]


def last_link(to: str) -> str:
    match = re.search(r"http://127\.0\.0\.1:8000(/aanmelden/verder/\S+)", last_mail(to).text)
    assert match, "There is no link in this mail"
    return match[1]
