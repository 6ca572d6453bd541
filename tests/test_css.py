"""The look keeps its own rules: no token without a value, no component nobody uses, no style in templates."""

import re
from math import cos, radians, sin
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
STYLES = sorted((ROOT / "static/css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CODE = [
    path for folder in ("coalitie", "platforms", "initiatives", "budgets") for path in (ROOT / folder).rglob("*.py")
]


def test_every_token_that_is_asked_for_has_a_value() -> None:
    text = "\n".join(path.read_text() for path in STYLES)
    given = set(re.findall(r"(--[\w-]+)\s*:", text))
    asked = set(re.findall(r"var\(\s*(--[\w-]+)", text))
    assert asked
    assert not asked - given


def test_every_token_is_asked_for() -> None:
    tokens = set(re.findall(r"(--[\w-]+)\s*:", (ROOT / "static/css/tokens.css").read_text()))
    asked = set(re.findall(r"var\(\s*(--[\w-]+)", "\n".join(path.read_text() for path in STYLES)))
    assert not tokens - asked


# Django's admin knows no layers, and what stands in a layer loses from what does not.
LAYERED = [path for path in STYLES if path.name != "desk.css"]


@pytest.mark.parametrize("path", LAYERED, ids=lambda path: path.name)
def test_styles_stay_in_their_layer(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    assert "!important" not in text
    assert text.count("{") == text.count("}")
    bare = re.sub(r"@font-face\s*{[^}]*}", "", text)
    outside = re.sub(r"@layer[^;{]*;", "", bare).strip()
    assert all_in_layers(outside), "a rule stands outside every layer"


def all_in_layers(text: str) -> bool:
    depth, start = 0, 0
    for index, char in enumerate(text):
        if char == "{":
            if depth == 0 and not re.match(r"@layer|@media[^{]+{\s*@layer", text[start:].lstrip()):
                return False
            depth += 1
        elif char == "}":
            depth -= 1
            start = index + 1
    return True


def test_templates_carry_no_style_and_no_script_of_their_own() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match}"
        for path in TEMPLATES
        if "notices" not in path.parts  # a mail has no style sheet
        for match in re.findall(
            r"<style|\sstyle=|\son\w+=|<script(?![^>]*\b(?:src|type=\"application/json\"))", path.read_text()
        )
    ]
    assert found == []


def test_every_component_names_its_inputs_and_is_used() -> None:
    texts = {path: path.read_text() for path in [*TEMPLATES, *CODE]}
    for path in sorted((ROOT / "templates/components").glob("*.html")):
        assert re.match(r"\{# (inputs: |no inputs: )", texts[path]), f"{path.name} does not name its inputs on line 1"
        users = [other for other, text in texts.items() if other != path and f"components/{path.name}" in text]
        assert users, f"nothing uses {path.name}"


def test_every_icon_that_is_asked_for_is_in_the_sprite() -> None:
    sprite = (ROOT / "static/icons/sprite.svg").read_text()
    held = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    named = r'components/icon\.html" with name="([\w-]+)"|icon="([\w-]+)"'
    asked = {a or b for path in TEMPLATES for a, b in re.findall(named, path.read_text())}
    assert asked
    assert not asked - held


def test_the_letters_stay_light() -> None:
    assert sum(path.stat().st_size for path in (ROOT / "static/fonts").glob("*.woff2")) < 90_000


# Words on their ground: (words, ground, least contrast), for both schemes.
GROUNDS = ("paper", "paper-raised", "paper-sunken")
VALUES = ("eigenaarschap", "zorg", "inclusiviteit", "initiatief", "zelforganisatie")
PAIRS = [
    *[("ink", ground, 7.0) for ground in GROUNDS],
    *[(words, ground, 4.5) for words in ("ink-soft", "link", "bad") for ground in GROUNDS],
    *[(f"{value}-text", f"{value}-pale", 4.5) for value in VALUES],
    *[("ink", f"{value}-pale", 7.0) for value in VALUES],
    *[(value, "paper", 2.5) for value in VALUES],
    ("on-energy", "energy", 7.0),
    ("on-energy", "energy-strong", 7.0),
    ("ink", "energy-pale", 7.0),
    ("bad", "bad-pale", 4.5),
    ("line-strong", "paper", 3.0),
    ("line-strong", "paper-raised", 3.0),
    ("focus", "paper", 3.0),
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("words", "ground", "least"), PAIRS)
def test_words_stand_out_from_their_ground(words: str, ground: str, least: float, scheme: int) -> None:
    lighter, darker = sorted((luminance(words, scheme), luminance(ground, scheme)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= least


def luminance(token: str, scheme: int) -> float:
    """Relative luminance (WCAG 2) of an OKLCH token, clipped to what a screen shows."""
    source = (ROOT / "static/css/tokens.css").read_text().split("@supports")[0]
    value = re.search(rf"--{token}:\s*(.+?);", source)
    assert value, token
    colours = re.findall(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)", value[1])
    lightness, chroma, hue = map(float, colours[min(scheme, len(colours) - 1)])
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return sum(
        share * min(max(part, 0), 1) for share, part in zip((0.2126, 0.7152, 0.0722), (red, green, blue), strict=True)
    )
