"""What is printed: a letter with a stemcode, and a ballot of paper. One A4 for each code, nothing of it kept.

The QR code of a letter holds the address of the voting page with the code behind a ``#``: a browser keeps that part to
itself, so it stands in no log of a server. Without JavaScript the page opens all the same and the code is typed.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import segno
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from fpdf import FPDF

from budgets import in_words
from budgets.actions.codes import grouped
from budgets.models import BallotForm, Request, Round
from coalitie.lib.dates import moment
from coalitie.lib.money import euros
from platforms.models import Platform

# It tells of every table of a font that it packs.
logging.getLogger("fontTools").setLevel(logging.WARNING)

FONTS = settings.BASE_DIR / "static" / "fonts"
TEXT, TITLE = "atkinson", "bricolage"
INK, SOFT = (42, 22, 38), (86, 62, 80)
# Millimetres on A4; the address stands where a window envelope shows it.
LEFT, RIGHT, WIDTH = 20, 190, 170
ADDRESS_AT = 52
QR = 42
BOX = 5


@dataclass(frozen=True)
class Sheet:
    """A paper ballot: its code, and the word on the strip that its voter keeps."""

    code: str
    receipt: str


class Paper(FPDF):
    def __init__(self) -> None:
        super().__init__(format="A4")
        self.set_margins(LEFT, 18, 210 - RIGHT)
        self.set_auto_page_break(False)
        for weight, wght in (("", 400.0), ("B", 700.0)):
            self.add_font(TEXT, weight, FONTS / "atkinson-latin.woff2", variations={"wght": wght})
        self.add_font(TITLE, "B", FONTS / "bricolage-latin.woff2", variations={"wght": 720.0})
        self.set_lang("nl")
        self.set_creator("")

    def say(self, text: str, *, size: float = 11, bold: bool = False, width: float = WIDTH, gap: float = 2) -> None:
        """A paragraph, and a little white below it."""
        self.set_font(TEXT, "B" if bold else "", size)
        self.multi_cell(width, size * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(gap)

    def say_on_one_line(self, text: str, *, size: float, width: float) -> None:
        """An address is typed over: smaller rather than broken."""
        self.set_font(TEXT, "B", size)
        while self.get_string_width(text) > width - 2 and size > 6:
            size -= 0.5
            self.set_font_size(size)
        self.cell(width, 5.5, text, new_x="LMARGIN", new_y="NEXT")

    def heading(self, text: str, *, size: float = 18, width: float = WIDTH) -> None:
        self.set_font(TITLE, "B", size)
        self.multi_cell(width, size * 0.42, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(2.5)

    def write_to(self, to: Path) -> None:
        self.output(str(to))
        for font in self.fonts.values():
            font.ttfont.close()  # type: ignore[union-attr]

    def mark(self, x: float, y: float) -> None:
        """The five dots of the coalition, in one ink."""
        self.set_fill_color(*INK)
        for dx, dy in ((3.2, 0), (0, 2.8), (6.4, 2.8), (1.4, 6.4), (5.2, 6.4)):
            self.circle(x + dx + 1.4, y + dy + 1.4, 1.4, style="F")

    def qr(self, address: str, x: float, y: float, size: float = QR) -> None:
        """As squares in the page itself: sharp on every printer, and small."""
        rows = list(segno.make(address, error="m", micro=False).matrix)
        step = size / len(rows)
        self.set_fill_color(0, 0, 0)
        for down, row in enumerate(rows):
            start = None
            for across, dark in enumerate([*row, 0]):
                if dark and start is None:
                    start = across
                elif not dark and start is not None:
                    self.rect(x + start * step, y + down * step, (across - start) * step, step * 1.02, style="F")
                    start = None


# --- Letters ----------------------------------------------------------------------------------------------------------
def letters(round_: Round, codes: Iterable[str], to: Path) -> None:
    """A letter for each code, in one PDF."""
    paper = new_paper(_("Stemcodes voor %(round)s") % {"round": round_.title})
    platforms = list(round_.platforms.all())
    plans = round_.requests.filter(list_number__isnull=False).count()
    for code in codes:
        letter(paper, round_, platforms, plans, code)
    paper.write_to(to)


def letter(paper: Paper, round_: Round, platforms: Sequence[Platform], plans: int, code: str) -> None:
    page = f"{settings.SITE_URL}{round_.get_absolute_url()}stemmen/"
    paper.add_page()
    paper.set_text_color(*INK)
    paper.mark(LEFT, 18)
    paper.set_xy(LEFT + 13, 18)
    paper.set_font(TITLE, "B", 12)
    paper.multi_cell(110, 5, ", ".join(platform.name for platform in platforms), align="L")
    paper.set_xy(LEFT, ADDRESS_AT)
    paper.say(_("Aan de bewoners van dit adres"), size=12, bold=True, width=90)

    paper.set_y(88)
    paper.heading(_("Stem mee over %(amount)s voor de buurt") % {"amount": euros(round_.amount)}, size=22)
    asked = ngettext("Er staat %(number)d plan op de lijst.", "Er staan %(number)d plannen op de lijst.", plans)
    paper.say(
        _(
            "In ‘%(round)s’ beslissen bewoners zelf waar dit geld heen gaat. %(asked)s "
            "Bewoners hebben ze bedacht en trekken ze ook zelf."
        )
        % {"round": round_.title, "asked": asked % {"number": plans}}
    )
    words = _("Stemmen kan van %(begin)s tot %(end)s.")
    paper.say(words % {"begin": moment(round_.voting_at), "end": moment(round_.counting_at)}, bold=True, gap=5)

    top = paper.get_y()
    paper.set_draw_color(*INK)
    paper.set_line_width(0.7)
    paper.rect(LEFT, top, WIDTH, 56, round_corners=True, corner_radius=4)
    paper.qr(f"{page}#{code}", RIGHT - QR - 7, top + 7)
    paper.set_xy(LEFT + 7, top + 7)
    paper.set_left_margin(LEFT + 7)
    paper.say(_("Je stemcode"), size=11, gap=1)
    paper.set_font(TEXT, "B", 25)
    paper.cell(100, 12, grouped(code), new_x="LMARGIN", new_y="NEXT")
    paper.ln(2)
    paper.say(_("Scan het vierkant met je telefoon, of ga naar"), size=10.5, width=108, gap=0)
    paper.say_on_one_line(page.split("://", 1)[-1], size=10.5, width=108)
    paper.say(_("en typ de code over."), size=10.5, width=108)
    paper.set_left_margin(LEFT)
    paper.set_xy(LEFT, top + 63)

    for line in in_words.ballot_words(round_):
        paper.say(line, gap=1)
    paper.ln(2)
    paper.say(_("Goed om te weten"), bold=True, gap=1)
    paper.say(
        _(
            "Deze code is voor één stem. Je kunt opnieuw stemmen tot de stembus dichtgaat; de laatste stem telt. "
            "Je stem is geheim: op de site lees je hoe dat werkt, en wat het niet kan."
        )
    )
    paper.say(_("Liever op papier, of een vraag?"), bold=True, gap=1)
    for platform in platforms:
        paper.say(in_touch(platform, paper="paper" in round_.voters), gap=1)
    foot(paper, _("Van bewoners, voor bewoners. Gooi deze brief niet weg voor de uitslag er is."))


def in_touch(platform: Platform, *, paper: bool) -> str:
    """Where to walk in, call or mail, as far as the platform says so."""
    said = [platform.name + ":"]
    if platform.contact_place:
        hours = f" ({platform.contact_hours})" if platform.contact_hours else ""
        words = _("een papieren stembiljet haal je bij %(place)s%(hours)s.") if paper else _("%(place)s%(hours)s.")
        said.append(words % {"place": platform.contact_place, "hours": hours})
    ways = [way for way in (platform.contact_phone, platform.contact_email) if way]
    said.append(" · ".join(ways) or (settings.CONTACT_EMAIL if not platform.contact_place else ""))
    return " ".join(each for each in said if each)


def foot(paper: Paper, text: str) -> None:
    paper.set_text_color(*SOFT)
    paper.set_xy(LEFT, 280)
    paper.say(text, size=9)
    paper.set_text_color(*INK)


# --- Paper ballots ----------------------------------------------------------------------------------------------------
def ballots(round_: Round, sheets: Iterable[Sheet], to: Path) -> None:
    """A paper ballot for each sheet, with a strip to tear off."""
    paper = new_paper(_("Papieren stembiljetten voor %(round)s") % {"round": round_.title})
    plans = list(round_.requests.filter(list_number__isnull=False).order_by("list_number"))
    for sheet in sheets:
        ballot(paper, round_, plans, sheet)
    paper.write_to(to)


def ballot(paper: Paper, round_: Round, plans: Sequence[Request], sheet: Sheet) -> None:
    paper.add_page()
    paper.set_text_color(*INK)
    paper.mark(LEFT, 16)
    paper.set_xy(LEFT + 13, 16)
    paper.set_font(TITLE, "B", 16)
    paper.multi_cell(WIDTH - 13, 7, _("Stembiljet: %(round)s") % {"round": round_.title}, align="L")
    paper.set_xy(LEFT, 32)
    for line in in_words.ballot_words(round_):
        paper.say(line, size=10, gap=0.5)
    paper.say(
        _("Lever het in voor %(end)s, op de plek waar je het haalde.") % {"end": moment(round_.counting_at)}, size=10
    )
    points = round_.ballot_form == BallotForm.POINTS
    helps = round_.with_help and not points
    top, strip = paper.get_y() + 1, 252
    paper.set_font(TEXT, "", 8.5)
    if helps:
        paper.set_xy(RIGHT - 30, top - 3)
        paper.cell(30, 4, _("ik help mee"), align="R")
    step = min(9.0, (strip - 6 - top) / max(len(plans), 1))
    for place, plan in enumerate(plans):
        row(paper, plan, top + 2 + place * step, step, points=points, helps=helps)
    paper.set_draw_color(*SOFT)
    paper.set_line_width(0.3)
    paper.set_dash_pattern(dash=2, gap=2)
    paper.line(10, strip, 200, strip)
    paper.set_dash_pattern()
    paper.set_xy(LEFT, strip - 5)
    paper.set_font(TEXT, "B", 10)
    paper.cell(WIDTH, 4, _("Code van dit biljet: %(code)s") % {"code": grouped(sheet.code)}, align="R")
    paper.set_xy(LEFT, strip + 5)
    paper.say(_("Scheur dit strookje af en bewaar het"), bold=True, gap=1)
    paper.heading(sheet.receipt, size=18)
    paper.say(
        _("Met dit woord vind je na sluiting je stem terug op %(page)s")
        % {"page": f"{settings.SITE_URL}{round_.get_absolute_url()}stembus/".split("://", 1)[-1]},
        size=9.5,
    )


def row(paper: Paper, plan: Request, y: float, step: float, *, points: bool, helps: bool) -> None:
    size = min(BOX, step * 0.75)
    paper.set_draw_color(*INK)
    paper.set_line_width(0.4)
    paper.rect(LEFT, y, size * (1.8 if points else 1), size)
    if helps:
        paper.rect(RIGHT - size, y, size, size)
    paper.set_font(TEXT, "B", min(10.5, step * 1.5))
    paper.set_xy(LEFT + 11, y)
    paper.cell(112, size, shortened(paper, f"{plan.list_number}. {plan.title}", 112))
    paper.set_font(TEXT, "", min(10.5, step * 1.5))
    paper.cell(26 if helps else 47, size, euros(plan.fixed_total), align="R")


def shortened(paper: Paper, text: str, width: float) -> str:
    while paper.get_string_width(text) > width - 2 and len(text) > 4:
        text = text[:-2].rstrip() + "…"
    return text


def new_paper(title: str) -> Paper:
    paper = Paper()
    paper.set_title(title)
    return paper
