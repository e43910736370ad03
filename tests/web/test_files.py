"""Datasets as files over HTTP: whole and resumable, or a part that is streamed."""

import csv
import hashlib
import io
import json
from base64 import b64decode

import pytest
from django.test import Client
from tests.web import invented

from kho.web.files.ranges import NotInFileError, Part, part

NEWEST = f"/files/{invented.OPEN}/latest/truong-hoc"
MANY = f"/files/{invented.MANY}/latest/diem-do"
ETAG = '"abc"'


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", None),
        ("bytes=0-3", Part(start=0, stop=4)),
        ("bytes=4-", Part(start=4, stop=10)),
        ("bytes=4-99", Part(start=4, stop=10)),
        ("bytes=-3", Part(start=7, stop=10)),
        ("bytes=-99", Part(start=0, stop=10)),
        ("bytes=5-2", None),
        ("bytes=0-1,3-4", None),
        ("rows=0-1", None),
        ("bytes=a-b", None),
    ],
)
def test_parts_of_a_file(asked: str, expected: Part | None):
    assert part(asked, "", etag=ETAG, size=10) == expected


def test_a_part_behind_the_end():
    with pytest.raises(NotInFileError):
        part("bytes=10-", "", etag=ETAG, size=10)


def test_a_part_of_another_version_is_the_whole_of_this_one():
    assert part("bytes=4-", '"other"', etag=ETAG, size=10) is None
    assert part("bytes=4-", ETAG, etag=ETAG, size=10) == Part(start=4, stop=10)


def test_a_whole_file_can_be_checked_and_is_not_sent_twice(client: Client):
    first = client.get(f"{NEWEST}.csv")
    content = first.getvalue()
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert [row["ma"] for row in rows] == ["T1", "T2", "T3"]
    assert first.headers["Content-Length"] == str(len(content))
    digest = first.headers["Repr-Digest"].removeprefix("sha-256=:").removesuffix(":")
    assert b64decode(digest) == hashlib.sha256(content).digest()
    assert "filename*=UTF-8''Tr%C6%B0%E1%BB%9Dng" in first.headers["Content-Disposition"]
    again = client.get(f"{NEWEST}.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_an_interrupted_download_goes_on(client: Client):
    whole = client.get(f"{MANY}.csv")
    content, etag = whole.getvalue(), whole.headers["ETag"]
    rest = client.get(f"{MANY}.csv", headers={"Range": "bytes=1000-", "If-Range": etag})
    assert rest.status_code == 206
    assert rest.headers["Content-Range"] == f"bytes 1000-{len(content) - 1}/{len(content)}"
    assert content[:1000] + rest.getvalue() == content
    behind = client.get(f"{MANY}.csv", headers={"Range": f"bytes={len(content)}-"})
    assert (behind.status_code, behind.headers["Content-Range"]) == (416, f"bytes */{len(content)}")


def test_a_version_has_an_address_that_stays(client: Client):
    found = client.get(f"/files/{invented.OPEN}/v0/truong-hoc.json")
    assert found.status_code == 200
    assert json.loads(found.getvalue())
    assert "max-age=3600" in found.headers["Cache-Control"]
    gone = client.get(f"/files/{invented.OPEN}/v9/truong-hoc.json")
    assert (gone.status_code, gone.json()["code"]) == (410, "KHO-D401")


def test_a_part_is_filtered_and_ordered_like_rows_of_the_api(client: Client):
    asked = client.get(f"{NEWEST}.jsonl?so_lop__gte=1&select=ma,so_lop&sort=-so_lop")
    assert [json.loads(line) for line in asked.getvalue().splitlines()] == [
        {"ma": "T1", "so_lop": 12},
        {"ma": "T2", "so_lop": 9},
    ]
    assert "-loc" in asked.headers["Content-Disposition"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "jsonl", "parquet"])
def test_every_format_can_be_taken(client: Client, ending: str):
    found = client.get(f"{NEWEST}.{ending}")
    assert found.status_code == 200
    assert found.getvalue()


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{NEWEST}.exe", 404, "KHO-D702"),
        (f"{NEWEST}.geojson", 404, "KHO-D702"),
        (f"/files/{invented.OPEN}/latest/khac.csv", 404, "KHO-D702"),
        ("/files/so-mau--khong-co/latest/khong-co.csv", 404, "KHO-D209"),
        (f"/files/{invented.HIDDEN[0]}/latest/ho-ngheo-zqx.csv", 404, "KHO-D209"),
        (f"{NEWEST}.csv?bom=maybe", 400, "KHO-D110"),
        (f"{NEWEST}.csv?nothing=1", 400, "KHO-D109"),
    ],
)
def test_what_cannot_be_taken_is_told(client: Client, path: str, status: int, code: str):
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_checksum_is_that_of_the_file(client: Client):
    content = client.get(f"{MANY}.csv").getvalue()
    told = client.get(f"{MANY}.csv.sha256").content.decode()
    assert told == f"{hashlib.sha256(content).hexdigest()}  diem-do.csv\n"


def test_head_tells_the_size_alone(client: Client):
    answer = client.head(f"{MANY}.csv")
    assert int(answer.headers["Content-Length"]) > 1000
    assert not answer.content


def test_whoever_goes_away_gives_up_the_turn(client: Client):
    for _ in range(6):  # more than there are turns
        answer = client.get(f"{MANY}.csv?nam__gte=2001")
        assert answer.status_code == 200
        next(iter(answer))
        answer.close()
