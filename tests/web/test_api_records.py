"""Rows by `/api/v1`: pages, counts, groups, and what is said of a wrong question."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from tests.web.invented import HIDDEN, MANY, OPEN

HERE = f"/api/v1/datasets/{OPEN}"


def get(client: Client, path: str, status: int = 200, **headers: str) -> Any:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


def test_a_page_and_the_next(client: Client):
    first = get(client, f"{HERE}/records?limit=2&count=true")
    assert (first["version"], first["count"]) == (0, 3)
    assert first["rows"][0] == {
        "ma": "T1",
        "ten": "Trường Tiểu học Một",
        "so_lop": 12,
        "diem": 8.25,
        "ngay": "2020-09-05",
        "cong_lap": True,
        "y_te": "P1",
    }
    assert first["next"].startswith(f"http://testserver{HERE}/records?limit=2&after=")
    second = get(client, first["next"].removeprefix("http://testserver"))
    assert [each["ma"] for each in second["rows"]] == ["T3"]
    assert second["next"] is None
    assert "count" not in second


def test_every_row_once_by_next(client: Client):
    path, seen = f"/api/v1/datasets/{MANY}/records?limit=1000&sort=-do_am&nam__gte=2010", []
    while path:
        page = get(client, path)
        seen += [each["ma"] for each in page["rows"]]
        path = (page["next"] or "").removeprefix("http://testserver")
    assert len(seen) == len(set(seen)) == 1250


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=tieu hoc", ["T1", "T2"]),
        ("so_lop__gte=10", ["T1"]),
        ("ma__in=T1,T3", ["T1", "T3"]),
        ("so_lop__null=true", ["T3"]),
        ('ten=Trường "Ba", %26 <Bốn>', ["T3"]),
        ("filter=so_lop < 10 or diem is null", ["T2", "T3"]),
        ("sort=-ma&select=ma", ["T3", "T2", "T1"]),
    ],
)
def test_filters(client: Client, asked: str, found: list[str]):
    assert [each["ma"] for each in get(client, f"{HERE}/records?{quote(asked, safe='=&,%')}")["rows"]] == found


def test_counts_and_groups(client: Client):
    assert get(client, f"{HERE}/records/count?cong_lap=true") == {"version": 0, "count": 2}
    found = get(client, f"{HERE}/groups?group=cong_lap&measure=count,sum_so_lop,avg_diem&sort=-count")
    assert found["rows"][0] == {"cong_lap": True, "count": 2, "sum_so_lop": 21, "avg_diem": 7.875}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{HERE}/records?khong_co=1", 400, "KHO-D109"),
        (f"{HERE}/records?so_lop=nhieu", 400, "KHO-D103"),
        (f"{HERE}/records?limit=0", 400, "KHO-D110"),
        (f"{HERE}/records?limit=1001", 400, "KHO-D108"),
        (f"{HERE}/records?count=perhaps", 400, "KHO-D110"),
        (f"{HERE}/records?count=true&count=true", 400, "KHO-D110"),
        (f"{HERE}/records?after=abc", 400, "KHO-D104"),
        (f"{HERE}/records?q=%ff", 400, "KHO-D802"),
        (f"{HERE}/records?" + "&".join(["ma=1"] * 201), 400, "KHO-D802"),
        (f"{HERE}/groups?group=khong_co", 400, "KHO-D102"),
        (f"{HERE}/quality?x=1", 400, "KHO-D109"),
        ("/api/v1/datasets?page=0", 400, "KHO-D110"),
        ("/api/v1/datasets?sort=x", 400, "KHO-D110"),
        ("/api/v1/openapi.json?lang=fr", 400, "KHO-D110"),
        ("/api/v1/datasets/a--b/records", 404, "KHO-D209"),
        ("/api/v1/datasets/%00'/records", 404, "KHO-D209"),
        ("/api/v1/nothing", 404, "KHO-D702"),
    ],
)
def test_a_wrong_question_is_told_in_both_languages(client: Client, path: str, status: int, code: str):
    answer = client.get(path)
    told = json.loads(answer.content)
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert all(told[each] for each in ("title", "title_vi", "detail", "detail_vi"))
    assert answer["Cache-Control"] == "no-store"
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_other_methods_are_refused(client: Client, method: str):
    answer = client.generic(method, f"{HERE}/records")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert json.loads(answer.content)["code"] == "KHO-D801"


def test_options_head_and_other_sites(client: Client):
    asked = client.options(f"{HERE}/records")
    assert (asked.status_code, asked["Allow"]) == (204, "GET, HEAD, OPTIONS")
    before = client.options(f"{HERE}/records", headers={"Origin": "https://x", "Access-Control-Request-Method": "GET"})
    assert before["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in before["Access-Control-Allow-Headers"]
    head = client.head(f"{HERE}/records")
    assert (head.status_code, head.content) == (200, b"")
    assert not client.get(f"{HERE}/records").cookies


def test_what_is_known_is_not_sent_again(client: Client):
    for path in (f"{HERE}/records?limit=1", f"{HERE}/records/count", f"{HERE}/groups", HERE, f"{HERE}/runs"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert "no-cache" in again["Cache-Control"]
    assert client.get(f"{HERE}/records?limit=1")["ETag"] != client.get(f"{HERE}/records?limit=2")["ETag"]


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("part", ["", "/records", "/records/count", "/groups", "/quality", "/runs", "/openapi.json"])
def test_what_is_not_open_answers_as_what_does_not_exist(client: Client, name: str, part: str):
    hidden = client.get(f"/api/v1/datasets/{name}{part}")
    absent = client.get(f"/api/v1/datasets/so-mau--khong-co{part}")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content.replace(name.encode(), b"") == absent.content.replace(b"so-mau--khong-co", b"")
    assert {**hidden.headers, "Content-Length": ""} == {**absent.headers, "Content-Length": ""}
