"""Every kind of page, as a visitor, a resident and people with more to do: axe, the Nu checker and a narrow screen.

Starting at the front door and the own page, all links are followed until each route of the URL conf was seen once. In
other languages the colours are the same, so only what words and direction change is looked at there.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation
from playwright.sync_api import Error, Page, Response

from coalitie.lib.language import PREFIXES, split
from coalitie.people.models import User
from tests.browser.conftest import Visit
from tests.factories import sign_in, sign_in_to_desk

STARTS = ["/", "/mijn/", "/platforms/", "/initiatieven/", "/initiatieven/?q=bankje", "/zoeken/?q=zzzzzz", "/demo/"]
BY_WORDS: dict[str, Any] = {"resultTypes": ["violations"]}
NO_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}
# Things that end the session or are no pages; what lies behind their buttons is played in the other tests.
NOT_PAGES = {
    "account_logout",
    "people:my_data",
    "people:send_again",
    "platforms:suggestions",
    "initiatives:similar",
    "platforms:picture",
}
LEAST = {
    ("visitor", "nl"): 20,
    ("bewoner", "nl"): 25,
    ("trekker", "nl"): 30,
    ("coordinator", "nl"): 30,
    ("team", "nl"): 30,
    ("visitor", "en"): 60,
    ("bewoner", "en"): 70,
    ("visitor", "ar"): 13,
    ("visitor", "tr"): 13,
}


@pytest.mark.parametrize(("who", "language"), list(LEAST))
def test_every_page_holds_up(
    visit: Visit, nu: Callable[[Sequence[Path]], str], tmp_path: Path, who: str, language: str
) -> None:
    page = visit()
    if who != "visitor":
        come_in(page, User.objects.get(email=f"{who}@demo.example"))
    saved: dict[str, Path] = {}
    wrong: list[str] = []
    queue = starts(language)
    while queue:
        address = queue.pop(0)
        route = route_of(address, language)
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
        route = route_of(page.url, language) or route
        if route in saved:
            continue
        saved[route] = keep(response, tmp_path, len(saved))
        wrong += findings(page, address, response.status, colours=language == "nl")
        queue += page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    files = {path: route for route, path in saved.items() if path.suffix}
    wrong += [
        line.replace(str(path), route)
        for line in nu(list(files)).splitlines()
        for path, route in files.items()
        if str(path) in line
    ]
    assert not wrong, "\n".join(wrong)
    assert len(files) >= LEAST[who, language], sorted(saved)


def starts(language: str) -> list[str]:
    prefix, few = PREFIXES[language], settings.FEW_PAGES.get(language)
    return [f"{prefix}{path}" for path in few or STARTS if "*" not in path]


def come_in(page: Page, user: User) -> None:
    client = Client()
    (sign_in_to_desk if user.is_staff else sign_in)(client, user)
    name, cookie = next(iter(client.cookies.items()))
    page.goto("/")
    page.context.add_cookies([{"name": name, "value": cookie.value, "url": page.url}])


def route_of(address: str, language: str) -> str | None:
    """The name of the route, with what makes a list another page; None for what is not ours, not a page or not in this
    language. A language of few pages has each page it names looked at; of the buurten, all alike, one as elsewhere.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"", "http"} or not parts.path.startswith("/") or parts.path.startswith("/static/"):
        return None
    if split(parts.path)[0] != language:
        return None
    try:
        with translation.override(language):
            match = resolve(parts.path)
    except Resolver404:
        return None
    if match.view_name in NOT_PAGES or match.view_name.startswith("admin:"):
        return None
    few = language in settings.FEW_PAGES and parts.path in starts(language)
    return (parts.path if few else match.view_name) + ("?" if parts.query else "")


def keep(response: Response, folder: Path, number: int) -> Path:
    path = folder / f"{number}.html"
    path.write_bytes(response.body())
    return path


def findings(page: Page, address: str, status: int, *, colours: bool) -> list[str]:
    found = [] if status == 200 else [f"{address}: answers {status}"]
    rounds = [("light", Axe().run(page, options=BY_WORDS | ({} if colours else NO_COLOURS)).response["violations"])]
    rounds += [("dark", in_the_dark(page))] if colours else []
    for scheme, violations in rounds:
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
