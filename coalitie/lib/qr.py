"""An address as a QR code: drawn into the page itself, or as a file for who makes a poster."""

from functools import lru_cache
from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe


@lru_cache(maxsize=256)
def qr_of(address: str) -> SafeString:
    """Inline SVG without styles, black on white in every colour scheme, or a phone would not read it."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=2,
        dark="#000",
        light="#fff",
        svgclass="qr",
        lineclass=None,
        nl=False,
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 — drawn by us from an address of ours


def qr_file(address: str, kind: str) -> bytes:
    """``svg`` or ``png``, large enough to print, with the white edge that a phone looks for."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind=kind, scale=20, border=4, dark="#000", light="#fff")
    return out.getvalue()
