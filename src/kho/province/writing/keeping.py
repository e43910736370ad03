"""What keeps the folder's former versions, and the copies kept where no git repository does."""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol

from kho.messages import Message
from kho.province.writing.changing import Author, Change, Version, digest
from kho.province.writing.journal import Step, place

FOLDER: Final = "folder-history"


class Keeper(Protocol):
    """Keeps every version of the folder's files."""

    def check(self, paths: Sequence[str]) -> None:
        """Whether a change of these files can be kept. Raises RepositoryError, UncommittedWorkError."""

    def prepare(self, change: Change, steps: Sequence[Step]) -> str:
        """Make all ready for `keep`; gives the mark by which the change is known. Raises RepositoryError."""

    def keep(self, mark: str, steps: Sequence[Step]) -> None:
        """Keep it: from now on the change is done. Raises RepositoryError, and then it is not kept."""

    def has(self, mark: str) -> bool:
        """Whether the change of this mark is kept. Raises RepositoryError."""

    def let_go(self, mark: str, steps: Sequence[Step]) -> None:
        """Take back what `prepare` and an unfinished `keep` left. Raises RepositoryError."""

    def history(self, path: str, *, most: int) -> list[Version]:
        """The file's versions, newest first, at most so many. Raises RepositoryError."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Copies:
    """Copies under the state folder: one record for each change, and each text once, by its SHA-256."""

    state: Path

    def check(self, paths: Sequence[str]) -> None:
        """Nothing can be in the way."""

    def prepare(self, change: Change, steps: Sequence[Step]) -> str:
        """Keep the texts, and the record under a name that does not count yet."""
        (self._folder / "texts").mkdir(parents=True, exist_ok=True)
        for content in {content for step in steps for content in (step.before, step.after) if content is not None}:
            text = self._text(str(digest(content)))
            if not text.exists():
                place(text, content)
        when = datetime.now(UTC)
        mark = f"{when:%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}"
        place(self._waiting(mark), json.dumps(_record(change, steps, when), ensure_ascii=False).encode())
        return mark

    def keep(self, mark: str, steps: Sequence[Step]) -> None:  # noqa: ARG002  a keeper's signature
        """Let the record count."""
        self._waiting(mark).replace(self._kept(mark))

    def has(self, mark: str) -> bool:
        """Whether the record counts."""
        return self._kept(mark).exists()

    def let_go(self, mark: str, steps: Sequence[Step]) -> None:  # noqa: ARG002  a keeper's signature
        """Drop the record; texts may be another's."""
        self._waiting(mark).unlink(missing_ok=True)

    def history(self, path: str, *, most: int) -> list[Version]:
        """From the records, newest first."""
        found = self._versions(path)
        return [version for _, version in zip(range(most), found, strict=False)]

    def _versions(self, path: str) -> Iterator[Version]:
        for record in sorted(self._folder.glob("*.json"), reverse=True):
            told: dict[str, Any] = json.loads(record.read_bytes())
            for file in told["files"]:
                if file["path"] == path:
                    yield self._version(told, file)

    def _version(self, told: dict[str, Any], file: dict[str, Any]) -> Version:
        return Version(
            when=datetime.fromisoformat(told["when"]),
            author=Author(**told["author"]),
            why=Message(**told["why"]),
            before=self._read(file["before"]),
            after=self._read(file["after"]),
        )

    def _read(self, sha256: str | None) -> str | None:
        return None if sha256 is None else shown(self._text(sha256).read_bytes())

    @property
    def _folder(self) -> Path:
        return self.state / FOLDER

    def _text(self, sha256: str) -> Path:
        return self._folder / "texts" / sha256

    def _kept(self, mark: str) -> Path:
        return self._folder / f"{mark}.json"

    def _waiting(self, mark: str) -> Path:
        return self._folder / f"{mark}.waiting"


def shown(content: bytes) -> str:
    """A former text to look at, whatever bytes it had."""
    return content.decode("utf-8", "backslashreplace")


def _record(change: Change, steps: Sequence[Step], when: datetime) -> dict[str, Any]:
    return {
        "when": when.isoformat(),
        "author": {"name": change.author.name, "email": change.author.email},
        "committer": {"name": change.committer.name, "email": change.committer.email},
        "why": {"vi": change.why.vi, "en": change.why.en},
        "files": [{"path": each.path, "before": digest(each.before), "after": digest(each.after)} for each in steps],
    }
