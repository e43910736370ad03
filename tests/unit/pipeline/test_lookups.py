"""What a delivery's codes and references are looked up in."""

from dataclasses import replace
from datetime import date

from tests.unit.pipeline.small_province import HOUSEHOLDS, NewProvince

from kho.contracts.model import TODAY, CodeListUse, Column, Contract, LoadMode, LogicalType, Reference, Source, UnitUse
from kho.contracts.names import DatasetName
from kho.pipeline.order import run_order
from kho.pipeline.runs import Run

CODES = "code,name,valid_from,valid_to\nA,Cũ,,2025-06-30\nB,Mới,2025-07-01,\nC,Luôn có,,\n"
PERSONS = Contract(
    name=DatasetName("so-mau", "nguoi"),
    version="1.0.0",
    title="Người (dữ liệu giả)",
    domain="mau",
    description="Dữ liệu giả.",
    steward="can-bo-mau",
    columns=(
        Column(
            name="ho",
            title="Hộ",
            references=(Reference(columns=("ho",), to=HOUSEHOLDS.name, to_columns=("ma",)),),
        ),
        Column(name="ten", title="Tên"),
    ),
    sources=(Source(name="inbox", transport="local", address={"path": "nguoi/*.csv"}),),
)


def coded(on: str | None) -> Contract:
    columns = (
        Column(name="ma", title="Mã", required=True, primary_key=1),
        Column(name="loai", title="Loại", codelist=CodeListUse(name="loai", on=on)),
        Column(name="ngay", title="Ngày", logical_type=LogicalType.DATE),
    )
    return replace(HOUSEHOLDS, columns=columns)


def bad_rows(run: Run) -> list[int]:
    return [each.row for each in run.findings]


def test_a_code_must_be_valid_on_the_rows_own_day(new_province: NewProvince):
    province = new_province(coded("ngay"))
    province.write("codelists/loai.csv", CODES)
    province.send(
        "a.csv", "Mã,Loại,Ngày\n1,A,2025-06-30\n2,A,2025-07-01\n3,B,2025-06-30\n4,B,2025-07-01\n5,D,2025-01-01\n"
    )
    (run,) = province.run()
    assert bad_rows(run) == [3, 4, 6]
    assert [row[0] for row in province.rows(coded("ngay"))] == ["1", "4"]


def test_without_a_day_of_its_own_the_day_of_delivery_counts(new_province: NewProvince):
    province = new_province(coded(None))
    province.write("codelists/loai.csv", CODES)
    province.send("a.csv", "Mã,Loại,Ngày\n1,A,2020-01-01\n2,B,2020-01-01\n3,C,\n4,,\n")
    (run,) = province.run()
    assert run.delivery.received is not None
    assert run.delivery.received.date() == date(2025, 9, 1)
    assert bad_rows(run) == [2]


def test_a_reference_to_what_was_never_loaded_is_a_finding_until_it_is(new_province: NewProvince):
    province = new_province(HOUSEHOLDS, PERSONS)
    province.write("nguoi/a.csv", "Hộ,Tên\n01,Người giả\n99,Người mẫu\n,Người vô hộ\n")
    (run,) = province.run(PERSONS.name)
    assert (run.accepted, run.quarantined) == (1, 2)
    province.send("a.csv", "Mã,Tên,Số người\n01,Hộ A,3\n")
    province.run()
    (run,) = province.run(PERSONS.name, again=True)
    assert bad_rows(run) == [3]


def test_appended_keys_count_those_loaded_before(new_province: NewProvince):
    appended = replace(HOUSEHOLDS, load=LoadMode.APPEND)
    province = new_province(appended)
    province.send("a.csv", "Mã,Tên,Số người\n01,Hộ A,3\n")
    province.run()
    province.send("b.csv", "Mã,Tên,Số người\n01,Hộ khác,1\n02,Hộ B,1\n")
    run = next(run for run in province.run() if run.delivery.name == "b.csv")
    assert (run.accepted, run.quarantined, run.broken["key"]) == (1, 1, 1)
    assert province.rows(appended) == [("01", "Hộ A", 3), ("02", "Hộ B", 1)]


def test_what_is_referred_to_runs_before_what_refers_to_it(new_province: NewProvince):
    first = replace(PERSONS, name=DatasetName("so-mau", "a-dau-tien"))
    province = new_province(HOUSEHOLDS, PERSONS, first)
    order = [name.dataset for name in run_order(province.open().province)]
    assert sorted(order) == ["a-dau-tien", "ho-dan", "nguoi"]
    assert order[0] == "ho-dan"


def test_a_dataset_that_refers_to_itself_runs(new_province: NewProvince):
    head = Reference(columns=("chu_ho",), to=HOUSEHOLDS.name, to_columns=("ma",))
    itself = replace(HOUSEHOLDS, columns=(*HOUSEHOLDS.columns, Column(name="chu_ho", references=(head,))))
    assert run_order(new_province(itself).open().province) == [HOUSEHOLDS.name]


def placed(use: UnitUse) -> Contract:
    columns = (
        Column(name="ma", title="Mã", required=True, primary_key=1),
        Column(name="xa", title="Xã", unit=use),
        Column(name="ngay", title="Ngày", logical_type=LogicalType.DATE),
    )
    return replace(HOUSEHOLDS, columns=columns)


def test_old_communes_are_brought_to_todays_where_they_went_whole(new_province: NewProvince):
    contract = placed(UnitUse(level="commune", of=date(2024, 12, 31), to=TODAY))
    province = new_province(contract)
    province.send("a.csv", "Mã,Xã,Ngày\n1,12106,\n2,12103,\n3,00007,\n4,99999,\n5,,\n")
    (run,) = province.run()
    assert [row[:2] for row in province.rows(contract)] == [("1", "12103"), ("2", "12103"), ("5", None)]
    assert [(each.row, each.rule) for each in run.findings] == [(4, "xa.unit"), (5, "xa.unit")]
    assert run.findings[0].what.en == "The code “00007” of “Xã” (of 2024-12-31) is not wholly one unit of 2025-09-01."


def test_a_communes_code_must_be_valid_on_the_rows_own_day(new_province: NewProvince):
    contract = placed(UnitUse(level="commune", of="ngay"))
    province = new_province(contract)
    province.send("a.csv", "Mã,Xã,Ngày\n1,12106,2025-06-30\n2,12106,2025-07-01\n3,12103,2025-07-01\n4,12106,\n")
    (run,) = province.run()
    assert bad_rows(run) == [3, 5]


def test_an_address_without_a_province_lies_in_the_folders_own(new_province: NewProvince):
    columns = (
        Column(name="ma", title="Mã", required=True, primary_key=1),
        Column(name="dia_chi", title="Địa chỉ", standard="address"),
    )
    contract = replace(HOUSEHOLDS, columns=columns)
    province = new_province(contract)
    province.send(
        "a.csv",
        "Mã;Địa chỉ\n1;Thôn 3,  xã Tân Hưng\n2;Phường Đề Thám, TP Thái Bình\n3;Tổ 5, phường Đề Thám\n"
        "4;Phường Đề Thám, tỉnh Hưng Yên\n5;Phường Đề Thám, tỉnh Cao Bằng\n6;phường Hàng Bạc\n7;gần chợ cũ\n",
    )
    (run,) = province.run()
    assert [(each.rule, each.value) for each in run.findings] == [("dia_chi.standard", "gần chợ cũ")]
    rows = dict(province.rows(contract))
    assert rows["1"] == "Thôn 3, xã Tân Hưng"
    assert rows["6"] == "phường Hàng Bạc"
