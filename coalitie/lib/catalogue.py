"""Catalogues of translations: ``django.po`` is what people write and git keeps, ``django.mo`` what the site reads.

No GNU gettext is needed. ``python -m coalitie.lib.catalogue`` compiles what is older than its source; it knows no
Django, so that the set-up can call it before anything else works.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[1] / "locale"


def sources() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def stale() -> Iterator[Path]:
    """Sources that were not compiled, or changed since."""
    for source in sources():
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns:
            yield source


def compile_stale() -> list[Path]:
    """Written beside it and moved into place, as several processes may do this at once."""
    made = []
    for source in stale():
        compiled = source.with_suffix(".mo")
        beside = compiled.with_suffix(f".{os.getpid()}.tmp")
        beside.write_bytes(polib.pofile(str(source), check_for_duplicates=True).to_binary())
        beside.replace(compiled)
        made.append(compiled)
    return made


if __name__ == "__main__":
    compile_stale()
