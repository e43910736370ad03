"""Files of the machine: what is taken, in which order, and what is not."""

import os
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from kho.contracts.model import Source
from kho.sources import registry
from kho.sources.base import Fetched
from kho.sources.listing import FileTooLargeError, NothingThereError
from kho.sources.transports.local import LinkLeadsOutsideError

Bring = Callable[..., list[Fetched]]


@pytest.fixture
def province(tmp_path: Path) -> Path:
    folder = tmp_path / "province"
    (folder / "in").mkdir(parents=True)
    return folder


@pytest.fixture
def bring(province: Path, tmp_path: Path) -> Bring:
    def run(path: str, since: str | None = None, **fetch: object) -> list[Fetched]:
        source = Source(name="s", transport="local", address={"path": path}, fetch=fetch)
        into = tmp_path / "into"
        into.mkdir(exist_ok=True)
        return list(registry.transport("local").fetch(source, base=province, into=into, since=since))

    return run


def put(file: Path, text: str, day: int = 1) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    os.utime(file, (day * 86400, day * 86400))
    return file


def names(fetched: Iterable[Fetched]) -> list[str]:
    return [each.name for each in fetched]


def test_a_folder_gives_its_files_oldest_first_and_equal_times_by_name(province: Path, bring: Bring):
    for name, day in [("c.csv", 1), ("b.csv", 3), ("a.csv", 3)]:
        put(province / "in" / name, name, day)
    put(province / "in" / "deeper" / "d.csv", "not asked for")
    fetched = bring("in")
    assert names(fetched) == ["c.csv", "a.csv", "b.csv"]
    assert [each.file.read_text() for each in fetched] == ["c.csv", "a.csv", "b.csv"]
    assert fetched[0].modified.isoformat() == "1970-01-02T00:00:00+00:00"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("in/*.csv", ["a.csv", "b [2].csv"]),
        ("in/**/*.csv", ["a.csv", "b [2].csv", "c.csv"]),
        ("in/?.csv", ["a.csv"]),
        ("in/b [2].csv", ["b [2].csv"]),
        ("in/deeper", ["c.csv"]),
        ("in/*.xlsx", []),
    ],
)
def test_paths_name_files_by_glob_name_or_folder(province: Path, bring: Bring, path: str, expected: object):
    put(province / "in" / "a.csv", "a", 1)
    put(province / "in" / "b [2].csv", "b", 2)
    put(province / "in" / "deeper" / "c.csv", "c", 3)
    assert names(bring(path)) == expected


def test_a_name_is_found_in_either_unicode_form(province: Path, bring: Bring):
    put(province / "in" / unicodedata.normalize("NFD", "Dữ liệu.csv"), "x")
    assert len(bring("in/Dữ liệu.csv")) == 1
    assert len(bring("in/Dữ*.csv")) == 1


def test_only_new_and_changed_files_come_again_even_when_they_are_older(province: Path, bring: Bring):
    put(province / "in" / "b.csv", "b", 5)
    first = bring("in")
    put(province / "in" / "a.csv", "moved in late with its old time", 1)
    second = bring("in", since=first[-1].cursor)
    assert names(second) == ["a.csv"]
    put(province / "in" / "b.csv", "B", 5)
    third = bring("in", since=second[-1].cursor)
    assert names(third) == ["b.csv"]
    assert bring("in", since=third[-1].cursor) == []


def test_a_file_that_failed_to_load_comes_again(province: Path, bring: Bring):
    put(province / "in" / "a.csv", "a", 1)
    put(province / "in" / "b.csv", "b", 2)
    first, _ = bring("in")
    assert names(bring("in", since=first.cursor)) == ["b.csv"]


@pytest.mark.parametrize("name", ["~$a.xlsx", "a.xlsx.part", "A.TMP", "a.csv.crdownload", ".~lock.a.ods#", "a.csv~"])
def test_unfinished_files_are_passed_over_with_a_word(
    province: Path, bring: Bring, caplog: pytest.LogCaptureFixture, name: str
):
    put(province / "in" / name, "half")
    assert bring("in") == []
    assert name in caplog.text
    assert "Still being written" in caplog.text


def test_files_of_the_operating_system_are_passed_over_with_a_word(
    province: Path, bring: Bring, caplog: pytest.LogCaptureFixture
):
    for name in (".DS_Store", "Thumbs.db"):
        put(province / "in" / name, "x")
    assert bring("in") == []
    assert ".DS_Store" in caplog.text


def test_a_link_out_of_the_watched_folder_is_refused(province: Path, bring: Bring, tmp_path: Path):
    put(tmp_path / "secret.csv", "not for the province")
    (province / "in" / "a.csv").symlink_to(tmp_path / "secret.csv")
    for path in ("in", "in/*.csv", "in/a.csv", "**/*.csv"):
        with pytest.raises(LinkLeadsOutsideError):
            bring(path)


def test_a_linked_folder_that_leads_outside_is_refused(province: Path, bring: Bring, tmp_path: Path):
    put(tmp_path / "outside" / "secret.csv", "x")
    (province / "link").symlink_to(tmp_path / "outside")
    for path in ("link", "link/*.csv", "link/secret.csv"):
        with pytest.raises(LinkLeadsOutsideError):
            bring(path)


def test_a_link_within_the_watched_folder_is_read(province: Path, bring: Bring):
    put(province / "in" / "a.csv", "a")
    (province / "in" / "b.csv").symlink_to("a.csv")
    assert sorted(names(bring("in"))) == ["a.csv", "b.csv"]


def test_what_the_contract_writes_plainly_may_lie_outside(bring: Bring, tmp_path: Path):
    put(tmp_path / "share" / "a.csv", "a")
    assert names(bring("../share/a.csv")) == ["a.csv"]
    assert names(bring("../share/*.csv")) == ["a.csv"]
    assert names(bring(str(tmp_path / "share"))) == ["a.csv"]


@pytest.mark.parametrize("path", ["in/none.csv", "none/*.csv", "none"])
def test_what_is_not_there_is_said(bring: Bring, path: str):
    with pytest.raises(NothingThereError) as caught:
        bring(path)
    assert "none" in caught.value.where


def test_a_file_past_the_limit_is_refused(province: Path, bring: Bring):
    put(province / "in" / "big.csv", "x" * (2**20 + 1))
    with pytest.raises(FileTooLargeError) as caught:
        bring("in", max_mb=1)
    assert "2 MB" in caught.value.text("vi")
    assert "big.csv" in caught.value.where


def test_problems_name_the_option_that_was_meant():
    source = Source(name="s", transport="local", address={"pth": "x"}, fetch={"max_mbs": 1})
    fields = {field: mend.en for field, _, mend in registry.transport("local").problems(source)}
    assert fields["pth"] == "Did you mean “path”?"
    assert fields["kho.fetch.max_mbs"] == "Did you mean “max_mb”?"
    assert "path" in fields


@pytest.mark.parametrize("value", [0, -1, "a", True, 1.5, [], {}])
def test_a_limit_must_be_a_number_that_makes_sense(value: object):
    source = Source(name="s", transport="local", address={"path": "x"}, fetch={"max_mb": value})
    [(field, _, mend)] = registry.transport("local").problems(source)
    assert field == "kho.fetch.max_mb"
    assert "whole number" in mend.en
