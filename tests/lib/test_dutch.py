"""Django speaks to people at the desk as we do: in Dutch, and with *je*."""

import re
from gettext import GNUTranslations
from pathlib import Path

import django
import pytest
from django.conf import settings

FORMAL = re.compile(r"\b(u|uw)\b", re.IGNORECASE)
DJANGO = Path(django.__file__).parent
PARTS = ("conf", "contrib/admin", "contrib/auth", "contrib/humanize")
# Only a developer reads it, on a site without pages.
NOT_OURS = "You are seeing this page because"


def said(folder: Path, domain: str) -> dict[object, str]:
    path = folder / "locale" / "nl" / "LC_MESSAGES" / f"{domain}.mo"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return dict(GNUTranslations(file)._catalog)  # type: ignore[attr-defined]


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_nobody_is_called_u(domain: str) -> None:
    ours = said(Path(settings.BASE_DIR) / "coalitie", domain)
    assert ours
    formal = {
        key: words
        for part in PARTS
        for key, words in (said(DJANGO / part, domain) | ours).items()
        if FORMAL.search(words) and not str(key).startswith(NOT_OURS)
    }
    assert formal == {}


def test_the_date_picker_speaks_dutch() -> None:
    source = (DJANGO / "contrib/admin/static/admin/js/admin/DateTimeShortcuts.js").read_text()
    ours = said(Path(settings.BASE_DIR) / "coalitie", "djangojs")
    for way in ("ahead", "behind"):
        assert f"hour {way}.)" in source, "Django asks something else now"
        key = f"Note: Enter times in the %(timezone)s timezone. (You are %(offset)s hour {way}.)"
        assert ours[key, 0].startswith("Let op: ")
