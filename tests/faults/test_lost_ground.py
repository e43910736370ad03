"""The ground gives way under a run: a clear error, the table as before or as after, and running again completes."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
from tests.conftest import missing
from tests.faults.forwarding import Way, way_to
from tests.faults.provinces import HO_DAN, Province, new_province
from tests.services.seaweedfs import S3Service

from kho.pipeline.runs import RunStatus

HEADER = "Mã,Tên,Số\n"
FIRST, SECOND = "1,An,1\n2,Anh,2\n", "2,Anh,20\n3,Em,3\n4,Bà,x\n"
AFTER = [("1", 1), ("2", 20), ("3", 3)]
BEFORE = [("1", 1), ("2", 2)]

# `kho run` in its own process, which kills itself the moment it reaches a place: MODULE ATTRIBUTE WHEN.
KILLED = """
import importlib, os, signal, sys

module, _, path = sys.argv[1].partition(":")
when = sys.argv[2]
holder = importlib.import_module(module)
*parts, name = path.split(".")
for part in parts:
    holder = getattr(holder, part)
original = getattr(holder, name)

def call(*args, **options):
    result = original(*args, **options) if when == "after" else None
    os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(holder, name, call)
sys.argv = ["kho", *sys.argv[3:]]
from kho.cli.main import main
main()
"""
PLACES = [
    ("kho.warehouse.landing:_written", "before"),
    ("kho.pipeline.workplace:Workplace.land", "after"),
    ("kho.pipeline.runs:FileRunLog.save", "after"),
    ("kho.pipeline.processing:stage", "after"),
    ("kho.engines.duckdb.engine:DuckdbEngine.check", "after"),
    ("kho.warehouse.warehouse:Warehouse.quarantine", "after"),
    ("kho.warehouse.parts:put", "after"),
    ("kho.warehouse.commit:change_files", "after"),
    ("kho.pipeline.workplace:Workplace.load", "after"),
    ("kho.pipeline.lineage.events:ended", "before"),
]

# `kho run` in its own process, where no file may grow past LIMIT bytes.
LIMITED = """
import resource, signal, sys
import kho.cli.running, kho.pipeline.opening, kho.pipeline.processing, kho.pipeline.lineage.events
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.argv = ["kho", *sys.argv[2:]]
from kho.cli.main import main
main()
"""


def held(province: Province) -> list[tuple[str, int]]:
    return sorted((row["ma"], row["so"]) for row in province.rows())


def told(text: str) -> None:
    """There is a reason with a code, and it is not a fault of Kho's own."""
    assert "KHO-" in text
    assert "KHO-R304" not in text


def in_its_own_process(province: Province, program: str, *words: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-c", program, *words, "-C", str(province.folder), "run"]
    return subprocess.run(call, capture_output=True, text=True, check=False)


def ends_as_if_run_once(province: Province) -> None:
    """A run afterwards completes, and what there is then is what one undisturbed run leaves."""
    assert province.kho("run").code == 0
    assert held(province) == AFTER
    statuses = [run.status for run in province.runs()]
    assert RunStatus.RUNNING not in statuses
    assert statuses.count(RunStatus.LOADED) == 2
    assert (last := province.runs()[-1]).status is RunStatus.LOADED
    assert (last.read, last.accepted, last.quarantined) == (3, 2, 1)
    assert list((province.folder / ".kho" / "work").glob("*/*")) == []
    province.nothing_is_lost()
    assert province.kho("run").out.strip() == "Nothing has arrived."


@pytest.fixture
def waiting(tmp_path: Path) -> Province:
    """A province with one delivery loaded and one in the inbox."""
    province = new_province(tmp_path / "p", load="upsert")
    province.send("1.csv", HEADER + FIRST)
    assert province.kho("run").code == 0
    province.send("2.csv", HEADER + SECOND)
    return province


@pytest.mark.parametrize(("place", "when"), PLACES)
def test_a_run_that_is_killed(place: str, when: str, waiting: Province) -> None:
    ended = in_its_own_process(waiting, KILLED, place, when)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert held(waiting) in (BEFORE, AFTER)
    ends_as_if_run_once(waiting)


@pytest.mark.parametrize("limit", [0, 300, 1_200])
def test_a_disk_where_nothing_grows(limit: int, waiting: Province) -> None:
    ended = in_its_own_process(waiting, LIMITED, str(limit))
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    told(ended.stdout + ended.stderr)
    assert held(waiting) == BEFORE
    ends_as_if_run_once(waiting)


@pytest.fixture
def small_disk(tmp_path: Path, command: Callable[[str], str]) -> Iterator[Path]:
    """A file system of 3 MiB; mounting needs root."""
    place = tmp_path / "small"
    place.mkdir()
    mount = [command("mount"), "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        missing("the right to mount a tmpfs")
    yield place
    subprocess.run([command("umount"), "-l", str(place)], check=True)


@pytest.mark.parametrize("left", [0, 4_096, 16_384, 40_960])
def test_a_disk_that_is_full(left: int, small_disk: Path) -> None:
    province = new_province(small_disk / "p", load="upsert")
    province.send("1.csv", HEADER + FIRST)
    assert province.kho("run").code == 0
    province.send("2.csv", HEADER + SECOND)
    ballast = small_disk / "ballast"
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    ballast.write_bytes(b"x" * max(free - left, 0))
    said = province.kho("run")
    assert said.code != 0
    told(said.out + said.err)
    assert held(province) == BEFORE
    ballast.unlink()
    ends_as_if_run_once(province)


def test_a_folder_that_may_not_be_written(waiting: Province) -> None:
    """The warehouse's place is a file: an administrator's slip that no permission of root hides."""
    table = waiting.folder / "warehouse" / "landing"
    aside = table.rename(table.with_name("aside"))
    table.write_text("", encoding="utf-8")
    said = waiting.kho("run")
    assert said.code != 0
    told(said.out + said.err)
    assert held(waiting) == BEFORE
    table.unlink()
    aside.rename(table)
    ends_as_if_run_once(waiting)


STORE = """
warehouse = "s3://{bucket}/{prefix}"
[storage.options]
AWS_ENDPOINT_URL = "{endpoint}"
AWS_ACCESS_KEY_ID = "{key}"
AWS_SECRET_ACCESS_KEY = {{secret = "kho_thu"}}
AWS_REGION = "{region}"
AWS_ALLOW_HTTP = "true"
max_retries = "1"
retry_timeout = "2s"
connect_timeout = "1s"
"""


@pytest.fixture
def way(s3: S3Service) -> Iterator[Way]:
    """The way to the object store."""
    with way_to(int(s3.endpoint.rpartition(":")[2])) as way:
        yield way


@pytest.fixture
def stored(s3: S3Service, way: Way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Province:
    """A province whose warehouse is on S3, with one delivery loaded and one in the inbox."""
    monkeypatch.setenv("KHO_SECRET_KHO_THU", s3.secret)
    where = {"bucket": s3.bucket, "prefix": tmp_path.name, "key": s3.key, "region": s3.region}
    storage = STORE.format(endpoint=f"http://127.0.0.1:{way.port}", **where)
    province = new_province(tmp_path / "p", storage=storage, load="upsert")
    province.send("1.csv", HEADER + FIRST)
    assert province.kho("run").code == 0
    province.send("2.csv", HEADER + SECOND)
    return province


@pytest.mark.parametrize("words", [["run"], ["check"], ["sql", "from so_mau.ho_dan"], ["table", "list"]])
def test_an_object_store_that_is_gone(words: list[str], stored: Province, s3: S3Service, way: Way) -> None:
    way.cut()
    said = stored.kho(*words)
    assert said.code != 0
    assert "KHO-W101" in said.out + said.err
    assert s3.secret not in said.out + said.err
    way.restore()
    assert held(stored) == BEFORE
    ends_as_if_run_once(stored)


@pytest.mark.parametrize(
    ("step", "after"),
    [
        ("kho.pipeline.workplace.Workplace.land", BEFORE),
        ("kho.pipeline.processing.stage", BEFORE),
        ("kho.warehouse.warehouse.Warehouse.quarantine", BEFORE),
        ("kho.warehouse.parts.put", BEFORE),
        ("kho.warehouse.commit.change_files", AFTER),
    ],
)
def test_an_object_store_that_goes_in_the_middle(
    step: str, after: list[tuple[str, int]], stored: Province, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = resolve_name(step)

    def call(*args: Any, **options: Any) -> Any:
        result = original(*args, **options)
        way.cut()
        return result

    with monkeypatch.context() as patched:
        patched.setattr(step, call)
        said = stored.kho("run")
    assert said.code == 1
    assert "KHO-W101" in said.out
    way.restore()
    assert held(stored) == after
    ends_as_if_run_once(stored)


def test_a_key_that_no_longer_opens(stored: Province, monkeypatch: pytest.MonkeyPatch, s3: S3Service) -> None:
    monkeypatch.setenv("KHO_SECRET_KHO_THU", "sai-khoa")
    said = stored.kho("run", str(HO_DAN))
    assert said.code != 0
    assert "KHO-W101" in said.out + said.err
    assert "sai-khoa" not in said.out + said.err
    monkeypatch.setenv("KHO_SECRET_KHO_THU", s3.secret)
    assert held(stored) == BEFORE
    ends_as_if_run_once(stored)
