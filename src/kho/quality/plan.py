"""What an engine is asked to do with one delivery: conform every row, check every rule, part the good from the bad.

The plan is built here from a contract and executed elsewhere. Its SQL is sqlglot expressions in the portable subset
(`kho.quality.subset`), written in the duckdb dialect: an engine renders them in its own dialect, or interprets them.

A staged delivery (`kho.engines.staged`, written by the decode step) has the columns `_part`, `_row` and, per contract
column, `_text_<name>` and `_kind_<name>`. Expressions name conformed columns by the contract's names and staged ones by
theirs. Between the two stands `_value_<name>`: the text trimmed, null where it is empty, one of the `missing` texts or
unreadable (`kho.quality.cells.UNREADABLE`); so a cell with a `_value_` and a null conformed value has the wrong type.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlglot import exp

from kho.contracts.model import LogicalType, Operator, Severity
from kho.messages import Message


def value_column(name: str) -> str:
    """The trimmed text of contract column `name` in expressions."""
    return f"_value_{name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scaling:
    """How figures of other units become those of the column's: each is multiplied, exactly, by a factor.

    A text after the figure in its own cell that stands in `own` says the factor; else `by` names the column of
    expressions whose text says it (`_part`, `_value_<column>`) by `factors`. `otherwise` is the factor of rows where
    that column is null, or of all rows where there is none; None, as a text that is not told of, gives no value.
    """

    otherwise: Decimal | None = None
    by: str | None = None
    factors: tuple[tuple[str, Decimal], ...] = ()
    own: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversion:
    """How the text of one column becomes its type; what cannot be converted is null and breaks `<column>.type`.

    Texts are trimmed of white space (Unicode's, so non-breaking spaces too); empty and `missing` texts are null. A text
    column with a `standard` (`kho.standards.registry`) has its normal forms; what has none breaks `<column>.standard`.
    One with a `mapping`, the name of a lookup with the columns `key_1` and `value` (texts, no key twice), has the
    values of its texts there. With `mapping_on`, a column of days or whole numbers, the lookup has the columns
    `valid_from` and `valid_to` of that column's type too (both inclusive, none null; no key twice for one day), and the
    value is that of the row's own day; where the row tells none, there is no value. A column of numbers with a
    `scaling` has figures of its unit; what cannot be brought to it breaks `<column>.unit`;
    `measured_by` is the column that tells each row's unit, where one does.
    """

    column: str
    type: LogicalType
    precision: int | None = None
    scale: int | None = None
    formats: tuple[str, ...] = ()
    decimal_mark: str = "."
    missing: tuple[str, ...] = ()
    standard: str | None = None
    mapping: str | None = None
    mapping_on: str | None = None
    scaling: Scaling | None = None
    measured_by: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """What every rule has: its id (`<column>.<check>` or the contract's own id), columns, severity and words."""

    id: str
    columns: tuple[str, ...]
    severity: Severity
    what: Message
    mend: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class RowRule(Rule):
    """A row breaks the rule where `breaks` is true (null is not true).

    `told` is what is said of a value that breaks it, with `{value}`, where that is more than `what`.
    """

    breaks: exp.Expr
    told: Message | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UniqueRule(Rule):
    """A row breaks the rule where its conformed `columns`, none of them null, stand in another row too.

    With `existing`, the name of a lookup whose columns are the same, keys already loaded count as other rows.
    """

    existing: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LookupRule(Rule):
    """A row breaks the rule where its conformed `columns`, none of them null, do not stand in the lookup.

    A lookup is a Parquet file with the columns `key_1 ... key_n` of the same types and, where codes have dates,
    `valid_from` and `valid_to` (dates, both inclusive, null for open). `on` then gives the day: a date column of the
    row (a null there means `day`), or none for `day` itself.
    """

    lookup: str
    dated: bool = False
    on: str | None = None
    day: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SetRule(Rule):
    """A promise about the delivery as a whole: `measure` over the rows no row rule turned away must compare well.

    `measure` is a select of one value from the table `candidate` (conformed columns). A null holds: there was nothing
    to measure. An error here holds the delivery back: every row is quarantined with this reason; a warning is told by
    `Measured` alone.
    """

    measure: exp.Expr
    operator: Operator
    expected: tuple[object, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckPlan:
    """The whole work on one delivery; `delivery` is the SHA-256 of its bytes, which good rows are marked with."""

    dataset: str
    delivery: str = ""
    conversions: tuple[Conversion, ...]
    row_rules: tuple[RowRule, ...] = ()
    unique_rules: tuple[UniqueRule, ...] = ()
    lookup_rules: tuple[LookupRule, ...] = ()
    set_rules: tuple[SetRule, ...] = ()

    def rules(self) -> tuple[Rule, ...]:
        """All rules in the order in which a row's reasons are told."""
        return (*self.row_rules, *self.unique_rules, *self.lookup_rules, *self.set_rules)


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What a set rule measured and whether it holds; `value` None where there was nothing to measure."""

    rule: str
    value: object
    holds: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckResult:
    """What an engine found: accepted + quarantined = read; `broken` counts rows per rule id, warnings too."""

    read: int
    accepted: int
    quarantined: int
    broken: dict[str, int] = field(default_factory=dict)
    measured: tuple[Measured, ...] = ()
