"""A person who is erased is gone from every file below the province folder, the runs' records too."""

from dataclasses import replace

from tests.unit.pipeline.small_province import HOUSEHOLDS, NewProvince, SmallProvince

from kho.contracts.model import Classification, Column
from kho.pipeline.erasing import erase
from kho.pipeline.trace import trace
from kho.warehouse.erasure import Match

NUMBER = "000000000042"
CONTRACT = replace(
    HOUSEHOLDS,
    columns=(
        Column(name="ma", title="Mã", required=True, primary_key=1),
        Column(name="so_dinh_danh", title="Số định danh", classification=Classification.PERSONAL, pattern="[0-9]{12}"),
        Column(name="ten", title="Tên", max_length=20),
    ),
)
ROWS = (
    f"Mã,Số định danh,Tên\n01,{NUMBER},Người bị xoá\n02,000000000077,Người ở lại\n"
    f"03,{NUMBER},Người bị xoá có tên dài quá hai mươi chữ\n04,x,Người sai số\n"
)


def erased(province: SmallProvince) -> None:
    place = province.open()
    record = erase(
        place, [Match(contract=place.contract(CONTRACT.name), where={"so_dinh_danh": NUMBER})], reason="thử", by="tôi"
    )
    assert record.completed is not None


def files_that_hold(province: SmallProvince, text: str) -> list[str]:
    inbox = province.folder / "inbox"
    files = [file for file in province.folder.rglob("*") if file.is_file() and not file.is_relative_to(inbox)]
    return [str(file.relative_to(province.folder)) for file in files if text.encode() in file.read_bytes()]


def test_the_person_is_gone_from_every_layer_and_every_run(new_province: NewProvince):
    province = new_province(CONTRACT)
    province.send("a.csv", ROWS)
    (run,) = province.run()
    assert (run.accepted, run.quarantined) == (2, 2)
    assert files_that_hold(province, "Người bị xoá có tên dài") != []
    erased(province)
    assert files_that_hold(province, NUMBER) == []
    assert files_that_hold(province, "Người bị xoá") == []
    assert [row[0] for row in province.rows(CONTRACT)] == ["02"]


def test_the_runs_keep_their_counts_and_lose_their_examples(new_province: NewProvince):
    province = new_province(CONTRACT)
    province.send("a.csv", ROWS)
    (before,) = province.run()
    erased(province)
    after = province.open().runs.get(before.id)
    assert (after.read, after.accepted, after.broken) == (before.read, before.accepted, before.broken)
    assert {finding.value for finding in after.findings} == {None}
    assert [finding.row for finding in after.findings] == [finding.row for finding in before.findings]


def test_who_stays_can_still_be_traced(new_province: NewProvince):
    province = new_province(CONTRACT)
    province.send("a.csv", ROWS)
    province.run()
    erased(province)
    (row,) = trace(province.open(), CONTRACT.name, province.loaded(CONTRACT))
    assert [cell.text for cell in row.cells] == ["02", "000000000077", "Người ở lại"]


def test_what_was_erased_does_not_come_back_with_the_next_run(new_province: NewProvince):
    province = new_province(CONTRACT)
    province.send("a.csv", ROWS)
    province.run()
    erased(province)
    province.run()
    assert [row[0] for row in province.rows(CONTRACT)] == ["02"]


def test_the_same_file_does_not_bring_the_person_back(new_province: NewProvince):
    province = new_province(CONTRACT)
    province.send("a.csv", ROWS)
    province.run()
    erased(province)
    (run,) = province.run(again=True)
    assert (run.status, run.error.code if run.error else None) == ("failed", "KHO-R306")
    assert [row[0] for row in province.rows(CONTRACT)] == ["02"]
    assert files_that_hold(province, NUMBER) == []


def test_a_number_in_a_files_name_is_gone_from_runs_and_lineage(new_province: NewProvince):
    province = new_province(CONTRACT)
    province.send(f"{NUMBER}.csv", ROWS)
    (run,) = province.run()
    assert any("lineage" in file for file in files_that_hold(province, NUMBER))
    erased(province)
    assert files_that_hold(province, NUMBER) == []
    assert province.open().runs.get(run.id).delivery.name == "….csv"


def test_a_person_is_found_in_every_spelling_of_the_columns_standard(new_province: NewProvince):
    columns = (
        CONTRACT.columns[0],
        Column(name="dien_thoai", title="Điện thoại", standard="phone"),
        CONTRACT.columns[2],
    )
    contract = replace(CONTRACT, columns=columns)
    province = new_province(contract)
    province.send(
        "a.csv",
        "Mã,Điện thoại,Tên\n01,0900 000 042,A\n02,0900000077,B\n03,+84.900.000.042,Tên dài quá hai mươi chữ cái\n",
    )
    (run,) = province.run()
    assert (run.accepted, run.quarantined) == (2, 1)
    place = province.open()
    match = Match(contract=place.contract(contract.name), where={"dien_thoai": "0900.000.042"})
    erase(place, [match], reason="thử", by="tôi")
    assert [row[0] for row in province.rows(contract)] == ["02"]
    for spelling in ("+84900000042", "0900 000 042", "900.000.042"):
        assert files_that_hold(province, spelling) == []
