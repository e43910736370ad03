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
        ("stretch", pa.int64()),
        ("today", pa.string()),
        ("outcome", pa.string()),
        ("latitude", pa.float64()),
        ("longitude", pa.float64()),
    ]
)
_DELIVERIES: Final = pa.schema([("delivery", pa.string()), ("day", pa.date32())])
_YEAR: Final = "case when $year between 1 and 9999 then make_date(cast($year as bigint), 12, 31) end"
_CODE: Final = "coalesce($code, '')"
_NO_DAY: Final = -1
"""The stretch of days of which nothing is known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """A column of codes whose table of units is joined under `alias`."""

    use: UnitColumn
    alias: str

    def told(self, name: str) -> exp.Column:
        """What the table of units says of a row."""
        return exp.column(name, table=exp.to_identifier(self.alias, quoted=True))


def join(rows: exp.Select, source: Source, table: Table, use: UnitColumn) -> tuple[exp.Select, Joined]:
    """The rows with what is known of the units of one column, which the version must have.

    Each row meets exactly one row of the units' table, which keeps the order of the rows.
    """
    joined, atlas = Joined(use=use, alias=f"units of {use.column}"), source.atlas()
    units = pa.Table.from_pylist([*_rows(atlas, _distinct(table, use.column), source.today)], schema=_SCHEMA)
    table.session.register(joined.alias, units)
    rows, day = _day(rows, source, table, use)
    code = block(_CODE, code=exp.column(use.column, table=ROWS, quoted=True))
    on = exp.and_(
        exp.EQ(this=code, expression=joined.told("code")),
        exp.EQ(this=_stretch(atlas, day), expression=joined.told("stretch")),
    )
    return rows.join(exp.Table(this=exp.to_identifier(joined.alias, quoted=True)), on=on), joined


def _distinct(table: Table, name: str) -> list[str]:
    """The values of a column; the empty text for none."""
    values = f"SELECT DISTINCT coalesce({quoted(name)}, '') FROM ({table.files.sql('duckdb')}) ORDER BY 1"  # noqa: S608 - quoted names
    return [str(row[0]) for row in table.session.execute(values).fetchall()]


def _stretch(atlas: Atlas, day: exp.Expr) -> exp.Expr:
    """The number of the stretch of days, without a change among them, that a day lies in."""
    stretches = exp.Case(ifs=[exp.If(this=exp.Is(this=day, expression=exp.Null()), true=exp.Literal.number(_NO_DAY))])
    for number, (first, _) in enumerate(atlas.spans(), start=_NO_DAY):
        later = exp.Literal.string(first.isoformat())
        before = exp.LT(this=day.copy(), expression=exp.Cast(this=later, to=exp.DataType.build("date")))
        stretches = stretches.when(before, exp.Literal.number(number))
    return stretches.else_(exp.Literal.number(len(atlas.spans()) - 1))


def _rows(atlas: Atlas, codes: Iterable[str], today: date) -> Iterator[dict[str, Any]]:
    """What each code is in each stretch of days."""
    for code in codes:
        yield {"code": code, "stretch": _NO_DAY, "outcome": Outcome.UNKNOWN.value}
        for number, (first, _) in enumerate(atlas.spans()):
            told = {"code": code, "stretch": number, "outcome": Outcome.UNKNOWN.value}
            yield told | _known(atlas, code, first, today)


def _known(atlas: Atlas, code: str, on: date, today: date) -> dict[str, Any]:
    if not atlas.has(code, on=on):
        return {}
    return _became(atlas, code, on, today) | _lies(atlas, code, on)


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
    """The day of delivery is taken to be that of the version that loaded it; of one that is not on record, none is."""
    versions = source.dataset.versions
    days = {each.delivery: each.committed.astimezone(VIETNAM).date() for each in versions if each.delivery}
    name = f"deliveries of {use.column}"
    told = [{"delivery": each, "day": days.get(each)} for each in _distinct(table, DELIVERY)]
    table.session.register(name, pa.Table.from_pylist(told, schema=_DELIVERIES))
    alias = exp.to_identifier(name, quoted=True)
    delivery = block(_CODE, code=exp.column(DELIVERY, table=ROWS, quoted=True))
    on = exp.EQ(this=delivery, expression=exp.column("delivery", table=alias.copy()))
    return rows.join(exp.Table(this=alias.copy()), on=on), exp.column("day", table=alias)
