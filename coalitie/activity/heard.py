"""Who hears of what. One rule, for digests, the page and the feeds.

An event is told to who follows its thing; when it reaches around, also to who follows something the thing lies in.
Somebody may have switched off a part: that wins over following the whole it lies in. What lies apart does not: who
wants no news of an initiative hears nothing of its evenings, and goes on hearing of the rest of the buurt.
"""

from collections.abc import Collection, Iterable, Mapping

from coalitie.activity.models import Within

# The number of a subject: those it lies in.
Wholes = Mapping[int, Collection[int]]


def reaches(on: int, thing: int, offs: Collection[int], wholes: Wholes) -> bool:
    """Whether following ``on`` lets somebody hear of ``thing``, with these things switched off."""
    if thing != on and on not in wholes.get(thing, ()):
        return False
    return not any(
        on in wholes.get(off, ()) and (off == thing or off in wholes.get(thing, ())) for off in offs if off != on
    )


def wholes_of(subjects: Iterable[int]) -> dict[int, set[int]]:
    """What these lie in, and what those lie in: enough for ``reaches`` to see which of two is the more specific."""
    first = _level(set(subjects))
    return first | beyond(first)


def beyond(first: Wholes) -> dict[int, set[int]]:
    """What the wholes of these lie in themselves."""
    return _level({whole for wholes in first.values() for whole in wholes} - first.keys())


def _level(subjects: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for part, whole in Within.objects.filter(part__in=subjects).values_list("part", "whole"):
        found.setdefault(part, set()).add(whole)
    return found
