"""A sheet as a picture of 1200 by 630, as sites show it that one shares an address with."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from io import BytesIO

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, EDGE = 1200, 630, 72
PAPER, INK, SOFT = "#faf6ee", "#2a1626", "#563e50"
DOTS = ("#b3402a", "#dd5287", "#19699f", "#e67f1d", "#3d8540")  # the five values
TITLES, TEXT = "bricolage-latin", "atkinson-latin"


@dataclass(frozen=True)
class Drawn:
    png: bytes
    mark: str


@lru_cache(maxsize=64)
def draw(name: str, heading: str, told: tuple[tuple[str, str], ...]) -> Drawn:
    """``told`` is up to four times a number and what it counts. Kept for the words it was drawn from."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(sheet)
    for at, colour in enumerate(DOTS):
        pen.circle((EDGE + 16 + at * 42, EDGE + 10), 16, fill=colour)
    pen.text((EDGE, 128), heading, font=font(TEXT, 34), fill=SOFT)
    pen.text((EDGE, 172), name, font=fitting(name, WIDTH - 2 * EDGE), fill=INK)
    column = (WIDTH - 2 * EDGE) // 2
    for at, (number, title) in enumerate(told):
        left, top = EDGE + at % 2 * column, 305 + at // 2 * 145
        pen.text((left, top), number, font=fitting(number, column - 30, 76), fill=INK)
        pen.text((left, top + 88), title, font=font(TEXT, 30), fill=SOFT)
    out = BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return Drawn(out.getvalue(), blake2b(out.getvalue(), digest_size=12).hexdigest())


def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(settings.BASE_DIR / f"static/fonts/{name}.woff2", size)


def fitting(words: str, width: int, size: int = 84) -> ImageFont.FreeTypeFont:
    """The largest size in which these words stay on their line."""
    found = font(TITLES, size)
    while size > 30 and found.getlength(words) > width:
        size -= 4
        found = font(TITLES, size)
    return found
