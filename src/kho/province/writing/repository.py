"""The git repository that the province folder is in: a change is one commit of exactly its files.

The commit is made of objects, aside from the index, so that what others have staged stays as it is; then the index
entries of these files follow, then the branch, in one step that fails where somebody has moved it meanwhile.
"""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from kho.messages import Message
from kho.province.writing.changing import Author, Change, Version
from kho.province.writing.errors import RepositoryError, UncommittedWorkError
from kho.province.writing.git import Git
from kho.province.writing.journal import Step
from kho.province.writing.keeping import shown

ENGLISH: Final = "Kho-English"
"""The trailer with the English sentence: the subject is Vietnamese."""
_UNDER_WAY: Final = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")
_BUSY: Final = Message(vi="đang gộp hoặc rebase dở", en="a merge or rebase is not finished")
_FILE: Final = "100644"
_NOTHING: Final = "0" * 40
_FIELDS: Final = f"%x1e%H%x1f%aI%x1f%an%x1f%ae%x1f%s%x1f%(trailers:key={ENGLISH},valueonly,unfold)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Repository:
    """A keeper of former versions. `prefix` is the way from the working tree's root to the province folder."""

    git: Git
    prefix: str

    @classmethod
    def around(cls, folder: Path) -> "Repository | None":
        """The repository the folder is in and not ignored by; None where there is none. Raises RepositoryError."""
        if not any((above / ".git").exists() for above in (folder, *folder.parents)):
            return None
        here = Git(root=folder)
        root, prefix = Path(here.line("rev-parse", "--show-toplevel")), here.line("rev-parse", "--show-prefix")
        git = Git(root=root)
        is_ignored = git.tried("check-ignore", "--quiet", "--", f"{prefix}agencies.yaml").returncode == 0
        return None if is_ignored else cls(git=git, prefix=prefix)

    def check(self, paths: Sequence[str]) -> None:
        """Nothing is half done, and nobody has uncommitted work in these files."""
        for name in _UNDER_WAY:
            if (self.git.root / self.git.line("rev-parse", "--git-path", name)).exists():
                raise RepositoryError(where=str(self.git.root), vi=_BUSY.vi, en=_BUSY.en)
        told = self.git.asked("status", "--porcelain", "-z", "--untracked-files=all", "--", *self._paths(paths))
        if told:
            path = told.split(b"\0")[0][3:].decode("utf-8", "replace").removeprefix(self.prefix)
            raise UncommittedWorkError(where=path, path=path)

    def prepare(self, change: Change, steps: Sequence[Step]) -> str:
        """Make the commit; no branch has it yet. The mark is its name."""
        parent = self._head()
        tree = self._tree(parent, self._entries(steps))
        people = {**_person("AUTHOR", change.author), **_person("COMMITTER", change.committer)}
        words = ["commit-tree", tree, *(["-p", parent] if parent else [])]
        return replace(self.git, variables=people).line(*words, given=_message(change.why).encode())

    def keep(self, mark: str, steps: Sequence[Step]) -> None:
        """Have the index and the branch follow."""
        self.git.asked("update-index", "-z", "--index-info", given=self._entries(steps))
        parent = self.git.line("log", "-1", "--format=%P", mark) or _NOTHING
        self.git.asked("update-ref", "-m", "kho", "HEAD", mark, parent)

    def has(self, mark: str) -> bool:
        """Whether the branch has the commit."""
        return self._head() is not None and self.git.tried("merge-base", "--is-ancestor", mark, "HEAD").returncode == 0

    def let_go(self, mark: str, steps: Sequence[Step]) -> None:  # noqa: ARG002  nobody names it, so git clears it away
        """Have the index entries of these files as the branch has them."""
        head, paths = self._head(), self._paths([each.path for each in steps])
        there = self.git.asked("ls-tree", "-z", head, "--", *paths) if head else b""
        gone = b"".join(b"0 %s\t%s\0" % (_NOTHING.encode(), path.encode()) for path in paths)
        self.git.asked("update-index", "-z", "--index-info", given=gone + there)

    def history(self, path: str, *, most: int) -> list[Version]:
        """From the commits that changed it, newest first."""
        if self._head() is None:
            return []
        named = f"{self.prefix}{path}"
        said = self.git.asked("log", f"--max-count={most}", f"--format={_FIELDS}", "HEAD", "--", named).decode()
        commits = [each.split("\x1f") for each in said.split("\x1e")[1:]]
        texts = self._texts([f"{name}{step}:{named}" for name, *_ in commits for step in ("^", "")])
        return [
            _version(commit, before, after)
            for commit, before, after in zip(commits, texts[::2], texts[1::2], strict=True)
        ]

    def _head(self) -> str | None:
        """The commit the branch is at; None before the first."""
        done = self.git.tried("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return done.stdout.decode().strip() or None

    def _paths(self, paths: Sequence[str]) -> list[str]:
        return [f"{self.prefix}{path}" for path in paths]

    def _entries(self, steps: Sequence[Step]) -> bytes:
        """The files as entries of an index, their bytes kept as they are."""
        return b"".join(self._entry(step) for step in steps)

    def _entry(self, step: Step) -> bytes:
        path = f"{self.prefix}{step.path}"
        if step.after is None:
            return f"0 {_NOTHING}\t{path}\0".encode()
        name = self.git.line("hash-object", "-w", "--no-filters", "--stdin", given=step.after)
        return f"{_FILE} {name}\t{path}\0".encode()

    def _tree(self, parent: str | None, entries: bytes) -> str:
        """The tree of the parent with these entries, by an index of its own."""
        with tempfile.TemporaryDirectory() as aside:
            git = replace(self.git, variables={"GIT_INDEX_FILE": os.path.join(aside, "index")})  # noqa: PTH118  a text
            git.asked("read-tree", parent or "--empty")
            git.asked("update-index", "-z", "--index-info", given=entries)
            return git.line("write-tree")

    def _texts(self, names: Sequence[str]) -> list[str | None]:
        """The texts of objects, None of those that are not there."""
        said = self.git.asked("cat-file", "--batch", given="".join(f"{name}\n" for name in names).encode())
        found: list[str | None] = []
        for _ in names:
            head, _, said = said.partition(b"\n")
            kind, _, size = head.rpartition(b" ")
            if not kind.endswith(b" blob"):
                found.append(None)
                continue
            found.append(shown(said[: int(size)]))
            said = said[int(size) + 1 :]
        return found


def _person(role: str, author: Author) -> dict[str, str]:
    return {f"GIT_{role}_NAME": author.name.strip() or author.email, f"GIT_{role}_EMAIL": author.email}


def _message(why: Message) -> str:
    vi, en = (" ".join(each.split()) for each in (why.vi, why.en))
    return f"{vi}\n\n{ENGLISH}: {en}\n"


def _version(commit: Sequence[str], before: str | None, after: str | None) -> Version:
    _, when, name, email, subject, english = (each.strip() for each in commit)
    why = Message(vi=subject, en=english or subject)
    return Version(
        when=datetime.fromisoformat(when), author=Author(name=name, email=email), why=why, before=before, after=after
    )
