"""Vind jouw buurt in a real browser: by keyboard, without JavaScript, and with a thumb."""

from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Visit


def test_suggestions_by_keyboard(page: Page) -> None:
    page.goto("/buurten/")
    field = page.get_by_role("combobox", name="Vind jouw buurt")
    field.focus()
    page.keyboard.type("jorda")
    option = page.get_by_role("option", name="Jordaan Wijk in Centrum")
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(option).to_be_hidden()
    expect(field).to_have_value("jorda")
    page.keyboard.type("a")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/wijken/jordaan/")


def test_a_postcode_is_sent_only_when_its_owner_presses_the_button(page: Page) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.goto("/buurten/")
    page.on("request", note)
    page.get_by_role("combobox", name="Vind jouw buurt").focus()
    page.keyboard.type("1013 AB")
    page.wait_for_timeout(500)  # longer than the script waits before it asks
    assert [url for url in asked if "zoeken" in url or "1013" in url] == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/zoeken/?q=1013*")
    expect(page.get_by_role("heading", name="Buurten bij 1013 AB")).to_be_visible()


def test_without_javascript(visit: Visit) -> None:
    page = visit(javascript=False)
    page.goto("/buurten/")
    page.get_by_label("Vind jouw buurt").fill("Jordaan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/wijken/jordaan/")


def test_a_phone_shows_gebieden_large_enough_for_a_thumb(visit: Visit) -> None:
    page = visit(width=360)
    page.goto("/buurten/")
    expect(page.locator(".dot-map--wide")).to_be_hidden()
    sizes = page.evaluate(
        """() => [...document.querySelectorAll(".dot-map--narrow a")].map(link => {
            const svg = link.ownerSVGElement, ground = link.querySelector(".dot-group"), box = ground.getBBox();
            const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            const broad = Number(ground.getAttribute("stroke-width"));
            return Math.min(box.width + broad, box.height + broad) * scale;
        })"""
    )
    assert len(sizes) == 26
    assert min(sizes) >= 24
    page.goto("/gebieden/sloterdijk-nieuw-west/")
    radius = page.locator(".dot-map--local circle").first.bounding_box()
    assert radius is not None
    assert radius["width"] >= 24
