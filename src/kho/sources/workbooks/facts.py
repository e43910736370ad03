"""Completes a sheet with what calamine does not tell: error values, fonts; refuses sheets past the limit."""

from dataclasses import dataclass, field
from pathlib import Path

import xlrd

from kho.messages import Message
from kho.sources.base import LeftOut
from kho.sources.workbooks import biff, fonts, legacy, office_xml
from kho.sources.workbooks.containers import Container
from kho.sources.workbooks.errors import WorkbookTooLargeError
from kho.sources.workbooks.grid import ErrorValue, Grid

CELLS_LIMIT = 40_000_000
"""Cells of one sheet's used rectangle, empty ones too: calamine keeps them all in memory."""
ERRORS_UNKNOWN = Message(
    vi="không phân biệt được ô lỗi (#REF!...) với ô trống trong tệp này",
    en="error values cannot be told from empty cells in this file",
)
FONTS_UNKNOWN = Message(
    vi="không đọc được phông chữ; bảng mã cũ chỉ được đoán theo chữ",
    en="fonts cannot be read; legacy text is told by its letters alone",
)
_OFFICE_XML = (Container.XLSX, Container.XLSM)


@dataclass(kw_only=True, slots=True)
class Facts:
    """What is known of one workbook beside its cells; read once, when first asked."""

    file: Path
    name: str
    container: Container
    told: list[LeftOut] = field(default_factory=list)
    _xls_errors: list[dict[tuple[int, int], ErrorValue]] | None = None
    _fonts: fonts.OfficeFonts | None = None
    _book: xlrd.Book | None = None
    _legacy: bool | None = None

    def guard(self, sheet: str) -> bytes:
        """The sheet's XML, for `.xlsx`, after a look at how far out its cells stand. Raises WorkbookTooLargeError."""
        if self.container not in _OFFICE_XML:
            return b""
        content = office_xml.sheet_xml(self.file, sheet)
        rows, columns = office_xml.extent(content)
        if rows * columns > CELLS_LIMIT:
            raise WorkbookTooLargeError(
                where=self.name,
                name=self.name,
                measured_vi=f"trang “{sheet}” trải tới {rows} dòng × {columns} cột",
                measured_en=f"sheet “{sheet}” reaches to {rows} rows × {columns} columns",
                limit_vi=f"{CELLS_LIMIT:,} ô",
                limit_en=f"{CELLS_LIMIT:,} cells",
            )
        return content

    def complete(self, grid: Grid, number: int, content: bytes) -> None:
        """Put error values into the cells of sheet `number` (1-based), and decode texts set in legacy fonts."""
        self._mark_errors(grid, number, content)
        self._decode(grid, number, content)

    def _mark_errors(self, grid: Grid, number: int, content: bytes) -> None:
        for (row, column), value in self._errors(number, content).items():
            if grid.box.holds(row, column) and grid.value(row, column) == "":
                cells = grid.rows[row - grid.top]
                cells[column - grid.left] = value

    def _errors(self, number: int, content: bytes) -> dict[tuple[int, int], ErrorValue]:
        if self.container in _OFFICE_XML:
            return office_xml.error_cells(content)
        if self.container is not Container.XLS:
            self._tell(ERRORS_UNKNOWN)
            return {}
        if self._xls_errors is None:
            try:
                self._xls_errors = biff.error_cells(self.file)
            except biff.UnreadableRecordsError as reason:
                self._tell(ERRORS_UNKNOWN, str(reason))
                self._xls_errors = []
        return self._xls_errors[number - 1] if number <= len(self._xls_errors) else {}

    def _decode(self, grid: Grid, number: int, content: bytes) -> None:
        if not (self._has_legacy_fonts() or fonts.names_inside(content)):
            return
        try:
            cell_fonts = self.cell_fonts(grid.name, number)
        except fonts.FontsUnknownError as reason:
            self._tell(FONTS_UNKNOWN, str(reason))
            return
        legacy.decode_grid(grid, cell_fonts)

    def cell_fonts(self, sheet: str, number: int) -> fonts.CellFonts:
        """The fonts of the sheet of that name and number (1-based). Raises FontsUnknownError."""
        if self.container is Container.XLS:
            self._book = self._book or fonts.open_xls(self.file)
            return fonts.xls_fonts(self._book, number - 1)
        self._fonts = self._fonts or fonts.office_fonts(self.file)
        return fonts.office_sheet_fonts(self.file, sheet, self._fonts)

    def _has_legacy_fonts(self) -> bool:
        if self.container not in (*_OFFICE_XML, Container.XLS):
            return False
        if self._legacy is None:
            self._legacy = fonts.names_a_legacy_font(self.file)
        return self._legacy

    def _tell(self, why: Message, text: str = "") -> None:
        if not any(each.why == why for each in self.told):
            self.told.append(LeftOut(place=self.name, why=why, text=text[:300]))
