"""`units/*.csv`: tables of administrative units that people have imported, which go over the packaged ones.

Two kinds, told apart by their header: *changes* say what became of a unit on a day, *lists* which units there were on
a day. Read in the order of their names: a later table speaks over an earlier one.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from kho.contracts.model import Problem
from kho.contracts.problems import Kind, Report, in_order, listed
from kho.errors import KhoError
from kho.messages import Message
from kho.province.csv_lines import Line, at_line, check_filled, header_of, read_day, read_lines
from kho.standards.units.atlas import Atlas
from kho.standards.units.model import CODE, Change, Extent, Listing, Unit, UnitTables

CHANGES: Final = (
    *("date", "old_code", "old_name", "old_parent", "new_code", "new_name", "extent", "area", "population"),
    *("note", "decree", "source", "row"),
)
LISTED: Final = ("date", "code", "name", "parent", "area", "population", "source")
_EXTENTS: Final = tuple(each.value for each in Extent)

BAD_CODE = Kind(
    code="KHO-P170",
    what=Message("“{value}” không phải mã đơn vị hành chính.", "“{value}” is no code of an administrative unit."),
    mend=Message(
        "Viết hai chữ số cho tỉnh, ba cho huyện, năm cho xã; giữ số 0 ở đầu.",
        "Write two digits for a province, three for a district, five for a commune; keep leading zeros.",
    ),
)
BAD_EXTENT = Kind(
    code="KHO-P171",
    what=Message("“{value}” không dùng được cho extent.", "“{value}” does not do for extent."),
    mend=Message("Viết một trong: {known}.", "Write one of: {known}."),
)
BAD_SHARE = Kind(
    code="KHO-P172",
    what=Message("“{value}” không phải tỷ lệ cho {name}.", "“{value}” is no share for {name}."),
    mend=Message("Viết số từ 0 đến 1, dấu chấm thập phân; không rõ thì để trống.", "Write 0 to 1, or leave it empty."),
)
BAD_SIZE = Kind(
    code="KHO-P173",
    what=Message("“{value}” không dùng được cho {name}.", "“{value}” does not do for {name}."),
    mend=Message(
        "Viết số không âm (km², người); không rõ thì để trống.", "Write a number, km² or persons, or nothing."
    ),
)
NO_UNIT = Kind(
    code="KHO-P174",
    what=Message("Ngày {day} không có đơn vị nào mã {value}.", "No unit has the code {value} on {day}."),
    mend=Message(
        "Sửa mã; nếu là đơn vị mới thì nhập danh mục của ngày đó: `kho units import TỆP --on NGÀY`.",
        "Correct the code; for a new unit import that day's list: `kho units import FILE --on DATE`.",
    ),
)
EMPTY_TABLE = Kind(
    code="KHO-P175",
    what=Message("Bảng không có dòng nào.", "The table has no line."),
    mend=Message(
        "Nhập lại bằng `kho units import`, hoặc xoá tệp.", "Import it again by `kho units import`, or delete it."
    ),
)


class UnitTablesHaveMistakesError(KhoError):
    """Tables of units that do not hold are not used at all, lest units come out wrong."""

    code = "KHO-P005"
    what = Message(vi="Bảng đơn vị hành chính còn {count} lỗi.", en="The tables of units have {count} mistakes.")
    mend = Message(vi="Xem và sửa: `kho check`.", en="See and mend them: `kho check`.")


def atlas_of(files: Sequence[Path]) -> Atlas:
    """The packaged units with a province's tables over them. Raises UnitTablesHaveMistakesError, OSError."""
    tables, problems = read_units(files)
    if problems:
        raise UnitTablesHaveMistakesError(where=str(problems[0].file), count=len(problems))
    return Atlas.of(tables)


def check_units(files: Sequence[Path]) -> list[Problem]:
    """Every mistake in the tables, codes that no unit has among them. Raises OSError."""
    tables, problems = read_units(files)
    return problems or in_order(_unknown_codes(Atlas.of(tables), files) if files else ())


def read_units(files: Sequence[Path]) -> tuple[UnitTables, list[Problem]]:
    """The tables in the files, and every mistake within them. Raises OSError where a file cannot be opened."""
    changes: list[Change] = []
    listings: list[Listing] = []
    problems: list[Problem] = []
    for file in files:
        report = Report(file=file, problems=problems)
        data = file.read_bytes()
        if "old_code" in header_of(data):
            changes += _changes(data, report)
        else:
            listings += _listings(data, report)
    return UnitTables(changes=tuple(changes), listings=tuple(listings)), in_order(problems)


def written_changes(changes: Iterable[Change]) -> str:
    """A table of changes as its file says it."""
    return _written(CHANGES, (_cells_of_change(each) for each in changes))


def written_listing(listing: Listing) -> str:
    """A list as its file says it."""
    rows = (
        [listing.on, unit.code, unit.name, unit.parent, unit.area, unit.population, listing.source]
        for unit in listing.units.values()
    )
    return _written(LISTED, rows)


def _written(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return out.getvalue()


def _cells_of_change(change: Change) -> list[object]:
    return [
        *(change.on, change.old, change.old_name, change.old_parent, change.new, change.new_name, change.extent.value),
        *(change.area, change.population, change.note, change.decree, change.source, change.place),
    ]


def _changes(data: bytes, report: Report) -> Iterator[Change]:
    lines = read_lines(data, CHANGES, report)
    for line in lines or ():
        change = _change(line, report)
        if change is not None:
            yield change
    _tell_empty(lines, report)


def _change(line: Line, report: Report) -> Change | None:
    at_line(report, line.number)
    cells, told = line.cells, len(report.problems)
    check_filled(cells, ("date", "new_code", "extent", "source"), report)
    on = read_day(cells["date"], report)
    for name in ("old_code", "new_code"):
        _check_code(cells[name], report)
    if cells["extent"] and cells["extent"] not in _EXTENTS:
        report.add(BAD_EXTENT, value=cells["extent"], known=listed(_EXTENTS))
    area, population = (_share(name, cells[name], report) for name in ("area", "population"))
    if on is None or len(report.problems) > told:
        return None
    return Change(
        on=on,
        old=cells["old_code"],
        new=cells["new_code"],
        extent=Extent(cells["extent"]),
        source=cells["source"],
        area=area,
        population=population,
        old_name=cells["old_name"],
        old_parent=cells["old_parent"],
        new_name=cells["new_name"],
        note=cells["note"],
        decree=cells["decree"],
        place=_place(line),
    )


def _place(line: Line) -> int:
    """The row of the imported file, where the table tells it."""
    row = line.cells["row"]
    return int(row) if row.isdecimal() else line.number


def _check_code(code: str, report: Report) -> None:
    if code and not CODE.fullmatch(code):
        report.add(BAD_CODE, value=code)


def _share(name: str, cell: str, report: Report) -> float | None:
    share = _number(cell) if cell else None
    if cell and (share is None or share > 1):
        report.add(BAD_SHARE, value=cell, name=name)
    return share


def _size(name: str, cell: str, report: Report) -> float | None:
    size = _number(cell) if cell else None
    if cell and size is None:
        report.add(BAD_SIZE, value=cell, name=name)
    return size


def _number(cell: str) -> float | None:
    """A number that is not negative."""
    return float(cell) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", cell) else None


def _listings(data: bytes, report: Report) -> Iterator[Listing]:
    """The lists of a file: usually one, of one day."""
    lines = read_lines(data, LISTED, report)
    found: dict[tuple[date, str], dict[str, Unit]] = {}
    for line in lines or ():
        on, unit = _unit(line, report)
        if on is not None and unit is not None:
            found.setdefault((on, unit.source), {})[unit.code] = unit
    _tell_empty(lines, report)
    for (on, source), units in found.items():
        yield Listing(on=on, source=source, units=units)


def _unit(line: Line, report: Report) -> tuple[date | None, Unit | None]:
    at_line(report, line.number)
    cells, told = line.cells, len(report.problems)
    check_filled(cells, ("date", "code", "name", "source"), report)
    on = read_day(cells["date"], report)
    for name in ("code", "parent"):
        _check_code(cells[name], report)
    area, population = (_size(name, cells[name], report) for name in ("area", "population"))
    if len(report.problems) > told:
        return on, None
    return on, Unit(
        code=cells["code"],
        name=cells["name"],
        parent=cells["parent"] or None,
        area=area,
        population=None if population is None else int(population),
        source=cells["source"],
    )


def _tell_empty(lines: tuple[Line, ...] | None, report: Report) -> None:
    if lines == ():
        report.add(EMPTY_TABLE)


def _unknown_codes(atlas: Atlas, files: Sequence[Path]) -> Iterator[Problem]:
    """Codes of changes that no list has on their day, or for an old unit on the day before; slips are mended."""
    slipped = {(slip.change.source, slip.change.place) for slip in atlas.slips}
    for file in files:
        report = Report(file=file)
        data = file.read_bytes()
        for line in (read_lines(data, CHANGES, report) or ()) if "old_code" in header_of(data) else ():
            at_line(report, line.number)
            _tell_unknown(line, atlas, report, old=(line.cells["source"], _place(line)) not in slipped)
        yield from report.problems


def _tell_unknown(line: Line, atlas: Atlas, report: Report, *, old: bool) -> None:
    on = date.fromisoformat(line.cells["date"])
    before = date.fromordinal(on.toordinal() - 1)
    for code, day in ((line.cells["new_code"], on), (line.cells["old_code"] if old else "", before)):
        if code and not atlas.has(code, on=day):
            report.add(NO_UNIT, value=code, day=day)
