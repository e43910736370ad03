"""Takes a published table of administrative units into the province folder, as it is published."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kho.contracts.guess.slugs import dataset_slug
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.formats import recognised
from kho.province.layout import UNITS
from kho.province.units import written_changes, written_listing
from kho.sources.text_bytes import find_encoding, texts
from kho.sources.workbooks.arrow import value_text
from kho.sources.workbooks.sheets import open_workbook
from kho.standards.units.listed import PartialListError, is_listing, read_listing
from kho.standards.units.model import Extent, Listing
from kho.standards.units.official import Crosswalk, LeftRow, is_crosswalk, read_official

_DAY = re.compile(r"(?<!\d)(20\d\d-\d\d-\d\d)(?!\d)")


class NotAUnitTableError(KhoError):
    """The file is no table of administrative units that Kho knows."""

    code = "KHO-R903"
    what = Message(
        vi="“{name}” không phải bảng đơn vị hành chính mà Kho biết.",
        en="“{name}” is no table of administrative units that Kho knows.",
    )
    mend = Message(
        vi="Cần bảng chuyển đổi (cột Mã Xã mới, Mã Xã cũ, Ghi chú) hoặc danh mục của cơ quan thống kê (cột Mã TP, "
        "Mã QH, Mã PX); .csv hoặc Excel.",
        en="It takes a table of changes (columns Mã Xã mới, Mã Xã cũ, Ghi chú) or the statistics office's list "
        "(columns Mã TP, Mã QH, Mã PX), as CSV or a workbook.",
    )


class ListWithoutDayError(KhoError):
    """A list of units holds on a day, and nothing says which."""

    code = "KHO-R904"
    what = Message(
        vi="Không rõ danh mục “{name}” của ngày nào.", en="It is not known of which day the list “{name}” is."
    )
    mend = Message(vi="Thêm ngày: --on 2025-01-04.", en="Add the day: --on 2025-01-04.")


class PartialUnitListError(KhoError):
    """A list must be the whole country's: what it lacks would seem to have ended."""

    code = "KHO-R905"
    what = Message(vi="“{name}” không đủ các tỉnh của cả nước.", en="“{name}” does not hold all provinces.")
    mend = Message(vi="Tải danh mục của cả nước rồi nhập lại.", en="Download the list of the whole country.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What a file held and where it stands now: the pairs of a table of changes, or the units of a list.

    `left` are rows that name no pair, `unclear` rows whose note says neither whole nor part.
    """

    file: Path
    on: date
    pairs: int = 0
    units: int = 0
    left: tuple[LeftRow, ...] = ()
    unclear: tuple[LeftRow, ...] = ()


def import_units(file: Path, folder: Path, *, on: date | None = None, source: str | None = None) -> Imported:
    """Read a published table and write it to the province folder's `units/`, over one imported under the same name.

    `on` is the day a list holds on, else its file name tells it; `source` is how the table is called, else its name.
    Raises NotAUnitTableError, ListWithoutDayError, PartialUnitListError and the readers' errors.
    """
    told = source or file.name
    for rows in tables_of(file):
        if is_crosswalk(rows):
            return _import_changes(read_official(rows, source=told), file, folder)
        if is_listing(rows):
            return _import_listing(_listing(rows, file, on, told), file, folder)
    raise NotAUnitTableError(where=str(file), name=file.name)


def tables_of(file: Path) -> Iterator[Sequence[Sequence[str]]]:
    """The rows of cells of a delimited file, or of each sheet of a workbook. Raises the readers' errors."""
    if recognised(file, file.name) == "workbook":
        book = open_workbook(file, file.name)
        for sheet in book.sheets:
            grid = book.grid(sheet) if sheet.has_cells else None
            if grid is not None:
                yield [[value_text(cell) or "" for cell in row] for row in grid.rows]
    else:
        text = "".join(texts(file, find_encoding(file)))
        yield list(csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text)))


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _listing(rows: Sequence[Sequence[str]], file: Path, on: date | None, source: str) -> Listing:
    named = _DAY.search(file.name)
    day = on or (date.fromisoformat(named[1]) if named else None)
    if day is None:
        raise ListWithoutDayError(where=str(file), name=file.name)
    try:
        return read_listing(rows, on=day, source=source)
    except PartialListError as reason:
        raise PartialUnitListError(where=str(file), name=file.name) from reason


def _import_changes(read: Crosswalk, file: Path, folder: Path) -> Imported:
    unclear = [each for each in read.changes if each.extent is Extent.UNTOLD]
    return Imported(
        file=_write(file, folder, written_changes(read.changes)),
        on=read.changes[0].on if read.changes else date.min,
        pairs=len(read.changes),
        left=read.left,
        unclear=tuple(LeftRow(row=each.place or 0, text=each.note) for each in unclear),
    )


def _import_listing(listing: Listing, file: Path, folder: Path) -> Imported:
    return Imported(file=_write(file, folder, written_listing(listing)), on=listing.on, units=len(listing.units))


def _write(file: Path, folder: Path, text: str) -> Path:
    target = folder / UNITS / f"{dataset_slug(file.stem)}.csv"
    target.parent.mkdir(exist_ok=True)
    beside = target.with_suffix(".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(target)
    return target
