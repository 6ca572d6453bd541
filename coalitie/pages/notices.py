"""Who hears what of a page by mail."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Now

from coalitie.activity.notices import notify_all
from coalitie.lib.mail import absolute
from coalitie.lib.mail import said as _
from coalitie.pages.models import Page
from coalitie.people.models import User


def ask_to_check() -> int:
    """Ask of each page whose day has come whether it is still right, once; how many were asked."""
    asked = 0
    for number in list(Page.objects.to_check().filter(check_asked_at=None).values_list("pk", flat=True)):
        with transaction.atomic():
            rows = Page.objects.to_check().filter(pk=number, check_asked_at=None)
            if rows.update(check_asked_at=Now()):
                page = Page.objects.get(pk=number)
                words = {"title": page.title, "desk": absolute("admin:pages_page_change", page.pk)}
                reason = _("je in het coalitieteam aan deze pagina werkte")
                notify_all(keepers(page), "page_check", words, reason=reason, about=page.subject)
                asked += 1
    return asked


def ask_to_read(page: Page, *, by: User) -> None:
    """Everybody who may publish it, except who wrote it."""
    words = {"title": page.title, "desk": absolute("admin:pages_page_change", page.pk)}
    reason = _("je in het coalitieteam pagina’s publiceert")
    others = User.objects.team().exclude(pk=by.pk)
    notify_all(others, "page_review", words, reason=reason, about=page.subject, named={"who": by})


def keepers(page: Page) -> Iterable[User]:
    """Who in the team wrote it last; all of the team when that was nobody who is still there."""
    team = User.objects.team()
    last = page.versions.filter(by__in=team).order_by("-at").values_list("by", flat=True).first()
    return team if last is None else team.filter(pk=last)
