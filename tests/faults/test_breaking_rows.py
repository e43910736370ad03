"""A row that breaks rules is set apart with every reason; the others are loaded; a broken promise holds all back."""

from pathlib import Path

import openpyxl
from tests.faults.provinces import COLUMNS, HO_DAN, Province

from kho.pipeline.runs import RunStatus

HEADER = "Mã,Tên,Số\n"
STRICT = (
    COLUMNS[0] | {"logicalTypeOptions": {"pattern": "[0-9]+"}},
    COLUMNS[1] | {"required": True, "logicalTypeOptions": {"maxLength": 3}},
    COLUMNS[2],
)
SQL_RULE = {
    "id": "so-chan",
    "type": "sql",
    "query": "select count(*) from ${table} where so % 2 <> 0",
    "mustBe": 0,
}


def test_every_reason_of_every_row(province: Province) -> None:
    province.promise(columns=STRICT, quality=[SQL_RULE])
    province.send("a.csv", HEADER + "1,An,2\nx,Nguyễn,-3\n2,,y\n3,Em,4\n3,Anh,5\n")
    run = province.run()
    with province.warehouse.quarantined(HO_DAN, run.delivery.sha256) as batches:
        rows = batches.read_all().to_pylist()
    reasons = {row["_row"]: set(row["_reasons"]) for row in rows}
    assert reasons == {
        3: {"ma.pattern", "ten.length", "so.range", "so-chan"},
        4: {"ten.required", "so.type"},
        5: {"key"},
        6: {"key", "so-chan"},
    }
    assert {row["_row"]: row["_text_ten"] for row in rows} == {3: "Nguyễn", 4: None, 5: "Em", 6: "Anh"}
    assert (run.read, run.accepted, run.quarantined) == (5, 1, 4)
    assert province.rows() == [{"ma": "1", "ten": "An", "so": 2}]
    province.nothing_is_lost()


def test_each_reason_is_told_in_both_languages_with_what_to_do(province: Province) -> None:
    province.promise(columns=STRICT, quality=[SQL_RULE])
    province.send("a.csv", HEADER + "x,Nguyễn,-3\n2,,y\n")
    run = province.run()
    for each in run.findings:
        assert each.what.vi != each.what.en
        assert each.mend.vi != each.mend.en
    vi, en = (province.kho("run", "show", "LAST", lang=lang).out for lang in ("vi", "en"))
    for each in run.findings:
        assert each.what.vi in " ".join(vi.split())
        assert each.what.en in " ".join(en.split())


def test_every_finding_goes_back_to_the_sender(province: Province, tmp_path: Path) -> None:
    province.promise(columns=STRICT)
    province.send("a.csv", HEADER + "1,An,2\nx,Nguyễn,-3\n")
    province.run()
    said = province.kho("run", "give-back", "LAST", "--out", tmp_path / "out")
    copy = openpyxl.load_workbook(said.out.strip())
    marked = {cell.comment.text for page in copy for row in page.iter_rows() for cell in row if cell.comment}
    assert len(marked) == 3


def test_a_broken_promise_about_the_delivery_holds_all_of_it_back(province: Province) -> None:
    province.send("a.csv", HEADER + "1,An,1\n2,Anh,2\n")
    assert province.run().status is RunStatus.LOADED
    province.promise(version="1.1.0", quality=[{"id": "du", "metric": "rowCount", "mustBeGreaterThan": 5}])
    province.send("a.csv", HEADER + "8,An,1\n9,Anh,x\n")
    said = province.kho("run")
    held = province.runs()[-1]
    assert said.code == 1
    assert (held.status, held.read, held.accepted, held.quarantined) == (RunStatus.HELD, 2, 0, 2)
    assert [row["ma"] for row in province.rows()] == ["1", "2"]
    assert province.version() == 0
    province.nothing_is_lost()


def test_a_delivery_with_nothing_good_in_it(province: Province) -> None:
    province.send("a.csv", HEADER + "1,An,x\n2,Anh,y\n")
    run = province.run()
    assert (run.read, run.accepted, run.quarantined) == (2, 0, 2)
    assert province.rows() == []
    province.nothing_is_lost()
