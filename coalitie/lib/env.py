"""Typed readers of the environment. Nonsense is refused with the name of the variable."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


class BadSetting(Exception):
    """An environment variable holds something that cannot be meant."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise BadSetting(f"{name}={raw!r} is not a yes or a no (use 1 or 0)")


def number(name: str, default: int) -> int:
    raw = text(name)
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError:
        raise BadSetting(f"{name}={raw!r} is not a whole number") from None


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def path(name: str, default: Path) -> Path:
    raw = text(name)
    return Path(raw).expanduser().resolve() if raw else default


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    value = text(name, default)
    if value not in allowed:
        raise BadSetting(f"{name}={value!r} is none of {', '.join(allowed)}")
    return value


def database(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for a ``postgresql://`` address (libpq URI, RFC 3986).

    A socket is given as ``postgresql:///name?host=/path/to/dir``; other query parameters go to libpq.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        raise BadSetting("DATABASE_URL cannot be read (postgresql://user@host/name)") from None
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting(f"DATABASE_URL must start with postgresql://, not {parts.scheme or 'nothing'}://")
    try:
        port = parts.port
    except ValueError:
        raise BadSetting("DATABASE_URL holds a port that is not a number") from None
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise BadSetting("DATABASE_URL names no database (postgresql://user@host/NAME)")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", str(port or "")),
        "OPTIONS": options,
    }
