"""Disks that may not be written, and one part of the state folder after the other without room."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.conftest import missing
from tests.faults.provinces import HO_DAN, Province

from kho.pipeline.runs import RunStatus

HEADER = "Mã,Tên,Số\n"
BEFORE = [("1", 1), ("2", 2)]
MANY = 3_000
Mount = Callable[..., object]


def held(province: Province) -> list[tuple[str, int]]:
    return sorted((row["ma"], row["so"]) for row in province.rows())


@pytest.fixture
def waiting(province: Province) -> Province:
    """A province with one delivery loaded, and a large one in the inbox."""
    province.promise(load="append")
    province.send("1.csv", HEADER + "1,An,1\n2,Anh,2\n3,Em,-1\n")
    assert province.kho("run").code == 0
    rows = "".join(f"b{number},{os.urandom(20).hex()},{number}\n" for number in range(MANY))
    province.send("2.csv", HEADER + rows)
    return province


@contextmanager
def mounted(command: Callable[[str], str], place: Path, *how: list[str]) -> Iterator[None]:
    """Mount upon a folder; needs root."""
    for options in how:
        done = subprocess.run([command("mount"), *options, str(place)], capture_output=True, check=False)
        if done.returncode != 0:
            missing("the right to mount")
    try:
        yield
    finally:
        subprocess.run([command("umount"), "-l", str(place)], check=True)


def then_completes(province: Province) -> None:
    assert province.kho("run").code == 0
    assert len(held(province)) == len(BEFORE) + MANY
    loaded = [run for run in province.runs() if run.status is RunStatus.LOADED]
    assert [run.accepted for run in loaded] == [len(BEFORE), MANY]
    told = (province.folder / ".kho" / "lineage" / f"{loaded[-1].id}.jsonl").read_text(encoding="utf-8")
    assert '"COMPLETE"' in told
    province.nothing_is_lost()


@pytest.mark.parametrize(
    ("part", "words", "code"),
    [
        ("warehouse", ["run"], "KHO-W119"),
        ("warehouse", ["table", "maintain"], "KHO-W119"),
        ("warehouse", ["erase", "--match", f"{HO_DAN}:ma=1", "--reason", "thử", "--yes"], "KHO-W119"),
        (".kho", ["run"], "KHO-R302"),
        (".kho", ["table", "maintain"], "KHO-R302"),
        (".kho", ["sql", "from so_mau.ho_dan"], "KHO-R302"),
    ],
)
def test_a_disk_that_is_mounted_read_only(
    part: str, words: list[str], code: str, waiting: Province, command: Callable[[str], str]
) -> None:
    place = waiting.folder / part
    with mounted(command, place, ["--bind", str(place)], ["-o", "remount,ro,bind"]):
        said = waiting.kho(*words)
        assert said.code != 0
        assert code in said.out + said.err
        assert str(place) in (said.out + said.err).replace("\n", "").replace(" ", "")
        assert waiting.kho("runs").code == 0
    assert held(waiting) == BEFORE
    then_completes(waiting)


@pytest.mark.parametrize("left", [0, 8_192])
@pytest.mark.parametrize(
    ("part", "codes"),
    [("work", {"KHO-R301"}), ("scratch", {"KHO-W102"}), ("runs", {"KHO-R301"}), ("lineage", {"KHO-R301"})],
)
def test_a_part_of_the_state_folder_without_room(
    part: str, codes: set[str], left: int, waiting: Province, command: Callable[[str], str]
) -> None:
    place = waiting.folder / ".kho" / part
    there = {file.relative_to(place): file.read_bytes() for file in place.rglob("*") if file.is_file()}
    with mounted(command, place, ["-t", "tmpfs", "-o", "size=512k", "tmpfs"]):
        for name, content in there.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(content)
        disk = os.statvfs(place)
        ballast = place / "ballast"
        ballast.write_bytes(b"x" * max(disk.f_bavail * disk.f_frsize - left, 0))
        said = waiting.kho("run")
        if said.code != 0:
            assert any(code in said.out + said.err for code in codes), said.out + said.err
        assert len(held(waiting)) in (len(BEFORE), len(BEFORE) + MANY)
        ballast.unlink()
        if part in ("runs", "lineage"):
            then_completes(waiting)
    if part in ("work", "scratch"):
        then_completes(waiting)


def test_restoring_the_newest_version_changes_nothing(waiting: Province) -> None:
    assert waiting.kho("table", "restore", str(HO_DAN), "0").code == 0
    assert waiting.version() == 0
