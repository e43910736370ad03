"""Models run after what they read: only where that changed, on its last good version, checked as any rows are."""

from pathlib import Path

import pytest
from tests.unit.pipeline.small_province import NewProvince, SmallProvince

from kho.contracts.model import Column, Contract, LogicalType, Source
from kho.contracts.names import DatasetName
from kho.pipeline.delivering import run_dataset, run_file
from kho.pipeline.models import ModelTakesNoFileError
from kho.pipeline.order import run_order
from kho.pipeline.progress import Silence
from kho.pipeline.runs import FileRunLog, Run, RunStatus, to_json
from kho.pipeline.trial import Handed, try_file
from kho.pipeline.workplace import RunOptions, Workplace
from kho.warehouse.tables import TableRef

MODEL = DatasetName("mau", "theo-xa")
ABOVE = DatasetName("mau", "ca-tinh")
HOUSES = DatasetName("so-mau", "ho")
SQL = "select xa, count(*) as so_ho, sum(so) as so_nguoi from so_mau.ho group by xa"
HOUSEHOLDS = Contract(
    name=HOUSES,
    version="1.0.0",
    title="Hộ (dữ liệu giả)",
    columns=(
        Column(name="ma", required=True, primary_key=1),
        Column(name="xa", required=True),
        Column(name="so", logical_type=LogicalType.INTEGER),
    ),
    sources=(Source(name="inbox", transport="local", address={"path": "inbox/*"}),),
)
PROMISE = """apiVersion: v3.1.0
kind: DataContract
id: mau/{name}
name: {name}
version: "1.0.0"
status: active
team: {{name: so-mau}}
schema:
  - name: {table}
    properties:
      - {{name: {key}, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1}}
      - {{name: so_ho, logicalType: integer, required: true}}
      - {{name: so_nguoi, logicalType: integer, logicalTypeOptions: {{maximum: 100}}}}
"""


@pytest.fixture
def province(new_province: NewProvince) -> SmallProvince:
    small = new_province(HOUSEHOLDS)
    small.write("models/mau/theo-xa.sql", SQL)
    small.write("models/mau/theo-xa.odcs.yaml", PROMISE.format(name="theo-xa", table="theo_xa", key="xa"))
    small.write(
        "models/mau/ca-tinh.sql",
        "select 'tỉnh' as cap, sum(so_ho) as so_ho, sum(so_nguoi) as so_nguoi from mau.theo_xa",
    )
    small.write("models/mau/ca-tinh.odcs.yaml", PROMISE.format(name="ca-tinh", table="ca_tinh", key="cap"))
    return small


def run_all(place: Workplace) -> dict[str, Run]:
    """Run everything; the last run of each."""
    return {
        str(name): run for name in run_order(place.province) for run in run_dataset(place, name, progress=Silence())
    }


def table(place: Workplace, name: DatasetName) -> list[tuple[object, ...]]:
    contract = place.contract(name)
    rows = place.warehouse.read(TableRef.of(contract), [column.name for column in contract.columns]).read_all()
    return sorted(tuple(row.values()) for row in rows.to_pylist())


def test_datasets_run_before_models_and_models_before_those_that_read_them(province: SmallProvince):
    place = province.open()
    assert run_order(place.province) == [HOUSES, MODEL, ABOVE]


def test_a_model_waits_for_a_table_that_is_not_there(province: SmallProvince):
    place = province.open()
    runs = run_all(place)
    assert runs["mau/theo-xa"].status is RunStatus.WAITING
    assert runs["mau/ca-tinh"].status is RunStatus.WAITING
    assert list(place.runs.newest(MODEL)) == []


def test_only_what_changed_is_run_and_only_changed_rows_are_written(province: SmallProvince):
    place = province.open()
    province.send("a.csv", "ma;xa;so\n1;A;3\n2;A;4\n3;B;5\n")
    assert {run.status for run in run_all(place).values()} == {RunStatus.LOADED}
    assert table(place, MODEL) == [("A", 2, 7), ("B", 1, 5)]
    assert table(place, ABOVE) == [("tỉnh", 3, 12)]

    assert {name: run.status for name, run in run_all(place).items() if "mau/" in name[:4]} == {
        "mau/theo-xa": RunStatus.UNCHANGED,
        "mau/ca-tinh": RunStatus.UNCHANGED,
    }

    province.send("b.csv", "ma;xa;so\n1;A;3\n2;A;4\n3;B;6\n")
    runs = run_all(place)
    made = runs["mau/theo-xa"].committed
    assert made is not None
    assert (made.inserted, made.updated, made.deleted, made.unchanged) == (0, 1, 0, 1)
    assert table(place, ABOVE) == [("tỉnh", 3, 13)]


def test_a_model_that_comes_out_the_same_stops_the_chain(province: SmallProvince):
    place = province.open()
    province.send("a.csv", "ma;xa;so\n1;A;3\n2;A;4\n")
    run_all(place)
    province.send("b.csv", "ma;xa;so\n1;A;4\n2;A;3\n")
    runs = run_all(place)
    assert runs["mau/theo-xa"].status is RunStatus.LOADED
    assert runs["mau/ca-tinh"].status is RunStatus.UNCHANGED


def test_rows_that_break_the_contract_are_quarantined(province: SmallProvince):
    place = province.open()
    province.send("a.csv", "ma;xa;so\n1;A;3\n2;B;400\n")
    run = run_all(place)["mau/theo-xa"]
    assert (run.read, run.accepted, run.quarantined) == (2, 1, 1)
    assert run.broken == {"so_nguoi.range": 1}
    assert table(place, MODEL) == [("A", 1, 3)]


def test_after_a_failed_delivery_the_last_good_version_is_read_and_that_is_told(province: SmallProvince):
    place = province.open()
    province.send("a.csv", "ma;xa;so\n1;A;3\n")
    run_all(place)
    province.send("b.csv", "khac;hoan toan\n1;2\n")
    runs = run_all(place)
    assert runs["so-mau/ho"].status is RunStatus.FAILED
    assert runs["mau/theo-xa"].status is RunStatus.UNCHANGED
    (run,) = run_dataset(place, MODEL, options=RunOptions(again=True), progress=Silence())
    assert run.transformed is not None
    assert [(each.dataset, each.behind) for each in run.transformed.inputs] == [(HOUSES, RunStatus.FAILED)]


def test_the_record_tells_query_inputs_and_lineage_and_is_read_back(province: SmallProvince):
    place = province.open()
    province.send("a.csv", "ma;xa;so\n1;A;3\n")
    run = run_all(place)["mau/theo-xa"]
    assert run.transformed is not None
    assert "group by xa" in run.transformed.query
    assert [(str(each.dataset), each.version) for each in run.transformed.inputs] == [("so-mau/ho", 0)]
    assert str(run.transformed.columns[2].inputs[0]) == "so-mau/ho.so"
    assert isinstance(place.runs, FileRunLog)
    assert to_json(place.runs.get(run.id)) == to_json(run)


def test_another_query_is_another_answer(province: SmallProvince):
    province.send("a.csv", "ma;xa;so\n1;A;3\n2;B;4\n")
    run_all(province.open())
    province.write("models/mau/theo-xa.sql", f"{SQL} -- lời ghi chú không làm chạy lại")
    assert run_all(province.open())["mau/theo-xa"].status is RunStatus.UNCHANGED
    province.write("models/mau/theo-xa.sql", SQL.replace("from so_mau.ho", "from so_mau.ho where xa <> 'A'"))
    place = province.open()
    assert run_all(place)["mau/theo-xa"].status is RunStatus.LOADED
    assert table(place, MODEL) == [("B", 1, 4)]


def test_upkeep_of_an_input_changes_nothing(province: SmallProvince):
    place = province.open()
    province.send("a.csv", "ma;xa;so\n1;A;3\n")
    run_all(place)
    province.send("b.csv", "ma;xa;so\n1;A;3\n2;A;4\n")
    run_all(place)
    place.warehouse.maintain(place.contract(HOUSES))
    assert run_all(place)["mau/theo-xa"].status is RunStatus.UNCHANGED


def test_a_model_takes_no_file(province: SmallProvince, tmp_path: Path):
    file = tmp_path / "x.csv"
    file.write_text("xa\nA\n", encoding="utf-8")
    with pytest.raises(ModelTakesNoFileError):
        run_file(province.open(), MODEL, file, by="an", progress=Silence())


def test_a_model_tries_no_file(province: SmallProvince, tmp_path: Path):
    handed = Handed(file=province.write("a.csv", "xa\nA\n"), name="a.csv", by="nguoi-thu")
    with pytest.raises(ModelTakesNoFileError):
        try_file(province.open(), MODEL, handed, into=tmp_path / "thu", progress=Silence())
