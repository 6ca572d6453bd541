"""The texts the portal starts with: a Markdown file per page or value, its first lines holding the short texts.

A row that somebody edited on the desk is never touched again; an unedited one follows its file.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import models

HERE = Path(__file__).parent


class Text(NamedTuple):
    slug: str
    head: dict[str, str]
    body: str


def load(page: type[models.Model], value: type[models.Model], *, at: datetime) -> int:
    """Write the files into the models as they were when the first words came (migration 0002 passes its own).

    Since then pages have versions; ``load_pages`` keeps those.
    """
    changed = load_values(value)
    for text in read("paginas"):
        fields = {"title": text.head["titel"], "summary": text.head["samenvatting"], "body": text.body}
        changed += put(page, text.slug, fields | {"position": int(text.head["volgorde"])}, {"published_at": at})
    return changed


def load_values(value: type[models.Model]) -> int:
    """How many values changed."""
    changed = 0
    for text in read("waarden"):
        fields = {"title": text.head["titel"], "line": text.head["regel"], "story": text.body}
        changed += put(value, text.slug, fields | {"position": int(text.head["volgorde"])}, {})
    return changed


def load_value_words(value: type[models.Model], words: type[models.Model], *, language: str) -> int:
    """The values in another language; how many changed. A machine wrote them, unless their file says who checked it."""
    changed = 0
    for text in read(f"{language}/waarden"):
        fields: dict[str, Any] = {"title": text.head["titel"], "line": text.head["regel"], "story": text.body}
        fields |= {"machine_written": text.head.get("nagekeken") != "ja"}
        of = value._default_manager.filter(slug=text.slug).first()
        rows = words._default_manager.filter(value=of, language=language)
        if of is None:
            continue
        if not rows.exists():
            words._default_manager.create(value=of, language=language, **fields)
            changed += 1
        else:
            changed += rows.filter(edited_at=None).exclude(**fields).update(**fields)
    return changed


def read(folder: str) -> Iterator[Text]:
    for path in sorted((HERE / folder).glob("*.md")):
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        yield Text(path.stem, dict(line.split(": ", 1) for line in head.splitlines()), body.strip())


def put(model: type[models.Model], slug: str, fields: dict[str, Any], at_first: dict[str, Any]) -> int:
    rows = model._default_manager.filter(slug=slug)
    if not rows.exists():
        model._default_manager.create(slug=slug, **fields, **at_first)
        return 1
    return rows.filter(edited_at=None).exclude(**fields).update(**fields)
