"""Tables are found on sheets as people draw them: titles, headers in several rows, units, totals, notes, neighbours."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from kho.sources.base import SourceTable
from kho.sources.formats.workbook import WorkbookFormat
from kho.sources.workbooks.errors import (
    BadWorkbookOptionError,
    NoSuchSheetError,
    NoTableError,
    PinFindsNothingError,
)

Make = Callable[..., Path]


class Read:
    """One table, with its batches read."""

    def __init__(self, table: SourceTable) -> None:
        self.part = table.part
        self.columns = table.columns
        batches = list(table.batches)
        width = len(table.columns)
        self.rows = [
            (row, *(batch.column(i + 1)[at].as_py() for i in range(width)))
            for batch in batches
            for at, row in enumerate(batch.column("row").to_pylist())
        ]
        self.kinds = [
            tuple(batch.column(i + 1 + width)[at].as_py() for i in range(width))
            for batch in batches
            for at in range(batch.num_rows)
        ]
        self.notes = table.notes
        self.headers = [column.header for column in table.columns]
        self.units = [column.unit for column in table.columns]
        self.left_out = {each.place.rpartition("!")[2]: each.why.en for each in table.notes.left_out}


def read(file: Path, **options: object) -> list[Read]:
    return [Read(table) for table in WorkbookFormat().tables(file, name=file.name, read=options)]


@pytest.fixture
def book(tmp_path: Path):
    def make(*sheets: list[list[object]], merge: tuple[str, ...] = (), **names: str) -> Path:
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        for number, rows in enumerate(sheets, start=1):
            sheet = workbook.create_sheet(names.get(f"name{number}", f"S{number}"))
            for row in rows:
                sheet.append(row)
            for region in merge:
                sheet.merge_cells(region)
        file = tmp_path / "book.xlsx"
        workbook.save(file)
        return file

    return make


PLAIN = [["Mã", "Tên", "Dân số"], ["01", "Xã A", 1200], ["02", "Xã B", 900.5]]


def test_plain_table(book: Make):
    (table,) = read(book(PLAIN))
    assert table.part == "S1"
    assert table.headers == [("Mã",), ("Tên",), ("Dân số",)]
    assert table.rows == [(2, "01", "Xã A", "1200"), (3, "02", "Xã B", "900.5")]
    assert table.kinds[0] == (None, None, "n")
    assert table.left_out == {}


def test_title_unit_order_total_note_and_signature_are_left_out_and_told(book: Make):
    rows = [
        ["UBND TỈNH MẪU", None, "Biểu số 02"],
        ["THU NGÂN SÁCH NĂM 2024"],
        [],
        [None, None, "Đơn vị tính: triệu đồng"],
        ["STT", "Nội dung", "Dự toán"],
        ["A", "B", 1],
        [None, "Tổng cộng", 30],
        [1, "Thuế", 10],
        [2, "Phí", 20],
        [None, "Cộng", 30],
        [],
        ["Ghi chú: số liệu mẫu"],
        [None, None, "Tỉnh Mẫu, ngày 3 tháng 2 năm 2025"],
        [None, None, "KT. CHỦ TỊCH"],
    ]
    (table,) = read(book(rows))
    assert table.headers == [("STT",), ("Nội dung",), ("Dự toán",)]
    assert table.units == [None, None, "triệu đồng"]
    assert table.rows == [(8, "1", "Thuế", "10"), (9, "2", "Phí", "20")]
    assert table.left_out == {
        "A1:C1": "title or letterhead above the table",
        "A2": "title or letterhead above the table",
        "C4": "line that tells the unit",
        "A6:C6": "row that numbers the columns",
        "B7:C7": "total row",
        "B10:C10": "total row",
        "A12": "note below the table",
        "C13:C14": "date and signatures below the table",
    }
    assert table.notes.found["header_rows"] == [5]


def test_totals_are_kept_where_the_contract_says_so(book: Make):
    rows = [["STT", "Tên", "Số"], [1, "A", 1], [2, "B", 2], [None, "Tổng số - Total", 3]]
    assert len(read(book(rows))[0].rows) == 2
    assert len(read(book(rows), totals="keep")[0].rows) == 3


def test_a_line_of_a_hierarchy_that_speaks_of_a_total_stays_a_row(book: Make):
    rows = [["TT", "Chỉ tiêu", "Số"], ["I", "Tổng thu ngân sách", 5], [1, "Thu nội địa", 5], ["II", "Tổng chi", 4]]
    assert [row[2] for row in read(book(rows))[0].rows] == ["Tổng thu ngân sách", "Thu nội địa", "Tổng chi"]


def test_merged_bilingual_headers(book: Make):
    rows = [
        ["STT", "Đơn vị", "Dân số", None],
        ["No", "Unit", "Nam", "Nữ"],
        [None, None, "Male", "Female"],
        [1, "Xã A", 10, 11],
        [2, "Xã B", 12, 13],
    ]
    (table,) = read(book(rows, merge=("C1:D1", "A2:A3", "B2:B3")))
    assert table.headers == [
        ("STT", "No", "No"),
        ("Đơn vị", "Unit", "Unit"),
        ("Dân số", "Nam", "Male"),
        ("Dân số", "Nữ", "Female"),
    ]
    assert table.rows[0] == (4, "1", "Xã A", "10", "11")


def test_years_and_dates_may_head_columns(book: Make):
    (table,) = read(book([["Chỉ tiêu", 2022, 2023, 2024], ["GRDP", 1.5, 2.5, 3.5], ["Thu", 1, 2, 3]]))
    assert table.headers == [("Chỉ tiêu",), ("2022",), ("2023",), ("2024",)]
    assert [row[0] for row in table.rows] == [2, 3]


def test_years_in_the_first_row_are_data_under_a_header(book: Make):
    (table,) = read(book([["Dự án", "Khởi công", "Hoàn thành"], ["A", 2009, 2012], ["B", 2010, 2011]]))
    assert len(table.rows) == 2


def test_unit_row_and_units_in_headers(book: Make):
    rows = [
        ["Xã", "Diện tích", "Sản lượng", "Tỷ lệ (%)"],
        [None, "ha", "tấn", None],
        ["Xã A", 1, 2, 3],
        ["Xã B", 4, 5, 6],
    ]
    (table,) = read(book(rows))
    assert table.units == [None, "ha", "tấn", "%"]
    assert table.left_out == {"B2:C2": "row of the columns' units"}
    assert len(table.rows) == 2


def test_blank_columns_are_told_and_dropped(book: Make):
    (table,) = read(book([["Mã", None, "Tên", "Số"], ["1", None, "A", 2], ["3", None, "B", 4]]))
    assert [column.position for column in table.columns] == [1, 3, 4]
    assert table.left_out == {"B2:B3": "blank column"}


def test_stray_figures_beside_and_below_the_table_are_told(book: Make):
    rows = [["Mã", "Tên", "Số"], ["1", "A", 2, None, 99], ["3", "B", 4], [], [], [None, None, 6]]
    (table,) = read(book(rows))
    assert len(table.rows) == 2
    assert table.left_out == {
        "E2:E3": "column without a header, outside the table",
        "C6": "stray figures below the table, without a label",
    }


def test_tables_one_below_the_other(book: Make):
    rows = [
        ["BẢNG MỘT"],
        ["STT", "Huyện", "Thu"],
        [1, "A", 5],
        [2, "B", 6],
        [],
        ["BẢNG HAI"],
        ["STT", "Xã", "Chi", "Dư"],
        [1, "C", 7, 1],
        [2, "D", 8, 2],
    ]
    first, second = read(book(rows))
    assert (first.part, second.part) == ("S1!A2:C4", "S1!A7:D9")
    assert second.headers == [("STT",), ("Xã",), ("Chi",), ("Dư",)]
    assert [row[0] for row in second.rows] == [8, 9]
    assert second.left_out == {"A6": "title or letterhead above the table"}


def test_tables_side_by_side(book: Make):
    rows = [
        ["STT", "Tên", "Số", None, "STT", "Mã", "Giá"],
        [1, "A", 5, None, 1, "x", 1.5],
        [2, "B", 6, None, 2, "y", 2.5],
        [3, "C", 7],
    ]
    left, right = read(book(rows))
    assert (left.part, right.part) == ("S1!A1:C4", "S1!E1:G3")
    assert right.rows == [(2, "1", "x", "1.5"), (3, "2", "y", "2.5")]


def test_header_repeated_at_page_breaks_is_no_row(book: Make):
    head = ["STT", "Tên", "Số"]
    (table,) = read(book([head, [1, "A", 2], [2, "B", 3], head, [3, "C", 4]]))
    assert [row[0] for row in table.rows] == [2, 3, 5]
    assert table.left_out == {"A4:C4": "header repeated at a page break"}


def test_a_blank_row_inside_a_table_ends_nothing(book: Make):
    (table,) = read(book([["Tên", "Tuổi"], ["A", 1], [], ["B", 2]]))
    assert [row[0] for row in table.rows] == [2, 4]


def test_table_of_texts_only(book: Make):
    (table,) = read(book([["Danh sách"], [], ["Mã", "Tên", "Loại"], ["a1", "Một", "x"], ["a2", "Hai", "y"]]))
    assert table.headers == [("Mã",), ("Tên",), ("Loại",)]
    assert len(table.rows) == 2


def test_every_kind_of_cell(book: Make):
    moment = dt.datetime(2024, 1, 31, 10, 15)  # noqa: DTZ001  a workbook's times have no zone
    cells = [1, 2.0, 0.1, True, dt.date(2024, 1, 31), moment, dt.time(7, 5), "x", 1e-7]
    (table,) = read(book([[f"c{i}" for i in range(9)], cells]))
    assert table.rows[0][1:] == (
        *("1", "2", "0.1", "true", "2024-01-31"),
        *("2024-01-31T10:15:00", "07:05:00", "x", "0.0000001"),
    )
    assert table.kinds[0] == ("n", "n", "n", "b", "d", "s", "h", None, "n")


def test_error_values_and_formulas_without_value_are_marked(tmp_path: Path):
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["Tên", "Số", "Tỷ lệ", "Lỗi"])
    sheet.append(["A", 1, "=B2*2", "#REF!"])
    sheet.append(["B", 2, 4, 5])
    sheet["D2"].data_type = "e"
    workbook.save(tmp_path / "e.xlsx")
    (table,) = read(tmp_path / "e.xlsx")
    assert table.rows[0] == (2, "A", "1", "#CALC?", "#REF!")
    assert table.kinds[0] == (None, "n", "e", "e")


def test_dates_of_the_1904_calendar(tmp_path: Path):
    workbook = Workbook()
    workbook.epoch = dt.datetime(1904, 1, 1)  # noqa: DTZ001  a workbook's dates have no zone
    for row in (["Tên", "Ngày"], ["A", dt.date(2024, 2, 29)]):
        workbook.worksheets[0].append(row)
    workbook.save(tmp_path / "mac.xlsx")
    assert read(tmp_path / "mac.xlsx")[0].rows == [(2, "A", "2024-02-29")]


def test_hidden_sheets_are_left_out_and_told_unless_pinned(tmp_path: Path):
    workbook = Workbook()
    for row in PLAIN:
        workbook.worksheets[0].append(row)
        workbook.create_sheet("Ẩn") if "Ẩn" not in workbook.sheetnames else None
        workbook["Ẩn"].append(row)
    workbook["Ẩn"].sheet_state = "hidden"
    file = tmp_path / "h.xlsx"
    workbook.save(file)
    (table,) = read(file)
    assert table.left_out == {"Ẩn": "hidden sheet"}
    assert [each.part for each in read(file, hidden=True)] == ["Sheet", "Ẩn"]
    assert [each.part for each in read(file, sheet="Ẩn")] == ["Ẩn"]


def test_empty_sheets_and_chart_sheets_are_told(tmp_path: Path):
    workbook = Workbook()
    for row in PLAIN:
        workbook.worksheets[0].append(row)
    workbook.create_chartsheet("Biểu đồ")
    workbook.create_sheet("Trống")
    workbook.save(tmp_path / "c.xlsx")
    (table,) = read(tmp_path / "c.xlsx")
    assert table.left_out == {"Biểu đồ": "chart or macro sheet", "Trống": "empty sheet"}


def test_what_was_found_can_be_pinned(book: Make):
    rows = [["Tiêu đề"], [], ["STT", "Tên", "Số"], [1, "A", 2], [2, "B", 3], [None, "Cộng", 5]]
    file = book(rows)
    (found,) = read(file)
    (pinned,) = read(file, **found.notes.found)
    assert pinned.rows == found.rows
    assert pinned.columns == found.columns


def test_pins_are_obeyed_exactly(book: Make):
    file = book(PLAIN)
    assert read(file, header_rows=0)[0].rows[0] == (1, "Mã", "Tên", "Dân số")
    assert read(file, first_row=3)[0].rows == [(3, "02", "Xã B", "900.5")]
    assert read(file, last_row=2)[0].rows == [(2, "01", "Xã A", "1200")]
    assert read(file, skip_rows=[2])[0].rows == [(3, "02", "Xã B", "900.5")]
    assert read(file, columns="B,A")[0].rows[0] == (2, "Xã A", "01")
    assert read(file, range="B1:C2")[0].rows == [(2, "Xã A", "1200")]


def test_merged_cells_of_rows_are_repeated_only_where_the_contract_says_so(book: Make):
    rows = [["Huyện", "Xã", "Số"], ["H1", "Xã A", 1], [None, "Xã B", 2]]
    file = book(rows, merge=("A2:A3",))
    assert read(file)[0].rows[1] == (3, None, "Xã B", "2")
    assert read(file, fill_merged=True)[0].rows[1] == (3, "H1", "Xã B", "2")


def test_a_table_is_pinned_by_number_or_title(book: Make):
    rows = [["THU"], ["Tên", "Số"], ["A", 1], [], ["CHI THƯỜNG XUYÊN"], ["Mã", "Giá"], ["B", 2]]
    file = book(rows)
    assert read(file, table=2)[0].rows == [(7, "B", "2")]
    assert read(file, table="chi thuong xuyen")[0].rows == [(7, "B", "2")]
    with pytest.raises(PinFindsNothingError) as raised:
        read(file, table=3)
    assert "CHI THƯỜNG XUYÊN" in raised.value.text("vi")


def test_pins_that_find_nothing_say_what_there_is(book: Make):
    file = book(PLAIN, name1="Dân số")
    with pytest.raises(NoSuchSheetError) as raised:
        read(file, sheet="Dan so 2")
    assert "1 “Dân số”" in raised.value.text("vi")
    with pytest.raises(PinFindsNothingError):
        read(file, range="H20:K30")
    with pytest.raises(PinFindsNothingError):
        read(file, header_rows=[40])


@pytest.mark.parametrize(
    "options", [{"shet": 1}, {"sheet": 0}, {"range": "A1-B2"}, {"header_rows": "1"}, {"totals": True}, {"columns": "1"}]
)
def test_options_that_mean_nothing_are_refused(book: Make, options: dict[str, object]):
    assert len(WorkbookFormat().problems(options)) == 1
    with pytest.raises(BadWorkbookOptionError):
        read(book(PLAIN), **options)


def test_a_workbook_without_a_table_says_where_it_looked(book: Make):
    with pytest.raises(NoTableError) as raised:
        read(book([], name1="Trang 1"))
    assert "Trang 1" in raised.value.text("vi")


def test_several_sheets_are_read_in_order(book: Make):
    assert [table.part for table in read(book(PLAIN, PLAIN))] == ["S1", "S2"]
    assert [table.part for table in read(book(PLAIN, PLAIN), sheet=[2])] == ["S2"]
