"""A profile: what the rows of one version of a table look like, column by column. Counts and values, no rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from kho.contracts.model import LogicalType
from kho.contracts.names import DatasetName

Value = bool | int | float | str
"""A value as a profile keeps it: days and moments as ISO 8601 texts, decimals as numbers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """A value, or the shape of a text, and in how many rows it stands."""

    value: Value
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Histogram:
    """Counts of values between edges, together all values looked at.

    `counts[0]` is below `edges[0]`, `counts[i]` from `edges[i-1]` on and below `edges[i]`, the last from the last edge
    on: one count more than edges.
    """

    edges: tuple[Value, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantile:
    """The value below or at which `percent` of the values lie: the one of rank ceil(n x percent / 100)."""

    percent: int
    value: Value


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnProfile:
    """One column.

    Of all rows: `filled` counts those with a value; `minimum` and `maximum` of numbers and moments; `mean` of numbers.

    Of the rows looked at (`TableProfile.looked_at`): `present` those with a value, `shortest` and `longest` of texts in
    Unicode code points, `distinct` the number of different
    values (None where it is not counted: objects and arrays), `quantiles`, `histogram`, `top` the most frequent values,
    and `shapes` of texts (`kho.quality.shapes`) among still fewer rows. `complete`: `top` has every value there is.

    Where `hidden`, the column holds personal data, or a person was erased from the table: no value stands here.
    """

    name: str
    type: LogicalType
    filled: int
    present: int
    distinct: int | None = None
    minimum: Value | None = None
    maximum: Value | None = None
    mean: float | None = None
    quantiles: tuple[Quantile, ...] = ()
    histogram: Histogram | None = None
    shortest: int | None = None
    longest: int | None = None
    shapes: tuple[Counted, ...] = ()
    top: tuple[Counted, ...] = ()
    complete: bool = False
    hidden: bool = False

    def quantile(self, percent: int) -> Value | None:
        """The value of that quantile; None where it was not measured."""
        return next((each.value for each in self.quantiles if each.percent == percent), None)

    def without_values(self) -> "ColumnProfile":
        """The same with counts alone."""
        return replace(
            self,
            minimum=None,
            maximum=None,
            mean=None,
            quantiles=(),
            histogram=None,
            top=(),
            complete=False,
            hidden=True,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Measures:
    """What an engine measured: `rows` of the table, `looked_at` of them, and its columns in the contract's order."""

    rows: int
    looked_at: int
    columns: tuple[ColumnProfile, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TableProfile:
    """A version of a dataset's table. `step` n: every n-th row was looked at for what is not measured of all rows.

    `forgotten`: a person was erased from the table, and the values went with them.
    """

    dataset: DatasetName
    version: int
    contract_version: str
    made: datetime
    rows: int
    looked_at: int
    step: int
    columns: tuple[ColumnProfile, ...]
    forgotten: bool = False

    @property
    def approximate(self) -> bool:
        """Whether distinct values, quantiles, histograms and frequent values are those of a sample."""
        return self.step > 1

    def column(self, name: str) -> ColumnProfile | None:
        """The column of that name, if it was profiled."""
        return next((each for each in self.columns if each.name == name), None)

    def missing_share(self, column: ColumnProfile) -> float:
        """The share of rows without a value, 0 to 1; 0 of no rows."""
        return 1 - column.filled / self.rows if self.rows else 0.0

    def without_values(self) -> "TableProfile":
        """The same with counts alone."""
        return replace(self, columns=tuple(each.without_values() for each in self.columns), forgotten=True)

    def tells(self, texts: Sequence[str]) -> bool:
        """Whether one of these texts stands in one of its values."""
        values = (str(value) for column in self.columns for value in _values(column))
        return any(text in value for value in values for text in texts)


def _values(column: ColumnProfile) -> Sequence[Value]:
    ends = [value for value in (column.minimum, column.maximum) if value is not None]
    return [*ends, *(each.value for each in column.quantiles), *(each.value for each in column.top)]


def kept(value: object) -> Value | None:
    """A table's value as a profile keeps it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)
