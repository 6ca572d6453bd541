"""The page that shows everybody's mail exists in the demo only."""

import importlib
import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import RequestFactory
from django.urls import clear_url_caches

from coalitie.activity import urls
from coalitie.activity.views import demo as views
from tests.factories import make_team_member
from tests.people.mailbox import last_code

pytestmark = pytest.mark.django_db


def test_outside_the_demo_it_has_no_address(client) -> None:  # type: ignore[no-untyped-def]
    assert "demo_post" not in [pattern.name for pattern in urls.urlpatterns]
    assert client.get("/demo/post/").status_code == 404


def test_nor_an_answer(rf: RequestFactory) -> None:
    from django.http import Http404

    with pytest.raises(Http404):
        views.demo_post(rf.get("/demo/post/"))


def test_in_the_demo_it_shows_the_codes(client, settings) -> None:  # type: ignore[no-untyped-def]
    client.post("/aanmelden/", {"email": "alice@example.org"})
    settings.DEMO = True
    settings.ROOT_URLCONF = importlib.reload(urls).__name__
    clear_url_caches()
    try:
        request = RequestFactory().get("/demo/post/")
        request.user = type("Visitor", (), {"is_authenticated": False})()
        els = make_team_member("els@example.org")
        TOTP.activate(els, generate_totp_secret())
        page = views.demo_post(request).content.decode()
        assert last_code("alice@example.org") in page
        assert re.search(r"els@example.org</dt><dd>\d{6}<", page)
        assert "demo_post" in [pattern.name for pattern in urls.urlpatterns]
    finally:
        settings.DEMO = False
        importlib.reload(urls)
        clear_url_caches()
