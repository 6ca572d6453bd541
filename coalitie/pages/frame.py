"""Menus, motto and the parts of the first page, as every page reads them.

A page asks the database for nothing here: each process keeps the frame, and looks every ``FRAME_SECONDS`` with one
tiny query whether its version is still that of the database. The version changes in the transaction that changes the
frame, so nobody ever sees a half; after it, every page everywhere is right within these seconds. That was chosen over
one query for each page, which costs more than all that ``{% prepared %}`` saves.
"""

import time
from dataclasses import dataclass

from django.conf import settings

from coalitie.pages.models import Frame, HomePart, MenuItem, Part


@dataclass(frozen=True, eq=False)
class Around:
    """Compared by identity: what ``{% prepared %}`` made of it is made anew when there is another."""

    version: int
    motto: Frame
    items: dict[str, list[MenuItem]]
    parts: list[HomePart]

    @property
    def head(self) -> list[MenuItem]:
        return self.items.get("head", [])

    @property
    def more(self) -> list[MenuItem]:
        return self.items.get("more", [])

    @property
    def coalition(self) -> list[MenuItem]:
        return self.items.get("coalition", [])

    @property
    def about(self) -> list[MenuItem]:
        return self.items.get("about", [])

    @property
    def rights(self) -> list[MenuItem]:
        return self.items.get("rights", [])


class Kept:
    frame: Around | None = None
    looked_at = 0.0


def around() -> Around:
    now = time.monotonic()
    if Kept.frame is None or now - Kept.looked_at > settings.FRAME_SECONDS:
        version = Frame.objects.filter(pk=1).values_list("version", flat=True).first() or 0
        if Kept.frame is None or Kept.frame.version != version:
            Kept.frame = read(version)
        Kept.looked_at = now
    return Kept.frame


def read(version: int) -> Around:
    """An empty database has the frame that the site starts with less its menus: a page without them still works."""
    items: dict[str, list[MenuItem]] = {}
    for item in MenuItem.objects.all():
        items.setdefault(item.place, []).append(item)
    parts = list(HomePart.objects.all()) or [HomePart(name=part, title=str(part.label)) for part in Part]
    return Around(version, Frame.objects.first() or Frame(), items, [part for part in parts if part.is_shown])


def forget() -> None:
    """The next page looks at once, in this process."""
    Kept.looked_at = float("-inf")
