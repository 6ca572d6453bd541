"""What production must have before it starts. Every missing thing is named, at once, by the name it is set with.

They are Django's system checks, and ``manage.py`` and ``wsgi.py`` ask them too before they do anything: Django's own
order would stop at the first missing thing, with a trace.
"""

import os
from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured

from coalitie.lib import env
from coalitie.lib.catalogue import stale


def production_is_ready(app_configs: object = None, **kwargs: object) -> list[Error]:
    return list(missing()) if settings.PRODUCTION else []


def refuse_unready(*, serving: bool = False) -> None:
    """End this process with one message when something is missing. Who serves needs the packed static files too."""
    errors = production_is_ready()
    if serving and settings.PRODUCTION and not (settings.STATIC_ROOT / "staticfiles.json").is_file():
        errors.append(Error(f"{settings.STATIC_ROOT} holds no styles: manage.py collectstatic", id="coalitie.E009"))
    if serving and settings.PRODUCTION and any(stale()):
        errors.append(Error("Translations are not compiled: manage.py compilemessages", id="coalitie.E010"))
    if errors:
        lines = [f"  {error.id}  {error.msg}" for error in errors]
        raise SystemExit("\n".join(["The portal is not ready for production:", *lines, "See .env.example."]))


def missing() -> Iterator[Error]:
    yield from _secret_key()
    if not settings.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS is missing: the host names of this site, with commas", id="coalitie.E002")
    elif "*" in settings.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS is *: name the hosts, links in mails are made from them", id="coalitie.E002")
    if not env.text("DATABASE_URL"):
        yield Error("DATABASE_URL is missing: postgresql://user:password@host/name", id="coalitie.E003")
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https" or not site.hostname:
        yield Error("SITE_URL is missing or not https: the address visitors type, https://…", id="coalitie.E004")
    if not env.text("MAIL_HOST"):
        yield Error("MAIL_HOST is missing: the server that sends our mail", id="coalitie.E005")
    if "@" not in parseaddr(settings.DEFAULT_FROM_EMAIL)[1]:
        yield Error("MAIL_FROM is missing or no mail address: Name <name@host>", id="coalitie.E006")
    if "@" not in settings.CONTACT_EMAIL:
        yield Error("CONTACT_EMAIL is missing or no mail address: where visitors reach us", id="coalitie.E007")
    if not (settings.MEDIA_ROOT.is_dir() and os.access(settings.MEDIA_ROOT, os.W_OK | os.X_OK)):
        yield Error(f"MEDIA_ROOT {settings.MEDIA_ROOT} is not a folder this user can write in", id="coalitie.E008")


def _secret_key() -> Iterator[Error]:
    how = 'make one with: python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
    key = _setting("SECRET_KEY")
    if not key:
        yield Error(f"SECRET_KEY is missing; {how}", id="coalitie.E001")
    elif len(key) < 50 or len(set(key)) < 10:
        yield Error(f"SECRET_KEY is too short or too regular; {how}", id="coalitie.E001")


def _setting(name: str) -> Any:
    """Django raises on an empty SECRET_KEY, for that alone; here it is one of several things that may be missing."""
    try:
        return getattr(settings, name)
    except ImproperlyConfigured:
        return ""
