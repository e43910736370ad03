"""Files of the warehouse that are no longer what was written, a clock set back, a state folder that is lost."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.faults.provinces import HO_DAN, Province

from kho.cli import session
from kho.pipeline.runs import RunStatus, new_run_id

HEADER = "Mã,Tên,Số\n"
FIRST = HEADER + "1,An,1\n2,Anh,2\n3,Em,-1\n"
BEFORE = [("1", "An", 1), ("2", "Anh", 2)]


def held(province: Province) -> list[tuple[str, str, int]]:
    return sorted((row["ma"], row["ten"], row["so"]) for row in province.rows())


def flip(content: bytes) -> bytes:
    return content[:9] + bytes([content[9] ^ 1]) + content[10:]


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def empty(_: bytes) -> bytes:
    return b""


def zeros(content: bytes) -> bytes:
    return bytes(len(content))


def damage(file: Path, how: Callable[[bytes], bytes] | None) -> bytes:
    """Damage a file, or remove it; gives what was in it."""
    content = file.read_bytes()
    file.unlink()
    if how is not None:
        file.write_bytes(how(content))
    return content


@pytest.fixture
def loaded(province: Province) -> Province:
    province.promise(load="upsert")
    province.send("1.csv", FIRST)
    assert province.kho("run").code == 0
    return province


def table(province: Province) -> Path:
    return province.folder / "warehouse" / "source" / str(HO_DAN)


def says(province: Province, code: str, *words: str, where: str = "") -> None:
    """The command stops with this error in both languages, and names the file."""
    said = province.kho(*words)
    assert said.code != 0, (words, said.out)
    text = said.out + said.err
    assert code in text, (words, text)
    assert where in text.replace("\n", "").replace(" ", ""), (words, text)
    assert "Traceback" not in text


@pytest.mark.parametrize("how", [flip, cut, empty])
def test_landed_bytes_that_are_damaged(how: Callable[[bytes], bytes], loaded: Province) -> None:
    (run,) = loaded.runs()
    (file,) = (loaded.folder / "warehouse" / "landing" / "sha256").rglob(run.delivery.sha256)
    damage(file, how)
    says(loaded, "KHO-W105", "trace", str(HO_DAN), "--where", "ma = '1'", where=run.delivery.sha256)
    says(loaded, "KHO-W105", "run", "give-back", "LAST")
    assert held(loaded) == BEFORE
    assert loaded.kho("run", "--again").code == 0
    loaded.nothing_is_lost()
    assert loaded.kho("trace", str(HO_DAN), "--where", "ma = '1'").code == 0


@pytest.mark.parametrize("how", [cut, empty, None])
def test_a_file_of_the_table_that_is_damaged(how: Callable[[bytes], bytes] | None, loaded: Province) -> None:
    (file,) = table(loaded).glob("*.parquet")
    whole = damage(file, how)
    loaded.send("2.csv", HEADER + "2,Anh,20\n")
    says(loaded, "KHO-W117", "run", where=file.name)
    says(loaded, "KHO-W117", "sql", "from so_mau.ho_dan", where=file.name)
    says(loaded, "KHO-W117", "trace", str(HO_DAN), "--where", "ma = '1'", where=file.name)
    file.write_bytes(whole)
    assert held(loaded) == BEFORE
    assert loaded.kho("run").code == 0
    assert held(loaded) == [("1", "An", 1), ("2", "Anh", 20)]


@pytest.mark.parametrize("how", [cut, empty, zeros])
def test_the_last_entry_of_the_log_that_is_damaged(how: Callable[[bytes], bytes], loaded: Province) -> None:
    """An empty one, which Delta passes over, would lose a load without a word. Mended as the message says."""
    loaded.send("2.csv", HEADER + "2,Anh,20\n")
    assert loaded.kho("run").code == 0
    after = held(loaded)
    *_, file = sorted((table(loaded) / "_delta_log").glob("*.json"))
    damage(file, how)
    loaded.send("3.csv", HEADER + "4,Bà,4\n")
    for words in (["run"], ["check"], ["sql", "from so_mau.ho_dan"], ["table", "history", str(HO_DAN)]):
        says(loaded, "KHO-W118", *words, where=file.name)
    file.unlink()
    assert held(loaded) == BEFORE
    assert loaded.kho("run", "--again").code == 0
    assert held(loaded) == [*after, ("4", "Bà", 4)]


def test_a_quarantine_that_is_damaged_is_made_again(loaded: Province) -> None:
    (file,) = (loaded.folder / "warehouse" / "quarantine").rglob("*.parquet")
    damage(file, cut)
    says(loaded, "KHO-W117", "run", "give-back", "LAST", where=file.name)
    assert loaded.kho("run", "--again").code == 0
    loaded.nothing_is_lost()


@pytest.mark.parametrize("load", ["append", "replace", "upsert"])
def test_a_state_folder_that_is_lost(load: str, province: Province) -> None:
    """What was loaded is taken again from the sources, and the rows are the same."""
    province.promise(load=load)
    province.send("1.csv", FIRST)
    province.kho("run")
    province.send("2.csv", HEADER + "2,Anh,20\n4,Bà,4\n")
    province.kho("run")
    before = held(province)
    shutil.rmtree(province.folder / ".kho")
    assert province.kho("run").code == 0
    assert held(province) == before
    assert len({run.delivery.sha256 for run in province.runs()}) == 2
    province.nothing_is_lost()
    assert "Nothing has arrived" in province.kho("run").out


class Clock(datetime):
    """A clock that shows a day of January."""

    day = 10

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # noqa: ARG003 - always UTC
        return datetime(2026, 1, cls.day, 8, tzinfo=UTC)


@pytest.mark.parametrize("load", ["append", "replace", "upsert"])
def test_a_clock_that_was_set_back(load: str, province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs stay in the order they ran, so what a sender sent last is what counts."""
    monkeypatch.setattr(session, "datetime", Clock)
    province.promise(load=load)
    province.send("a.csv", HEADER + "1,An,1\n")
    province.kho("run")
    monkeypatch.setattr(Clock, "day", 5)
    province.send("a.csv", HEADER + "1,An,10\n")
    province.kho("run")
    *_, last = province.runs()
    assert last.started.day == 5
    assert last.id in province.kho("run", "show", "LAST").out
    assert province.kho("run").code == 0
    assert len(province.runs()) == 2
    province.send("a.csv", HEADER + "1,An,1\n")
    province.kho("run")
    assert held(province) == [("1", "An", 1)]
    assert {run.status for run in province.runs()} == {RunStatus.LOADED}
    assert province.kho("quality").code == 0
    assert province.kho("table", "maintain").code == 0
    assert held(province) == [("1", "An", 1)]


def test_an_id_sorts_behind_the_one_before() -> None:
    late, early = (datetime(2026, 1, day, tzinfo=UTC) for day in (2, 1))
    first = new_run_id(late)
    second = new_run_id(early, after=first)
    third = new_run_id(late, after=second)
    assert first < second < third
    assert new_run_id(late, after=new_run_id(early)) >= "20260102T000000000000"
