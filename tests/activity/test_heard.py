"""Who hears of what: following a whole tells of its parts, unless something more specific is switched off."""

import pytest

from coalitie.activity.heard import reaches

CITY_PART, BUURT, PLATFORM, VALUE, INITIATIVE, EVENING, ELSEWHERE = range(1, 8)
WHOLES = {
    BUURT: {CITY_PART},
    PLATFORM: {BUURT, CITY_PART},
    INITIATIVE: {PLATFORM, BUURT, CITY_PART, VALUE},
    EVENING: {INITIATIVE, PLATFORM, BUURT, CITY_PART, VALUE},
}


@pytest.mark.parametrize(
    ("on", "thing", "offs", "heard"),
    [
        # Nothing is off: the thing itself, and every whole it lies in.
        (INITIATIVE, INITIATIVE, set(), True),
        (PLATFORM, INITIATIVE, set(), True),
        (CITY_PART, EVENING, set(), True),
        (VALUE, EVENING, set(), True),
        (ELSEWHERE, INITIATIVE, set(), False),
        (INITIATIVE, PLATFORM, set(), False),
        # The part is off: it wins over each whole, and takes its own parts along.
        (PLATFORM, INITIATIVE, {INITIATIVE}, False),
        (CITY_PART, INITIATIVE, {INITIATIVE}, False),
        (PLATFORM, EVENING, {INITIATIVE}, False),
        (VALUE, EVENING, {INITIATIVE}, False),
        # Something in between is off: it wins over what it lies in.
        (CITY_PART, INITIATIVE, {BUURT}, False),
        (CITY_PART, EVENING, {PLATFORM}, False),
        (BUURT, EVENING, {PLATFORM}, False),
        # Something wider is off: what is more specific was asked for, and wins.
        (INITIATIVE, INITIATIVE, {PLATFORM, BUURT, CITY_PART, VALUE}, True),
        (EVENING, EVENING, {INITIATIVE}, True),
        (PLATFORM, INITIATIVE, {CITY_PART}, True),
        (BUURT, EVENING, {CITY_PART}, True),
        # Something beside it is off: neither is part of the other.
        (PLATFORM, INITIATIVE, {VALUE}, True),
        (VALUE, INITIATIVE, {PLATFORM}, True),
        (PLATFORM, INITIATIVE, {ELSEWHERE}, True),
        (PLATFORM, INITIATIVE, {EVENING}, True),
        # Many at once: one is enough.
        (CITY_PART, EVENING, {ELSEWHERE, VALUE, EVENING}, False),
    ],
)
def test_the_most_specific_off_wins(on: int, thing: int, offs: set[int], heard: bool) -> None:
    assert reaches(on, thing, offs, WHOLES) is heard
