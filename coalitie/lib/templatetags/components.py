"""What a few components need beyond plain template words."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from math import sin, tau

from django import template
from django.core.paginator import Page
from django.utils.safestring import SafeString, mark_safe

from coalitie.lib.language import split

register = template.Library()

VALUES = ("eigenaarschap", "zorg", "inclusiviteit", "initiatief", "zelforganisatie")
SIZES = (4, 7, 10, 13)
STEP = 16
# First words of an address that the menu knows.
SECTIONS = {
    "buurten": "buurten",
    "wijken": "buurten",
    "gebieden": "buurten",
    "stadsdelen": "buurten",
    "kaart": "buurten",
    "kweekvijver": "platforms",
    **{name: name for name in ("platforms", "initiatieven", "agenda", "buurtbudget", "waarden", "over-ons")},
}


@register.filter
def section(path: str) -> str:
    """Under which item of the menu a page is: "home" for the first page, empty for one that is under none."""
    bare = split(path)[1]
    return "home" if bare == "/" else SECTIONS.get(bare.removeprefix("/").partition("/")[0], "")


@register.filter
def page_numbers(page: Page) -> Iterator[int | str]:
    """The numbers around this page, with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def dots(count: int | None, most: int = 12) -> range:
    """As many turns as there are dots to draw, at most ``most``."""
    return range(min(max(count or 0, 0), most))


@register.filter
def open_dots(wanted: int | None, count: int | None, most: int = 12) -> range:
    """The dots that are still wanted beside ``count`` drawn ones."""
    return range(max(0, min(wanted or 0, most) - len(dots(count, most))))


@register.simple_tag
def money_field(spent: int, total: int) -> SafeString:
    """Money as a field of dots, twenty in a row: the first ``spent`` full, the rest open."""
    total = min(max(total, 0), 200)
    rows = -(-total // 20)
    drawn = "".join(
        f'<circle class="dots__{"on" if index < spent else "off"}" cx="{8 + index % 20 * 16}" '
        f'cy="{8 + index // 20 * 16}" r="{7 if index < spent else 6.2}"/>'
        for index in range(total)
    )
    return mark_safe(f'<svg viewBox="0 0 320 {max(rows, 1) * 16}" aria-hidden="true">{drawn}</svg>')  # noqa: S308 — numbers only


@register.simple_tag
def pattern_paths(seed: object, values: list[str] | None, columns: int, rows: int) -> SafeString:
    return drawn_pattern(str(seed), tuple(values or ()), columns, rows)


@lru_cache(maxsize=2000)
def drawn_pattern(seed: str, values: tuple[str, ...], columns: int, rows: int) -> SafeString:
    """A field of dots that belongs to this seed alone: the same seed, the same picture, on every page and machine.

    Dots of one colour and size are one path of zero-length strokes with round ends, so a picture is about 1 kB.
    """
    digest = blake2b(seed.encode(), digest_size=16).digest()
    phases = [byte / 256 * tau for byte in digest[:6]]
    named = [name for name in VALUES if name in values]
    colours = named or [VALUES[(digest[6] + step * (1 + digest[7] % 2)) % 5] for step in range(3)]
    paths: dict[tuple[str, int], list[str]] = {}
    for row in range(rows):
        for column in range(columns - row % 2):
            x, y = STEP // 2 + column * STEP + row % 2 * STEP // 2, STEP // 2 + row * 14
            swell = sin(column / 3.1 + phases[0] + row / 2.3) + sin(row / 1.7 + phases[1] - column / 4.7)
            drift = sin(column / 5.3 + phases[2]) + sin(row / 2.9 + column / 7.1 + phases[3])
            size = SIZES[min(3, max(0, int(swell + 2))) if (column * 7 + row * 13 + digest[8]) % 9 else 3]
            colour = colours[int((drift + 2) / 4.01 * len(colours))]
            paths.setdefault((colour, size), []).append(f"M{x} {y}h0")
    drawn = "".join(
        f'<path class="dot-fill--{colour}" stroke-width="{size}" d="{"".join(moves)}"/>'
        for (colour, size), moves in sorted(paths.items())
    )
    return mark_safe(drawn)  # noqa: S308 — numbers and our own names only
