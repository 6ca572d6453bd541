"""The ladder and the house rules, read from the source itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Lowest first; each may import those before it and nothing after it.
LADDER = [
    "coalitie.lib",
    "coalitie.people",
    "coalitie.activity",
    "coalitie.discussion",
    "coalitie.pages",
    "platforms",
    "initiatives",
    "budgets",
    "coalitie.portal",
    "coalitie",
]
LONGEST = 400
VAGUE = {"utils", "helpers", "services", "managers", "common", "misc", "mixins", "signals"}


def sources() -> Iterator[Path]:
    for top in ("coalitie", "platforms", "initiatives", "budgets"):
        yield from sorted((ROOT / top).rglob("*.py"))


def rung(module: str) -> int | None:
    """The step of the ladder that a dotted module stands on; None for libraries."""
    for step, name in enumerate(LADDER):
        if module == name or module.startswith(name + "."):
            return step
    return None


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "write imports whole, so that the ladder can be read"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def climbing(source: str, module: str) -> list[str]:
    here = rung(module)
    assert here is not None
    return [name for name in imports(ast.parse(source)) if (there := rung(name)) is not None and there > here]


@pytest.mark.parametrize("path", list(sources()), ids=module_of)
def test_imports_point_down(path: Path) -> None:
    assert climbing(path.read_text(), module_of(path)) == []


def test_the_check_sees_an_import_that_climbs() -> None:
    assert climbing("from initiatives.models import Initiative", "platforms.views") == ["initiatives.models.Initiative"]
    assert climbing("from coalitie import settings", "coalitie.lib.env") == ["coalitie.settings"]
    assert climbing("from platforms.models import Area", "initiatives.views") == []


@pytest.mark.parametrize("path", list(sources()), ids=module_of)
def test_house_rules(path: Path) -> None:
    text = path.read_text()
    assert path.stem not in VAGUE, "a name that says nothing about what is inside"
    if "migrations" not in path.parts and "demo" not in path.parts:
        assert text.count("\n") <= LONGEST, "split by noun"
    # The one press in a mail, whose signed address is its token.
    one_click = path == ROOT / "coalitie/activity/views/stop.py"
    for pattern, why in {
        r"django\.db\.models\.signals|django\.dispatch": "no signals: the verb calls what must follow",
        r"GenericForeignKey|GenericRelation": "no generic foreign keys: the database cannot keep them",
        r"(int|float)\(request\.(GET|POST)": "the query string goes through a form",
        r"csrf_exempt": "every POST carries its token",
    }.items():
        assert not re.search(pattern, text) or (one_click and pattern == "csrf_exempt"), why


def test_nothing_works_in_save() -> None:
    overridden = [
        module_of(path)
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name == "save" and "models" in path.parts
    ]
    assert overridden == []


def test_templates_are_used_and_exist() -> None:
    """Each template is extended, included or rendered somewhere; none is asked for that does not exist."""
    names = {str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*") if path.is_file()}
    by_convention = re.compile(
        r"^(allauth|account|mfa|forms|notices|usersessions|admin|django|registration)/|^(400|403|404|409|429|500|503|403_csrf)\.html$|^base\.html$"
    )
    code = "\n".join(path.read_text() for path in sources())
    code += "\n".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    unused = [name for name in names if not by_convention.match(name) and name not in code]
    assert unused == []
    asked = set(re.findall(r"""\{% (?:include|extends) ["']([^"']+)["']""", code))
    library = {name for name in asked if name.startswith(("allauth/", "account/", "mfa/", "admin/", "crispy"))}
    assert asked - names - library == set()
