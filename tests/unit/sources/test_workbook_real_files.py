"""What is found in real public workbooks, checked by hand against the sheets."""

from pathlib import Path

import pytest

from kho.sources.formats.workbook import WorkbookFormat

BUDGET = "budget"


def tables(file: Path, **options: object) -> list[dict]:
    found = []
    for table in WorkbookFormat().tables(file, name=file.name, read=options):
        batches = list(table.batches)
        width = len(table.columns)
        rows = [
            (b.column("row")[i].as_py(), *(b.column(1 + c)[i].as_py() for c in range(width)))
            for b in batches
            for i in range(len(b))
        ]
        kinds = [b.column(1 + width + c)[i].as_py() for b in batches for c in range(width) for i in range(len(b))]
        left_out = {each.place.rpartition("!")[2]: each.why.en for each in table.notes.left_out}
        found.append({"table": table, "rows": rows, "kinds": kinds, "left_out": left_out})
    return found


def test_tcvn3_sheet_with_order_row_errors_note_and_stray_figure(shared_data: Path):
    (found,) = tables(shared_data / BUDGET / "Final_2001.xls")
    table, rows = found["table"], found["rows"]
    assert table.notes.found["header_rows"] == [9, 10, 11, 12, 13, 14]
    assert rows[0][:4] == (17, "I", "THÀNH PHỐ", "21456502")
    assert (rows[-1][0], rows[-1][2].strip()) == (78, "CÀ MAU")
    assert len(rows) == 62
    assert table.columns[2].unit == "Triệu đồng"
    assert found["left_out"]["A15:H15"] == "row that numbers the columns"
    assert found["left_out"]["B80:B81"] == "note below the table"
    assert found["left_out"]["H84"] == "stray figures below the table, without a label"
    assert found["kinds"].count("e") == 62


def test_four_tables_on_one_sheet_of_an_xlsx_called_xls(shared_data: Path):
    found = tables(shared_data / BUDGET / "Thai Binh 2004.xls")
    assert [each["table"].part for each in found] == [
        "Sheet1!A4:C40",
        "Sheet1!A60:C98",
        "Sheet1!A123:F136",
        "Sheet1!A154:L203",
    ]
    last = found[-1]
    assert last["table"].notes.found["header_rows"] == [154, 155, 156, 157, 158]
    assert last["rows"][0][:4] == (162, "1", "VĂN PHÒNG UBND VÀ HĐND", "4382")
    assert last["left_out"]["A207:A232"] == "note below the table"
    assert last["table"].columns[2].unit == "Triệu đồng - Million dongs"


def test_every_sheet_of_a_workbook_with_group_headers(shared_data: Path):
    found = {each["table"].part: each for each in tables(shared_data / BUDGET / "Hung Yen 2010.xls")}
    assert len(found) == 9
    table = found["CTMTQG"]["table"]
    assert [column.header for column in table.columns] == [
        ("TT", "TT"),
        ("Nội dung chi", "Nội dung chi"),
        ("Dự toán năm 2010", "Tổng số"),
        ("Dự toán năm 2010", "XDCB"),
        ("Dự toán năm 2010", "SN"),
    ]
    assert found["CTMTQG"]["left_out"]["B10:E10"] == "total row"
    assert found["CTMTQG"]["rows"][0] == (11, "I", found["CTMTQG"]["rows"][0][2], "77927", "18000", "59927")
    assert found["Tro cap CD"]["left_out"]["B22:N22"] == "total row"
    assert [row[0] for row in found["DT Thu"]["rows"]][:2] == [8, 9]


def test_legacy_fonts_are_decoded_beside_unicode(shared_data: Path):
    found = {each["table"].part: each for each in tables(shared_data / BUDGET / "Long An 2011.xls")}
    communes = found["M20+"]
    assert len(communes["table"].notes.repairs) > 150
    assert "l" not in communes["kinds"]
    assert found["M10+"]["table"].notes.repairs == []


def test_scratch_area_beside_the_table_is_no_part_of_it(shared_data: Path):
    found = {each["table"].part: each for each in tables(shared_data / BUDGET / "Bac Ninh QT2012.xls")}
    table = found["17!A7:K44"]
    assert table["rows"][0][:3] == (11, "I", "CTMTQG, DA 5 tr ha rừng....")
    assert table["left_out"]["B10:S10"] == "total row"
    assert found["11"]["left_out"]["A8:D8"] == "row that numbers the columns"


@pytest.mark.parametrize(
    ("name", "sheets", "place"),
    [
        ("QT-2018-N-B62-TT343-27.xlsx", 1, ([5], 8, 42)),
        ("QT-2018-N-B62-TT343-33.xls", 1, ([6], 9, 45)),
        ("QT-2018-N-B62-TT343-34.xls", 1, ([6], 8, 37)),
        ("Hung Yen QT 2010.xls", 6, ([9], 10, 32)),
    ],
)
def test_budget_disclosures(shared_data: Path, name: str, sheets: int, place: tuple[list[int], int, int]):
    found = tables(shared_data / BUDGET / name)
    assert len(found) == sheets
    pin = found[0]["table"].notes.found
    assert (pin["header_rows"], pin["first_row"], pin["last_row"]) == place


def test_bilingual_two_row_headers(shared_data: Path):
    found = tables(shared_data / "papi/PAPI_2011-2016.xlsx")
    assert len(found) == 6
    first = found[0]
    assert first["table"].columns[3].header[0] == "Participation at Local Levels"
    assert first["table"].columns[3].header[1].startswith("Tham gia của người dân")
    assert (first["rows"][0][0], first["rows"][-1][0], len(first["rows"])) == (3, 66, 64)
    assert len(first["table"].columns) == 32


def test_plain_registers(shared_data: Path):
    (rain,) = tables(shared_data / "rain/Bao_cao_20260124_191946.xlsx")
    assert len(rain["rows"]) == 5673
    assert rain["rows"][0] == (2, "Hà Giang", "Bạch Ngọc 1", "0", "24/01/2026 19:17")
    health = tables(shared_data / "health/DS_7_tinh_map_code.xlsx")
    assert sum(len(each["rows"]) for each in health) == 1053
    assert all(each["left_out"] == {} for each in health)


def test_hidden_sheets_and_total_of_a_report(shared_data: Path):
    first, second = tables(shared_data / "messy/large.xlsx")
    assert first["left_out"]["A20:K20"] == "total row"
    assert first["left_out"]["data"] == "hidden sheet"
    assert len(first["rows"]) == 13
    assert second["table"].part == "Report!A24:K37"


def test_ods_types(shared_data: Path):
    (found,) = tables(shared_data / "messy/ods_formats.ods")
    assert found["rows"][0][1:5] == ("2014-11-11", "11:12:12", "true", "11.11")
    assert tables(shared_data / "messy/blank_line.ods")[0]["rows"][-1] == (5, "Ian", "34", "2015-11-11")


def test_one_wide_table_under_merged_headings_stays_one(shared_data: Path):
    parts = {each["table"].part: each["table"] for each in tables(shared_data / BUDGET / "Hai Phong 2013.xls")}
    assert len(parts["M16"].columns) == 70
    assert len(parts) == 11
