"""Imports the outlines and the validity of buurten from the city's own export, from a file or an https address.

https://api.data.amsterdam.nl/v1/gebieden/buurten?_format=geojson gives that export.
"""

from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.core.management.base import BaseCommand, CommandError, CommandParser

from platforms.outlines import BadFile, read, store

LARGEST = 50 * 1024 * 1024


class OnlyHttps(HTTPRedirectHandler):
    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        if urlsplit(newurl).scheme != "https":
            raise URLError(f"sent on to an address that is not https: {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="FILE|URL", help="GeoJSON of all buurten")

    def handle(self, *args: Any, source: str, **options: Any) -> None:
        try:
            report = store(read(fetch(source) if "://" in source else load(source)))
        except BadFile as error:
            raise CommandError(f"{source}: {error}. Nothing was changed.") from None
        for word in ("added", "changed", "ended"):
            codes: list[str] = getattr(report, word)
            shown = ", ".join(codes[:20]) + (" …" if len(codes) > 20 else "")
            self.stdout.write(f"{len(codes)} {word}{f': {shown}' if codes else ''}")


def load(source: str) -> bytes:
    try:
        with Path(source).open("rb") as file:
            return limited(file.read(LARGEST + 1))
    except OSError as error:
        raise BadFile(error.strerror or "cannot be read") from None


def fetch(source: str) -> bytes:
    if urlsplit(source).scheme != "https":
        raise BadFile("only https addresses are fetched")
    try:
        with build_opener(OnlyHttps()).open(Request(source), timeout=60) as answer:  # noqa: S310 — https, see above
            return limited(answer.read(LARGEST + 1))
    except (OSError, ValueError) as error:
        raise BadFile(f"cannot be fetched ({error})") from None


def limited(raw: bytes) -> bytes:
    if len(raw) > LARGEST:
        raise BadFile("larger than 50 MB, and no map of Amsterdam's buurten is")
    return raw
