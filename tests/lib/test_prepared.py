"""What is made once for every page is the same for everybody, and different where it must be."""

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from coalitie.lib.templatetags.components import section
from tests.factories import make_user


class Asked:
    """How often a template looked at it."""

    times = 0

    def __str__(self) -> str:
        self.times += 1
        return "<x>"


def test_it_is_made_once_for_each_input_and_language() -> None:
    page = Template("{% prepared asked=asked %}{{ asked }}{% endprepared %}")
    asked, other = Asked(), Asked()
    assert [page.render(Context({"asked": asked})) for _time in range(3)] == ["&lt;x&gt;"] * 3
    assert asked.times == 1
    page.render(Context({"asked": other}))
    assert other.times == 1
    with translation.override("en"):
        page.render(Context({"asked": asked}))
    assert asked.times == 2


def test_it_sees_nothing_but_its_inputs() -> None:
    page = Template("{% prepared name=who %}{{ name }}, {{ who }}{{ secret }}{% endprepared %}")
    assert page.render(Context({"who": "Ada", "secret": "x"})) == "Ada, "


def test_it_is_translated() -> None:
    page = Template("{% load i18n %}{% prepared %}{% translate 'Monday' %}{% endprepared %}")
    assert page.render(Context()) == "maandag"
    with translation.override("en"):
        assert page.render(Context()) == "Monday"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/", "home"),
        ("/wijken/oud-west/", "buurten"),
        ("/platforms/hier/agenda/", "platforms"),
        ("/over-ons/", "over-ons"),
        ("/mijn/agenda/", ""),
        ("//agenda/", ""),
        ("", ""),
    ],
)
def test_a_page_is_under_one_item_of_the_menu(path: str, found: str) -> None:
    assert section(path) == found


@pytest.mark.django_db
def test_the_frame_tells_people_and_places_apart(client: Client) -> None:
    ada = Client()
    ada.force_login(make_user())
    marks = {"/agenda/": '<a href="/agenda/" aria-current="true">', "/": 'href="/" aria-current="page"'}
    for path, here in [*marks.items()] * 2:
        visitor, own = client.get(path).text, ada.get(path).text
        for page in (visitor, own):
            assert here in page
            assert not any(there in page for there in marks.values() if there != here)
        assert [address in visitor for address in ("/aanmelden/", "/mijn/", "/afmelden/")] == [True, False, False]
        assert [address in own for address in ("/aanmelden/", "/mijn/", "/afmelden/")] == [False, True, True]


@pytest.mark.django_db
def test_the_frame_says_that_this_is_a_demo_and_where_to_mail(client: Client, settings: Settings) -> None:
    for demo, mail in ((False, "een@example.org"), (True, "twee@example.org"), (False, "")):
        settings.DEMO, settings.CONTACT_EMAIL = demo, mail
        page = client.get("/").text
        assert ('href="/demo/"' in page) is demo
        assert (f"mailto:{mail}" if mail else "</html>") in page
        assert page.count("mailto:") == bool(mail)
