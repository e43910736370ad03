"""Values as agencies write them in text files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from hungyen.batch import Batch, Formula, Legacy
from kho.contracts.model import Contract

_MARKS = str.maketrans(",.", ".,")


@dataclass(frozen=True, kw_only=True, slots=True)
class Spelling:
    """How values are written. `days` and `moments` are patterns of strftime; `grouped` writes 1.234,5."""

    decimal: str = "."
    grouped: bool = False
    days: str = "%d/%m/%Y"
    moments: str = "%d/%m/%Y %H:%M"
    yes: str = "1"
    no: str = "0"
    none: str = ""

    def texts(self, batch: Batch, column: str) -> pa.Array:
        """A column of a batch as texts, with what is written instead of what was meant."""
        texts = pc.fill_null(self._column(batch.meant.column(column).combine_chunks()), self.none)
        cells = batch.written.get(column)
        if not cells:
            return texts
        listed = texts.to_pylist()
        for row, value in cells.items():
            listed[row] = self.text(value)
        return pa.array(listed, pa.string())

    def text(self, value: Any) -> str:
        """One value as text."""
        match value:
            case None | bool():
                return {None: self.none, True: self.yes, False: self.no}[value]
            case Legacy(text) | Formula(text):
                return text
            case date():
                return value.strftime(self.days)
            case int() | float() | Decimal():
                return self._number(value)
        return str(value)

    def _number(self, value: float | Decimal) -> str:
        plain = f"{value:,}" if self.grouped and isinstance(value, Decimal) else str(value)
        return plain.translate(_MARKS) if self.decimal == "," else plain

    def _column(self, values: pa.Array) -> pa.Array:
        kind = values.type
        if pa.types.is_string(kind):
            return values
        if pa.types.is_boolean(kind):
            return pc.if_else(values, self.yes, self.no)
        if pa.types.is_date(kind):
            return pc.strftime(values, self.days)
        if pa.types.is_timestamp(kind):
            return pc.strftime(values.cast(pa.timestamp("s")), self.moments)
        if self.grouped and pa.types.is_decimal(kind):
            return pa.array([None if value is None else self._number(value) for value in values.to_pylist()])
        texts = values.cast(pa.string())
        return pc.replace_substring(texts, ".", ",") if self.decimal == "," and pa.types.is_decimal(kind) else texts


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """The headers of a file: `names` in place of the contract's, `left_out` columns it does not have.

    `more` are columns that nobody asked for, with the text that all their cells have.
    """

    names: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)

    def columns(self, contract: Contract) -> list[str]:
        """The contract's columns in the order of the file."""
        here = [column.name for column in contract.columns if not column.from_name]
        here = [*self.order, *(name for name in here if name not in self.order)]
        return [name for name in here if name not in self.left_out]

    def header(self, contract: Contract, name: str) -> tuple[str, ...]:
        """The header of a column, one text per header row, topmost first."""
        column = contract.column(name)
        given = self.names.get(name) or (column.headers[0] if column.headers else column.title or name)
        return (given,) if isinstance(given, str) else given

    def field(self, contract: Contract, name: str) -> str:
        """The name of a column's field in records and databases."""
        column = contract.column(name)
        given = self.names.get(name) or (column.headers[0] if column.headers else name)
        return given if isinstance(given, str) else ".".join(given)


PLAIN = Heading()
