"""Units in time from the data that ships with the program; a province's own tables go over it in an `Atlas`.

>>> from datetime import date
>>> unit("00004", on=date(2025, 6, 30)).name, unit("00004", on=date(2025, 7, 1)).name
('Phường Trúc Bạch', 'Phường Ba Đình')
>>> convert("00004", from_=date(2025, 6, 30), to=date(2025, 7, 1)).to
'00004'
"""

from datetime import date
from functools import cache

from kho.standards.units.answers import Answer, MappingRow
from kho.standards.units.atlas import Atlas
from kho.standards.units.model import Level, Unit


@cache
def atlas() -> Atlas:
    """The shipped data, read once."""
    return Atlas.of()


def unit(code: str, *, on: date) -> Unit | None:
    """The unit that had this code on the day; None where there was none."""
    return atlas().unit(code, on=on)


def find(name: str, *, on: date, parent: str | None = None) -> tuple[Unit, ...]:
    """Units of the day by name, with or without its kind; `parent` is a code or a name above."""
    return atlas().find(name, on=on, parent=parent)


def convert(code: str, *, from_: date, to: date) -> Answer:
    """What the unit that had this code on day `from_` is on day `to`."""
    return atlas().convert(code, from_=from_, to=to)


def mapping(*, from_: date, to: date, level: Level = Level.COMMUNE) -> tuple[MappingRow, ...]:
    """What `convert` answers for every unit of a level, as rows that an engine can join."""
    return atlas().mapping(from_=from_, to=to, level=level)
