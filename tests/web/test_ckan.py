"""CKAN's API over HTTP: bodies of every kind, real clients, dumps."""

import csv
import io
import json
from typing import Any

import pytest
from ckanapi import NotAuthorized, NotFound, RemoteCKAN, ValidationError
from django.test import Client
from tests.web.invented import HIDDEN, MANY, OPEN


def result(client: Client, action: str, **asked: Any) -> Any:
    answer = client.get(f"/api/3/action/{action}", asked)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)["result"]


def resource(client: Client, name: str = OPEN) -> str:
    found = result(client, "package_show", id=name)["resources"]
    return str(next(each["id"] for each in found if each["datastore_active"]))


@pytest.mark.parametrize("get_only", [False, True])
def test_ckanapi(served: str, get_only: bool) -> None:  # noqa: FBT001  both ways it asks
    with RemoteCKAN(served, get_only=get_only) as ckan:
        assert ckan.action.package_list() == [MANY, OPEN]
        package = ckan.action.package_show(id=OPEN)
        assert ckan.action.package_search(q="truong hoc", rows=1)["results"][0]["id"] == package["id"]
        found = ckan.action.datastore_search(
            resource_id=package["resources"][0]["id"], filters='{"cong_lap": true}', sort="ma desc"
        )
        assert ([each["_id"] for each in found["records"]], found["total"]) == ([2, 1], 2)
        for name in HIDDEN:
            with pytest.raises(NotFound):
                ckan.action.package_show(id=name)
        with pytest.raises(ValidationError):
            ckan.action.datastore_search(resource_id=package["resources"][0]["id"], filters='{"so_lop": "x"}')
        with pytest.raises(NotAuthorized):
            ckan.action.datastore_search_sql(sql="select 1")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (json.dumps({"id": OPEN}), "application/json"),
        (json.dumps({"id": OPEN}), "application/x-www-form-urlencoded"),
        ("%7B%22id%22%3A%20%22" + OPEN + "%22%7D=1", "application/x-www-form-urlencoded"),
        (f"id={OPEN}", "application/x-www-form-urlencoded"),
        (
            f'--x\r\nContent-Disposition: form-data; name="id"\r\n\r\n{OPEN}\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (json.dumps({"id": OPEN}), "text/plain"),
    ],
)
@pytest.mark.parametrize("path", ["/api/action", "/api/3/action"])
def test_bodies_of_every_kind(client: Client, path: str, body: str, kind: str) -> None:
    answer = client.generic("POST", f"{path}/package_show", body, content_type=kind)
    assert answer.status_code == 200, answer.content
    assert json.loads(answer.content)["result"]["name"] == OPEN


@pytest.mark.parametrize("body", [b"{", b"[1]", b"[" * 100_000, b"\xff\xfe", b'{"a": 1}}'])
def test_a_body_that_is_no_object_is_refused(client: Client, body: bytes) -> None:
    answer = client.generic("POST", "/api/3/action/package_show", body, content_type="application/json")
    assert answer.status_code == 400
    assert json.loads(answer.content).startswith("Bad request - JSON Error")


def test_what_is_not_there_and_what_is_too_much(client: Client) -> None:
    assert client.get("/api/3/action/nothing").status_code == 400
    assert client.put("/api/3/action/package_list").status_code == 405
    assert client.post("/api/3/action/package_list", "x" * 1_000_001, content_type="text/plain").status_code == 413
    assert json.loads(client.get("/api/3").content) == {"version": 3}
    assert client.get("/datastore/dump/nothing").status_code == 404
    assert client.get(f"/datastore/dump/{resource(client)}?format=exe").status_code == 400
    lone = client.generic("POST", "/api/3/action/package_show", b'{"id": "\\ud800"}', content_type="application/json")
    assert lone.status_code == 404


def test_what_is_known_is_not_sent_again(client: Client) -> None:
    first = client.get("/api/3/action/package_list")
    assert client.get("/api/3/action/package_list", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_dumps(client: Client) -> None:
    path = f"/datastore/dump/{resource(client)}"
    text = b"".join(client.get(path)).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [each["_id"] for each in rows] == ["1", "2", "3"]
    assert (rows[0]["cong_lap"], rows[0]["diem"], rows[2]["ten"], rows[2]["ngay"]) == (
        "TRUE",
        "8.25",
        'Trường "Ba", & <Bốn>',
        "",
    )
    assert b"".join(client.get(f"{path}?bom=true&format=tsv")).startswith("\ufeff_id\tma\t".encode())
    told = json.loads(b"".join(client.get(f"{path}?format=json")))
    assert told["fields"][:2] == [{"id": "_id", "type": "int"}, {"id": "ma", "type": "text"}]
    assert told["records"][1][:2] == [2, "T2"]
    assert b"&amp; &lt;B" in b"".join(client.get(f"{path}?format=xml"))
    many = b"".join(client.get(f"/datastore/dump/{resource(client, MANY)}"))
    assert many.count(b"\n") == 2501
    assert (client.head(path).status_code, client.head(path).content) == (200, b"")
