"""Does an address of another site still answer? Asked by a person at the desk or by the worker, never by a visitor.

A server that fetches what somebody typed can be sent to its own back door. So the name is looked up here, each of its
numbers must be one of the open internet, and the line is laid to that very number: not to what the name says a moment
later. No redirect is followed unchecked, no body is read, and each step has its time.
"""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urljoin, urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

STEP_S = 5
MOST_STEPS = 4
HEADERS = {"User-Agent": "Buurtplatformen (kijkt of een adres nog werkt)", "Accept": "*/*", "Connection": "close"}
MOVED = {301, 302, 303, 307, 308}
# Answers that say: there is something here, but not for a machine, or not for this question.
THERE = {401, 402, 403, 405, 406, 429, 501, 999}


class Trouble(models.TextChoices):
    UNKNOWN = "unknown", _("Deze website bestaat niet.")
    INSIDE = "inside", _("Dit adres ligt niet op het open internet.")
    SILENT = "silent", _("De website geeft geen antwoord.")
    UNSAFE = "unsafe", _("De beveiliging van de website klopt niet.")
    MISSING = "missing", _("De website heeft deze pagina niet meer.")
    BROKEN = "broken", _("De website heeft zelf een storing.")
    ROUND = "round", _("De website stuurt je steeds weer door.")


def trouble_with(url: str) -> Trouble | None:
    """What keeps this address from working; None when it does."""
    for _step in range(MOST_STEPS):
        try:
            status, further = _ask(url)
        except _NotReached as error:
            return error.trouble
        if status not in MOVED or not further:
            return _meaning(status)
        url = urljoin(url, further)
        if urlsplit(url).scheme != "https":
            return Trouble.UNSAFE
    return Trouble.ROUND


def _meaning(status: int) -> Trouble | None:
    if status < 400 or status in THERE:
        return None
    return Trouble.BROKEN if status >= 500 else Trouble.MISSING


class _NotReached(Exception):
    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble


def _ask(url: str) -> tuple[int, str]:
    """The status of the answer, and where it points on to."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        raise _NotReached(Trouble.UNKNOWN)
    if port not in {None, 443} or not host:
        raise _NotReached(Trouble.INSIDE)
    line = _Line(host, number_of(host))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        line.request("HEAD", path.encode("ascii", "ignore").decode(), headers=HEADERS)
        answer = line.getresponse()
        return answer.status, answer.getheader("Location") or ""
    except ssl.SSLError:
        raise _NotReached(Trouble.UNSAFE)
    except (OSError, http.client.HTTPException, ValueError):
        raise _NotReached(Trouble.SILENT)
    finally:
        line.close()


def number_of(host: str) -> str:
    """The first number of this name, when all of them are of the open internet."""
    try:
        found = [row[4][0] for row in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise _NotReached(Trouble.UNKNOWN)
    if not found or not all(is_open(str(number)) for number in found):
        raise _NotReached(Trouble.INSIDE)
    return str(found[0])


def is_open(number: str) -> bool:
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_open(str(inner))
        # An IPv4 number in IPv6 clothes, which a router of the house may unwrap (RFC 6052).
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return is_open(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    return address.is_global and not address.is_multicast


class _Line(http.client.HTTPSConnection):
    """To one number, while the certificate must be of the name."""

    def __init__(self, host: str, number: str) -> None:
        self.number, self.tls = number, ssl.create_default_context()
        super().__init__(host, 443, timeout=STEP_S, context=self.tls)

    def connect(self) -> None:
        plain = socket.create_connection((self.number, 443), timeout=STEP_S)
        try:
            self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
