"""Repairs of text on record: one entry per distinct repair, with its count and first places, bounded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from kho.sources.base import Repair

MOST_REPAIRS: Final = 10_000
"""Distinct repairs kept per table; what comes after is counted together in one last entry."""
PLACES: Final = 3
_LONGEST_SHOWN: Final = 500
_OTHERS: Final = "…"


class Change(NamedTuple):
    """What a text was, what it became, and why."""

    before: str
    after: str
    why: str


@dataclass(kw_only=True, slots=True)
class RepairLog:
    """The repairs of one table; `part` is its name."""

    part: str
    _counts: dict[Change, int] = field(default_factory=dict)
    _places: dict[Change, list[tuple[str, int, str]]] = field(default_factory=dict)
    _more: int = 0

    def add(self, change: Change, *, count: int, rows: Iterable[int], column: str) -> None:
        """Count a change that was made `count` times; `rows` are the first rows (1-based) where it was."""
        key = Change(change.before[:_LONGEST_SHOWN], change.after[:_LONGEST_SHOWN], change.why)
        if key not in self._counts and len(self._counts) >= MOST_REPAIRS:
            self._more += count
            return
        self._counts[key] = self._counts.get(key, 0) + count
        places = self._places.setdefault(key, [])
        places += [(self.part, row, column) for row in rows][: PLACES - len(places)]

    def repairs(self) -> Iterator[Repair]:
        """All entries in the order in which they were first made."""
        for change, count in self._counts.items():
            places = tuple(self._places[change])
            yield Repair(before=change.before, after=change.after, why=change.why, count=count, places=places)
        if self._more:
            yield Repair(before=_OTHERS, after=_OTHERS, why=_OTHERS, count=self._more)
