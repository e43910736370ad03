"""A person's mistakes: said in both languages, with what to do, exit code 2, never a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from tests.unit.cli.calling import Kho


def is_told(result: Result, code: str, *parts: str) -> None:
    assert result.exit_code == 2
    assert result.stderr.count(code) == 2
    assert result.stderr.count("→") == 2
    assert "Traceback" not in result.output
    for part in parts:
        assert part in result.stderr


@pytest.mark.parametrize(
    "words", [["check"], ["run"], ["runs"], ["show"], ["run", "show", "LAST"], ["sql", "select 1"], ["table", "list"]]
)
def test_outside_a_province_folder(call: Kho, tmp_path: Path, words: list[str]):
    is_told(call("-C", tmp_path, *words), "KHO-P001", "kho.toml", "kho new")


def test_a_folder_that_is_not_there(call: Kho, tmp_path: Path):
    is_told(call("-C", tmp_path / "khong-co", "check"), "KHO-P001")


@pytest.mark.parametrize("words", [["run"], ["show"], ["sql", "select 1"], ["table", "list"], ["trace", "a/b"]])
def test_nothing_runs_in_a_folder_with_mistakes(kho: Kho, folder: Path, words: list[str]):
    (folder / "kho.toml").write_text("[province\n", encoding="utf-8")
    is_told(kho(*words), "KHO-P002", "kho check")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["run", "so-y-te"], "KHO-C001"),
        (["run", "so-y-te/khong-co"], "KHO-R401"),
        (["run", "so-y-te/co-so-y-te", "so-y-te/khong-co"], "KHO-R401"),
        (["run", "--file", "kho.toml"], "KHO-R804"),
        (["run", "show", "LAST"], "KHO-R101"),
        (["run", "show", "../../kho"], "KHO-C001"),
        (["run", "show", "so-y-te/co-so-y-te"], "KHO-R101"),
        (["run", "give-back", "khong-co"], "KHO-R101"),
        (["runs", "so-y-te"], "KHO-C001"),
        (["show", "so-y-te/co-so"], "KHO-R401"),
        (["sql", "drop table x"], "KHO-W120"),
        (["sql", "select * from a.b"], "KHO-W121"),
        (["sql", "select 1", "--as-of", "hôm qua"], "KHO-R801"),
        (["sql", "select 1", "--as-of", "2025-13-01"], "KHO-R801"),
        (["table", "history", "so-y-te/co-so-y-te"], "KHO-W110"),
        (["table", "restore", "so-y-te/co-so-y-te", "1"], "KHO-W110"),
        (["table", "maintain", "so-y-te/khong-co"], "KHO-R401"),
        (["trace", "so-y-te/khong-co"], "KHO-R401"),
        (["trace", "so-y-te/co-so-y-te", "--where", "ma_co_so = '"], "KHO-R802"),
        (["erase", "--match", "so-y-te/co-so-y-te:ma_co_so", "--reason", "thử", "--yes"], "KHO-R803"),
        (["erase", "--reason", "thử", "--yes"], "KHO-R806"),
        (["erase", "--person", "citizen_id=1", "--reason", "thử", "--yes"], "KHO-R805"),
        (["erase", "--person", "citizen_id=001099000001", "--reason", "thử", "--yes"], "KHO-R805"),
        (["erase", "--person", "chuan_la=1", "--reason", "thử", "--yes"], "KHO-N001"),
        (["erase", "--match", "co-so:ma_co_so=1", "--reason", "thử", "--yes"], "KHO-C001"),
        (["erase", "--match", "so-y-te/co-so-y-te:cot_la=1", "--reason", "thử", "--yes"], "KHO-W130"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_a_mistake_is_told_by_its_code(
    kho: Kho, folder: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: str
):
    monkeypatch.chdir(folder)
    is_told(kho(*words), code)


def test_a_near_name_is_offered(kho: Kho):
    is_told(kho("show", "so-y-te/co-so-y-tee"), "KHO-R401", "“so-y-te/co-so-y-te”")


def test_nothing_runs_when_one_of_the_names_is_wrong(kho: Kho, folder: Path):
    kho("run", "so-y-te/co-so-y-te", "so-y-te/khong-co")
    assert not (folder / "warehouse").exists()


@pytest.mark.parametrize("text", ["", "[province\n", "\xff", 'la = 1\n[province]\nname = "T"\ncode = "33"\n'])
def test_a_broken_kho_toml_is_shown_by_check(kho: Kho, folder: Path, text: str):
    (folder / "kho.toml").write_bytes(text.encode("latin-1"))
    result = kho("check")
    assert result.exit_code == 1
    assert "kho.toml:" in result.output
    assert "KHO-P14" in result.output


def test_what_the_system_refuses_is_told(loaded: Kho, tmp_path: Path):
    is_told(
        loaded("run", "show", "LAST", "--format", "html", "--out", tmp_path / "la" / "a.html"), "KHO-R302", "a.html"
    )


def test_a_broken_record_is_told_by_its_file(loaded: Kho, folder: Path):
    (record,) = (folder / ".kho" / "runs").rglob("*.json")
    record.write_text("{", encoding="utf-8")
    is_told(loaded("runs"), "KHO-R102", str(record))


def test_the_program_itself_ends_so_too(tmp_path: Path):
    ended = subprocess.run(
        [Path(sys.executable).with_name("kho"), "-C", tmp_path, "check"], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert "KHO-P001" in ended.stderr
    assert "Traceback" not in ended.stderr
