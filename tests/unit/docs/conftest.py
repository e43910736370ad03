"""A person who works through a guide: types its commands in their order and writes its files where it says."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.services.portal import KHO

from kho.cli.main import cli

GUIDES = Path(__file__).resolve().parents[3] / "docs" / "guide"
BLOCK = re.compile(r"(?ms)^```(\w+)\n(.*?)^```")
OF_THE_PORTAL = ("account", "token")
"""Commands that set Django up, which a process does once, for one province."""
FILE = re.compile(r"(?:#|--) (\S+/\S+|\S+\.yaml)\n(.*)", re.DOTALL)
"""A block that is a file names it in a comment in its first line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Someone with a guide; `said` is what each command answered last."""

    text: str
    go: Callable[[str], None]
    said: dict[str, str] = field(default_factory=dict)

    def blocks(self, language: str) -> list[str]:
        """The guide's blocks of a language."""
        return [text for name, text in BLOCK.findall(self.text) if name == language]

    def walk(self) -> dict[str, str]:
        """Work through the whole guide; what each command said, by its line."""
        for language, text in BLOCK.findall(self.text):
            if language == "console":
                for line in text.splitlines():
                    self.said[line] = self.type(line.removeprefix("$ "))
            elif (file := FILE.fullmatch(text)) is not None and language in ("yaml", "sql"):
                Path(file[1]).parent.mkdir(parents=True, exist_ok=True)
                Path(file[1]).write_text(file[2], encoding="utf-8")
        return self.said

    def type(self, line: str) -> str:
        """One command; what it said."""
        program, *words = shlex.split(line)
        if program == "cd":
            self.go(words[0])
            return ""
        if program == "cp":
            shutil.copy(*words)
            return ""
        assert program == "kho"
        if words[0] in OF_THE_PORTAL:
            return subprocess.run([KHO, *words], capture_output=True, text=True, check=True).stdout
        result = CliRunner().invoke(cli, words, prog_name="kho", env={"COLUMNS": "120"})
        assert result.exit_code == 0, f"{line}\n{result.output}"
        return result.output


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Reader]:
    """Gives someone in an empty folder the guide of that name."""
    monkeypatch.chdir(tmp_path)

    def of(name: str) -> Reader:
        return Reader(text=(GUIDES / f"{name}.md").read_text(encoding="utf-8"), go=monkeypatch.chdir)

    return of
