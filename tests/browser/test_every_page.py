"""Every kind of page, as a visitor, a resident and people with more to do: axe, the Nu checker and a narrow screen.

Starting at the front door and the own page, all links are followed until each route of the URL conf was seen once.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page, Response

from coalitie.people.models import User
from tests.browser.conftest import Visit
from tests.factories import sign_in, sign_in_to_desk

STARTS = ["/", "/mijn/", "/platforms/", "/initiatieven/", "/initiatieven/?q=bankje", "/zoeken/?q=zzzzzz", "/demo/"]
# Things that end the session or are no pages; what lies behind their buttons is played in the other tests.
NOT_PAGES = {"account_logout", "people:my_data", "platforms:suggestions", "initiatives:similar", "platforms:picture"}
LEAST = {"visitor": 20, "bewoner": 25, "trekker": 30, "coordinator": 30, "team": 30}


@pytest.mark.parametrize("who", list(LEAST))
def test_every_page_holds_up(visit: Visit, nu: Callable[[Sequence[Path]], str], tmp_path: Path, who: str) -> None:
    page = visit()
    if who != "visitor":
        come_in(page, User.objects.get(email=f"{who}@demo.example"))
    saved: dict[str, Path] = {}
    wrong: list[str] = []
    queue = list(STARTS)
    while queue:
        address = queue.pop(0)
        route = route_of(address)
        if route is None or route in saved:
            continue
        try:
            response = page.goto(address)
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            response = None  # a browser keeps it as a file and shows no page
        if response is None or "text/html" not in response.headers.get("content-type", ""):
            saved[route] = tmp_path
            continue
        if response.status == 404 and "/reacties/" in page.url:  # a mail outlives the words that it tells of
            continue
        route = route_of(page.url) or route
        if route in saved:
            continue
        saved[route] = keep(response, tmp_path, len(saved))
        wrong += findings(page, address, response.status)
        queue += page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    files = {path: route for route, path in saved.items() if path.suffix}
    wrong += [
        line.replace(str(path), route)
        for line in nu(list(files)).splitlines()
        for path, route in files.items()
        if str(path) in line
    ]
    assert not wrong, "\n".join(wrong)
    assert len(files) >= LEAST[who], sorted(saved)


def come_in(page: Page, user: User) -> None:
    client = Client()
    (sign_in_to_desk if user.is_staff else sign_in)(client, user)
    name, cookie = next(iter(client.cookies.items()))
    page.goto("/")
    page.context.add_cookies([{"name": name, "value": cookie.value, "url": page.url}])


def route_of(address: str) -> str | None:
    """The name of the route, with what makes a list another page; None for what is not ours or not a page."""
    parts = urlsplit(address)
    if parts.scheme not in {"", "http"} or not parts.path.startswith("/") or parts.path.startswith("/static/"):
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    if match.view_name in NOT_PAGES or match.view_name.startswith("admin:"):
        return None
    return match.view_name + ("?" if parts.query else "")


def keep(response: Response, folder: Path, number: int) -> Path:
    path = folder / f"{number}.html"
    path.write_bytes(response.body())
    return path


def findings(page: Page, address: str, status: int) -> list[str]:
    found = [] if status == 200 else [f"{address}: answers {status}"]
    for scheme, violations in (("light", Axe().run(page).response["violations"]), ("dark", in_the_dark(page))):
        found += [
            f"{address} ({scheme}): {one['id']}: {node['target']} {node['html'][:120]}"
            for one in violations
            for node in one["nodes"]
        ]
    page.set_viewport_size({"width": 320, "height": 700})
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        found.append(f"{address}: sticks out at 320 px")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def in_the_dark(page: Page) -> list[dict[str, Any]]:
    """Only colours can differ there. Axe has been put into the page by the run before."""
    page.emulate_media(color_scheme="dark")
    found = page.evaluate("axe.run({runOnly: ['color-contrast'], resultTypes: ['violations']})")
    page.emulate_media(color_scheme="light")
    violations: list[dict[str, Any]] = found["violations"]
    return violations
