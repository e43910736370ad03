"""The guide to models works as it stands: its files are written where it says, its commands run in their order."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from kho.cli.main import cli

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "guide" / "models.md").read_text(encoding="utf-8")
STEPS = re.compile(r"(?ms)^(?:[^\n]*Write this to `([^`]+)`:\n\n)?```(\w+)\n(.*?)^```")


def do(line: str, monkeypatch: pytest.MonkeyPatch) -> str:
    program, *words = shlex.split(line)
    if program == "cd":
        monkeypatch.chdir(words[0])
        return ""
    assert program == "kho"
    result = CliRunner().invoke(cli, words, prog_name="kho")
    assert result.exit_code == 0, f"{line}\n{result.output}"
    return result.output


def test_the_guide_to_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    said: list[tuple[str, str]] = []
    for path, language, text in STEPS.findall(TEXT):
        if language == "console":
            said += [(line, do(line.removeprefix("$ "), monkeypatch)) for line in text.splitlines()]
        else:
            Path(path).write_text(text, encoding="utf-8")
    told = dict(said)
    assert "2 bảng tổng hợp" in told["$ kho check"]
    assert "1980" in told['$ kho sql "select * from y_te.co_so_theo_thap_ky order by thap_ky"']
    assert "so-y-te/co-so-y-te, phiên bản 0" in told["$ kho run show y-te/co-so-theo-thap-ky"]
    assert "đã nạp" not in said[-1][1]
