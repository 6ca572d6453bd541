"""The site in other languages: every sentence translated, every link in the language of its page, every mail in that
of its reader.
"""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import django
import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten, flatten_fieldsets
from django.db.models import Model
from django.forms.models import _get_foreign_key
from django.utils.translation import trans_real

from coalitie.lib.catalogue import LOCALE, compile_stale, sources, stale
from coalitie.lib.extraction import CALLS, FOLDERS, MODULES, Message, collect

HOLE = re.compile(r"%\((\w+)\)[sd]|%[sd%]|<[^>]+>")
# Said the same in English: names, and words that both languages have.
ALIKE = {
    *("Plan %(number)d", "%(place)s%(hours)s.", "plan", "helper", "helpers", "Reserve", "mail", "mails", "document"),
    *(
        "Open data",
        "All",
        "E-mail",
        "Contact",
        "code",
        "Link",
        "contact",
        "status",
        "postcode",
        "postcodes",
        "platform",
    ),
    *("platforms", "Budget", "Later", "Week", "Week later", "Amsterdam", "Menu", "Privacy", "Per plan", "Plan"),
    *(
        "motto",
        "%(number)d document",
        "Stop",
        "Document",
        "Open data",
        "Panel: %(title)s",
        "Platforms",
        "Platform",
        "Poster",
        "Passkey",
        "Post",
        "open",
        "%(level)s in %(parent)s",
    ),
}


@pytest.fixture(scope="module")
def said() -> dict[Message, list[str]]:
    return collect()


@pytest.fixture(scope="module")
def english() -> dict[Message, polib.POEntry]:
    catalogue = polib.pofile(str(LOCALE / "en" / "LC_MESSAGES" / "django.po"))
    return {Message(one.msgid, one.msgid_plural, one.msgctxt or ""): one for one in catalogue if not one.obsolete}


def words(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_sentence_is_in_the_catalogue(
    said: dict[Message, list[str]], english: dict[Message, polib.POEntry]
) -> None:
    """When this fails: manage.py makemessages, and write the English in coalitie/locale/en."""
    assert {message.text: places for message, places in said.items() if message not in english} == {}
    assert [message.text for message in english if message not in said] == []


def test_every_sentence_is_translated(english: dict[Message, polib.POEntry]) -> None:
    assert [one.msgid for one in english.values() if not all(words(one)) or "fuzzy" in one.flags] == []
    assert [one.msgid for one in english.values() if one.msgid_plural and len(one.msgstr_plural) != 2] == []


def test_a_translation_has_the_holes_and_tags_of_its_sentence(english: dict[Message, polib.POEntry]) -> None:
    wrong = []
    for message, entry in english.items():
        wrong += [text for text in words(entry) if not any(holes(text) == holes(one) for one in originals(message))]
    assert wrong == []


def originals(message: Message) -> list[str]:
    return [text for text in (message.text, message.plural) if text]


def holes(text: str) -> list[str]:
    """Each once, as a language may say something twice."""
    return sorted({found[0] for found in HOLE.finditer(text)})


def test_no_translation_is_still_dutch(english: dict[Message, polib.POEntry]) -> None:
    alike = [one.msgid for one in english.values() if one.msgid in words(one) and one.msgid not in ALIKE]
    assert [text for text in alike if re.search("[a-z]{2}", re.sub(r"%\(\w+\)[sd]", "", text))] == []


def test_the_set_up_compiles_them() -> None:
    compile_stale()
    assert list(stale()) == []
    assert all(source.with_suffix(".mo").exists() for source in sources())


# --- Code -------------------------------------------------------------------------------------------------------------
EAGER = {name for name in CALLS if not name.endswith(("_lazy", "_noop"))}


def code() -> Iterator[tuple[Path, ast.Module]]:
    for folder in FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text())


def at_import(node: ast.AST) -> Iterator[ast.Call]:
    """Calls that happen while a module is imported: not those inside a function."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            defaults = [*child.args.defaults, *(one for one in child.args.kw_defaults if one)]
            for part in [*defaults, *getattr(child, "decorator_list", [])]:
                yield from at_import(ast.Expression(part)) if not isinstance(part, ast.Call) else [part]
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from at_import(child)


def fixes_a_label(call: ast.Call) -> bool:
    return any(isinstance(one, ast.Attribute) and one.attr == "label" for one in call.args) and (
        isinstance(call.func, ast.Name) and call.func.id in {"str", "slugify", "capfirst", "escape"}
    )


def test_no_sentence_is_said_while_a_module_is_imported() -> None:
    """It would stay in the language of that moment for ever."""
    wrong = []
    for path, tree in code():
        eager = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module in MODULES
            for alias in node.names
            if alias.name in EAGER
        }
        for call in at_import(tree):
            if isinstance(call.func, ast.Name) and (call.func.id in eager or fixes_a_label(call)):
                wrong.append(f"{path.relative_to(settings.BASE_DIR)}:{call.lineno}")
    assert wrong == []


# --- Templates --------------------------------------------------------------------------------------------------------
def templates(*endings: str) -> Iterator[tuple[str, str]]:
    folder = settings.BASE_DIR / "templates"
    for path in sorted(folder.rglob("*")):
        if path.suffix in endings:
            yield str(path.relative_to(folder)), path.read_text()


def test_no_link_of_a_template_loses_the_language() -> None:
    bare = re.compile(r"""(?:href|action|formaction|url\d?)="/(?!static/|media/)[^"]*"(?!\|link)""")
    assert [(name, found) for name, text in templates(".html", ".txt") for found in bare.findall(text)] == []


SYNTAX = re.compile(r"{%\s*blocktranslate.*?endblocktranslate\s*%}|{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
MARKUP = re.compile(r"<(style|script).*?</\1>|<[^>]*>", re.DOTALL)
LABEL = re.compile(r"""\b(?:aria-label|title|alt|placeholder)="([^"{]*[a-z]{3}[^"{]*)\"""")
WORD = re.compile(r"[^\W\d_]{3,}")
# Names, and what is the same in every language.
NO_WORDS = {"Buurtplatformen", "Amsterdam", "Nederlands", "CSV", "JSON", "SHA", "https", "let", "nbsp", "home"}
# Pages for whoever works on the site itself, in the language of that work.
OUR_OWN = {"portal/style.html", "portal/post.html", "portal/post_mail.html"}


def test_every_word_of_a_template_can_be_translated() -> None:
    wrong = []
    for name, text in templates(".html", ".txt"):
        if name in OUR_OWN:
            continue
        left = SYNTAX.sub("", text)
        found = [*WORD.findall(MARKUP.sub(" ", left)), *LABEL.findall(left)]
        found = [word for word in found if word not in NO_WORDS]
        if found:
            wrong.append((name, " ".join(found)[:120]))
    assert wrong == []


# --- What Django and allauth say --------------------------------------------------------------------------------------
# Of pages that this site does not have, or asked for in pieces.
NOT_SAID_HERE = {"“%(value)s” is not a valid binary value.", "Forgotten your login credentials?", "{}st"}


def their_catalogues(domain: str) -> Iterator[polib.POEntry]:
    homes = [Path(django.__file__).parent / "conf", *(Path(app.path) for app in apps.get_app_configs())]
    for home in homes:
        for language in ("en", "nl"):
            path = home / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
            if path.exists():
                yield from (entry for entry in polib.pofile(str(path)) if not entry.obsolete)


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_all_that_our_libraries_can_say_is_said_in_dutch(domain: str) -> None:
    """When this fails: write the Dutch in coalitie/locale/nl."""
    said = trans_real.DjangoTranslation("nl", domain=domain)._catalog  # type: ignore[attr-defined]
    found = list(their_catalogues(domain))
    assert len(found) > 80
    silent = set()
    for entry in found:
        key = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
        if said.get((key, 1) if entry.msgid_plural else key) is None:
            silent.add(entry.msgid)
    assert silent - NOT_SAID_HERE == set()


def test_every_label_of_the_desk_has_words() -> None:
    """A column that was given no name is called by its English name in the code."""
    import_module(settings.ROOT_URLCONF)
    wrong = []
    for model, desk in admin.site._registry.items():
        wrong += [f"{model.__name__}: {name}" for name in nameless(model, shown_by(desk))]
        for inline in desk.inlines:
            wrong += [
                f"{inline.__name__}: {name}"
                for name in nameless(inline.model, shown_by(inline) - {of_inline(model, inline)})
            ]
    assert wrong == []


def of_inline(model: type[Model], inline: Any) -> str:
    """The column by which its rows hang on the thing above them, which is not shown again."""
    return str(_get_foreign_key(model, inline.model, fk_name=inline.fk_name).name)


def shown_by(desk: Any) -> set[str]:
    """What it lists, filters by and shows; every column that can be edited where it does not say."""
    fields: Any = flatten_fieldsets(desk.fieldsets) if desk.fieldsets else desk.fields
    editable: list[Any] = [field.name for field in desk.model._meta.fields if field.editable]
    own = [*(editable if fields is None else flatten(fields)), *desk.readonly_fields]
    listed = [*getattr(desk, "list_display", ()), *getattr(desk, "list_filter", ())]
    return {name for name in [*own, *listed] if isinstance(name, str)} - set(desk.exclude or ())


def nameless(model: type[Model], names: set[str]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        if field.name in names and field._verbose_name is None and field.name not in ALIKE:  # type: ignore[attr-defined]
            yield field.name
