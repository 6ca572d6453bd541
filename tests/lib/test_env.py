"""Readers of the environment: what they take, and that nonsense is refused by name."""

from pathlib import Path

import pytest

from coalitie.lib import env
from coalitie.lib.env import BadSetting


@pytest.mark.parametrize(
    ("raw", "value"), [("1", True), ("Yes", True), (" on ", True), ("0", False), ("no", False), ("", False)]
)
def test_a_flag_knows_yes_and_no(monkeypatch: pytest.MonkeyPatch, raw: str, value: bool) -> None:
    monkeypatch.setenv("A", raw)
    assert env.flag("A", not value) is value


def test_unset_readers_give_their_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("A", raising=False)
    assert env.text("A", "x") == "x"
    assert env.flag("A", True) is True
    assert env.number("A", 7) == 7
    assert env.words("A", "a, b,,") == ["a", "b"]
    assert env.path("A", Path("/here")) == Path("/here")
    assert env.choice("A", ("x", "y"), "y") == "y"


def test_a_number_set_to_nothing_is_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A", " ")
    assert env.number("A", 7) == 7


@pytest.mark.parametrize("raw", ["maybe", "2", "ja nee"])
def test_a_flag_refuses_the_rest_by_name(monkeypatch: pytest.MonkeyPatch, raw: str) -> None:
    monkeypatch.setenv("SSL_REDIRECT", raw)
    with pytest.raises(BadSetting, match="SSL_REDIRECT"):
        env.flag("SSL_REDIRECT")


def test_a_number_and_a_choice_refuse_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PORT", "smtp")
    with pytest.raises(BadSetting, match="MAIL_PORT='smtp' is not a whole number"):
        env.number("MAIL_PORT", 25)
    monkeypatch.setenv("COALITIE_MODE", "prod")
    with pytest.raises(BadSetting, match="COALITIE_MODE='prod' is none of production, demo"):
        env.choice("COALITIE_MODE", ("production", "demo"), "production")


def test_a_database_address_with_everything_in_it() -> None:
    found = env.database("postgresql://us%40er:p%2Fss@db.example:6543/na%20me?sslmode=require")
    assert found == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "na me",
        "USER": "us@er",
        "PASSWORD": "p/ss",
        "HOST": "db.example",
        "PORT": "6543",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_address_of_a_socket() -> None:
    found = env.database("postgresql://me@/portal?host=/run/my%20postgres&port=5433")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("/run/my postgres", "5433", "portal")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sqlite:///db.sqlite3", "must start with postgresql://, not sqlite://"),
        ("just words", "not nothing://"),
        ("postgresql://host", "names no database"),
        ("postgresql://host:port/name", "port that is not a number"),
        ("postgresql://host:99999/name", "port that is not a number"),
        ("postgresql://[host/name", "cannot be read"),
    ],
)
def test_a_database_address_that_cannot_be_meant(url: str, why: str) -> None:
    with pytest.raises(BadSetting, match=why):
        env.database(url)


def test_a_refused_address_does_not_tell_the_password() -> None:
    with pytest.raises(BadSetting) as refused:
        env.database("mysql://me:hush@host/name")
    assert "hush" not in str(refused.value)
