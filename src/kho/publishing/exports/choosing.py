"""What goes into a file: its cells, the rows it is made of, and where each row lies."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from sqlglot import exp

from kho.blocks import block
from kho.contracts.model import LogicalType
from kho.publishing.catalogue import PublishedColumn
from kho.publishing.exports.asking import Units
from kho.publishing.exports.failures import NoPlaceError, NoUnitsError
from kho.publishing.exports.filtering import filtered
from kho.publishing.exports.selecting import Asked, Cell, Kind, Table, cell, rows
from kho.publishing.exports.units import Joined, join
from kho.publishing.formats import FORMATS, FileFormat
from kho.publishing.places import Coordinates, Place, Shape, UnitColumn

MAPS: Final = frozenset({FileFormat.GEOJSON, FileFormat.GEOPACKAGE})
ORIGINAL: Final = "goc"
OUTCOME: Final = "doi"
"""What ends the names of the columns beside one of codes that are brought to today's units."""
_OUTCOME: Final = "case when $code is not null then $outcome end"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shapes:
    """Where rows lie, as well-known text in degrees of WGS 84."""

    text: exp.Expr


@dataclass(frozen=True, kw_only=True, slots=True)
class Points:
    """Where rows lie, as degrees of WGS 84."""

    longitude: exp.Expr
    latitude: exp.Expr


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """A column brought to today's units, with the names of the two beside it."""

    name: str
    original: str
    outcome: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """The cells of each row, the rows as a SELECT without a column, and where they lie, of map layers alone."""

    cells: tuple[Cell, ...]
    rows: exp.Select
    carried: tuple[Carried, ...] = ()
    where: Shapes | Points | None = None

    def select(self, *made: exp.Expr) -> exp.Select:
        """The SELECT of these columns."""
        selected: exp.Select = self.rows.select(*made)
        return selected


def check(asked: Asked) -> None:
    """Raise NoPlaceError, NoUnitsError where the dataset has not what is wanted of it."""
    where, dataset = str(asked.source.dataset.name), asked.source.dataset
    if asked.wanted.format in MAPS and not dataset.is_placed:
        raise NoPlaceError(where=where, format=FORMATS[asked.wanted.format].label)
    if asked.wanted.units is Units.TODAY and not dataset.units:
        raise NoUnitsError(where=where)


def chosen(asked: Asked, table: Table) -> Chosen:
    """What goes into the file."""
    made = rows(asked, table, filtered(asked, table))
    place = asked.source.dataset.place if asked.wanted.format in MAPS else None
    joined: dict[str, Joined] = {}
    for use in _joined(asked, table, place):
        made, joined[use.column] = join(made, asked.source, table, use)
    carried = {each.name: each for each in _carried(asked, joined)}
    cells = [each for column in asked.columns for each in _cells(cell(column, table), carried, joined)]
    shown = [each for each in cells if not (isinstance(place, Shape) and each.name == place.column)]
    return Chosen(
        cells=tuple(shown),
        rows=made,
        carried=tuple(carried.values()),
        where=_where(place, table, joined, asked),
    )


def _joined(asked: Asked, table: Table, place: Place | None) -> Iterator[UnitColumn]:
    """The columns of codes whose units must be known."""
    wanted = {column.name for column in asked.columns} if asked.wanted.units is Units.TODAY else set()
    for use in asked.source.dataset.units:
        if table.types.get(use.column) == "VARCHAR" and (use.column in wanted or use == place):
            yield use


def _carried(asked: Asked, joined: dict[str, Joined]) -> Iterator[Carried]:
    if asked.wanted.units is not Units.TODAY:
        return
    taken = {column.name for column in asked.source.dataset.columns}
    for name in (column.name for column in asked.columns if column.name in joined):
        original, outcome = (_free(f"{name}_{ending}", taken) for ending in (ORIGINAL, OUTCOME))
        yield Carried(name=name, original=original, outcome=outcome)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _cells(own: Cell, carried: dict[str, Carried], joined: dict[str, Joined]) -> Iterator[Cell]:
    """A column of the file, with the two beside it where its codes are brought to today's units."""
    told = carried.get(own.name)
    if told is None:
        yield own
        return
    units = joined[own.name]
    outcome = block(_OUTCOME, code=own.value, outcome=units.told("outcome"))
    yield replace(own, value=units.told("today"))
    yield Cell(column=_beside(own.column, told.original, "mã đã công bố"), kind=Kind.TEXT, value=own.value)
    yield Cell(column=_beside(own.column, told.outcome, "cách đưa về hiện nay"), kind=Kind.TEXT, value=outcome)


def _beside(column: PublishedColumn, name: str, what: str) -> PublishedColumn:
    return PublishedColumn(name=name, title=f"{column.title} ({what})", kind=LogicalType.STRING)


def _where(place: Place | None, table: Table, joined: dict[str, Joined], asked: Asked) -> Shapes | Points | None:
    columns = {column.name: column for column in asked.source.dataset.columns}
    match place:
        case Shape():
            return Shapes(text=cell(columns[place.column], table).value)
        case Coordinates():
            longitude, latitude = (_degrees(cell(columns[each], table)) for each in (place.longitude, place.latitude))
            return Points(longitude=longitude, latitude=latitude)
        case UnitColumn() if place.column in joined:
            units = joined[place.column]
            return Points(longitude=units.told("longitude"), latitude=units.told("latitude"))
        case UnitColumn():
            return Points(longitude=exp.Null(), latitude=exp.Null())
        case None:
            return None


def _degrees(of: Cell) -> exp.Expr:
    return exp.Cast(this=of.value, to=exp.DataType.build("double"))
