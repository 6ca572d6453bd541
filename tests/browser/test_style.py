"""The page on which design is discussed: every component holds up for everyone, on every screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Visit

PAGES = ["/stijl/", "/", "/bestaat-niet/"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(visit: Visit, address: str, dark: bool) -> None:
    page = visit(dark=dark)
    page.goto(address)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("address", PAGES)
def test_nothing_sticks_out(visit: Visit, address: str, width: int) -> None:
    page = visit(width=width)
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_to_press_is_large_enough_for_a_thumb(visit: Visit) -> None:
    page = visit(width=360)
    page.goto("/stijl/")
    small = page.locator("main :is(button, .button, select, .pager a, .tabs a, .filter)").evaluate_all(
        "all => all.filter(e => e.getBoundingClientRect().height < 40).map(e => e.outerHTML.slice(0, 80))"
    )
    assert small == []


def test_the_summary_of_errors_takes_the_focus_and_leads_to_the_field(visit: Visit) -> None:
    page = visit(javascript=False)
    page.goto("/stijl/")
    summary = page.locator(".error-summary")
    assert summary.evaluate("e => e === document.activeElement")
    summary.get_by_role("link", name="Hoe doe je mee?").or_(summary.get_by_role("link").first).first.click()
    assert page.evaluate("location.hash").startswith("#id_fout-")


def test_the_menu_opens_without_script_on_a_phone(visit: Visit) -> None:
    page = visit(javascript=False, width=360)
    page.goto("/stijl/")
    page.locator(".menu > summary").click()
    page.locator(".menu").get_by_role("link", name="Initiatieven").click()
    page.wait_for_url("**/initiatieven/")


def test_the_skip_link_comes_first_and_works(visit: Visit) -> None:
    page = visit()
    page.goto("/buurten/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"
