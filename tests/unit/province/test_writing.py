"""A change of the province folder: all of it or nothing, checked first, kept with who, when and why."""

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.services.commands import FindCommand

from kho.messages import Message
from kho.province.new import create
from kho.province.writing import journal
from kho.province.writing.applying import apply, history, recover
from kho.province.writing.changing import Author, Change, FileChange, file_change
from kho.province.writing.errors import (
    BeingChangedError,
    ChangedMeanwhileError,
    MistakesError,
    OutsideFolderError,
    RepositoryError,
    UncommittedWorkError,
)
from kho.province.writing.git import Git
from kho.province.writing.locking import writing

FOUND = shutil.which("git") or "git"
AN = Author(name="Nguyễn Văn Thử", email="thu@example.vn")
WHY = Message(vi="Thêm Sở Thử", en="Add a department to try")
MORE = '- id: so-thu\n  name: {vi: "Sở Thử", en: "Department to try"}\n  level: province\n'
WRONG = "- id: so-thu\n  name: Sở Thử\n  level: tinh\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create(tmp_path / "tinh", "Tỉnh Mẫu", "33")
    return tmp_path / "tinh"


@pytest.fixture
def repository(folder: Path, command: FindCommand) -> Path:
    command("git")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Khởi đầu")
    return folder


@pytest.fixture(params=["copies", "git"])
def kept(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue("folder" if request.param == "copies" else "repository")
    return found


def git(folder: Path, *words: str) -> str:
    person = ["-c", "user.name=Kỹ sư", "-c", "user.email=ky-su@example.vn"]
    done = subprocess.run([FOUND, *person, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def state(folder: Path) -> Path:
    return folder / ".kho"


def with_more(folder: Path, more: str = MORE, path: str = "agencies.yaml") -> FileChange:
    return file_change(folder, path, (folder / path).read_text(encoding="utf-8") + more)


def change(*files: FileChange) -> Change:
    return Change(files=files, why=WHY, author=AN)


def everything(folder: Path) -> dict[str, bytes]:
    """All files but the state's and git's own."""
    found = (each for each in folder.rglob("*") if each.is_file())
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in found
        if not {".kho", ".git"} & set(each.relative_to(folder).parts)
    }


def test_a_change_is_made_and_its_history_tells_who_when_and_why(kept: Path):
    before = (kept / "agencies.yaml").read_text(encoding="utf-8")
    assert apply(kept, change(with_more(kept)), state=state(kept))
    assert (kept / "agencies.yaml").read_text(encoding="utf-8") == before + MORE
    told = history(kept, "agencies.yaml", state=state(kept))[0]
    assert (told.author, told.why) == (AN, WHY)
    assert (told.before, told.after) == (before, before + MORE)
    assert history(kept, "systems.yaml", state=state(kept))[:1] != [told]


def test_files_come_and_go_together(kept: Path):
    new = FileChange(path="codelists/moi.csv", text="code,name,valid_from,valid_to\n1,Một,,\n", seen=None)
    apply(kept, change(new), state=state(kept))
    gone = file_change(kept, "codelists/moi.csv", None)
    other = FileChange(path="codelists/khac.csv", text="code,name,valid_from,valid_to\n1,Một,,\n", seen=None)
    apply(kept, change(gone, other), state=state(kept))
    assert not (kept / "codelists/moi.csv").exists()
    assert (kept / "codelists/khac.csv").exists()
    assert [(each.before is None, each.after is None) for each in history(kept, gone.path, state=state(kept))] == [
        (False, True),
        (True, False),
    ]


def test_what_is_so_already_is_no_change(kept: Path):
    same = file_change(kept, "agencies.yaml", (kept / "agencies.yaml").read_text(encoding="utf-8"))
    count = len(history(kept, "agencies.yaml", state=state(kept)))
    assert not apply(kept, change(same), state=state(kept))
    assert len(history(kept, "agencies.yaml", state=state(kept))) == count


def test_mistakes_are_told_with_their_file_line_and_field_and_nothing_is_written(kept: Path):
    before = everything(kept)
    good = FileChange(path="codelists/moi.csv", text="code,name,valid_from,valid_to\n1,Một,,\n", seen=None)
    with pytest.raises(MistakesError) as told:
        apply(kept, change(good, with_more(kept, WRONG)), state=state(kept))
    [problem] = told.value.problems
    assert (problem.file, problem.field, problem.code) == (kept / "agencies.yaml", "[2].level", "KHO-P105")
    assert problem.line == (kept / "agencies.yaml").read_text(encoding="utf-8").count("\n") + 3
    assert everything(kept) == before


def test_what_another_layer_knows_is_asked_too(folder: Path):
    from kho.contracts.problems import Kind

    kind = Kind(code="KHO-X", what=Message("sai", "wrong"), mend=Message("sửa", "mend"))
    with pytest.raises(MistakesError, match="wrong"):
        apply(
            folder,
            change(with_more(folder)),
            state=state(folder),
            check=lambda province: (
                [kind.at(province.folder / "kho.toml", 1, "")] if "so-thu" in province.agencies else []
            ),
        )


def test_a_mistake_that_was_there_before_does_not_stop_another_change(folder: Path):
    (folder / "systems.yaml").write_text("- id: x\n  name: X\n  owner: khong-co\n  kind: sector\n", encoding="utf-8")
    assert apply(folder, change(with_more(folder)), state=state(folder))


@pytest.mark.parametrize(
    "path",
    [
        *("../ngoai.yaml", "/etc/passwd", "contracts/../agencies.yaml", "contracts/../../x", "", ".", "kho.toml"),
        *(".git/hooks/post-commit", ".kho/folder.lock", "contracts/.x/y.odcs.yaml", "inbox/x.csv", "warehouse/x"),
        *("agencies.yaml/", "contracts//x", "contracts\\..\\x", "contracts/a\nb", "contracts/a\0b", "README.md"),
        "contracts/" + "x" * 300,
    ],
)
def test_paths_outside_of_what_describes_the_province_are_refused(folder: Path, path: str):
    before = everything(folder.parent)
    with pytest.raises(OutsideFolderError):
        apply(folder, change(FileChange(path=path, text="x", seen=None)), state=state(folder))
    assert everything(folder.parent) == before


def test_nothing_is_written_through_a_link(folder: Path, tmp_path: Path):
    outside = tmp_path / "ngoai"
    outside.mkdir()
    (folder / "contracts" / "so-la").symlink_to(outside)
    (folder / "codelists" / "la.csv").symlink_to(outside / "la.csv")
    for path in ("contracts/so-la/x.odcs.yaml", "codelists/la.csv"):
        with pytest.raises(OutsideFolderError):
            apply(folder, change(FileChange(path=path, text="x", seen=None)), state=state(folder))
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("text", ["# ai đó viết thêm\n", None])
def test_what_was_changed_meanwhile_is_not_written_over(folder: Path, text: str | None):
    mine = with_more(folder)
    file = folder / "agencies.yaml"
    if text is None:
        file.unlink()
    else:
        file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")
    before = everything(folder)
    with pytest.raises(ChangedMeanwhileError, match=r"agencies\.yaml"):
        apply(folder, change(mine), state=state(folder))
    assert everything(folder) == before


def test_where_what_it_is_part_of_refuses_nothing_is_written(kept: Path):
    before = everything(kept)

    @contextmanager
    def refusing() -> Iterator[None]:
        raise LookupError
        yield

    with pytest.raises(LookupError):
        apply(kept, change(with_more(kept)), state=state(kept), around=refusing)
    assert everything(kept) == before


def test_a_full_disk_leaves_all_as_it_was(kept: Path, monkeypatch: pytest.MonkeyPatch):
    before, place = everything(kept), journal.place

    def full(file: Path, content: bytes) -> None:
        if file.name == "khac.csv":
            raise OSError(28, "No space left on device")
        place(file, content)

    monkeypatch.setattr(journal, "place", full)
    new = FileChange(path="codelists/khac.csv", text="code,name,valid_from,valid_to\n1,Một,,\n", seen=None)
    with pytest.raises(OSError, match="No space"):
        apply(kept, change(with_more(kept), new), state=state(kept))
    assert everything(kept) == before
    monkeypatch.undo()
    assert apply(kept, change(with_more(kept), new), state=state(kept))


def dying(left: list[int], made: Callable[..., Any]) -> Callable[..., Any]:
    """The same call, by a process that is killed before it or after it, when nothing is left of its time."""

    def call(*args: Any, **words: Any) -> Any:
        _age(left)
        done = made(*args, **words)
        _age(left)
        return done

    return call


def _age(left: list[int]) -> None:
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)


def ended(folder: Path, files: Sequence[FileChange], steps: int) -> int:
    """How a process ends that makes the change and is killed at so many steps of it; 0: it came to its end."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    try:
        left = [steps]
        for holder, name in ((os, "fsync"), (os, "mkdir"), (os, "unlink"), (Path, "replace"), (Git, "asked")):
            setattr(holder, name, dying(left, getattr(holder, name)))
        apply(folder, change(*files), state=state(folder))
        os._exit(0)
    finally:
        os._exit(1)


def test_killed_at_any_step_the_folder_is_as_before_or_as_after(kept: Path):
    """A process is killed before and after each call that changes the disk, one later each time, until it ends."""
    list_ = "codelists/loai_co_so_y_te.csv"
    new = FileChange(path="codelists/moi.csv", text="code,name,valid_from,valid_to\n1,1,,\n", seen=None)
    files = (with_more(kept), with_more(kept, "X,X,,\n", list_), new)
    before, steps, is_repository = everything(kept), 0, (kept / ".git").exists()
    now = before
    while now == before:
        steps += 1
        code = ended(kept, files, steps)
        recover(kept, state=state(kept))
        now = everything(kept)
        assert code == -signal.SIGKILL or now != before
        assert not is_repository or git(kept, "status", "--porcelain") == ""
    assert steps > 30
    assert now == {
        **before,
        "agencies.yaml": before["agencies.yaml"] + MORE.encode(),
        list_: before[list_] + b"X,X,,\n",
        new.path: (new.text or "").encode(),
    }
    assert [each.why for each in history(kept, new.path, state=state(kept))] == [WHY]
    assert not is_repository or git(kept, "fsck", "--strict", "--no-dangling") == ""


def test_of_many_writers_at_once_each_change_is_made_or_refused_as_a_whole(folder: Path):
    made: list[int] = []

    def write(number: int) -> None:
        while True:
            mine = with_more(folder, MORE.replace("so-thu", f"so-thu-{number}"))
            try:
                apply(folder, change(mine), state=state(folder))
            except ChangedMeanwhileError:
                continue
            made.append(number)
            return

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    text = (folder / "agencies.yaml").read_text(encoding="utf-8")
    assert sorted(made) == [0, 1, 2, 3]
    assert all(text.count(f"id: so-thu-{number}\n") == 1 for number in made)
    assert len(history(folder, "agencies.yaml", state=state(folder))) == 4


def test_who_waits_too_long_is_told_who_writes(folder: Path):
    with writing(state(folder), timeout=1), pytest.raises(BeingChangedError, match=f"pid {os.getpid()}"):  # noqa: SIM117
        with writing(state(folder), timeout=0.1):
            pass


def test_a_commit_holds_exactly_the_files_and_others_work_stays(repository: Path):
    (repository / "systems.yaml").write_text("# đang sửa dở\n", encoding="utf-8")
    (repository / "codelists" / "cua_nguoi_khac.csv").write_text("dở", encoding="utf-8")
    git(repository, "add", "codelists/cua_nguoi_khac.csv")
    (repository / ".git" / "hooks").mkdir(exist_ok=True)
    for name in ("pre-commit", "post-index-change", "reference-transaction", "commit-msg"):
        hook = repository / ".git" / "hooks" / name
        hook.write_text("#!/bin/sh\ntouch $(dirname $0)/../ran\nexit 1\n", encoding="ascii")
        hook.chmod(0o755)
    before = git(repository, "status", "--porcelain")
    (repository / ".git" / "ran").unlink(missing_ok=True)
    approved = replace(change(with_more(repository)), approved_by=Author(name="Người Duyệt", email="duyet@example.vn"))
    apply(repository, approved, state=state(repository))
    assert not (repository / ".git" / "ran").exists()
    assert git(repository, "status", "--porcelain") == before
    assert git(repository, "show", "--format=%an <%ae>, %cn: %s", "--name-only", "HEAD").split("\n\n") == [
        "Nguyễn Văn Thử <thu@example.vn>, Người Duyệt: Thêm Sở Thử",
        "agencies.yaml\n",
    ]


def test_uncommitted_work_in_the_file_itself_is_not_taken_along(repository: Path):
    file = repository / "agencies.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# dở\n", encoding="utf-8")
    before = everything(repository)
    with pytest.raises(UncommittedWorkError, match=r"agencies\.yaml"):
        apply(repository, change(with_more(repository)), state=state(repository))
    assert everything(repository) == before


def test_a_merge_that_is_not_finished_is_not_mixed_with(repository: Path):
    (repository / ".git" / "MERGE_HEAD").write_text(git(repository, "rev-parse", "HEAD"), encoding="ascii")
    with pytest.raises(RepositoryError, match="merge"):
        apply(repository, change(with_more(repository)), state=state(repository))


def test_somebody_else_who_holds_the_index_makes_the_change_fail_as_a_whole(repository: Path):
    before = everything(repository)
    (repository / ".git" / "index.lock").touch()
    with pytest.raises(RepositoryError):
        apply(repository, change(with_more(repository)), state=state(repository))
    (repository / ".git" / "index.lock").unlink()
    recover(repository, state=state(repository))
    assert everything(repository) == before
    assert git(repository, "status", "--porcelain") == ""


def test_a_folder_inside_of_a_larger_repository(tmp_path: Path, command: FindCommand):
    command("git")
    git(tmp_path, "init", "-q")
    create(tmp_path / "tỉnh ta" / "tinh", "Tỉnh Mẫu", "33")
    folder = tmp_path / "tỉnh ta" / "tinh"
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Khởi đầu")
    assert apply(folder, change(with_more(folder)), state=state(folder))
    told = git(tmp_path, "-c", "core.quotePath=false", "log", "-1", "--format=%s", "--name-only")
    assert told.split("\n\n") == ["Thêm Sở Thử", "tỉnh ta/tinh/agencies.yaml\n"]
    assert [each.why.vi for each in history(folder, "agencies.yaml", state=state(folder))] == [
        "Thêm Sở Thử",
        "Khởi đầu",
    ]


def test_a_folder_that_git_ignores_has_its_copies(tmp_path: Path, command: FindCommand):
    command("git")
    git(tmp_path, "init", "-q")
    (tmp_path / ".gitignore").write_text("tinh/\n", encoding="ascii")
    create(tmp_path / "tinh", "Tỉnh Mẫu", "33")
    assert apply(tmp_path / "tinh", change(with_more(tmp_path / "tinh")), state=tmp_path / "state")
    [told] = history(tmp_path / "tinh", "agencies.yaml", state=tmp_path / "state")
    assert told.author == AN
