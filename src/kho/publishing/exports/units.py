"""Codes of units of any day beside today's units, and where they lie: rows that an export joins to its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pyarrow as pa
from sqlglot import exp

from kho.blocks import block
from kho.publishing.exports.selecting import ROWS, Kind, Table, cell
from kho.publishing.exports.source import Source
from kho.publishing.places import UnitColumn
from kho.quality.cells import DELIVERY
from kho.standards.units.answers import Outcome, Part, Whole
from kho.standards.units.atlas import Atlas
from kho.warehouse.duck import quoted
from kho.warehouse.tables import VIETNAM

SAME: Final = "same"
"""The outcome of a code that is a unit's of today already."""
_SCHEMA: Final = pa.schema(
    [
        ("code", pa.string()),
        ("first", pa.date32()),
        ("last", pa.date32()),
        ("today", pa.string()),
        ("outcome", pa.string()),
        ("latitude", pa.float64()),
        ("longitude", pa.float64()),
    ]
)
_DELIVERIES: Final = pa.schema([("delivery", pa.string()), ("day", pa.date32())])
_YEAR: Final = "case when $year between 1 and 9999 then make_date(cast($year as bigint), 12, 31) end"


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """A column of codes whose table of units is joined under `alias`."""

    use: UnitColumn
    alias: str

    def told(self, name: str) -> exp.Column:
        """What the table of units says of a row."""
        return exp.column(name, table=exp.to_identifier(self.alias, quoted=True))


def join(rows: exp.Select, source: Source, table: Table, use: UnitColumn) -> tuple[exp.Select, Joined]:
    """The rows with what is known of the units of one column, which the version must have."""
    joined = Joined(use=use, alias=f"units of {use.column}")
    codes = f"SELECT DISTINCT {quoted(use.column)} FROM ({table.files.sql('duckdb')}) ORDER BY 1"  # noqa: S608 - quoted names
    found = [str(row[0]) for row in table.session.execute(codes).fetchall() if row[0] is not None]
    units = pa.Table.from_pylist([*_rows(source.atlas(), found, source.today)], schema=_SCHEMA)
    table.session.register(joined.alias, units)
    rows, day = _day(rows, source, table, use)
    on = exp.and_(
        exp.EQ(this=exp.column(use.column, table=ROWS, quoted=True), expression=joined.told("code")),
        exp.Between(this=day, low=joined.told("first"), high=joined.told("last")),
    )
    return rows.join(exp.Table(this=exp.to_identifier(joined.alias, quoted=True)), on=on, join_type="left"), joined


def _rows(atlas: Atlas, codes: Iterable[str], today: date) -> Iterator[dict[str, Any]]:
    """What each code is, on the days of each stretch without a change on which it is a unit's."""
    for code in codes:
        for first, last in atlas.spans():
            if atlas.has(code, on=first):
                told = {"code": code, "first": first, "last": last}
                yield told | _became(atlas, code, first, today) | _lies(atlas, code, first)


def _became(atlas: Atlas, code: str, on: date, today: date) -> dict[str, str | None]:
    answer = atlas.convert(code, from_=on, to=today)
    if isinstance(answer, Whole):
        is_same = answer.to == code and not answer.links
        return {"today": answer.to, "outcome": SAME if is_same else Outcome.WHOLE.value}
    return {"today": None, "outcome": (Outcome.PART if isinstance(answer, Part) else Outcome.UNKNOWN).value}


def _lies(atlas: Atlas, code: str, on: date) -> dict[str, float | None]:
    unit = atlas.unit(code, on=on)
    return {} if unit is None else {"latitude": unit.latitude, "longitude": unit.longitude}


def _day(rows: exp.Select, source: Source, table: Table, use: UnitColumn) -> tuple[exp.Select, exp.Expr]:
    """The day whose unit a row's code is, and the rows that tell it."""
    if isinstance(use.day, date):
        return rows, exp.Cast(this=exp.Literal.string(use.day.isoformat()), to=exp.DataType.build("date"))
    if use.day is None:
        return _delivered(rows, source, table, use)
    columns = {column.name: column for column in source.dataset.columns}
    told = cell(columns[use.day], table)
    return rows, block(_YEAR, year=told.value) if told.kind is Kind.INTEGER else told.value


def _delivered(rows: exp.Select, source: Source, table: Table, use: UnitColumn) -> tuple[exp.Select, exp.Expr]:
    """The day of delivery is taken to be that of the version that loaded it first."""
    days = {
        each.delivery: each.committed.astimezone(VIETNAM).date() for each in source.dataset.versions if each.delivery
    }
    name = f"deliveries of {use.column}"
    told = [{"delivery": delivery, "day": day} for delivery, day in days.items()]
    table.session.register(name, pa.Table.from_pylist(told, schema=_DELIVERIES))
    alias = exp.to_identifier(name, quoted=True)
    on = exp.EQ(
        this=exp.column(DELIVERY, table=ROWS, quoted=True), expression=exp.column("delivery", table=alias.copy())
    )
    return rows.join(exp.Table(this=alias.copy()), on=on, join_type="left"), exp.column("day", table=alias)
