"""The catalogue by `/api/v1`, and its description."""

import json
from typing import Any

import pytest
from django.test import Client
from tests.web.invented import MANY, OPEN


def get(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def test_datasets_are_found(client: Client):
    every = get(client, "/api/v1/datasets?size=1")
    assert (every["count"], every["pages"], len(every["datasets"])) == (2, 2, 1)
    second = get(client, every["next"].removeprefix("http://testserver"))
    assert {each["id"] for page in (every, second) for each in page["datasets"]} == {OPEN, MANY}
    found = get(client, "/api/v1/datasets?q=truong hoc&agency=so-mau&agency=so-khac")
    assert [each["id"] for each in found["datasets"]] == [OPEN]
    assert found["facets"]["agency"][0]["count"] == 1


def test_a_dataset_is_told(client: Client):
    told = get(client, f"/api/v1/datasets/{OPEN}")
    assert (told["name"], told["rows"], told["key"]) == ("so-mau/truong-hoc", 3, ["ma"])
    assert [each["type"] for each in told["columns"]][:4] == ["string", "string", "integer", "number"]
    for link in told["links"].values():
        get(client, link.removeprefix("http://testserver"))
    assert "CSV" in {each["format"] for each in told["downloads"]}


def test_runs_tell_rows_and_nobody(client: Client):
    [run] = get(client, f"/api/v1/datasets/{OPEN}/runs")["runs"]
    assert (run["read"], run["accepted"], run["quarantined"]) == (4, 3, 1)
    assert run.keys().isdisjoint({"delivery", "parts", "error", "findings"})


def test_quality_tells_no_rule_about_what_is_not_open(client: Client):
    told = get(client, f"/api/v1/datasets/{OPEN}/quality")
    whats = [part["what"]["en"] for each in told["dimensions"] for part in each["parts"]]
    assert any("Số lớp" in what for what in whats)
    assert not any("stand in dataset" in what for what in whats)


def test_registers(client: Client):
    assert [each["datasets"] for each in get(client, "/api/v1/agencies")["agencies"]] == [0, 2]
    assert get(client, "/api/v1/systems")["systems"][1]["connections"] == ["he-thong-mot"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_dataset_describes_its_columns(client: Client, lang: str):
    told = get(client, f"/api/v1/datasets/{OPEN}/openapi.json?lang={lang}")
    queries = {each["name"]: each for each in told["paths"][f"/api/v1/datasets/{OPEN}/records"]["get"]["parameters"]}
    assert queries["so_lop__gte"]["schema"] == {"type": "number"}
    assert queries["ngay"]["schema"] == {"type": "string", "format": "date"}
    assert queries["select"]["schema"]["items"]["enum"][:2] == ["ma", "ten"]


def test_every_description_stands_alone(client: Client):
    for path in ("/api/v1/openapi.json", f"/api/v1/datasets/{OPEN}/openapi.json"):
        told = get(client, path)
        assert told["openapi"] == "3.1.0"
        for name in _refs(told):
            part: Any = told
            for step in name.removeprefix("#/").split("/"):
                part = part[step]


def _refs(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(_refs, value.values()))
    return set().union(*map(_refs, value)) if isinstance(value, list) else set()
