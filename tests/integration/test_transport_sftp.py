"""Files of a real SSH server."""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from tests.services.openssh import SftpService

from kho.contracts.model import Source
from kho.sources import registry
from kho.sources.base import Fetched
from kho.sources.listing import FileTooLargeError, NothingThereError
from kho.sources.transports.sftp import (
    BadPrivateKeyError,
    SftpFailedError,
    SftpLoginError,
    UnknownHostKeyError,
    UnreadableKnownHostsError,
)

Bring = Callable[..., list[Fetched]]
OTHER_KEY = "SHA256:" + "A" * 43


@pytest.fixture
def folder(sftp_server: SftpService) -> Path:
    """A folder of the server for this test alone."""
    path = sftp_server.folder / uuid4().hex
    path.mkdir()
    return path


@pytest.fixture
def bring(sftp_server: SftpService, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bring:
    monkeypatch.setenv("KHO_SECRET_SFTP_KEY", sftp_server.private_key)

    def run(path: str = "", since: str | None = None, **fetch: object) -> list[Fetched]:
        given: dict[str, object] = {"user": sftp_server.user, "fingerprint": sftp_server.fingerprint}
        given |= {"key": {"secret": "sftp_key"}} | fetch
        address = {"location": fetch.pop("location", sftp_server.location(f"{folder.name}/{path}"))}
        given = {name: value for name, value in given.items() if name != "location" and value is not None}
        source = Source(name="s", transport="sftp", address=address, fetch=given)
        assert registry.transport("sftp").problems(source) == []
        return list(registry.transport("sftp").fetch(source, base=tmp_path, into=tmp_path, since=since))

    return run


def put(file: Path, text: str, day: int = 1) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    os.utime(file, (day * 86400, day * 86400))


def test_files_come_oldest_first(folder: Path, bring: Bring, sftp_server: SftpService) -> None:
    put(folder / "b.csv", "b", 1)
    put(folder / "a.csv", "a", 2)
    put(folder / "deeper" / "c.csv", "c", 3)
    put(folder / "half.csv.filepart", "half", 3)
    fetched = bring()
    assert [each.name for each in fetched] == ["b.csv", "a.csv"]
    assert [each.file.read_text() for each in fetched] == ["b", "a"]
    assert fetched[0].origin == sftp_server.location(f"{folder.name}/b.csv")
    assert fetched[0].modified is not None
    assert fetched[0].modified.isoformat() == "1970-01-02T00:00:00+00:00"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("*.csv", ["Dữ liệu [1].csv"]),
        ("**/*.csv", ["Dữ liệu [1].csv", "2.csv"]),
        ("deeper", ["2.csv"]),
        ("deeper/2.csv", ["2.csv"]),
        ("D%E1%BB%AF li%E1%BB%87u [1].csv", ["Dữ liệu [1].csv"]),
        ("*.json", []),
    ],
)
def test_paths_name_files_by_glob_name_or_folder(folder: Path, bring: Bring, path: str, expected: list[str]) -> None:
    put(folder / "Dữ liệu [1].csv", "x", 1)
    put(folder / "deeper" / "2.csv", "x", 2)
    put(folder / "3.txt", "x", 3)
    assert [each.name for each in bring(path)] == expected


def test_only_what_is_new_or_changed_comes_again(folder: Path, bring: Bring) -> None:
    put(folder / "a.csv", "a", 1)
    put(folder / "b.csv", "b", 2)
    cursor = bring()[-1].cursor
    assert bring(since=cursor) == []
    put(folder / "a.csv", "new", 1)
    assert [each.file.read_text() for each in bring(since=cursor)] == ["new"]


def test_a_large_file_is_brought_whole(folder: Path, bring: Bring) -> None:
    content = os.urandom(9 * 2**20 + 1)
    (folder / "big.bin").write_bytes(content)
    assert bring("big.bin")[0].file.read_bytes() == content


def test_a_file_past_the_limit_is_refused(folder: Path, bring: Bring) -> None:
    (folder / "big.bin").write_bytes(bytes(2**20 + 1))
    with pytest.raises(FileTooLargeError):
        bring(max_mb=1)


def test_links_to_folders_are_not_followed_round_in_circles(folder: Path, bring: Bring) -> None:
    put(folder / "deeper" / "a.csv", "a")
    (folder / "deeper" / "again").symlink_to(folder)
    (folder / "b.csv").symlink_to(folder / "deeper" / "a.csv")
    assert sorted(each.name for each in bring("**/*.csv")) == ["a.csv", "b.csv"]


@pytest.mark.parametrize("path", ["none.csv", "none/", "none/*.csv"])
def test_what_is_not_there_is_said(bring: Bring, path: str) -> None:
    with pytest.raises(NothingThereError) as caught:
        bring(path)
    assert "none" in caught.value.where


def test_a_server_in_known_hosts_is_trusted(folder: Path, bring: Bring, sftp_server: SftpService) -> None:
    put(folder / "a.csv", "a")
    assert len(bring(fingerprint=None, known_hosts=str(sftp_server.known_hosts))) == 1


def test_a_server_with_another_key_is_not_trusted(bring: Bring) -> None:
    with pytest.raises(UnknownHostKeyError):
        bring(fingerprint=OTHER_KEY)


def test_a_server_not_in_known_hosts_is_not_trusted(bring: Bring, tmp_path: Path) -> None:
    (tmp_path / "known_hosts").write_text("")
    with pytest.raises(UnknownHostKeyError):
        bring(fingerprint=None, known_hosts="known_hosts")


def test_a_server_whose_key_in_known_hosts_differs_is_not_trusted(
    bring: Bring, tmp_path: Path, sftp_server: SftpService
) -> None:
    other = "ssh-ed25519 " + "AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43
    (tmp_path / "known_hosts").write_text(f"[127.0.0.1]:{sftp_server.port} {other}\n")
    with pytest.raises(UnknownHostKeyError):
        bring(fingerprint=None, known_hosts="known_hosts")


def test_a_missing_known_hosts_is_said(bring: Bring) -> None:
    with pytest.raises(UnreadableKnownHostsError):
        bring(fingerprint=None, known_hosts="none")


def test_a_wrong_password_is_said_and_not_shown(
    bring: Bring, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("KHO_SECRET_SFTP_PASSWORD", "sai-canary")
    with pytest.raises(SftpLoginError) as caught:
        bring(key=None, password={"secret": "sftp_password"})
    assert "canary" not in caught.value.text("vi") + caplog.text


def test_a_user_without_rights_is_said(bring: Bring) -> None:
    with pytest.raises(SftpLoginError):
        bring(user="nobody-here")


def test_a_broken_key_is_said_and_not_shown(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHO_SECRET_SFTP_KEY", "-----BEGIN OPENSSH PRIVATE KEY-----\ncanary\n")
    with pytest.raises(BadPrivateKeyError) as caught:
        bring()
    assert "canary" not in caught.value.text("en")
    assert "sftp_key" in caught.value.text("en")


def test_a_dead_server_is_said(bring: Bring) -> None:
    with pytest.raises(SftpFailedError):
        bring(location="sftp://127.0.0.1:9/x")


@pytest.mark.parametrize(
    ("address", "fetch", "field"),
    [
        ({"location": "sftp://user:pass@host/x"}, {}, "location"),
        ({"location": "ftp://host/x"}, {}, "location"),
        ({"location": "sftp://host/x"}, {"user": "u", "fingerprint": OTHER_KEY}, "kho.fetch.password"),
        ({"location": "sftp://host/x"}, {"user": "u", "key": {"secret": "k"}}, "kho.fetch.fingerprint"),
        ({"location": "sftp://host/x"}, {"fingerprint": "MD5:aa"}, "kho.fetch.fingerprint"),
        ({"location": "sftp://host/x"}, {"finger": OTHER_KEY}, "kho.fetch.finger"),
    ],
)
def test_problems_are_found_without_a_network(address: dict[str, object], fetch: dict[str, object], field: str) -> None:
    source = Source(name="s", transport="sftp", address=address, fetch=fetch)
    assert field in [each for each, _, _ in registry.transport("sftp").problems(source)]
