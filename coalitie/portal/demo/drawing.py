"""Pictures of the demo, drawn here: simple shapes on a small sheet of which every point becomes a dot. No photos of
people, as nobody in the demo exists.
"""

from collections.abc import Callable
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageColor, ImageDraw

WIDE, HIGH = 60, 40
DOT = 20
PAPER, INK, STONE, SUN = "#faf6ee", "#2f1a2b", "#d8cdbd", "#f5c518"
BRICK, ROSE, CANAL, ORANGE, LEAF = "#b5432e", "#d0628c", "#3d76b8", "#e58428", "#5b9245"
SKY, WOOD, DARK_LEAF, WATER = "#d5e4f2", "#a9784a", "#3f7038", "#8fb6dd"

Brush = ImageDraw.ImageDraw


def draw(name: str) -> SimpleUploadedFile:
    """The drawing of this name as a file such as somebody would send."""
    sheet = Image.new("RGB", (WIDE, HIGH), PAPER)
    DRAWINGS[name](ImageDraw.Draw(sheet))
    out = BytesIO()
    dotted(sheet).save(out, "PNG", compress_level=1)
    return SimpleUploadedFile(f"{name}.png", out.getvalue(), "image/png")


def dotted(sheet: Image.Image) -> Image.Image:
    big = Image.new("RGB", (sheet.width * DOT, sheet.height * DOT), PAPER)
    mask = Image.new("L", (4 * DOT, 4 * DOT))
    ImageDraw.Draw(mask).ellipse((4, 4, 4 * DOT - 5, 4 * DOT - 5), fill=255)
    mask = mask.resize((DOT, DOT), Image.Resampling.LANCZOS)
    paper = ImageColor.getrgb(PAPER)
    for x in range(sheet.width):
        for y in range(sheet.height):
            colour = sheet.getpixel((x, y))
            if colour != paper:
                big.paste(colour, (x * DOT, y * DOT), mask)  # type: ignore[arg-type]
    return big


# --- Pieces -----------------------------------------------------------------------------------------------------------
def ground(d: Brush, colour: str = STONE, top: int = 31) -> None:
    d.rectangle((0, top, WIDE, HIGH), fill=colour)


def sun(d: Brush, x: int = 49, y: int = 8) -> None:
    d.ellipse((x - 5, y - 5, x + 5, y + 5), fill=SUN)


def tree(d: Brush, x: int, foot: int = 31, crown: str = LEAF) -> None:
    d.rectangle((x - 1, foot - 10, x + 1, foot), fill=WOOD)
    d.ellipse((x - 8, foot - 24, x + 8, foot - 8), fill=crown)


def house(d: Brush, x: int, wide: int, top: int, colour: str, foot: int = 31) -> None:
    d.rectangle((x, top, x + wide - 1, foot), fill=colour)
    d.polygon([(x, top), (x + wide // 2, top - 5), (x + wide - 1, top)], fill=colour)
    for row in range(top + 2, foot - 6, 6):
        for column in range(x + 2, x + wide - 3, 4):
            d.rectangle((column, row, column + 1, row + 2), fill=PAPER)
    d.rectangle((x + wide // 2 - 1, foot - 5, x + wide // 2 + 1, foot), fill=INK)


def bench(d: Brush, x: int, foot: int, colour: str = ORANGE) -> None:
    d.rectangle((x, foot - 9, x + 19, foot - 7), fill=colour)
    d.rectangle((x, foot - 5, x + 19, foot - 4), fill=colour)
    for leg in (x + 2, x + 16):
        d.rectangle((leg, foot - 3, leg + 1, foot), fill=INK)


def flower(d: Brush, x: int, y: int, colour: str) -> None:
    d.line((x, y, x, y + 6), fill=DARK_LEAF)
    d.rectangle((x - 1, y - 1, x + 1, y + 1), fill=colour)
    d.point((x, y), fill=SUN)


# --- Drawings ---------------------------------------------------------------------------------------------------------
def a_bench(d: Brush) -> None:
    ground(d)
    sun(d)
    tree(d, 13)
    bench(d, 27, 33)


def turning_bench(d: Brush) -> None:
    ground(d)
    sun(d, 10, 9)
    house(d, 40, 17, 12, BRICK)
    d.ellipse((9, 32, 35, 38), fill=INK)
    d.ellipse((11, 32, 33, 36), fill=WOOD)
    bench(d, 12, 34)


def front_gardens(d: Brush) -> None:
    house(d, 2, 18, 10, BRICK)
    house(d, 21, 18, 7, ROSE)
    house(d, 40, 18, 11, ORANGE)
    ground(d, STONE, 32)
    d.rectangle((2, 29, 57, 32), fill=DARK_LEAF)
    for number, x in enumerate(range(4, 58, 5)):
        flower(d, x, 24 + number % 2, (ROSE, SUN, CANAL)[number % 3])


def lifted_tiles(d: Brush) -> None:
    ground(d, STONE, 14)
    for x in range(0, WIDE, 10):
        d.line((x, 14, x, HIGH), fill=PAPER)
    for y in range(14, HIGH, 7):
        d.line((0, y, WIDE, y), fill=PAPER)
    d.rectangle((0, 14, WIDE, 20), fill=WOOD)
    for number, x in enumerate(range(3, WIDE, 6)):
        d.line((x, 8, x, 15), fill=DARK_LEAF)
        d.ellipse((x - 2, 5, x + 2, 9), fill=(LEAF, ROSE, LEAF, SUN)[number % 4])
    d.polygon([(38, 24), (50, 22), (52, 32), (40, 34)], fill=BRICK)


def soup(d: Brush) -> None:
    ground(d, WOOD, 30)
    d.ellipse((16, 14, 44, 20), fill=ORANGE)
    d.rectangle((16, 17, 44, 31), fill=CANAL)
    d.ellipse((16, 27, 44, 34), fill=CANAL)
    d.ellipse((18, 15, 42, 19), fill=ORANGE)
    d.rectangle((11, 20, 15, 22), fill=CANAL)
    d.rectangle((45, 20, 49, 22), fill=CANAL)
    for x in (23, 30, 37):
        d.line([(x, 11), (x + 1, 8), (x - 1, 5), (x, 2)], fill=STONE)


def long_table(d: Brush) -> None:
    sun(d, 51, 7)
    ground(d, LEAF, 30)
    d.rectangle((4, 22, 55, 25), fill=WOOD)
    for x in (7, 51):
        d.rectangle((x, 26, x + 1, 34), fill=WOOD)
    for number, x in enumerate(range(7, 54, 8)):
        d.ellipse((x, 19, x + 5, 22), fill=(PAPER, ROSE, CANAL, ORANGE, SUN, BRICK)[number % 6])
        d.rectangle((x + 1, 30, x + 4, 31), fill=BRICK)
        d.rectangle((x + 2, 32, x + 3, 36), fill=INK)
    d.line([(2, 6), (15, 11), (30, 12), (45, 11)], fill=INK)
    for number, x in enumerate(range(5, 44, 6)):
        d.polygon([(x, 10), (x + 3, 10), (x + 1, 14)], fill=(ROSE, SUN, CANAL, LEAF)[number % 4])


def books(d: Brush) -> None:
    ground(d, STONE, 33)
    d.rectangle((8, 5, 51, 33), fill=WOOD)
    colours = (BRICK, CANAL, SUN, LEAF, ROSE, ORANGE)
    for shelf in (7, 16, 25):
        d.rectangle((10, shelf, 49, shelf + 6), fill=PAPER)
        for number, x in enumerate(range(10, 48, 3)):
            d.rectangle(
                (x, shelf + (number * 5 + shelf) % 3, x + 1, shelf + 6), fill=colours[(number + shelf) % len(colours)]
            )


def music(d: Brush) -> None:
    ground(d, BRICK, 33)
    for x, y, colour in ((9, 22, ROSE), (25, 26, CANAL), (41, 20, LEAF)):
        d.ellipse((x, y, x + 6, y + 5), fill=colour)
        d.rectangle((x + 5, y - 14, x + 6, y + 2), fill=colour)
        d.polygon([(x + 6, y - 14), (x + 12, y - 10), (x + 6, y - 9)], fill=colour)


def screen(d: Brush) -> None:
    d.rectangle((0, 0, WIDE, HIGH), fill=INK)
    d.rectangle((8, 5, 51, 27), fill=PAPER)
    d.ellipse((24, 9, 36, 21), fill=SUN)
    d.rectangle((9, 21, 50, 26), fill=CANAL)
    for number, x in enumerate(range(4, 58, 7)):
        d.ellipse((x, 32 + number % 2, x + 4, 36 + number % 2), fill=(ROSE, ORANGE, LEAF)[number % 3])


def workshop(d: Brush) -> None:
    ground(d, WOOD, 29)
    d.ellipse((5, 15, 21, 31), outline=INK, width=2)
    d.ellipse((37, 15, 53, 31), outline=INK, width=2)
    d.line([(13, 23), (22, 12), (40, 12), (45, 23)], fill=BRICK, width=2)
    d.line([(22, 12), (29, 23), (40, 12)], fill=BRICK, width=2)
    d.line([(13, 23), (29, 23)], fill=BRICK, width=2)
    d.rectangle((18, 9, 25, 10), fill=INK)
    d.line([(40, 12), (39, 8), (44, 7)], fill=INK, width=1)


def vegetables(d: Brush) -> None:
    sun(d, 50, 7)
    ground(d, WOOD, 24)
    for row in (26, 33):
        d.line((0, row + 5, WIDE, row + 5), fill=INK)
        for number, x in enumerate(range(3 + row % 4, WIDE, 8)):
            d.ellipse((x, row, x + 5, row + 4), fill=(LEAF, ORANGE, DARK_LEAF, BRICK)[number % 4])
            d.line((x + 2, row - 3, x + 2, row), fill=LEAF)
    d.polygon([(6, 24), (15, 9), (24, 24)], outline=CANAL, fill=SKY)


def bridge(d: Brush) -> None:
    sun(d, 9, 8)
    d.rectangle((0, 27, WIDE, HIGH), fill=WATER)
    d.ellipse((8, 16, 52, 46), fill=BRICK)
    d.ellipse((16, 22, 44, 50), fill=WATER)
    d.rectangle((0, 19, WIDE, 22), fill=BRICK)
    for x in range(3, WIDE, 6):
        d.rectangle((x, 14, x, 18), fill=INK)
    d.line((0, 14, WIDE, 14), fill=INK)
    d.polygon([(24, 33), (37, 33), (34, 37), (27, 37)], fill=ORANGE)


def square(d: Brush) -> None:
    for x, wide, top, colour in ((0, 13, 12, BRICK), (13, 15, 8, CANAL), (28, 14, 13, ORANGE), (42, 18, 9, ROSE)):
        house(d, x, wide, top, colour, 27)
    ground(d, STONE, 28)
    for number, (x, y) in enumerate([(8, 33), (16, 31), (25, 35), (33, 32), (42, 35), (51, 32)]):
        d.ellipse((x, y, x + 3, y + 3), fill=(SUN, LEAF, ROSE, CANAL, ORANGE, BRICK)[number])


def mural(d: Brush) -> None:
    d.rectangle((3, 3, 56, 33), fill=STONE)
    for number, (x, y, size) in enumerate(
        [(7, 8, 16), (20, 15, 12), (30, 6, 18), (44, 16, 11), (14, 22, 9), (36, 22, 9)]
    ):
        d.ellipse((x, y, x + size, y + size), fill=(CANAL, SUN, LEAF, ROSE, ORANGE, BRICK)[number])
    ground(d, INK, 34)
    d.rectangle((24, 20, 34, 34), fill=INK)


def lights(d: Brush) -> None:
    d.rectangle((0, 0, WIDE, HIGH), fill="#3b2a4d")
    ground(d, INK, 33)
    for x in (8, 23, 38, 53):
        d.rectangle((x, 14, x, 33), fill=STONE)
        d.ellipse((x - 3, 9, x + 3, 15), fill=SUN)
        d.ellipse((x - 4, 33, x + 4, 36), fill="#8a7434")


DRAWINGS: dict[str, Callable[[Brush], None]] = {
    "bench": a_bench,
    "turning bench": turning_bench,
    "front gardens": front_gardens,
    "lifted tiles": lifted_tiles,
    "soup": soup,
    "long table": long_table,
    "books": books,
    "music": music,
    "screen": screen,
    "workshop": workshop,
    "vegetables": vegetables,
    "bridge": bridge,
    "square": square,
    "mural": mural,
    "lights": lights,
}
