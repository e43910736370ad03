"""The contract as a value: what the Open Data Contract Standard v3.1 says of one dataset, in Kho's own types.

One contract describes one dataset and one table. What ODCS has no word for stands there under `customProperties`
with the prefix `kho.`; the reference documentation lists them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from kho.contracts.names import DatasetName
from kho.messages import Message


class LogicalType(StrEnum):
    """ODCS 3.1 `logicalType`, those a table can hold. `time`, `object` and `array` are kept as canonical text."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    TIME = "time"
    OBJECT = "object"
    ARRAY = "array"


class Access(StrEnum):
    """Who may see a dataset (decrees 47/2020/NĐ-CP, 194/2025/NĐ-CP and 278/2025/NĐ-CP); `kho.access`."""

    OPEN = "open"
    SHARED = "shared"
    PRIVATE = "private"


class Classification(StrEnum):
    """How sensitive a column is; ODCS `classification`."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Layer(StrEnum):
    """The part of the warehouse a table lives in; `kho.layer`. Landed bytes lie apart, under `landing`."""

    SOURCE = "source"
    MASTER = "master"
    ENRICHED = "enriched"
    OPEN = "open"


class LoadMode(StrEnum):
    """How a delivery changes its table; `kho.load`. Upsert needs a primary key."""

    APPEND = "append"
    REPLACE = "replace"
    UPSERT = "upsert"


class Severity(StrEnum):
    """What breaking a rule means: `error` quarantines the row (or holds the delivery), `warning` is only told."""

    ERROR = "error"
    WARNING = "warning"


class Operator(StrEnum):
    """ODCS comparison operators of a quality rule."""

    MUST_BE = "mustBe"
    MUST_NOT_BE = "mustNotBe"
    GREATER_THAN = "mustBeGreaterThan"
    GREATER_OR_EQUAL = "mustBeGreaterOrEqualTo"
    LESS_THAN = "mustBeLessThan"
    LESS_OR_EQUAL = "mustBeLessOrEqualTo"
    BETWEEN = "mustBeBetween"
    NOT_BETWEEN = "mustNotBeBetween"


class Metric(StrEnum):
    """ODCS library metrics."""

    NULL_VALUES = "nullValues"
    MISSING_VALUES = "missingValues"
    INVALID_VALUES = "invalidValues"
    DUPLICATE_VALUES = "duplicateValues"
    ROW_COUNT = "rowCount"


@dataclass(frozen=True, kw_only=True, slots=True)
class QualityRule:
    """One entry of ODCS `quality`: a library metric (`metric`) or a SQL rule (`query`), never both.

    `operator` compares what was measured with `expected` (one value, or two for the between operators), in `unit`
    `rows` or `percent`. `path` is the rule's place in the contract, for messages that lead back to a line.
    """

    id: str
    operator: Operator
    expected: tuple[Any, ...]
    metric: Metric | None = None
    query: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    unit: str = "rows"
    severity: Severity = Severity.ERROR
    dimension: str | None = None
    description: str = ""
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeListUse:
    """A column whose values are codes of a list in `codelists/`; `kho.codelist`.

    `on` names the date column of the same row on which the code must be valid; None means the day of delivery.
    """

    name: str
    on: str | None = None


TODAY = "today"


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitUse:
    """A column whose values are codes of administrative units; `kho.admin_unit`.

    `level` is province, district or commune. `of` says of which day the codes are: a day, the name of a column of the
    same row with days or with years (whole numbers, each standing for its last day), or None for the day of delivery.
    `to` is the day whose units the codes are brought to, `TODAY` for the day of delivery; None leaves them as they are.
    """

    level: str
    of: date | str | None = None
    to: date | str | None = None

    def __str__(self) -> str:
        days = (("of", self.of), ("to", self.to))
        return ", ".join([self.level, *(f"{word} {day}" for word, day in days if day is not None)])


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureUse:
    """A column of figures that are stored in a unit; `kho.unit`.

    `unit` and `source` are names of units (`kho.standards.numbers.measures`); `source` is what figures are in where a
    delivery tells no unit of the kind. `of` names the text column of the same row that tells the row's unit. `region`
    says where sào, mẫu and công are from that name no region.
    """

    unit: str
    source: str | None = None
    of: str | None = None
    region: str | None = None

    def __str__(self) -> str:
        told = (("from", self.source), ("of", self.of), ("region", self.region))
        return ", ".join([self.unit, *(f"{word} {value}" for word, value in told if value is not None)])


@dataclass(frozen=True, kw_only=True, slots=True)
class OnUnits:
    """A model whose figures are brought from units of any day to those of one day; `kho.on_units`.

    `column` has the codes, of `level` and of the days that `of` says: one day, or a column of days or of years. `to` is
    the day whose units the figures are brought to, `TODAY` for the day of the run; `into` a level above `level` on
    which they are summed. `split` says of each figure (a column of whole numbers or decimals that add up) how that of a
    unit which went to several is divided: `none`, `area` or `population`. Kho fills the columns `basis`, and `lacks`
    and `names` where they are named. `absent_is_zero`: a unit without a row had nothing to count.
    """

    column: str
    level: str
    of: date | str
    to: date | str
    split: Mapping[str, str]
    basis: str
    into: str | None = None
    lacks: str | None = None
    names: str | None = None
    absent_is_zero: bool = False

    @property
    def filled(self) -> tuple[str, ...]:
        """The columns that Kho fills."""
        return tuple(name for name in (self.names, self.basis, self.lacks) if name is not None)

    def __str__(self) -> str:
        rules = ", ".join(f"{figure} {rule}" for figure, rule in self.split.items())
        level = self.into or self.level
        absent = ", absent zero" if self.absent_is_zero else ""
        return f"{self.column} ({self.level}, of {self.of}) to {level} of {self.to}: {rules}{absent}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """Values of `columns` must stand in `to_columns` of dataset `to`: ODCS `relationships` of type foreignKey."""

    columns: tuple[str, ...]
    to: DatasetName
    to_columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column of the table.

    `headers` are the header texts it is found under at the source (`kho.header`; its name and title always count),
    `position` its 1-based place where headers cannot be trusted (`kho.position`). `formats` are JDK date patterns
    tried in order; ISO always counts. `from_name` takes the value not from a cell but from the delivery's file name
    and part (`budget-2010.xls#M12`): a regular expression whose first group is the value (`kho.from_name`).
    `decimal_mark` says which of `,` and `.` is the decimal mark of numbers written as text; the other groups thousands;
    `point_told` that the contract itself says that it is the point. `missing` are the texts that mean "no value",
    beside the empty one.
    `precision` and `scale` come from a `physicalType` `decimal(p,s)`; a number without it is a double.
    `minimum`, `maximum`: numbers for number columns, ISO texts for dates and timestamps. `path` is the column's place
    in the contract, for messages that lead back to a line.
    """

    name: str
    logical_type: LogicalType = LogicalType.STRING
    title: str = ""
    description: str = ""
    headers: tuple[str, ...] = ()
    position: int | None = None
    from_name: str | None = None
    formats: tuple[str, ...] = ()
    decimal_mark: str = "."
    point_told: bool = False
    precision: int | None = None
    scale: int | None = None
    missing: tuple[str, ...] = ()
    required: bool = False
    unique: bool = False
    primary_key: int | None = None
    partition: int | None = None
    minimum: Any = None
    maximum: Any = None
    exclusive_minimum: Any = None
    exclusive_maximum: Any = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    classification: Classification | None = None
    standard: str | None = None
    codelist: CodeListUse | None = None
    unit: UnitUse | None = None
    measure: MeasureUse | None = None
    references: tuple[Reference, ...] = ()
    rules: tuple[QualityRule, ...] = ()
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One ODCS server: where deliveries come from.

    `transport` is the server's type (`local`, `s3`, `sftp`, `api`, `postgres`, `mysql`, `sqlserver`, `oracle`,
    `custom` with `kho.transport`). `address` holds the server's own ODCS fields (path, location, host, port,
    database, schema, ...), `fetch` what only that transport understands (`kho.fetch`), `read` what only the format
    reader understands (`kho.read`; `encoding` and `delimiter` of the server are in it too). `format` None: found
    from the bytes.
    """

    name: str
    transport: str
    format: str | None = None
    address: Mapping[str, Any] = field(default_factory=dict)
    fetch: Mapping[str, Any] = field(default_factory=dict)
    read: Mapping[str, Any] = field(default_factory=dict)
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawn:
    """The dataset was taken from the public on a `day`, for a `reason` that the public is told; `kho.withdrawn`."""

    reason: str
    day: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Contract:
    """What one dataset promises.

    `folder` is where its relative paths start: the province folder. `lines` maps a path inside the file
    (`("schema", 0, "properties", 2, "name")`) to its 1-based line. `schedule` holds the texts of `kho.schedule`
    (see `kho.contracts.schedules`); None leaves it to the sources. `owner` is the agency `team.name` says; of a model,
    whose name begins with its domain, the only one that says it. `declassified`: why a model may be more open than
    what it reads; `on_units`: to which units its figures are brought. `withdrawn`: why it is
    not published any more.
    """

    name: DatasetName
    version: str
    title: str
    columns: tuple[Column, ...]
    status: str = "active"
    description: str = ""
    domain: str | None = None
    access: Access = Access.PRIVATE
    layer: Layer = Layer.SOURCE
    load: LoadMode = LoadMode.REPLACE
    licence: str | None = None
    frequency: str | None = None
    latency: str | None = None
    retention: str | None = None
    schedule: tuple[str, ...] | None = None
    owner: str | None = None
    steward: str | None = None
    declassified: str | None = None
    withdrawn: Withdrawn | None = None
    on_units: OnUnits | None = None
    sources: tuple[Source, ...] = ()
    references: tuple[Reference, ...] = ()
    rules: tuple[QualityRule, ...] = ()
    file: Path | None = None
    folder: Path | None = None
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict)

    @property
    def agency(self) -> str:
        """The agency that answers for it."""
        return self.owner or self.name.agency

    @property
    def primary_key(self) -> tuple[str, ...]:
        """Names of the key columns in key order; empty where there is no key."""
        keys = [column for column in self.columns if column.primary_key is not None]
        return tuple(column.name for column in sorted(keys, key=lambda column: column.primary_key or 0))

    @property
    def partition_by(self) -> tuple[str, ...]:
        """Names of the partition columns in order."""
        parts = [column for column in self.columns if column.partition is not None]
        return tuple(column.name for column in sorted(parts, key=lambda column: column.partition or 0))

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One mistake in a person's file: where it is, what is wrong and what to do about it.

    `field` is the path inside the file as a person reads it (`schema[0].properties[2].name`).
    """

    file: Path
    line: int
    field: str
    what: Message
    mend: Message
    code: str
