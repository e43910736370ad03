"""Each run tells where its data came from, in the words of OpenLineage."""

import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from tests.unit.pipeline.lineage.models_province import BY_KIND, SHARES, SHEET
from tests.unit.pipeline.lineage.openlineage_types import check_event
from tests.unit.pipeline.small_province import HOUSEHOLDS, SmallProvince
from tests.unit.pipeline.test_run_records import FULL

from kho.pipeline.lineage.events import ended, lineage_run_id, started

MIXED = "Mã,Tên,Số người\n01,Hộ A,3\n02,Hộ B,-4\n"


def events(province: SmallProvince) -> list[dict[str, Any]]:
    files = sorted((province.folder / ".kho" / "lineage").rglob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_run_begins_and_completes_under_one_id(province: SmallProvince):
    province.send("a.csv", MIXED)
    (run,) = province.run()
    first, last, _ = events(province)
    assert [first["eventType"], last["eventType"]] == ["START", "COMPLETE"]
    assert first["run"]["runId"] == last["run"]["runId"] == lineage_run_id(run)
    assert uuid.UUID(lineage_run_id(run)).version == 5
    assert first["job"] == last["job"]
    assert last["job"]["name"] == "so-mau/ho-dan"


def test_every_event_is_one_that_openlineage_knows(modelled: SmallProvince):
    modelled.send("a.csv", MIXED)
    modelled.run()
    modelled.run(BY_KIND)
    modelled.send("b.csv", "")
    modelled.run()
    told = events(modelled)
    assert {event["eventType"] for event in told} == {"START", "COMPLETE", "OTHER", "FAIL"}
    for event in told:
        check_event(event)


def test_the_job_says_what_it_is_and_whose(modelled: SmallProvince):
    modelled.send("a.csv", MIXED)
    modelled.run()
    modelled.run(BY_KIND)
    jobs = {event["job"]["name"]: event["job"]["facets"] for event in events(modelled)}
    kinds = {name: facets["jobType"]["jobType"] for name, facets in jobs.items()}
    assert kinds == {"so-mau/ho-dan": "DATASET", str(BY_KIND): "MODEL"}
    assert "sql" not in jobs["so-mau/ho-dan"]
    assert "sum" in jobs[str(BY_KIND)]["sql"]["query"].lower()
    assert [each["name"] for each in jobs[str(BY_KIND)]["ownership"]["owners"]] == ["agency:so-mau", "user:can-bo-mau"]


def test_a_model_leads_to_the_columns_and_versions_it_read(modelled: SmallProvince):
    modelled.send("a.csv", MIXED)
    modelled.run()
    modelled.run(BY_KIND)
    last = next(each for each in events(modelled) if each["job"]["name"] == str(BY_KIND) and each.get("outputs"))
    (read,) = last["inputs"]
    assert (read["name"], read["facets"]["version"]["datasetVersion"]) == ("so-mau/ho-dan", "0")
    lineage = last["outputs"][0]["facets"]["columnLineage"]
    (people,) = lineage["fields"]["so_nguoi"]["inputFields"]
    assert (people["name"], people["field"]) == ("so-mau/ho-dan", "so")
    assert people["transformations"] == [{"type": "DIRECT", "subtype": "AGGREGATION", "masking": False}]
    (homes,) = lineage["fields"]["so_ho"]["inputFields"]
    assert homes["transformations"][0]["masking"] is True
    decided = {each["field"]: [how["subtype"] for how in each["transformations"]] for each in lineage["dataset"]}
    assert decided == {"so": ["FILTER"], "ten": ["GROUP_BY"]}
    assert {how["type"] for each in lineage["dataset"] for how in each["transformations"]} == {"INDIRECT"}


def test_from_a_workbook_through_two_models_every_column_can_be_followed(modelled: SmallProvince):
    modelled.send_workbook("a.xlsx", Hộ=SHEET)
    runs = [run for name in (HOUSEHOLDS.name, BY_KIND, SHARES) for run in modelled.run(name)]
    assert [run.accepted for run in runs] == [3, 2, 2]
    made = {
        (output["namespace"], output["name"]): output["facets"]["columnLineage"]["fields"]
        for event in events(modelled)
        if event["eventType"] == "COMPLETE"
        for output in event["outputs"]
    }
    place = ("Tỉnh mẫu (dữ liệu giả)", str(SHARES), "binh_quan")
    ends, front = set(), [place]
    while front:
        namespace, name, column = front.pop()
        if namespace == "landing":
            ends.add(column)
            continue
        inputs = made[namespace, name][column]["inputFields"]
        front += [(each["namespace"], each["name"], each["field"]) for each in inputs]
    assert ends == {"Hộ[1] Mã", "Hộ[3] Số người"}


def test_a_profile_is_told_as_counts_alone(province: SmallProvince):
    province.send("a.csv", MIXED)
    province.run()
    other = events(province)[-1]
    assert other["eventType"] == "OTHER"
    assert other["run"]["runId"] == events(province)[0]["run"]["runId"]
    (output,) = other["outputs"]
    told = output["facets"]["dataQualityMetrics"]
    assert told["rowCount"] == 1
    assert told["columnMetrics"]["so"] == {"nullCount": 0, "count": 1, "distinctCount": 1, "quantiles": {}}


def test_columns_lead_to_the_sources_columns(province: SmallProvince):
    province.send("a.csv", MIXED)
    (run,) = province.run()
    (output,) = events(province)[1]["outputs"]
    (field,) = output["facets"]["columnLineage"]["fields"]["so"]["inputFields"]
    assert (field["namespace"], field["name"], field["field"]) == ("landing", run.delivery.sha256, "[3] Số người")
    assert field["transformations"] == [{"type": "DIRECT", "subtype": "TRANSFORMATION", "masking": False}]
    assert output["facets"]["version"]["datasetVersion"] == "0"
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == 1
    assert [each["name"] for each in output["facets"]["schema"]["fields"]] == ["ma", "ten", "so"]


def test_each_rule_is_an_assertion_of_the_input(province: SmallProvince):
    province.send("a.csv", MIXED)
    province.run()
    (given,) = events(province)[1]["inputs"]
    told = {each["assertion"]: each["success"] for each in given["inputFacets"]["dataQualityAssertions"]["assertions"]}
    assert told["so.range"] is False
    assert told["ma.required"] is True


def test_a_failed_run_says_why(province: SmallProvince):
    province.send("a.csv", "")
    (run,) = province.run()
    last = events(province)[-1]
    assert last["eventType"] == "FAIL"
    assert run.error is not None
    assert run.error.code in last["run"]["facets"]["errorMessage"]["message"]


def test_events_hold_no_value_of_any_row(province: SmallProvince):
    province.send("a.csv", MIXED)
    province.run()
    assert "Hộ" not in json.dumps(events(province), ensure_ascii=False).replace("Hộ dân", "")


def test_the_id_of_a_run_never_changes():
    assert lineage_run_id(FULL) == lineage_run_id(replace(FULL, ended=None))
    assert lineage_run_id(FULL) != lineage_run_id(replace(FULL, id="khac"))
    assert json.loads(started(FULL, "Tỉnh mẫu", HOUSEHOLDS))["run"]["runId"] == lineage_run_id(FULL)


def test_only_an_ended_run_ends(province: SmallProvince):
    contract = province.open().contract(FULL.dataset)
    with pytest.raises(ValueError, match="has not ended"):
        ended(replace(FULL, ended=None), "Tỉnh mẫu", contract, None)
