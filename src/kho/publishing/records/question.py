"""A question about the rows of one published table, as a value."""

from dataclasses import dataclass, field
from enum import StrEnum

from kho.publishing.records.fields import Value


class Comparison(StrEnum):
    """How a column is compared with a value."""

    EQUAL = "="
    NOT_EQUAL = "<>"
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


@dataclass(frozen=True, kw_only=True, slots=True)
class Compare:
    """Rows where the column has a value that stands so to another; never those without one."""

    column: str
    how: Comparison
    value: Value


@dataclass(frozen=True, kw_only=True, slots=True)
class OneOf:
    """Rows where the column has one of the values."""

    column: str
    values: tuple[Value, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Empty:
    """Rows where the column has no value."""

    column: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Holds:
    """Rows where a text has all these words, begun or whole, whatever their accents and case.

    `column` None: in any of the text columns, taken together.
    """

    words: str
    column: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Within:
    """Rows whose shape, in a column of well-known text, meets a box of degrees, or touches its edge."""

    column: str
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Not:
    """Rows for which a condition does not hold; those it cannot be asked of are not among them."""

    of: "Condition"


@dataclass(frozen=True, kw_only=True, slots=True)
class All:
    """Rows for which every condition holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Some:
    """Rows for which one condition or more holds."""

    of: tuple["Condition", ...]


Condition = Compare | OneOf | Empty | Holds | Within | Not | All | Some


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """Rows by a column; those without a value come last either way."""

    column: str
    descending: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Some rows: `columns` (all of them where none is named) of those that `where` says, in an order.

    Rows of the same order stand as they do in the table. `after` is where the page before ended, as that page said.
    """

    columns: tuple[str, ...] = ()
    where: Condition | None = None
    order: tuple[Order, ...] = ()
    after: str | None = None
    limit: int = 100


def has_boxes(condition: Condition) -> bool:
    """Whether a condition asks for what lies in a box."""
    match condition:
        case Within():
            return True
        case Not(of=inner):
            return has_boxes(inner)
        case All(of=parts) | Some(of=parts):
            return any(map(has_boxes, parts))
        case _:
            return False


class Measure(StrEnum):
    """What is worked out of a group of rows."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "avg"
    LEAST = "min"
    MOST = "max"
    DISTINCT = "distinct"


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """A measure of a column; of a count, whose column is None, of rows."""

    what: Measure
    column: str | None = None

    @property
    def name(self) -> str:
        """What the answer calls it."""
        return self.what.value if self.column is None else f"{self.what.value}_{self.column}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Groups:
    """Measures of the rows that `where` says, by groups of the same values; ordered by groups or measures."""

    by: tuple[str, ...] = ()
    measures: tuple[Measured, ...] = field(default_factory=lambda: (Measured(what=Measure.COUNT),))
    where: Condition | None = None
    order: tuple[Order, ...] = ()
    limit: int = 1000
