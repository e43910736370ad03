"""The guide to quality works as it stands: its commands are run in their order."""

import re
import shlex
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from kho.cli.main import cli

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide" / "quality.md"


def test_the_guide_to_quality(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    said: dict[str, str] = {}
    for language, text in re.findall(r"(?ms)^```(\w+)\n(.*?)^```", GUIDE.read_text(encoding="utf-8")):
        if language == "console":
            said |= {line: do(line.removeprefix("$ "), monkeypatch) for line in text.splitlines()}
        elif language == "toml":
            settings = Path("kho.toml")
            before = settings.read_text(encoding="utf-8")
            settings.write_text(f"{before}\n{text}", encoding="utf-8")
            assert do("kho check", monkeypatch)
            settings.write_text(before, encoding="utf-8")
        else:
            assert [each["property"] for each in yaml.safe_load(text)["slaProperties"]] == ["frequency", "latency"]
    assert "so_giuong" in said["$ kho profile so-y-te/co-so-y-te"]
    assert "Chất lượng đợt gửi" in said["$ kho run show so-y-te/co-so-y-te"]
    assert "đầy đủ" in said["$ kho quality so-y-te/co-so-y-te"]


def do(line: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """One command as the reader types it; what it said."""
    program, *words = shlex.split(line)
    if program == "cd":
        monkeypatch.chdir(words[0])
        return ""
    result = CliRunner().invoke(cli, words, prog_name="kho")
    assert result.exit_code == 0, f"{line}\n{result.output}"
    return result.output
