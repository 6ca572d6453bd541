"""What answers about energy mean. Pure rules: no database, so that anybody can read and test them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

EVERY = timedelta(weeks=4)
# Fewer answers than this would say who said what.
ENOUGH_TO_SHOW = 3


@dataclass(frozen=True)
class Tally:
    """How many gave each answer in one round."""

    yes: int = 0
    bit: int = 0
    no: int = 0

    @property
    def all(self) -> int:
        return self.yes + self.bit + self.no

    @classmethod
    def of(cls, counted: Mapping[str, int]) -> "Tally":
        return cls(counted.get("yes", 0), counted.get("bit", 0), counted.get("no", 0))


def is_falling(now: Tally, asked: int, before: Tally | None) -> bool:
    """Whether to ask "hulp nodig, pauze of mooi afronden?".

    Not before half of those who were asked have answered, so that the first answer of a round says nothing. Then when
    more people say "nu niet" than "ja"; or when the share of "ja" is a third smaller, or more, than a round before.
    """
    if not now.all or 2 * now.all < asked:
        return False
    if now.no > now.yes:
        return True
    if before is None or not before.yes:
        return False
    # now.yes / now.all <= 2/3 * before.yes / before.all, in whole numbers.
    return 3 * now.yes * before.all <= 2 * before.yes * now.all


def is_less(now: Tally, before: Tally | None) -> bool:
    """Whether a smaller share says "ja" than a round before. A first round is less than nothing."""
    return before is not None and now.yes * before.all < before.yes * now.all


@dataclass(frozen=True)
class Readiness:
    """What is there and what is missing to begin a try-out.

    pullers: how many pull it, whatever they said; yes: doeners who said "ja"; needed: how many the initiative itself
    named.
    """

    pullers: int
    yes: int
    needed: int

    @property
    def short(self) -> int:
        return max(self.needed - self.yes, 0)

    @property
    def missing(self) -> list[str]:
        """Each condition that is not met, as a sentence."""
        sentences = []
        if not self.pullers:
            sentences.append(_("Er is nog geen trekker."))
        if self.short:
            sentences.append(
                ngettext(
                    "Er moet nog %(number)d doener ja zeggen.",
                    "Er moeten nog %(number)d doeners ja zeggen.",
                    self.short,
                )
                % {"number": self.short}
            )
        return sentences
