"""Opens a workbook and loads its sheets, one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import python_calamine as calamine

from kho.errors import KhoError
from kho.sources.workbooks import biff
from kho.sources.workbooks.containers import Container, container_of
from kho.sources.workbooks.errors import BrokenWorkbookError, EncryptedWorkbookError
from kho.sources.workbooks.facts import Facts
from kho.sources.workbooks.grid import Box, Grid


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One sheet as the workbook lists it; `number` is 1-based among all sheets."""

    name: str
    number: int
    hidden: bool
    has_cells: bool
    """False for chart, macro and dialog sheets."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Workbook:
    """An open workbook."""

    file: Path
    name: str
    container: Container
    sheets: tuple[Sheet, ...]
    reader: calamine.CalamineWorkbook
    facts: Facts

    def grid(self, sheet: Sheet) -> Grid | None:
        """The cells of a sheet; None where it has none. Raises BrokenWorkbookError, WorkbookTooLargeError."""
        with _told(self.name):
            content = self.facts.guard(sheet.name)
            loaded = self.reader.get_sheet_by_name(sheet.name)
            rows = loaded.to_python(skip_empty_area=True)
        if loaded.start is None or not rows:
            return None
        regions = loaded.merged_cell_ranges or []
        merges = tuple(Box(*first, *last) for first, last in regions)
        grid = Grid(name=sheet.name, rows=rows, top=loaded.start[0], left=loaded.start[1], merges=merges)
        with _told(self.name):
            self.facts.complete(grid, sheet.number, content)
        return grid


def open_workbook(file: Path, name: str) -> Workbook:
    """The workbook in a file, whatever the file is called.

    Raises an error of `kho.sources.workbooks.errors` that says what the file is instead, or why it cannot be read.
    """
    container = container_of(file, name)
    _refuse_encrypted(file, name, container)
    with _told(name):
        reader = calamine.CalamineWorkbook.from_filelike(BytesIO(file.read_bytes()))
        sheets = tuple(_sheet(number, each) for number, each in enumerate(reader.sheets_metadata, start=1))
    facts = Facts(file=file, name=name, container=container)
    return Workbook(file=file, name=name, container=container, sheets=sheets, reader=reader, facts=facts)


def _refuse_encrypted(file: Path, name: str, container: Container) -> None:
    """Calamine, given bytes, does not say that an `.xls` is encrypted."""
    if container is not Container.XLS:
        return
    with suppress(biff.UnreadableRecordsError):
        if biff.is_encrypted(file):
            raise EncryptedWorkbookError(where=name, name=name)


def _sheet(number: int, listed: calamine.SheetMetadata) -> Sheet:
    return Sheet(
        name=listed.name,
        number=number,
        hidden=listed.visible != calamine.SheetVisibleEnum.Visible,
        has_cells=listed.typ == calamine.SheetTypeEnum.WorkSheet,
    )


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn what the reader raises into an error that names the file. A panic of its Rust code is no Exception."""
    try:
        yield
    except calamine.PasswordError as reason:
        raise EncryptedWorkbookError(where=name, name=name) from reason
    except BaseException as reason:
        if isinstance(reason, KhoError | KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError):
            raise
        raise BrokenWorkbookError(where=name, name=name, reason=str(reason)) from reason
