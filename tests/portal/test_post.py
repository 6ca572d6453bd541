"""Every mail can be looked at, with everything in it filled in, and locked away from the page around it."""

import re

import pytest
from django.conf import settings
from django.template import Context, Engine
from django.test import Client

from coalitie.portal import post

pytestmark = pytest.mark.django_db
MISSING = "(leeg)"


@pytest.mark.parametrize("name", post.names())
def test_every_word_of_a_notice_has_a_sample(name: str) -> None:
    """A new notice fails here until what it says stands in ``SAMPLE``."""
    engine = Engine(
        dirs=[str(settings.BASE_DIR / "templates")],
        string_if_invalid=MISSING,
        libraries={"i18n": "django.templatetags.i18n"},
        builtins=["coalitie.lib.templatetags.coalitie"],
    )
    values = {**post.SAMPLE, "items": "x", "SITE_URL": settings.SITE_URL}
    written = engine.get_template(f"notices/{name}.txt").render(Context(values, autoescape=False))
    assert MISSING not in written
    used = set(re.findall(r"{%-? (?:if|elif) (\w+)", engine.get_template(f"notices/{name}.txt").source or ""))
    assert used <= values.keys()


def test_the_list_names_them_all(client: Client) -> None:
    page = client.get("/stijl/post/").content.decode()
    assert all(f"/stijl/post/{name}/" in page for name in post.names())


def test_one_shows_text_and_html(client: Client) -> None:
    page = client.get("/stijl/post/digest/")
    assert "3 mensen doen mee" in page.content.decode()
    assert "<iframe" in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]


def test_the_mail_itself_is_locked_away(client: Client) -> None:
    mail = client.get("/stijl/post/digest/html/")
    policy = mail["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert mail["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("name", ["bestaat-niet", "_frame", "..", "base"])
def test_nothing_else_is_shown(client: Client, name: str) -> None:
    assert client.get(f"/stijl/post/{name}/").status_code == 404
    assert client.get(f"/stijl/post/{name}/html/").status_code == 404
