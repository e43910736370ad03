"""What a column is good for in a chart, by its type, what its contract says and what its profile counted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kho.contracts.model import LogicalType
from kho.publishing.catalogue import PublishedColumn
from kho.quality.profile import ColumnProfile, TableProfile

FEW: Final = 8
"""Values that colours can tell apart."""
YEAR: Final = re.compile(r"\b(?:năm|year)\b", re.IGNORECASE)
"""What the title of a column of years says."""
_SEVERAL: Final = 2
_YEARS: Final = (1800, 2200)
_PERIOD: Final = re.compile(r"\d{4}(?:[-/]?(?:Q[1-4]|\d{2}|\d{4}))?")
_NUMBERS: Final = frozenset({LogicalType.INTEGER, LogicalType.NUMBER})
_MOMENTS: Final = frozenset({LogicalType.DATE, LogicalType.TIMESTAMP})
_PLACES: Final = frozenset({"vi_do", "kinh_do", "latitude", "longitude", "lat", "lon", "lng", "long", "geometry"})
_SPARSE: Final = 0.5
_SMALL: Final = 30
_LEVELS: Final = 12
_RATE_WORDS: Final = (
    *("trung bình", "tỷ lệ", "mật độ", "trên", "mỗi", "điểm", "hạng", "nhiệt độ", "độ ẩm", "bụi"),
    *("average", "mean", "rate", "rank", "per", "density"),
)
_RATES: Final = re.compile(rf"[%‰/]|\b(?:{'|'.join(_RATE_WORDS)})\b", re.IGNORECASE)
_LEVEL_WORDS: Final = (
    "hạng",
    "cấp",
    "bậc",
    "loại",
    "mức",
    "khối",
    "lớp",
    "điểm",
    "quý",
    "tháng",
    "level",
    "grade",
    "class",
)
_LEVEL_TITLE: Final = re.compile(rf"(?:{'|'.join(_LEVEL_WORDS)})\b", re.IGNORECASE)


class Role(StrEnum):
    """What a column is good for.

    MOMENT: an axis of days or moments; PERIOD: of years, or of months written as text; CATEGORY: a few values or many
    that repeat; FIGURE: numbers to be measured; NAME: values of which each row has its own; PLACE: where rows lie.
    """

    MOMENT = "moment"
    PERIOD = "period"
    CATEGORY = "category"
    FIGURE = "figure"
    NAME = "name"
    PLACE = "place"


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A column and what it is good for; `distinct` is None where no profile counted it."""

    column: PublishedColumn
    role: Role
    distinct: int | None = None
    profile: ColumnProfile | None = None

    @property
    def name(self) -> str:
        """What the column is called."""
        return self.column.name

    @property
    def is_several(self) -> bool:
        """Whether there is anything to compare."""
        return self.distinct is None or self.distinct >= _SEVERAL

    @property
    def is_few(self) -> bool:
        """Whether colours can tell its values apart."""
        return self.distinct is not None and _SEVERAL <= self.distinct <= FEW

    @property
    def is_small(self) -> bool:
        """Whether figures are of a few values only, which say less than others."""
        return self.distinct is not None and self.distinct <= _SMALL

    def is_repeated(self, periods: int) -> bool:
        """Whether its values stand in several rows each of every period, so that it says something how often."""
        if self.profile is None or self.distinct is None:
            return True
        return self.distinct <= self.profile.present / periods * _SPARSE

    @property
    def is_rate(self) -> bool:
        """Whether figures are such that their sum means nothing: shares, means, ranks."""
        return _RATES.search(f"{self.column.title} {self.column.unit or ''}") is not None


def judged(columns: Sequence[PublishedColumn], profile: TableProfile | None) -> tuple[Judged, ...]:
    """Every column with its role."""
    return tuple(_judged(each, profile) for each in columns)


def _judged(column: PublishedColumn, profile: TableProfile | None) -> Judged:
    known = profile.column(column.name) if profile is not None else None
    distinct = known.distinct if known is not None else None
    return Judged(column=column, role=_role(column, known), distinct=distinct, profile=known)


def _role(column: PublishedColumn, known: ColumnProfile | None) -> Role:
    if column.name in _PLACES:
        return Role.PLACE
    if column.kind in _MOMENTS:
        return Role.MOMENT
    if column.codes is not None or column.level is not None or column.kind is LogicalType.BOOLEAN:
        return Role.CATEGORY
    if column.kind in _NUMBERS:
        return _of_number(column, known)
    if column.kind is LogicalType.STRING:
        return _of_text(known)
    return Role.NAME


def _of_number(column: PublishedColumn, known: ColumnProfile | None) -> Role:
    if _is_year(column, known):
        return Role.PERIOD
    if column.is_key or _is_level(column, known):
        return Role.CATEGORY
    return Role.FIGURE


def _is_year(column: PublishedColumn, known: ColumnProfile | None) -> bool:
    if column.kind is not LogicalType.INTEGER or not YEAR.search(column.title):
        return False
    low, high = (known.minimum, known.maximum) if known is not None else (None, None)
    return all(isinstance(each, int) and _YEARS[0] <= each <= _YEARS[1] for each in (low, high))


def _is_level(column: PublishedColumn, known: ColumnProfile | None) -> bool:
    """Whether whole numbers are grades, such as 1 to 3, rather than amounts."""
    if column.kind is not LogicalType.INTEGER or column.unit is not None or known is None or known.distinct is None:
        return False
    return known.distinct <= _LEVELS and _LEVEL_TITLE.match(column.title) is not None


def _of_text(known: ColumnProfile | None) -> Role:
    if known is None or known.distinct is None:
        return Role.CATEGORY
    texts = [str(each.value) for each in known.top]
    if texts and all(_PERIOD.fullmatch(each) for each in texts):
        return Role.PERIOD
    is_own = known.present > _SMALL and known.distinct > known.present * _SPARSE
    return Role.NAME if is_own or known.distinct == known.present else Role.CATEGORY
