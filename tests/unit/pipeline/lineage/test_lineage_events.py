"""Each run tells where its data came from, in the words of OpenLineage."""

import inspect
import json
import uuid
from dataclasses import replace
from typing import Any

import attrs
import pytest
from openlineage.client import event_v2, facet_v2
from tests.unit.pipeline.small_province import SmallProvince
from tests.unit.pipeline.test_run_records import FULL

from kho.pipeline.lineage.events import ended, lineage_run_id, started

MIXED = "Mã,Tên,Số người\n01,Hộ A,3\n02,Hộ B,-4\n"


def events(province: SmallProvince) -> list[dict[str, Any]]:
    files = sorted((province.folder / ".kho" / "lineage").rglob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def check_facet(name: str, facet: dict[str, Any]) -> None:
    """The facet has the fields its class in the client has, and all that are required."""
    kind = facet["_schemaURL"].rpartition("/")[2]
    classes = {
        each.__name__: each
        for holder in vars(facet_v2).values()
        if inspect.ismodule(holder)
        for each in vars(holder).values()
        if isinstance(each, type) and attrs.has(each)
    }
    known = classes[kind]
    given = {key: value for key, value in facet.items() if not key.startswith("_")}
    assert set(given) <= {field.name for field in attrs.fields(known)}, name
    required = {field.name for field in attrs.fields(known) if field.default is attrs.NOTHING and field.init}
    assert required <= set(given), name


def test_a_run_begins_and_completes_under_one_id(province: SmallProvince):
    province.send("a.csv", MIXED)
    (run,) = province.run()
    first, last = events(province)
    assert [first["eventType"], last["eventType"]] == ["START", "COMPLETE"]
    assert first["run"]["runId"] == last["run"]["runId"] == lineage_run_id(run)
    assert uuid.UUID(lineage_run_id(run)).version == 5
    assert first["job"] == last["job"]
    assert last["job"]["name"] == "so-mau/ho-dan"


def test_every_facet_is_one_that_openlineage_knows(province: SmallProvince):
    province.send("a.csv", MIXED)
    province.run()
    for event in events(province):
        assert event["schemaURL"] == event_v2.RunEvent._get_schema()  # noqa: SLF001 - the client's own address of its schema
        holders = [event["run"], event["job"], *event.get("inputs", []), *event.get("outputs", [])]
        for holder in holders:
            for kind in ("facets", "inputFacets", "outputFacets"):
                for name, facet in (holder.get(kind) or {}).items():
                    check_facet(name, facet)


def test_columns_lead_to_the_sources_columns(province: SmallProvince):
    province.send("a.csv", MIXED)
    (run,) = province.run()
    (output,) = events(province)[-1]["outputs"]
    (field,) = output["facets"]["columnLineage"]["fields"]["so"]["inputFields"]
    assert (field["namespace"], field["name"], field["field"]) == ("landing", run.delivery.sha256, "[3] Số người")
    assert output["facets"]["version"]["datasetVersion"] == "0"
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == 1
    assert [each["name"] for each in output["facets"]["schema"]["fields"]] == ["ma", "ten", "so"]


def test_each_rule_is_an_assertion_of_the_input(province: SmallProvince):
    province.send("a.csv", MIXED)
    province.run()
    (given,) = events(province)[-1]["inputs"]
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
    assert json.loads(started(FULL, "Tỉnh mẫu"))["run"]["runId"] == lineage_run_id(FULL)


def test_only_an_ended_run_ends(province: SmallProvince):
    contract = province.open().contract(FULL.dataset)
    with pytest.raises(ValueError, match="has not ended"):
        ended(replace(FULL, ended=None), "Tỉnh mẫu", contract, None)
