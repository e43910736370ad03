"""Objects of a real S3 store."""

import logging
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from tests.services.seaweedfs import S3Service

from kho.contracts.model import Source
from kho.sources import registry
from kho.sources.base import Fetched
from kho.sources.listing import FileTooLargeError, NothingThereError
from kho.sources.secrets import MissingSecretError
from kho.sources.transports.s3 import S3AccessError, S3FailedError

Bring = Callable[..., list[Fetched]]


@pytest.fixture
def prefix() -> str:
    return uuid4().hex


@pytest.fixture
def bring(s3: S3Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bring:
    monkeypatch.setenv("KHO_SECRET_S3_KEY", s3.key)
    monkeypatch.setenv("KHO_SECRET_S3_SECRET", s3.secret)

    def run(key: str, since: str | None = None, endpoint: str = s3.endpoint, **fetch: object) -> list[Fetched]:
        keys = {"access_key": {"secret": "s3_key"}, "secret_key": {"secret": "s3_secret"}}
        address = {"location": f"s3://{s3.bucket}/{key}", "endpointUrl": endpoint, "format": "csv"}
        source = Source(name="s", transport="s3", address=address, fetch=keys | fetch)
        assert registry.transport("s3").problems(source) == []
        return list(registry.transport("s3").fetch(source, base=tmp_path, into=tmp_path, since=since))

    return run


def test_objects_come_oldest_first_with_their_etag(s3: S3Service, bring: Bring, prefix: str):
    for name in ("b.csv", "a.csv", "sub/c.csv", "half.csv.part"):
        s3.store().put(f"{prefix}/{name}", name.encode())
    fetched = bring(f"{prefix}/")
    assert {each.name for each in fetched} == {"a.csv", "b.csv"}
    assert fetched == sorted(fetched, key=lambda each: (each.modified, each.name))
    for each in fetched:
        assert each.file.read_bytes() == each.name.encode()
        assert each.origin == f"s3://{s3.bucket}/{prefix}/{each.name}"
        assert each.version == s3.store().head(f"{prefix}/{each.name}")["e_tag"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("*.csv", {"Dữ liệu 1.csv"}), ("**/*.csv", {"Dữ liệu 1.csv", "2.csv"}), ("sub/", {"2.csv"}), ("*.json", set())],
)
def test_globs_and_prefixes(s3: S3Service, bring: Bring, prefix: str, pattern: str, expected: object):
    for name in ("Dữ liệu 1.csv", "sub/2.csv", "3.txt"):
        s3.store().put(f"{prefix}/{name}", b"x")
    assert {each.name for each in bring(f"{prefix}/{pattern}")} == expected


def test_one_object_by_its_key(s3: S3Service, bring: Bring, prefix: str):
    s3.store().put(f"{prefix}/Báo cáo [1].csv", b"x")
    assert [each.name for each in bring(f"{prefix}/Báo cáo [1].csv")] == ["Báo cáo [1].csv"]


def test_only_what_is_new_or_changed_comes_again(s3: S3Service, bring: Bring, prefix: str):
    s3.store().put(f"{prefix}/a.csv", b"1")
    s3.store().put(f"{prefix}/b.csv", b"1")
    cursor = bring(f"{prefix}/")[-1].cursor
    assert bring(f"{prefix}/", since=cursor) == []
    s3.store().put(f"{prefix}/a.csv", b"2")
    assert [each.file.read_bytes() for each in bring(f"{prefix}/", since=cursor)] == [b"2"]


def test_a_large_object_is_brought_whole(s3: S3Service, bring: Bring, prefix: str):
    content = bytes(range(256)) * 4096 * 12
    s3.store().put(f"{prefix}/big.bin", content)
    assert bring(f"{prefix}/big.bin")[0].file.read_bytes() == content


def test_an_object_past_the_limit_is_refused(s3: S3Service, bring: Bring, prefix: str):
    s3.store().put(f"{prefix}/big.bin", b"x" * (2**20 + 1))
    with pytest.raises(FileTooLargeError):
        bring(f"{prefix}/", max_mb=1)


def test_a_missing_object_is_said(bring: Bring, prefix: str):
    with pytest.raises(NothingThereError) as caught:
        bring(f"{prefix}/none.csv")
    assert f"{prefix}/none.csv" in caught.value.where


def test_a_wrong_key_is_said_and_not_shown(
    bring: Bring, prefix: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("KHO_SECRET_S3_SECRET", "sai-khoa-canary")
    with pytest.raises(S3AccessError) as caught:
        bring(f"{prefix}/a.csv")
    assert "canary" not in caught.value.text("vi") + repr(caught.value.__cause__) + caplog.text


def test_a_dead_store_is_said(bring: Bring, prefix: str):
    with pytest.raises(S3FailedError) as caught:
        bring(f"{prefix}/", endpoint="http://127.0.0.1:9", retries=0)
    assert "Kho S3" in caught.value.text("vi") or "kho S3" in caught.value.text("vi")


def test_a_missing_secret_is_said(bring: Bring, prefix: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("KHO_SECRET_S3_SECRET")
    with pytest.raises(MissingSecretError):
        bring(f"{prefix}/")


@pytest.mark.parametrize(
    ("address", "fetch", "field"),
    [
        ({"location": "https://x/y"}, {"anonymous": True}, "location"),
        ({"location": "s3://b/k", "endpointUrl": "ftp://x"}, {"anonymous": True}, "endpointUrl"),
        ({"location": "s3://b/k"}, {}, "kho.fetch"),
        ({"location": "s3://b/k"}, {"access_key": "a"}, "kho.fetch"),
        ({"location": "s3://b/k"}, {"anonymous": True, "regoin": "x"}, "kho.fetch.regoin"),
    ],
)
def test_problems_are_found_without_a_network(address: dict[str, object], fetch: dict[str, object], field: str):
    source = Source(name="s", transport="s3", address=address, fetch=fetch)
    assert field in [each for each, _, _ in registry.transport("s3").problems(source)]
