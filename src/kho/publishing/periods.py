"""What time a dataset covers, told by its figures."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kho.contracts.model import LogicalType
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.quality.profile import ColumnProfile
from kho.standards.text.folding import key
from kho.warehouse.tables import VIETNAM, moment

_DAYS: Final = frozenset({LogicalType.DATE, LogicalType.TIMESTAMP})
_TELLING: Final = frozenset({"ngaysolieu", "thoidiem", "ngaybaocao", "kybaocao"})
"""Names of columns that say of when a row is; other days, such as when a school was founded, say nothing of that."""
_YEARS: Final = frozenset({"nam", "namsolieu", "nambaocao"})
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """From a day to a day (`2024-01-31`) or a year to a year (`2024`), both included."""

    start: str
    end: str

    @property
    def years(self) -> range:
        """The years it is of, those that calendars may tell."""
        return range(max(int(self.start[:4]), FIRST_YEAR), min(int(self.end[:4]), LAST_YEAR) + 1)


def period(dataset: PublishedDataset) -> Period | None:
    """The time of a dataset's rows, where one column tells it and its values may be seen."""
    column = telling(dataset)
    if column is None:
        return None
    profile = dataset.assessment.profile
    found = None if profile is None else profile.column(column.name)
    return _days(found) if column.kind in _DAYS else _years(found)


def telling(dataset: PublishedDataset) -> PublishedColumn | None:
    """The column of days, moments or years that says of when a row is; None where none does, or several do."""
    days = [each for each in dataset.columns if each.kind in _DAYS]
    years = [each for each in dataset.columns if each.kind is LogicalType.INTEGER and key(each.name) in _YEARS]
    keys = [each for each in days if each.is_key]
    named = [each for each in days if key(each.name) in _TELLING]
    return next((found[0] for found in (keys, named, years) if len(found) == 1), None)


def _days(found: ColumnProfile | None) -> Period | None:
    if found is None or not (isinstance(found.minimum, str) and isinstance(found.maximum, str)):
        return None
    try:
        start, end = _day(found.minimum), _day(found.maximum)
    except ValueError:
        return None
    return Period(start=start.isoformat(), end=end.isoformat())


def _day(words: str) -> date:
    """The day in Việt Nam of a day or a moment. Raises ValueError."""
    if len(words) == len("2026-01-31"):
        return date.fromisoformat(words)
    return moment(datetime.fromisoformat(words)).astimezone(VIETNAM).date()


def _years(found: ColumnProfile | None) -> Period | None:
    if found is None or not (isinstance(found.minimum, int) and isinstance(found.maximum, int)):
        return None
    sound = FIRST_YEAR <= found.minimum <= found.maximum <= LAST_YEAR
    return Period(start=str(found.minimum), end=str(found.maximum)) if sound else None
