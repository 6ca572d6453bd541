"""The swarm: every buurt one dot, none over another, always the same picture, and still Amsterdam."""

from itertools import combinations
from math import dist

import pytest

from platforms import facts
from platforms.layout import RADIUS, SPECK, WIDE, Position, lay_out


@pytest.fixture(scope="module")
def wide() -> dict[str, Position]:
    return {position.code: position for position in lay_out(facts.places(), WIDE)}


@pytest.fixture(scope="module")
def shipped() -> dict[str, tuple[float, float]]:
    return {row["code"]: (float(row["x"]), float(row["y"])) for row in facts.rows("dots") if row["map"] == "wide"}


def centre(shipped: dict[str, tuple[float, float]], *starts: str) -> tuple[float, float]:
    dots = [shipped[place.code] for place in facts.places() if place.code.startswith(starts) or place.group in starts]
    return sum(x for x, _ in dots) / len(dots), sum(y for _, y in dots) / len(dots)


def test_every_buurt_has_one_dot(wide: dict[str, Position]) -> None:
    codes = {place.code for place in facts.places()}
    assert len(codes) == 518
    assert set(wide) == codes
    for name in ("wide", "narrow"):
        assert sorted(row["code"] for row in facts.rows("dots") if row["map"] == name) == sorted(codes)
        assert {row["code"] for row in facts.rows("dots") if row["map"] == f"{name} name"} == {*"ABEFKMNST"}


def test_inhabited_dots_are_equal_and_the_others_specks(wide: dict[str, Position]) -> None:
    sizes = {place.code: RADIUS if place.inhabited else SPECK for place in facts.places()}
    assert {code: position.radius for code, position in wide.items()} == sizes
    assert list(sizes.values()).count(SPECK) == 80


@pytest.mark.parametrize("name", ["wide", "narrow"])
def test_no_dot_lies_over_another(name: str) -> None:
    shipped = {row["code"]: (int(row["x"]), int(row["y"])) for row in facts.rows("dots") if row["map"] == name}
    radius = {place.code: RADIUS if place.inhabited else SPECK for place in facts.places()}
    tightest = min(dist(shipped[a], shipped[b]) - radius[a] - radius[b] for a, b in combinations(radius, 2))
    assert tightest > 1.5


def test_the_file_is_what_the_script_makes(wide: dict[str, Position], shipped: dict[str, tuple[float, float]]) -> None:
    """Also the proof that it is deterministic: computed here, now, on this machine, in another order."""
    again = {position.code: position for position in lay_out(reversed(facts.places()), WIDE)}
    assert again == wide
    assert {code: (round(at.x), round(at.y)) for code, at in wide.items()} == {code: shipped[code] for code in wide}


def test_the_city_keeps_its_shape(shipped: dict[str, tuple[float, float]]) -> None:
    dam = centre(shipped, "A")
    x, y = 0, 1
    assert centre(shipped, "N")[y] < dam[y] < centre(shipped, "K")[y]
    assert centre(shipped, "F")[x] < centre(shipped, "E")[x] < dam[x] < centre(shipped, "GM17")[x]
    assert centre(shipped, "T")[y] > centre(shipped, "M")[y]
    assert centre(shipped, "S")[x] > centre(shipped, "T")[x]
    inner = [shipped[place.code] for place in facts.places() if place.district in "AEKM"]
    noord = [shipped[place.code] for place in facts.places() if place.district == "N"]
    assert min(dist(a, b) for a in inner for b in noord) > 2 * RADIUS + 10, "the IJ is gone"


def test_a_gebied_fits_a_phone_with_dots_for_thumbs(shipped: dict[str, tuple[float, float]]) -> None:
    """Drawn 312 pixels wide (a phone of 360 with its margins), a dot is at least 24 pixels."""
    for group in {place.group for place in facts.places()}:
        xs = [shipped[place.code][0] for place in facts.places() if place.group == group]
        assert 312 / (max(xs) - min(xs) + 2 * RADIUS) * 2 * RADIUS >= 24, group
