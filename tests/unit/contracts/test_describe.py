"""What is proposed for a table nobody described: from what most of its rows show, with the reason."""

from datetime import date

import pytest

from kho.contracts.guess.describe import describe
from kho.contracts.guess.headings import titles
from kho.contracts.guess.known import Known, Units
from kho.contracts.guess.retyping import retyped
from kho.contracts.guess.samples import SampleColumn
from kho.contracts.guess.suggestions import Suggested
from kho.contracts.model import Classification, Column, LoadMode, LogicalType

TODAY, BEFORE = date(2026, 1, 1), date(2025, 6, 30)
KNOWN = Known(
    lists={"loai_truong": frozenset({"TH", "MN", "PT"}), "xa_khac": frozenset({"90001"})},
    units=[
        Units(level="commune", on=TODAY, codes=frozenset({"11950", "11953"})),
        Units(level="commune", on=BEFORE, codes=frozenset({"11950", "11953", "11999", "12000"})),
    ],
)


def sample(position: int, header: str, *values: str | None, unit: str | None = None) -> SampleColumn:
    return SampleColumn(header=(header,), position=position, values=values, unit=unit)


def rule(found: list[Suggested], name: str) -> Suggested:
    return next(each for each in found if each.id == name)


def test_a_few_values_that_are_no_numbers_are_told_and_do_not_make_the_column_text():
    values = [str(n) for n in range(19)] + ["3 lớp"]
    [found] = describe([sample(1, "Số lớp", *values)]).columns
    assert found.column.logical_type is LogicalType.INTEGER
    assert (found.not_fitting, found.aside) == (1, ((19, "3 lớp"),))


def test_dates_of_two_readings_have_the_day_first():
    [found] = describe([sample(1, "Ngày", "01/02/2024", "03/04/2024", "05/06/2024")]).columns
    assert (found.column.logical_type, found.column.formats) == (LogicalType.DATE, ("dd/MM/yyyy",))


def test_amounts_in_millions_may_have_fractions_tomorrow_and_counts_not():
    amounts = sample(1, "Dự toán", "100", "200", "300", unit="triệu đồng")
    counts = sample(2, "Số hộ", "1", "2", "3")
    kinds = [each.column.logical_type for each in describe([amounts, counts]).columns]
    assert kinds == [LogicalType.NUMBER, LogicalType.INTEGER]


def test_nested_numbering_is_text_and_a_plain_count_of_rows_is_left_out():
    nested = describe([sample(1, "STT", "A", "I", "1", "2", "3", "II", "1", "2", "3", "4")]).columns[0]
    plain = describe([sample(1, "STT", *map(str, range(1, 11)))]).columns[0]
    assert (nested.column.logical_type, nested.left_out, plain.left_out) == (LogicalType.STRING, False, True)


@pytest.mark.parametrize(
    ("codes", "of"), [(("11950", "11953"), None), (("11999", "12000", "11950"), BEFORE)], ids=["today", "before"]
)
def test_commune_codes_are_of_the_day_that_most_fit(codes: tuple[str, ...], of: date | None):
    [found] = describe([sample(1, "Mã xã", *codes)], KNOWN).columns
    assert found.column.unit is not None
    assert (found.column.unit.level, found.column.unit.of) == ("commune", of)
    assert f"{len(codes)} of {len(codes)} different values are commune codes" in found.why[0].en


def test_a_list_of_the_province_is_proposed_where_nearly_all_rows_keep_to_it():
    values = ["TH", "MN", "PT"] * 10 + ["X1"]
    [found] = describe([sample(1, "Loại trường", *values)], KNOWN).columns
    assert found.column.codelist is not None
    assert found.column.codelist.name == "loai_truong"
    assert "“X1”" in found.why[0].vi


def test_the_key_is_the_smallest_set_that_tells_rows_apart_and_a_period_makes_it_an_update():
    found = describe(
        [
            sample(1, "Mã trường", *["T1", "T2", "T3"] * 2),
            sample(2, "Năm", *["2023"] * 3, *["2024"] * 3),
            sample(3, "Số lớp", "1", "2", "3", "4", "5", "6"),
        ]
    )
    assert (found.key.columns, found.key.broken, found.load) == (("ma_truong", "nam"), 0, LoadMode.UPSERT)


def test_a_year_that_is_the_same_in_all_rows_is_part_of_the_key():
    found = describe([sample(1, "Mã trường", "T1", "T2", "T3"), sample(2, "Năm", "2024", "2024", "2024")])
    assert found.key.columns == ("ma_truong", "nam")


def test_facts_of_people_are_pointed_out_together_and_counts_are_not():
    found = describe(
        [
            sample(1, "Họ và tên", "Nguyễn Văn Thử", "Trần Thị Mẫu"),
            sample(2, "Dân tộc", "Kinh", "Tày"),
            sample(3, "Giới tính", "Nam", "Nữ"),
            sample(4, "Số người có BHYT", "3", "4"),
        ]
    ).columns
    kinds = [each.pointed.classification if each.pointed else None for each in found]
    assert kinds == [Classification.PERSONAL, Classification.SENSITIVE, Classification.PERSONAL, None]


def test_an_offices_address_is_nobodys():
    names = sample(1, "Tên trường", "Trường Mẫu A", "Trường Mẫu B")
    places = sample(2, "Địa chỉ", "Số 1 đường Mẫu", "Số 2 đường Mẫu")
    assert [each.pointed for each in describe([names, places]).columns] == [None, None]


def test_rules_say_how_many_rows_break_them_today():
    rows = 20
    found = describe(
        [
            sample(1, "Tổng số", *[str(3 * n) for n in range(1, rows)], "999"),
            sample(2, "Nam", *[str(n) for n in range(1, rows + 1)]),
            sample(3, "Nữ", *[str(2 * n) for n in range(1, rows + 1)]),
            sample(4, "Ngày nhận", *[f"{n:02}/01/2024" for n in range(1, rows + 1)]),
            sample(5, "Ngày trả", *[f"{n:02}/02/2024" for n in range(1, rows)], "01/01/2023"),
            sample(6, "Loại", *["A", "B"] * (rows // 2)),
        ]
    )
    rules = list(found.rules)
    total, order = rule(rules, "sum:tong_so+nam+nu"), rule(rules, "order:ngay_nhan+ngay_tra")
    assert [(each.broken, each.rows, each.on) for each in (total, order)] == [(1, rows, False), (1, rows, False)]
    assert rule(rules, "choice:loai").values == ("A", "B")
    assert (rule(rules, "range:nam").least, rule(rules, "range:nam").most, rule(rules, "range:nam").low) == (
        "1",
        "20",
        "0",
    )


def test_a_header_on_several_lines_is_one_title_but_for_what_stands_above_others_too():
    headers = [("DỰ TOÁN", "ĐỊA PHƯƠNG", "NĂM 2013"), ("Bổ sung", "TỔNG", "SỐ"), ("Bổ sung", "NS", "XÃ")]
    assert titles(headers) == ["DỰ TOÁN ĐỊA PHƯƠNG NĂM 2013", "TỔNG SỐ", "NS XÃ"]


def test_another_type_is_read_as_the_sample_is_written():
    texts = sample(1, "Ngày", "31/12/2024", "sau")
    assert retyped(Column(name="ngay"), LogicalType.DATE, texts).formats == ("dd/MM/yyyy",)
    amounts = retyped(Column(name="tien"), LogicalType.NUMBER, sample(1, "Tiền", "1.234,5", "không"))
    assert amounts.decimal_mark == ","
