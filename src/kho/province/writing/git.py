"""The git command: fixed arguments, no shell, no variables of the caller's, no program that a repository names."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kho.messages import Message
from kho.province.writing.errors import RepositoryError

SECONDS: Final = 60
"""No command that is used here takes longer, but one that waits for somebody who is not there."""
_QUIET: Final = (
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "log.showSignature=false"),
    *("-c", "i18n.commitEncoding=utf-8"),
    *("-c", "i18n.logOutputEncoding=utf-8"),
    *("-c", "core.quotePath=false"),
    "--no-optional-locks",
    "--literal-pathspecs",
)
"""Hooks and the like are programs, which would run as the portal; what they would check, `kho check` has."""
MISSING: Final = Message(vi="không có lệnh git trên máy này", en="this machine has no git command")


@dataclass(frozen=True, kw_only=True, slots=True)
class Git:
    """Commands in the working tree at `root`, with these more variables."""

    root: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def asked(self, *words: str, given: bytes = b"") -> bytes:
        """What a command says. Raises RepositoryError with its own words."""
        done = self.tried(*words, given=given)
        if done.returncode != 0:
            raise refusal(done.stderr.decode("utf-8", "replace").strip() or f"git {words[0]}: {done.returncode}")
        return done.stdout

    def line(self, *words: str, given: bytes = b"") -> str:
        """The one line that a command says. Raises RepositoryError."""
        return self.asked(*words, given=given).decode("utf-8", "replace").removesuffix("\n")

    def tried(self, *words: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        """A command that may fail. Raises RepositoryError where it cannot be started or does not end."""
        program = shutil.which("git")
        if program is None:
            raise RepositoryError(where=str(self.root), vi=MISSING.vi, en=MISSING.en)
        command = [program, *_QUIET, *words]
        try:
            return subprocess.run(
                command,
                input=given,
                capture_output=True,
                cwd=self.root,
                env=self._surroundings(),
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise refusal(str(error)) from error

    def _surroundings(self) -> dict[str, str]:
        """Ours without git's own, in which a caller could name another repository; in English, never asking."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return {**ours, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_ATTR_NOSYSTEM": "1", **self.variables}


def refusal(said: str) -> RepositoryError:
    """The error with git's own words."""
    return RepositoryError(vi=said, en=said)
