"""What is proposed from a sample: only what its values prove."""

import dataclasses
from pathlib import Path

import pytest

from kho.contracts.guess.moments import moments
from kho.contracts.guess.numbers import numbers
from kho.contracts.guess.propose import Proposal, proposal_yaml, propose
from kho.contracts.guess.samples import SampleColumn
from kho.contracts.guess.slugs import column_names, dataset_slug
from kho.contracts.model import Classification, CodeListUse, Column, LogicalType, MeasureUse
from kho.contracts.names import DatasetName
from kho.contracts.odcs import parse

NAME = DatasetName("so-y-te", "co-so")


def sample(header: str | tuple[str, ...], *values: str | None, kinds: str = "", position: int = 1) -> SampleColumn:
    parts = (header,) if isinstance(header, str) else header
    return SampleColumn(
        header=parts, position=position, values=values, kinds=[kind if kind != "." else None for kind in kinds]
    )


def only(header: str, *values: str | None, kinds: str = "") -> tuple[Column, str]:
    proposal = propose(NAME, [sample(header, *values, kinds=kinds)])
    column = proposal.contract.columns[0]
    return column, " ".join(note.en for note in proposal.column_notes.get(column.name, ()))


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Mã cơ sở", "ma_co_so"),
        ("Đơn vị tính", "don_vi_tinh"),
        ("Diện tích (m²)", "dien_tich_m2"),
        ("  Họ\n và tên ", "ho_va_ten"),
        ("2024", "cot_2024"),
        ("???", "cot_1"),
        ("Tỷ lệ hộ nghèo tiếp cận đa chiều trên tổng số hộ dân của toàn xã", "ty_le_ho_ngheo_tiep_can_da_chieu_tren"),
    ],
)
def test_names_come_from_vietnamese_headers(header: str, name: str):
    assert column_names([(header,)], [1]) == [name]


def test_names_are_unique_and_take_the_rows_above_where_the_lowest_is_shared():
    headers = [("Dự toán", "Thu"), ("Quyết toán", "Thu"), ("Chi",), ("Chi",)]
    assert column_names(headers, range(1, 5)) == ["du_toan_thu", "quyet_toan_thu", "chi", "chi_2"]


@pytest.mark.parametrize(
    ("texts", "mark", "ambiguous"),
    [
        (["1.234,5"], ",", False),
        (["1,234.5"], ".", False),
        (["1.234.567"], ",", False),
        (["0,5", "12"], ",", False),
        (["12.50"], ".", False),
        (["1.234", "12,5"], ",", False),
        (["1.234", "567"], None, True),
        (["0.123"], ".", False),
        (["1234.567"], ".", False),
        (["12", "345"], None, False),
    ],
)
def test_a_decimal_mark_is_taken_only_where_a_value_proves_it(texts: list[str], mark: str | None, ambiguous: bool):  # noqa: FBT001
    found = numbers(texts)
    assert found is not None
    assert (found.mark, found.ambiguous) == (mark, ambiguous)


@pytest.mark.parametrize("texts", [["1.234,5", "1,234.5"], ["12", "một"], ["1.2.3"], []])
def test_texts_that_contradict_each_other_or_are_no_numbers_are_none(texts: list[str]):
    assert numbers(texts) is None


@pytest.mark.parametrize(
    ("texts", "formats"),
    [
        (["25/12/2020", "1/2/2021"], ("dd/MM/yyyy",)),
        (["12/25/2020"], ("MM/dd/yyyy",)),
        (["2020-12-25"], ()),
        (["25-12-20"], ("dd-MM-yy",)),
        (["25.12.2020 08:30"], ("dd.MM.yyyy HH:mm",)),
        (["2020/12/25"], ("yyyy/MM/dd",)),
        (["25/12/2020", "2020-12-25"], ("dd/MM/yyyy",)),
    ],
)
def test_the_order_of_a_date_is_taken_where_a_value_proves_it(texts: list[str], formats: tuple[str, ...]):
    found = moments(texts)
    assert found is not None
    assert (found.formats, found.ambiguous) == (formats, False)


def test_dates_that_fit_both_orders_stay_text_and_say_so():
    column, note = only("Ngày cấp", "01/02/2020", "03/04/2021")
    assert column.logical_type is LogicalType.STRING
    assert "dd/MM/yyyy" in note
    assert "MM/dd/yyyy" in note


def test_another_column_of_the_sample_can_prove_the_order():
    columns = [sample("Ngày cấp", "01/02/2020"), sample("Ngày hết hạn", "25/12/2030", position=2)]
    assert propose(NAME, columns).contract.columns[0].formats == ("dd/MM/yyyy",)


@pytest.mark.parametrize("texts", [["31/02/2020"], ["13/13/2020"], ["25/12/2020", "12/25/2020"], ["hôm qua"]])
def test_texts_that_are_no_dates_are_none(texts: list[str]):
    assert moments(texts) is None


@pytest.mark.parametrize(
    ("header", "values", "kinds", "expected"),
    [
        ("Số giường", ("10", "20"), "", LogicalType.INTEGER),
        ("Năm", ("2020", "2021"), "", LogicalType.INTEGER),
        ("Mã xã", ("12101", "12104"), "", LogicalType.STRING),
        ("MaTinh", ("64", "67"), "nn", LogicalType.STRING),
        ("Điểm", ("001", "002"), "", LogicalType.STRING),
        ("Số dân", ("10", "20"), "nn", LogicalType.INTEGER),
        ("Diện tích", ("10.5", "20"), "nn", LogicalType.NUMBER),
        ("Ngày", ("2020-01-31", "2020-02-01"), "dd", LogicalType.DATE),
        ("Lúc", ("2020-01-31T08:00:00", "01/02/2020"), "s.", LogicalType.STRING),
        ("Giờ mở cửa", ("7:30", "13:00"), "", LogicalType.TIME),
        ("Hoạt động", ("true", "false"), "bb", LogicalType.BOOLEAN),
        ("Liên hệ", ('{"a": 1}', '{"b": 2}'), "jj", LogicalType.OBJECT),
        ("Ghi chú", ("10", "không"), "", LogicalType.STRING),
        ("Ghi chú", (None, ""), "", LogicalType.STRING),
    ],
)
def test_the_type_is_the_narrowest_all_values_prove(
    header: str, values: tuple[str, ...], kinds: str, expected: LogicalType
):
    assert only(header, *values, kinds=kinds)[0].logical_type is expected


def test_a_range_is_told_without_an_exponent():
    _, notes = only("Quyết toán", "2850", "13281000", kinds="nn")
    assert "2850 to 13281000" in notes


def test_a_decimal_comma_of_texts_and_the_numbers_of_a_workbook_stand_in_one_column():
    column, _ = only("Diện tích", "1.234,5", "12.5", kinds=".n")
    assert (column.logical_type, column.decimal_mark, column.precision) == (LogicalType.NUMBER, ",", None)


def test_words_for_no_value_do_not_spoil_a_number_column():
    column, _ = only("Số giường", "10", "-", "20", "Không có")
    assert (column.logical_type, column.missing, column.required) == (LogicalType.INTEGER, ("-", "Không có"), False)


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Họ và tên", ("Nguyễn Văn Mẫu",)),
        ("Số CCCD", ("001099000001",)),
        ("Ngày sinh", ("31/12/1990",)),
        ("Địa chỉ", ("Số 1 đường Mẫu",)),
        ("Số tài khoản", ("0123456789",)),
        ("so_dien_thoai", ("115",)),
        ("Cột A", ("001099000001", "001199000002")),
        ("Cột B", ("0912345678", "+84 912 345 679")),
        ("Cột C", ("mau@vi.du.vn", "hai@vi.du.vn")),
        ("Cột D", ("Nguyễn Văn Mẫu", "Trần Thị Giả", "Lê Hư Cấu")),
    ],
)
def test_personal_data_is_marked_by_header_or_by_shape(header: str, values: tuple[str, ...]):
    column, note = only(header, *values)
    assert column.classification is Classification.PERSONAL
    assert "personal" in note


@pytest.mark.parametrize(
    ("header", "value"), [("Tên cơ sở", "Trạm y tế Mẫu"), ("Mã xã", "12101"), ("Số quyết định", "12/QĐ-UBND")]
)
def test_what_is_not_personal_is_not_marked(header: str, value: str):
    assert only(header, value)[0].classification is None


def test_no_personal_value_is_written_into_the_proposal():
    names = ["Nguyễn Văn Mẫu", "Trần Thị Giả"] * 20
    text = proposal_yaml(propose(NAME, [sample("Người đại diện", *names)]))
    assert "Nguyễn" not in text


def test_the_first_complete_unique_code_is_the_key():
    columns = [
        sample("STT", "1", "2", "3"),
        sample("Mã cơ sở", "A1", "A2", "A3", position=2),
        sample("Tên", "x", "y", "z", position=3),
    ]
    proposal = propose(NAME, columns)
    assert proposal.contract.primary_key == ("ma_co_so",)
    assert "row number" in proposal.column_notes["stt"][0].en


def test_a_few_repeated_values_become_a_comment_with_a_rule_to_take_over():
    _, note = only("Loại", *(["xã", "phường"] * 20))
    assert 'validValues: ["phường", "xã"]' in note


def messy() -> Proposal:
    return propose(
        DatasetName("so-y-te", "danh-sach"),
        [
            sample(("Thông tin", "Mã: #1"), "01", "02"),
            sample(("Thông tin", "yes"), "12/05/2020", None, position=2),
            sample("", "a: b", "- c", position=3),
            sample('Nháy "kép" \\ và {ngoặc}', "1.234,50", "..", position=4),
        ],
        title="Danh sách: thử",
    )


def test_a_proposal_reads_back_as_the_contract_it_proposes():
    proposal = messy()
    contract, problems = parse(proposal_yaml(proposal).encode(), file=Path("x.odcs.yaml"))
    assert problems == []
    assert contract is not None
    bare = tuple(dataclasses.replace(column, path=()) for column in contract.columns)
    assert bare == proposal.contract.columns


def test_real_facilities_are_proposed_sensibly(shared_data: Path):
    import openpyxl

    book = openpyxl.load_workbook(shared_data / "health" / "DS_7_tinh_map_code.xlsx", read_only=True)
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    columns = [
        SampleColumn(
            header=(str(text or ""),),
            position=index + 1,
            values=[None if row[index] is None else str(row[index]) for row in rows],
            kinds=["n" if isinstance(row[index], int | float) else None for row in rows],
        )
        for index, text in enumerate(head)
    ]
    contract = propose(NAME, columns).contract
    assert {column.logical_type for column in contract.columns} == {LogicalType.STRING}
    assert contract.columns[0].name == "ma_tinh"


@pytest.mark.parametrize(
    ("text", "slug"), [("Dân số_2024 (bản 2)", "dan-so-2024-ban-2"), ("2024", "du-lieu-2024"), ("…", "du-lieu")]
)
def test_a_dataset_is_named_by_its_file(text: str, slug: str):
    assert dataset_slug(text) == slug


def test_a_standard_that_the_header_speaks_of_is_proposed_with_its_share_and_counter_examples():
    good = [f"0912 345 {number:03}" for number in range(19)]
    proposal = propose(
        DatasetName("so-mau", "vi-du"),
        [SampleColumn(header=("Số điện thoại",), position=1, values=[*good, "gọi chú Ba"])],
    )
    (column,) = proposal.contract.columns
    assert column.standard == "phone"
    told = [note.en for note in proposal.column_notes[column.name]]
    assert "95% of the values keep to the standard phone (Telephone number); these do not: “gọi chú Ba”." in told


def test_headers_of_programs_speak_too():
    codes = [f"1.{number:06}" for number in range(4000, 4020)]
    proposal = propose(DatasetName("so-mau", "vi-du"), [SampleColumn(header=("ma_thu_tuc",), position=1, values=codes)])
    assert proposal.contract.columns[0].standard == "procedure_code"


def test_a_standard_that_most_values_break_is_told_and_not_proposed():
    values = ["0100109106", "1", "2", "3"]
    proposal = propose(
        DatasetName("so-mau", "vi-du"), [SampleColumn(header=("Mã số thuế",), position=1, values=values)]
    )
    (column,) = proposal.contract.columns
    assert column.standard is None
    assert any("25%" in note.en for note in proposal.column_notes[column.name])


def test_a_standard_that_the_header_does_not_speak_of_is_told_only_where_no_other_fits():
    plates = [f"89A-{number:05}" for number in range(20_000, 20_020)]
    proposal = propose(DatasetName("so-mau", "vi-du"), [SampleColumn(header=("Ghi nhận",), position=1, values=plates)])
    (column,) = proposal.contract.columns
    assert column.standard is None
    assert any("plate" in note.en for note in proposal.column_notes[column.name])


@pytest.mark.parametrize(
    ("header", "unit", "use"),
    [
        ("Sản lượng (tấn)", None, "tấn"),
        ("Thu ngân sách", "triệu đồng", "triệu đồng"),
        ("Tỷ lệ hộ nghèo (%)", None, "%"),
        ("Diện tích", "ha, tấn", None),
        ("Diện tích (sào)", None, None),
        ("Số lượng", None, None),
    ],
)
def test_the_unit_that_a_header_or_a_line_tells_is_proposed(header: str, unit: str | None, use: str | None):
    column = SampleColumn(header=(header,), position=1, unit=unit, values=["1.5", "20.25", "3"])
    proposal = propose(NAME, [column])
    (proposed,) = proposal.contract.columns
    assert proposed.measure == (None if use is None else MeasureUse(unit=use))
    told = " ".join(note.en for note in proposal.column_notes.get(proposed.name, ()))
    assert ("kho.unit" in told) == (use is None and ("sào" in header or "," in (unit or "")))


def test_cells_that_tell_their_unit_are_figures():
    values = ["12,5 ha", "1.200,75 ha", "0,5 ha", "300 m2", "7 ha"]
    (column,) = propose(NAME, [SampleColumn(header=("Diện tích",), position=1, values=values)]).contract.columns
    assert (column.logical_type, column.decimal_mark, column.measure) == (
        LogicalType.NUMBER,
        ",",
        MeasureUse(unit="ha"),
    )


def test_a_shipped_code_list_is_proposed_where_the_header_speaks_of_it():
    values = ["01", "01", "02", "55", "01", "03", "06"]
    proposal = propose(NAME, [SampleColumn(header=("Dân tộc",), position=1, values=values)])
    (column,) = proposal.contract.columns
    assert (column.codelist, column.logical_type) == (CodeListUse(name="kho/ethnic_groups"), LogicalType.STRING)
    assert any("no codes: “55”" in note.en for note in proposal.column_notes[column.name])
    named = propose(NAME, [SampleColumn(header=("Dân tộc",), position=1, values=["Kinh", "Tày", "Kinh"])])
    assert named.contract.columns[0].codelist is None
    assert any("names of the list" in note.en for note in named.column_notes["dan_toc"])
