"""The guide to lineage works as it stands: its commands are run in their order, its settings are settings."""

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from kho.cli.main import cli
from kho.contracts.problems import Report
from kho.province.settings import LineageSettings, SecretName, read_settings

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide" / "lineage.md"
TEXT = GUIDE.read_text(encoding="utf-8")


def do(line: str, monkeypatch: pytest.MonkeyPatch) -> str:
    program, *words = shlex.split(line)
    if program == "cd":
        monkeypatch.chdir(words[0])
        return ""
    assert program == "kho"
    result = CliRunner().invoke(cli, words, prog_name="kho", env={"COLUMNS": "120"})
    assert result.exit_code == 0, f"{line}\n{result.output}"
    return result.output


def block(language: str) -> str:
    (found,) = re.findall(rf"(?ms)^```{language}\n(.*?)^```", TEXT)
    return str(found)


def test_the_guide_to_lineage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    said: dict[str, str] = {}
    for lines in re.findall(r"(?ms)^```console\n(.*?)^```", TEXT):
        for line in lines.splitlines():
            said[line] = do(line.removeprefix("$ "), monkeypatch)
    shown = said["$ kho lineage y-te/co-so-theo-loai.so_giuong"]
    assert [line.rstrip() for line in shown.splitlines()][: len(block("text").splitlines())] == block(
        "text"
    ).splitlines()
    assert "gián tiếp: nhóm" in said["$ kho lineage so-y-te/co-so-y-te.loai --downstream"]
    assert (tmp_path / "hungyen" / "nguon-goc.svg").read_text(encoding="utf-8").startswith("<svg")
    assert json.loads((tmp_path / "hungyen" / "nguon-goc.json").read_text(encoding="utf-8"))["nodes"]


def test_its_settings_are_those_of_the_program(tmp_path: Path):
    file = tmp_path / "kho.toml"
    file.write_text(f'[province]\nname = "Tỉnh mẫu"\ncode = "33"\n{block("toml")}', encoding="utf-8")
    report = Report(file=file)
    read = read_settings(file, report).lineage
    assert report.problems == []
    given = tomllib.loads(block("toml"))["lineage"]
    assert read == LineageSettings(url=given["url"], api_key=SecretName("lineage_key"), timeout=given["timeout"])
