"""What it adds up to, counted by the worker, read by a passer-by and printed on one sheet for a councillor."""

import re
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import expect

from coalitie.lib.dates import day
from tests.browser.conftest import Visit
from tests.browser.street import Neighbour
from tests.factories import buurt, make_activity, make_initiative, make_participation, make_platform

Job = Callable[..., None]
A4 = re.compile(rb"/MediaBox \[0 0 59[0-9](?:\.\d+)? 84[0-9](?:\.\d+)?\]")


def test_the_value_sheet_is_read_and_printed_on_one_page(visit: Visit, job: Job) -> None:
    platform = make_platform("Het Lange Tafel Verbond", areas=[buurt("AA01")])
    initiative = make_initiative(platform, area=buurt("AA01"))
    for _ in range(6):
        make_participation(initiative)
    make_activity(platform, days=-1, area=buurt("AA01"))
    job("count_figures", "--now")  # of the others in this world too, whom the clock counted earlier
    job("recount_figures")
    passer = Neighbour(visit(javascript=False))
    passer.visits(f"{platform.get_absolute_url()}over/")
    passer.main.locator(f'a[href="{platform.get_absolute_url()}wat-het-oplevert/"]').first.click()
    each_figure_says_how_it_was_counted(passer)
    passer.follows("Op één blad, om af te drukken")
    it_fits_on_one_page(passer, platform.name)
    passer.visits("/wat-het-oplevert/blad/")
    it_fits_on_one_page(passer, "Alle buurtplatforms")


def each_figure_says_how_it_was_counted(passer: Neighbour) -> None:
    row = passer.main.locator(".sheet-rows > div").filter(has_text="mensen deden mee").first
    expect(row.get_by_role("definition")).to_have_text("6")
    rule = row.locator("details p")
    expect(rule).to_be_hidden()
    row.locator("summary").click()
    expect(rule).to_be_visible()


def it_fits_on_one_page(passer: Neighbour, name: str) -> None:
    """On paper the name, the figures and where to find more stand; the site around it does not."""
    page = passer.page
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    passer.reads(
        "mensen deden mee",
        f"Geteld op {day(timezone.localdate())}.",
        "Cijfers over minder dan vijf mensen staan er niet.",
    )
    expect(page.get_by_text("Druk dit blad af")).to_be_hidden()
    expect(page.get_by_role("navigation").first).to_be_hidden()
    printed = page.pdf(format="A4", print_background=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == 1
    assert A4.search(printed)
    page.emulate_media(media="screen")
