"""A model as a value: a dataset whose source is a query, and from which columns each of its columns comes."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlglot import exp

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName


class How(StrEnum):
    """What a query does with an input column on its way to an output column."""

    DIRECT = "direct"
    """The value itself."""
    DERIVED = "derived"
    """A value computed from it, row by row."""
    AGGREGATED = "aggregated"
    """A value computed from it over several rows."""


class Role(StrEnum):
    """What an input column decides about the rows, without its value standing in an output column."""

    FILTER = "filter"
    JOIN = "join"
    GROUP = "group"
    SORT = "sort"
    """Also the partition and order of a window."""


@dataclass(frozen=True, order=True, slots=True)
class InputColumn:
    """A column of a dataset or of another model."""

    dataset: DatasetName
    column: str

    def __str__(self) -> str:
        return f"{self.dataset}.{self.column}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelColumn:
    """One output column: the columns its value is made of, and the most that is done with one of them.

    `inputs` is empty for a constant and for a count of rows.
    """

    name: str
    inputs: tuple[InputColumn, ...]
    how: How


@dataclass(frozen=True, kw_only=True, order=True, slots=True)
class Influence:
    """An input column that decides which rows there are, or how they are gathered."""

    input: InputColumn
    role: Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """One model of a province.

    `query` is the checked SELECT in the portable subset (duckdb dialect), every column qualified by the alias of its
    table and every table named `schema.table` as `kho sql` names it; do not change it, `copy()` it. `inputs` are the
    datasets and models it reads, by name; `columns` the output columns in the query's order; `influences` what decides
    about rows, each once, sorted. `text` is the file as its author wrote it.
    """

    name: DatasetName
    file: Path
    contract: Contract
    text: str
    query: exp.Query
    inputs: tuple[DatasetName, ...]
    columns: tuple[ModelColumn, ...]
    influences: tuple[Influence, ...] = ()

    def column(self, name: str) -> ModelColumn:
        """The output column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
