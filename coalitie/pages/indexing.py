"""What the worker does for the library: reads the words out of papers, and sees whether short addresses still work."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.db.models import F, Q
from django.utils import timezone

from coalitie.lib.reach import trouble_with
from coalitie.lib.reading import BROKEN, Words, words_in
from coalitie.pages.models import Document, ShortLink
from coalitie.pages.models.document import MOST_TEXT

A_WEEK = timedelta(weeks=1)
MOST_CHECKED = 3  # an hour: mail waits meanwhile


def read_next() -> bool:
    """The next paper that nobody read yet; False when there is none. Two readers may do one twice, and agree."""
    document = Document.objects.to_read().order_by("pk").first()
    if document is None:
        return False
    read(document)
    return True


def read(document: Document) -> None:
    found = words_of(document)
    document.was_read(text=found.text, page_count=found.pages, unread=found.unread)


def words_of(document: Document) -> Words:
    try:
        with default_storage.open(document.file) as file:
            content = file.read()
    except OSError:
        return Words(unread=BROKEN)
    return words_in(content, document.ending, most=MOST_TEXT)


# --- Short addresses --------------------------------------------------------------------------------------------------
def check(link: ShortLink) -> None:
    """Whether what it leads to still answers."""
    link.was_checked(trouble_with(link.target) or "")


def check_some() -> int:
    """Those that nobody looked at for a week, some at a time: each may take seconds."""
    rows = ShortLink.objects.leading_out().filter(Q(checked_at=None) | Q(checked_at__lt=timezone.now() - A_WEEK))
    links = list(rows.order_by(F("checked_at").asc(nulls_first=True))[:MOST_CHECKED])
    for link in links:
        check(link)
    return len(links)
