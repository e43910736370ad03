"""The guide to work that runs by itself works as it stands: its commands are run in their order."""

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from kho.cli.main import cli
from kho.contracts.problems import Report
from kho.contracts.schedules import check_schedule
from kho.province.known_settings import KNOWN
from kho.province.settings import WorkSettings

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide" / "work.md"
TEXT = GUIDE.read_text(encoding="utf-8")


def do(line: str, monkeypatch: pytest.MonkeyPatch) -> str:
    program, *words = shlex.split(line)
    if program == "cd":
        monkeypatch.chdir(words[0])
        return ""
    assert program == "kho"
    result = CliRunner().invoke(cli, words, prog_name="kho")
    assert result.exit_code == 0, f"{line}\n{result.output}"
    return result.output


def test_the_guide_to_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    said: dict[str, str] = {}
    for block in re.findall(r"(?ms)^```console\n(.*?)^```", TEXT):
        for line in block.splitlines():
            said[line] = do(line.removeprefix("$ "), monkeypatch)
    assert "đã nạp" in said["$ kho work --once"]
    assert "so-y-te/co-so-y-te" in said["$ kho runs"]
    assert "on arrival" in said["$ kho work status"]
    assert json.loads(said["$ kho work status --format json"])["jobs"] == []
    assert "Đã xếp hàng" in said["$ kho work add so-y-te/co-so-y-te"]
    waits = do("kho work status", monkeypatch)
    assert "có người yêu cầu" in waits


def test_its_schedules_are_schedules():
    report = Report(file=GUIDE)
    values = re.findall(r"kho\.schedule, value: (.*?)\}", TEXT)
    texts = [text.strip(' "') for value in values for text in value.strip("[]").split(",")]
    check_schedule([text for text in texts if text != "by hand"], (), report)
    assert len(texts) == 5
    assert report.problems == []


def test_its_numbers_are_those_of_the_program():
    settings = WorkSettings()
    assert (settings.settle, settings.wait, settings.longest_wait, settings.attempts) == (5, 30, 3600, 8)
    assert settings.strikes == 3
    assert settings.grace < 90
    assert set(KNOWN["work"]) == set(WorkSettings.__dataclass_fields__)
