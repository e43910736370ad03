"""Gives findings back to the sender as a copy of their own table, each bad cell coloured and commented.

An `.xlsx` or `.xlsm` keeps its looks, formulas and macros, though openpyxl carries no charts and drawn shapes over. Of
any other workbook the values are copied to an `.xlsx`, and of delimited text a sheet is made. The sender's file is only
read. The first sheet lists the findings with links.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from kho.contracts.model import Severity
from kho.sources.workbooks.arrow import value_text
from kho.sources.workbooks.containers import Container, container_of
from kho.sources.workbooks.sheets import open_workbook

MOST_MARKS = 5_000
"""Marks one copy holds; Excel grows slow with more comments. The first ones of each rule are kept."""
LIST_NAME = "Lỗi dữ liệu"
LONGEST_CELL = 32_767
"""Characters a cell can hold (Excel specifications and limits)."""

_FILLS: Mapping[Severity | None, PatternFill] = {
    Severity.ERROR: PatternFill("solid", start_color="FFC7CE", end_color="FFC7CE"),
    Severity.WARNING: PatternFill("solid", start_color="FFEB9C", end_color="FFEB9C"),
    None: PatternFill("solid", start_color="C6E0F5", end_color="C6E0F5"),
}
_WORDS: Mapping[Severity | None, str] = {Severity.ERROR: "Lỗi", Severity.WARNING: "Cảnh báo", None: "Đã sửa"}
_AUTHOR = "Kho"
_FORMULA_STARTS = ("=", "+", "-", "@")
_TITLES = ("STT", "Trang tính", "Ô", "Mức độ", "Nội dung", "Giá trị trong ô")
_WIDTHS = (6, 24, 10, 12, 80, 40)
NOT_KEPT = "Bản sao này chỉ giữ giá trị các ô; định dạng của tệp gốc không được giữ lại."


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One finding at one cell: sheet, 1-based row and column as a person sees them, and what to say in Vietnamese.

    `column` None marks the row as a whole at its first cell. `severity` None: a cell that was corrected, and no fault.
    `rule` groups marks where there are too many of them.
    """

    sheet: str
    row: int
    column: int | None
    message: str
    severity: Severity | None = Severity.ERROR
    rule: str = ""


def mark(workbook: Path, name: str, marks: Iterable[Mark], into: Path) -> Path:
    """Write a copy of a landed workbook with the marks into the folder `into`; the path of the copy.

    Raises an error of `kho.sources.workbooks.errors` where the file cannot be read.
    """
    container = container_of(workbook, name)
    kept = container in (Container.XLSX, Container.XLSM)
    suffix = ".xlsm" if container is Container.XLSM else ".xlsx"
    book = _whole(workbook, macros=container is Container.XLSM) if kept else _values(workbook, name)
    shown, hidden = bounded(marks)
    return _finished(book, shown, hidden, _target(into, name, suffix), note="" if kept else NOT_KEPT)


def mark_rows(
    rows: Iterable[Sequence[str | None]],
    name: str,
    marks: Sequence[Mark],
    into: Path,
    *,
    hidden: Counter[str] | None = None,
) -> Path:
    """The same for a table of texts, such as a CSV file: `rows` with its header, the first one being row 1.

    `hidden` counts by rule what was left out of the marks before.
    """
    book = Workbook()
    sheet = _only_sheet(book, marks[0].sheet if marks else "")
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            _write(sheet, number, column, text)
    shown, more = bounded(replace(each, sheet=sheet.title) for each in marks)
    return _finished(book, shown, more + (hidden or Counter()), _target(into, name, ".xlsx"), note=NOT_KEPT)


def _target(into: Path, name: str, suffix: str) -> Path:
    """`<name>-loi<suffix>` in the folder: only the name's last part counts, so no name leads elsewhere."""
    into.mkdir(parents=True, exist_ok=True)
    return into / f"{Path(name.replace(chr(92), '/')).stem or 'tep'}-loi{suffix}"


def _whole(file: Path, *, macros: bool) -> Workbook:
    """The workbook with its looks; landed bytes have no file extension, which openpyxl would ask for."""
    with file.open("rb") as stream:
        return load_workbook(stream, keep_vba=macros, rich_text=True)


def _values(file: Path, name: str) -> Workbook:
    """An `.xlsx` with the values of all sheets."""
    source = open_workbook(file, name)
    book = Workbook()
    book.remove(book.worksheets[0])
    for listed in source.sheets:
        sheet = book.create_sheet(_safe_title(listed.name))
        grid = source.grid(listed) if listed.has_cells else None
        for number, cells in enumerate(grid.rows if grid else [], start=(grid.top if grid else 0) + 1):
            for column, value in enumerate(cells, start=(grid.left if grid else 0) + 1):
                _write(sheet, number, column, value)
    return book


def _safe_title(name: str) -> str:
    return "".join("_" if letter in r"[]:*?/\'" else letter for letter in name)[:31] or "Dữ liệu"


def _only_sheet(book: Workbook, name: str) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = _safe_title(name)
    return sheet


def _write(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """Put a value into a cell; a text stays a text, whatever it begins with."""
    if value is None or value == "":
        return
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("�", value)[:LONGEST_CELL]
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(_FORMULA_STARTS)
    else:
        cell.value = value


def _finished(book: Workbook, shown: Sequence[Mark], hidden: Counter[str], target: Path, *, note: str) -> Path:
    sheets = _sheets(book)
    for (sheet, row, column), found in _by_cell(shown).items():
        if sheet in sheets:
            _mark_cell(sheets[sheet], row, column, found)
    _list_findings(book, sheets, shown, hidden, note)
    book.save(target)
    return target


def _sheets(book: Workbook) -> dict[str, Worksheet]:
    """Sheets with cells by their name."""
    return {sheet.title: sheet for sheet in book.worksheets}


def bounded(marks: Iterable[Mark]) -> tuple[list[Mark], Counter[str]]:
    """The marks to show and how many of each rule are not shown: the same number of each rule, the first ones.

    Takes them one by one, as there may be millions.
    """
    rules: Counter[str] = Counter()
    first: list[Mark] = []
    for each in marks:
        rules[each.rule] += 1
        if rules[each.rule] <= MOST_MARKS:
            first.append(each)
    if rules.total() <= MOST_MARKS:
        return first, Counter()
    share = _share(list(rules.values()))
    seen: Counter[str] = Counter()
    shown: list[Mark] = []
    for each in first:
        if seen[each.rule] < share and len(shown) < MOST_MARKS:
            shown.append(each)
            seen[each.rule] += 1
    return shown, rules - seen


def _share(counts: list[int]) -> int:
    """How many of each rule fit when all rules may show the same number."""
    left, share = MOST_MARKS, 0
    for place, count in enumerate(sorted(counts)):
        share = max(1, left // (len(counts) - place))
        left -= min(count, share)
    return share


def _by_cell(marks: Sequence[Mark]) -> dict[tuple[str, int, int], list[Mark]]:
    cells: dict[tuple[str, int, int], list[Mark]] = {}
    for each in marks:
        cells.setdefault((_safe_title(each.sheet), each.row, each.column or 1), []).append(each)
    return cells


def _mark_cell(sheet: Worksheet, row: int, column: int, found: list[Mark]) -> None:
    """Colour a cell and say all its findings in one comment, after what the sender's own comment says."""
    cell = _first_of_merged(sheet, row, column)
    kinds = {each.severity for each in found}
    cell.fill = _FILLS[next(each for each in _FILLS if each in kinds)]
    lines = dict.fromkeys(f"{_WORDS[each.severity]}: {each.message}" for each in found)
    own = [cell.comment.text] if cell.comment else []
    comment = Comment("\n".join([*own, *lines])[:LONGEST_CELL], _AUTHOR)
    comment.width, comment.height = 320, 40 + 36 * min(len(lines) + len(own), 10)
    cell.comment = comment


def _first_of_merged(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        region = next(each for each in sheet.merged_cells.ranges if cell.coordinate in each)
        cell = sheet.cell(region.min_row, region.min_col)
    return cell  # type: ignore[return-value]  # the first cell of a merged region is a Cell


def _list_findings(
    book: Workbook, sheets: Mapping[str, Worksheet], shown: Sequence[Mark], hidden: Counter[str], note: str
) -> None:
    listed = book.create_sheet(_free_title(book), 0)
    book.active = 0
    for sheet in book.worksheets[1:]:
        sheet.sheet_view.tabSelected = False
    listed.append([_headline(shown, sum(hidden.values()))])
    listed.append([note] if note else [])
    listed.append(list(_TITLES))
    for number, each in enumerate(shown, start=1):
        _list_one(listed, number, each, sheets.get(_safe_title(each.sheet)))
    for rule, count in hidden.items():
        listed.append(
            [None, None, None, None, f"Còn {count} lỗi cùng loại{f' ({rule})' if rule else ''} không liệt kê ở đây."]
        )
    _dress(listed)


def _headline(shown: Sequence[Mark], hidden: int) -> str:
    corrected = sum(each.severity is None for each in shown)
    faults = f"{len(shown) - corrected + hidden} lỗi và cảnh báo"
    told = f"{faults}, {corrected} ô đã sửa trên trang" if corrected else faults
    return f"{told}. Sửa ngay trong bản này hoặc trong tệp gốc rồi gửi lại."


def _free_title(book: Workbook) -> str:
    taken = {sheet.title.casefold() for sheet in book.worksheets} | {each.title.casefold() for each in book.chartsheets}
    names = (LIST_NAME, *(f"{LIST_NAME} {number}" for number in range(2, 1_000)))
    return next(name for name in names if name.casefold() not in taken)


def _list_one(listed: Worksheet, number: int, each: Mark, sheet: Worksheet | None) -> None:
    place = f"{get_column_letter(each.column or 1)}{each.row}"
    row = listed.max_row + 1
    value = sheet.cell(each.row, each.column).value if sheet is not None and each.column else None
    texts = (number, each.sheet, place, _WORDS[each.severity], each.message, _shown(value))
    for column, text in enumerate(texts, start=1):
        _write(listed, row, column, text)
    if sheet is not None:
        link = listed.cell(row, 3)
        quoted = sheet.title.replace("'", "''")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{place}")
        link.font = Font(color="0563C1", underline="single")


def _shown(value: Any) -> str | None:
    if value is None:
        return None
    return str(value) if type(value) not in (float, bool) else value_text(value)


def _dress(listed: Worksheet) -> None:
    for column, width in enumerate(_WIDTHS, start=1):
        listed.column_dimensions[get_column_letter(column)].width = width
    listed["A1"].font = Font(bold=True, size=13)
    for column in range(1, len(_TITLES) + 1):
        listed.cell(3, column).font = Font(bold=True)
    for row in listed.iter_rows(min_row=4):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    listed.freeze_panes = "A4"
