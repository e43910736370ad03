"""A first contract from a file reads that very file."""

import io
import zipfile
from pathlib import Path

import pytest
from tests.unit.pipeline.small_province import NewProvince, SmallProvince

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.contracts.write import to_yaml
from kho.errors import KhoError
from kho.pipeline.inferring import NoSuchPartError, infer, sample
from kho.pipeline.runs import RunStatus

NAME = DatasetName("so-mau", "suy-ra")
SMALL = [["Mã", "Tên"], ["01", "A"], ["02", "B"]]
LARGE = [["Mã xã", "Dân số"], *([f"{number:05}", number * 3] for number in range(1, 30))]


def proposed(province: SmallProvince, file: Path, part: str | None = None) -> Contract:
    path = str(file.relative_to(province.folder))
    proposal = infer(file, NAME, part=part, path=path)
    province.promise(proposal.contract)
    assert province.problems() == []
    return proposal.contract


def test_the_largest_table_of_several_sheets_is_taken_and_pinned(new_province: NewProvince):
    province = new_province()
    file = province.send_workbook("a.xlsx", **{"Bìa": SMALL, "Dân số": LARGE, "Khác": SMALL})
    contract = proposed(province, file)
    assert [column.title for column in contract.columns] == ["Mã xã", "Dân số"]
    assert contract.sources[0].read == {"sheet": "Dân số"}
    (run,) = province.run(NAME)
    assert (run.status, run.read, run.quarantined) == (RunStatus.LOADED, 29, 0)


def test_a_sheet_is_named_by_part(new_province: NewProvince):
    province = new_province()
    file = province.send_workbook("a.xlsx", Một=SMALL, Hai=LARGE)
    assert [column.title for column in proposed(province, file, "Một").columns] == ["Mã", "Tên"]
    with pytest.raises(NoSuchPartError, match="Hai"):
        infer(file, NAME, part="Ba", path="a.xlsx")


def test_one_of_two_tables_of_a_sheet_is_pinned_by_its_number(new_province: NewProvince):
    province = new_province()
    file = province.send_workbook("a.xlsx", Trang=[*SMALL, [], [], *LARGE], Khác=SMALL)
    contract = proposed(province, file)
    assert contract.sources[0].read == {"sheet": "Trang", "table": 2}
    (run,) = province.run(NAME)
    assert (run.status, run.read) == (RunStatus.LOADED, 29)


def test_a_workbook_with_one_table_is_not_pinned(new_province: NewProvince):
    province = new_province()
    assert proposed(province, province.send_workbook("a.xlsx", Trang=LARGE)).sources[0].read == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "Mã;Số\n01;1,5\n02;2,5\n"),
        ("a.json", '[{"ma": "01", "so": 1.5}, {"ma": "02", "so": 2}]'),
        ("a.xml", "<ds><d><ma>01</ma><so>1</so></d><d><ma>02</ma><so>2</so></d></ds>"),
    ],
)
def test_what_is_inferred_loads_the_file(new_province: NewProvince, name: str, content: str):
    province = new_province()
    contract = proposed(province, province.send(name, content))
    (run,) = province.run(NAME)
    assert (run.status, run.read, run.accepted) == (RunStatus.LOADED, 2, 2)
    assert len(contract.columns) == 2


def test_only_the_first_rows_of_a_long_table_are_looked_at(new_province: NewProvince):
    file = new_province().send("a.csv", "Mã,Số\n" + "1,2\n" * 40_000)
    (table,) = sample(file)
    assert table.rows == 5_000
    assert {len(column.values) for column in table.columns} == {5_000}


def test_an_archive_of_nothing_that_is_a_table_is_told(new_province: NewProvince):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("doc-toi.md", "")
    with pytest.raises(KhoError) as told:
        infer(new_province().send("a.zip", held.getvalue()), NAME, path="a.zip")
    assert "a.zip" in told.value.text("vi")


def test_what_is_written_can_be_read_again(new_province: NewProvince):
    province = new_province()
    contract = proposed(province, province.send("a.csv", "Mã,Số\n1,2\n"))
    assert to_yaml(province.open().contract(NAME)) == to_yaml(contract)
