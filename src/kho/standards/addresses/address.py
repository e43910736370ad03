"""What a written address is read as.

Named tuples rather than frozen dataclasses: one is made for each of millions of lines, in a third of the time.
"""

from datetime import date
from typing import NamedTuple

from kho.standards.units.answers import Answer
from kho.standards.units.model import Unit


class Reading(NamedTuple):
    """One way to read an address: the smallest unit that it names, and those above, of the list of day `on`.

    `former` says that it names a unit by a name of before that day, or under a province of after it; `mistyped` that it
    names one with other letters.
    `confidence`, from 0 to 1, is the share of this reading among all; `today` is where the unit lies today.
    """

    on: date
    province: Unit
    district: Unit | None
    commune: Unit | None
    confidence: float
    former: bool
    mistyped: bool
    today: Answer

    @property
    def unit(self) -> Unit:
        """The smallest unit that the address names."""
        return self.commune or self.district or self.province


class Address(NamedTuple):
    """A text as an address: its readings, the best first, none where it names no unit.

    `rest` is what names no unit: number, street, thôn, tổ. `today` is the commune of today in which all best readings
    lie (`Whole`), or those in which they may lie (`Part`); a district or a province alone gives what it became.
    `confidence`, from 0 to 1, is that of the best reading, with those that lie in the same unit today.
    """

    text: str
    readings: tuple[Reading, ...]
    rest: str
    confidence: float
    today: Answer

    @property
    def best(self) -> Reading | None:
        """The best reading; None where there is none, or where another is as good and lies elsewhere."""
        if not self.readings or _is_split(self.readings):
            return None
        return self.readings[0]


def _is_split(readings: tuple[Reading, ...]) -> bool:
    first, *others = readings
    return any(each.confidence == first.confidence and each.unit.code != first.unit.code for each in others)
