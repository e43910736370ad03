"""The licences that data is published under, told once.

Rule: SPDX licence list for the ids; opendefinition.org, conformant licences; the EU's authority table of licences;
ADMS's licence types for what each asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kho.standards.text.folding import key


class Asks(StrEnum):
    """What a licence asks most of whoever uses the data, by the code of ADMS's licence types."""

    NOTHING = "PublicDomain"
    NAME = "Attribution"
    SHARE_ALIKE = "ViralEffect-ShareAlike"
    NO_COMMERCE = "NonCommercialUseOnly"
    NO_CHANGE = "NoDerivativeWork"


@dataclass(frozen=True, kw_only=True, slots=True)
class Licence:
    """A known licence: `url` is where its author has it, `code` the one in the EU's table."""

    id: str
    title: str
    url: str
    code: str
    asks: Asks

    @property
    def is_open(self) -> bool:
        """By the Open Definition 2.1."""
        return self.asks not in (Asks.NO_COMMERCE, Asks.NO_CHANGE)


_CC: Final = "https://creativecommons.org/licenses"
_ODC: Final = "https://opendatacommons.org/licenses"
_BY: Final = "Creative Commons Attribution"
_ROWS: Final = (
    ("CC-BY-4.0", f"{_BY} 4.0", f"{_CC}/by/4.0/", "CC_BY_4_0", Asks.NAME),
    ("CC-BY-SA-4.0", f"{_BY} Share-Alike 4.0", f"{_CC}/by-sa/4.0/", "CC_BYSA_4_0", Asks.SHARE_ALIKE),
    ("CC0-1.0", "Creative Commons CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/", "CC0", Asks.NOTHING),
    ("ODC-By-1.0", "Open Data Commons Attribution 1.0", f"{_ODC}/by/1-0/", "ODC_BY", Asks.NAME),
    ("ODbL-1.0", "Open Data Commons Open Database 1.0", f"{_ODC}/odbl/1-0/", "ODC_BL", Asks.SHARE_ALIKE),
    ("PDDL-1.0", "Open Data Commons Public Domain 1.0", f"{_ODC}/pddl/1-0/", "ODC_PDDL", Asks.NOTHING),
    ("CC-BY-NC-4.0", f"{_BY} Non-Commercial 4.0", f"{_CC}/by-nc/4.0/", "CC_BYNC_4_0", Asks.NO_COMMERCE),
    ("CC-BY-ND-4.0", f"{_BY} No-Derivatives 4.0", f"{_CC}/by-nd/4.0/", "CC_BYND_4_0", Asks.NO_CHANGE),
    (
        "CC-BY-NC-SA-4.0",
        f"{_BY} Non-Commercial Share-Alike 4.0",
        f"{_CC}/by-nc-sa/4.0/",
        "CC_BYNCSA_4_0",
        Asks.NO_COMMERCE,
    ),
    (
        "CC-BY-NC-ND-4.0",
        f"{_BY} Non-Commercial No-Derivatives 4.0",
        f"{_CC}/by-nc-nd/4.0/",
        "CC_BYNCND_4_0",
        Asks.NO_COMMERCE,
    ),
)
LICENCES: Final[Mapping[str, Licence]] = {
    row[0]: Licence(id=row[0], title=row[1], url=row[2], code=row[3], asks=row[4]) for row in _ROWS
}
"""By SPDX's identifier."""
_KNOWN: Final = {key(told): each for each in LICENCES.values() for told in (each.id, each.url)}


def licence(told: str) -> Licence | None:
    """The licence of that id or address, however it is written; None for one that is not known."""
    return _KNOWN.get(key(told))
