"""A model's answer brought to other units (`kho.on_units`): read from a file, carried over, written to another.

The whole answer is in memory meanwhile: it is a table of figures by unit, small beside what it is made of.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kho.contracts.model import TODAY, Column, Contract, OnUnits
from kho.pipeline.runs import FigureCarried, UnitsRead, UnitTable
from kho.province.folder import Province
from kho.standards.units import packaged
from kho.standards.units.atlas import Atlas
from kho.standards.units.bridge import Bridge
from kho.standards.units.dated import day_of
from kho.standards.units.model import Level
from kho.standards.units.series import Left, Line, Placed, Series, Totals, bring_series
from kho.standards.units.weights import Split

INCOMPLETE = "incomplete"
"""The basis of a row in which a figure is empty because of what lacks."""
DIGITS = 38


def units_read(province: Province, use: OnUnits, *, on: date) -> UnitsRead:
    """The tables of units as they are now, and the day whose units they bring to; `on` is the day of the run."""
    tables = [UnitTable(name=packaged.source(), sha256="")]
    tables += [
        UnitTable(name=f"units/{file.name}", sha256=hashlib.sha256(file.read_bytes()).hexdigest())
        for file in province.unit_files
    ]
    to = on if use.to == TODAY else date.fromisoformat(str(use.to))
    return UnitsRead(level=use.into or use.level, to=to, tables=tuple(tables))


def same_units(read: UnitsRead, atlas: Atlas) -> list[object]:
    """What stands for the units in the mark of a run: days between which no source tells of a change are one."""
    first = next((first for first, last in atlas.spans() if first <= read.to <= last), read.to)
    return [read.level, first.isoformat(), [[each.name, each.sha256] for each in read.tables]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Carrier:
    """Brings the answers of one model over: its contract, what that says, and the units as they are read."""

    contract: Contract
    use: OnUnits
    read: UnitsRead
    atlas: Atlas

    def carry(self, answer: Path, out: Path) -> UnitsRead:
        """Write the answer with its figures on the other units; tells their sums."""
        into = None if self.use.into is None else Level(self.use.into)
        bridge = Bridge(atlas=self.atlas, to=self.read.to, level=Level(self.use.level), into=into)
        table = pq.read_table(answer)
        splits = [Split(each) for each in self.use.split.values()]
        series = bring_series(self._lines(table), bridge, splits, absent_is_zero=self.use.absent_is_zero)
        self._write(series, table.schema, out)
        figures = zip(self.use.split, series.totals, strict=True)
        return replace(self.read, figures=tuple(self._sums(name, totals) for name, totals in figures))

    def _sums(self, name: str, totals: Totals) -> FigureCarried:
        scale = self._scale(name)
        return FigureCarried(
            column=name,
            split=self.use.split[name],
            given=_decimal(totals.given, scale),
            placed=_decimal(totals.placed, scale),
            apart=_decimal(totals.apart, scale),
            estimated=_decimal(totals.estimated, scale),
        )

    def _scale(self, figure: str) -> int:
        return self.contract.column(figure).scale or 0

    def _groups(self) -> list[str]:
        """The columns that tell rows apart, beside the code."""
        return [name for name in self.contract.primary_key if name != self.use.column]

    def _lines(self, table: pa.Table) -> Iterator[Line]:
        groups, of = self._groups(), self.use.of
        for row in table.to_pylist():
            yield Line(
                group=tuple(row[name] for name in groups),
                day=of if isinstance(of, date) else day_of(row[of]),
                code=row[self.use.column],
                figures=tuple(_steps(row[name], self._scale(name)) for name in self.use.split),
            )

    def _write(self, series: Series, answered: pa.Schema, out: Path) -> None:
        rows = [*map(self._placed, series.placed), *map(self._left, series.apart)]
        rows.sort(key=lambda row: [(row[name] is None, str(row[name])) for name in self.contract.primary_key])
        schema = pa.schema([(column.name, self._type(column, answered)) for column in self.contract.columns])
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), out, compression="zstd")

    def _type(self, column: Column, answered: pa.Schema) -> pa.DataType:
        if column.name in self.use.split:
            return pa.decimal128(DIGITS, self._scale(column.name))
        filled = (*self.use.filled, self.use.column)
        return pa.string() if column.name in filled else answered.field(column.name).type

    def _placed(self, row: Placed) -> dict[str, Any]:
        made = self._row(row)
        unit = self.atlas.unit(row.code, on=self.read.to)
        told = {
            self.use.column: row.code,
            self.use.basis: INCOMPLETE if row.basis is None else row.basis.value,
            self.use.lacks or "": " ".join(row.lacks) or None,
            self.use.names or "": unit.name if unit is not None else None,
        }
        return made | told

    def _left(self, row: Left) -> dict[str, Any]:
        """A row that stands apart, with its code as of its day: none takes it for a unit's of the other day."""
        code, units = f"{row.code or '?'}@{row.day or '?'}", " ".join(row.units) or None
        return self._row(row) | {self.use.column: code, self.use.basis: row.why.value, self.use.lacks or "": units}

    def _row(self, row: Placed | Left) -> dict[str, Any]:
        made: dict[str, Any] = dict(zip(self._groups(), row.group, strict=True))
        for name, steps in zip(self.use.split, row.figures, strict=True):
            made[name] = None if steps is None else _decimal(steps, self._scale(name))
        return made


def _decimal(steps: int, scale: int) -> Decimal:
    """A number of smallest steps as the figure it is; not by arithmetic, which would round a long one."""
    return Decimal((int(steps < 0), tuple(map(int, str(abs(steps)))), -scale))


def _steps(value: int | Decimal | None, scale: int) -> int | None:
    """A figure as the number of its smallest steps."""
    if value is None:
        return None
    sign, digits, exponent = Decimal(value).as_tuple()
    steps = int("".join(map(str, digits)) + "0" * (scale + int(exponent)))
    return -steps if sign else steps
