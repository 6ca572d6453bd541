"""Bring the catalogues up to date with the sentences in code and templates. In place of Django's own command, which
needs GNU gettext.

What is new gets an empty translation, for somebody to write; what nobody says any more goes. Dutch is the source, so
its catalogue holds only what Django itself should say otherwise, and is left alone.
"""

from argparse import ArgumentParser
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand

from coalitie.lib.catalogue import LOCALE
from coalitie.lib.extraction import Message, collect


class Command(BaseCommand):
    requires_system_checks = []  # they would ask a database, and this knows files only
    help = "Find every sentence of the site and put it in the catalogues, to be translated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("language", nargs="*", default=["en"], help="default: en")

    def handle(self, *args: object, **options: object) -> None:
        found = collect()
        for language in options["language"]:  # type: ignore[attr-defined]
            path = LOCALE / language / "LC_MESSAGES" / "django.po"
            catalogue = refreshed(path, found, is_few=language in settings.FEW_PAGES)
            catalogue.save(str(path))
            empty = sum(not entry.translated() for entry in catalogue)
            self.stdout.write(
                f"{path.relative_to(settings.BASE_DIR)}: {len(catalogue)} sentences, {empty} to translate"
            )


def refreshed(path: Path, found: dict[Message, list[str]], *, is_few: bool) -> polib.POFile:
    """``is_few``: a language of a few pages holds what they say, and nothing that is empty."""
    old = polib.pofile(str(path), wrapwidth=120)
    kept = {Message(entry.msgid, entry.msgid_plural, entry.msgctxt or ""): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=120)
    new.header, new.metadata = old.header, old.metadata
    for message in sorted(found, key=lambda one: (found[one][0], one.text)):
        entry = kept.get(message)
        if entry is None:
            if is_few:
                continue
            entry = blank(message)
        entry.occurrences = [(place, "") for place in found[message][:1]]
        new.append(entry)
    return new


def blank(message: Message) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgid_plural=message.plural, msgctxt=message.context or None)
    if message.plural:
        entry.msgstr_plural = {0: "", 1: ""}
    if "%(" in message.text:
        entry.flags = ["python-format"]
    return entry
