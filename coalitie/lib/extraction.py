"""Every sentence that the site may say, found in its code and its templates; without GNU gettext.

Templates are read with Django's own parser, so a sentence is here exactly as it is asked for when a page is made.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template import Context, Engine
from django.template.base import Lexer, Node, Template, TokenType
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

FOLDERS = ("coalitie", "platforms", "initiatives", "budgets")
# By name: which arguments are context, sentence and plural.
CALLS = {
    "gettext": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
CALLS |= {f"{name}_lazy": places for name, places in CALLS.items() if name != "gettext_noop"}
CALLS |= {"said": (None, 0, None), "nsaid": (None, 0, 1)}
MODULES = {"django.utils.translation", "coalitie.lib.mail"}
# A sentence as the argument of a tag or a filter: _("…").
ARGUMENT = re.compile(r"""\b_\((?:"([^"]*)"|'([^']*)')\)""")


@dataclass(frozen=True)
class Message:
    text: str
    plural: str = ""
    context: str = ""


class Unreadable(Exception):
    """A call whose sentence is not written out, so that nobody can translate it."""


def collect() -> dict[Message, list[str]]:
    """Every message with the places where it is said."""
    found: dict[Message, list[str]] = {}
    for path in files():
        source, name = path.read_text(), str(path.relative_to(settings.BASE_DIR))
        for message in READERS.get(path.suffix, of_template)(source, name):
            places = found.setdefault(message, [])
            if name not in places:
                places.append(name)
    for message in [one for one in found if one.plural]:
        # One entry serves both: said alone it is the singular.
        found[message] += found.pop(Message(message.text, context=message.context), [])
    return found


def files() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.*")):
            is_words = path.suffix == ".toml" and "demo" not in path.parts
            if is_words or (path.suffix == ".py" and "migrations" not in path.parts):
                yield path
    yield from sorted(path for path in (settings.BASE_DIR / "templates").rglob("*.*") if path.is_file())


# --- Code -------------------------------------------------------------------------------------------------------------
def of_code(source: str, name: str) -> Iterator[Message]:
    tree = ast.parse(source, name)
    known = {
        alias.asname or alias.name: CALLS[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in MODULES
        for alias in node.names
        if alias.name in CALLS
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        if called in known and (message := message_of(node, known[called], name)).text:
            yield message


def message_of(call: ast.Call, places: tuple[int | None, int, int | None], name: str) -> Message:
    def words(place: int | None) -> str:
        if place is None:
            return ""
        argument = call.args[place]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            return argument.value
        if isinstance(argument, ast.Subscript | ast.Attribute | ast.Name):
            return ""  # out of a table or a row; whoever keeps those says their words somewhere too
        raise Unreadable(f"{name}:{call.lineno}")

    context, text, plural = places
    return Message(words(text), words(plural), words(context))


def of_table(source: str, name: str) -> Iterator[Message]:
    """Tables of words, such as what the stages are called: every text in them is a sentence."""
    for row in tomllib.loads(source).values():
        yield from (Message(words) for words in row.values() if isinstance(words, str))


# --- Templates --------------------------------------------------------------------------------------------------------
def of_template(source: str, name: str) -> Iterator[Message]:
    engine = Engine.get_default()
    template = Template(source, engine=engine, name=name)
    empty = Context()
    for node in nodes_of(template, TranslateNode):
        literal = getattr(node.filter_expression.var, "literal", None)
        if isinstance(literal, str):
            context = node.message_context.resolve(empty) if node.message_context else ""
            yield Message(literal.replace("%", "%%"), context=context)
        elif not hasattr(node.filter_expression.var, "lookups"):
            raise Unreadable(name)
    for block in nodes_of(template, BlockTranslateNode):
        text, holes = block.render_token_list(block.singular)
        if not all(hole.isidentifier() for hole in holes):
            raise Unreadable(f"{name}: a hole of blocktranslate is a name, not {holes}")
        plural = block.render_token_list(block.plural)[0] if block.plural else ""
        context = block.message_context.resolve(empty) if block.message_context else ""
        yield Message(text, plural, context)
    for token in Lexer(source).tokenize():
        if token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            for double, single in ARGUMENT.findall(token.contents):
                yield Message((double or single).replace("%", "%%"))


READERS = {".py": of_code, ".toml": of_table}


def nodes_of[Kind: Node](template: Template, kind: type[Kind]) -> list[Kind]:
    return [node for node in template.nodelist.get_nodes_by_type(kind) if isinstance(node, kind)]
