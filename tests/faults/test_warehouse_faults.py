"""A load that is killed, or that finds no room, leaves the table as before or as after; run again, it ends as once."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.conftest import missing

from kho.contracts.model import Column, Contract, LoadMode, LogicalType
from kho.contracts.names import DatasetName
from kho.warehouse.duck import Workroom
from kho.warehouse.errors import NoTableError, StoreFullError
from kho.warehouse.reading import read
from kho.warehouse.storage import Storage
from kho.warehouse.tables import TableRef
from kho.warehouse.warehouse import Warehouse

# One load of a synthetic dataset in its own process: STORE STATE ROWS VALUE WHERE. It is killed at the point WHERE.
LOAD = """
import os, resource, signal, sys
from pathlib import Path
import duckdb
from kho.contracts.model import Column, Contract, LoadMode, LogicalType
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.warehouse import commit, parts
from kho.warehouse.storage import Storage
from kho.warehouse.warehouse import Warehouse

store, state, rows, value, where = sys.argv[1:]

def dies(module, name, after):
    original = getattr(module, name)
    def call(*args, **options):
        result = original(*args, **options) if after else None
        os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(module, name, call)

points = {"writing": (parts, "put", False), "written": (parts, "put", True), "created": (commit, "_create", True),
          "committing": (commit, "change_files", False), "committed": (commit, "change_files", True)}
if where in points:
    dies(*points[where])
if where.startswith("limit="):
    size = int(where.removeprefix("limit="))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
contract = Contract(
    name=DatasetName("so-mau", "ho-dan"), version="1.0.0", title="Hộ dân (dữ liệu giả)", load=LoadMode.UPSERT,
    columns=(Column(name="ma", primary_key=1), Column(name="so", logical_type=LogicalType.INTEGER)),
)
good = Path(state) / f"good-{value}"
good.mkdir(parents=True, exist_ok=True)
duckdb.sql(
    f"copy (select '' as _part, range as _row, md5(range::varchar) as ma, {value}::bigint as so"
    f" from range({rows})) to '{good}/0.parquet' (format parquet)"
)
if where.startswith("limit="):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    done = Warehouse(Storage(url=store), Path(state)).load(contract, good=good, delivery=value * 64, run="r")
    print(done.version, done.inserted, done.updated, done.repeated)
except KhoError as error:
    print(error.text("en"))
    sys.exit(error.exit_code)
"""
CONTRACT = Contract(
    name=DatasetName("so-mau", "ho-dan"),
    version="1.0.0",
    title="Hộ dân (dữ liệu giả)",
    load=LoadMode.UPSERT,
    columns=(Column(name="ma", primary_key=1), Column(name="so", logical_type=LogicalType.INTEGER)),
)
Places = tuple[Path, Path]


def run(places: Places, rows: int, value: int, where: str) -> tuple[int, str]:
    """Load in another process; gives how it ended and what it said."""
    words = [sys.executable, "-c", LOAD, *map(str, places), str(rows), str(value), where]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.strip() or done.stderr


def load(places: Places, rows: int, value: int) -> tuple[int, int, int, bool]:
    """Load in this process: version, inserted, updated, repeated."""
    store, state = places
    good = state / f"good-{value}"
    good.mkdir(parents=True, exist_ok=True)
    keys = [hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest() for number in range(rows)]
    columns = {"_part": [""] * rows, "_row": list(range(rows)), "ma": keys, "so": [value] * rows}
    pq.write_table(pa.table(columns), good / "0.parquet")
    done = Warehouse(Storage(url=str(store)), state).load(CONTRACT, good=good, delivery=str(value) * 64, run="r")
    return done.version, done.inserted, done.updated, done.repeated


def held(places: Places) -> tuple[int, set[int]] | None:
    """How many rows the table has and which values; None where there is no table."""
    try:
        numbers = read(Storage(url=str(places[0])), TableRef.of(CONTRACT)).read_all()["so"].to_pylist()
    except NoTableError:
        return None
    return len(numbers), set(numbers)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return tmp_path / "store", tmp_path / "state"


@pytest.mark.parametrize(("point", "value"), [("writing", 1), ("written", 1), ("committing", 1), ("committed", 2)])
def test_a_load_that_is_killed(point: str, value: int, places: Places) -> None:
    load(places, 100, 1)
    assert run(places, 100, 2, point)[0] == -signal.SIGKILL
    assert held(places) == (100, {value})
    assert load(places, 100, 2) == (1, 0, 100, point == "committed")
    assert held(places) == (100, {2})


@pytest.mark.parametrize(("point", "after"), [("written", None), ("created", (100, {1}))])
def test_the_first_load_that_is_killed(point: str, after: tuple[int, set[int]] | None, places: Places) -> None:
    assert run(places, 100, 1, point)[0] == -signal.SIGKILL
    assert held(places) == after
    assert load(places, 100, 1) == (0, 100, 0, point == "created")


def test_what_a_killed_load_left_in_the_scratch_folder_is_swept(places: Places) -> None:
    run(places, 100, 1, "written")
    room = Workroom(folder=places[1] / "scratch")
    assert room.sweep() == 1
    assert list(room.folder.iterdir()) == []


@pytest.mark.parametrize("limit", [100, 20_000])
def test_a_file_that_may_not_grow(limit: int, places: Places) -> None:
    load(places, 10_000, 1)
    code, text = run(places, 10_000, 2, f"limit={limit}")
    assert (code, text.split(" ")[0]) == (2, "KHO-W102")
    assert held(places) == (10_000, {1})
    assert load(places, 10_000, 2) == (1, 0, 10_000, False)


@pytest.fixture
def small_disk(tmp_path: Path, command: Callable[[str], str]) -> Iterator[Path]:
    """A file system of 1 MiB; mounting needs root."""
    place = tmp_path / "small"
    place.mkdir()
    mount = [command("mount"), "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        missing("the right to mount a tmpfs")
    yield place
    subprocess.run([command("umount"), "-l", str(place)], check=True)


@pytest.mark.parametrize("left", [0, 4_096])
def test_a_disk_that_fills_up(left: int, small_disk: Path, tmp_path: Path) -> None:
    places = small_disk / "store", tmp_path / "state"
    load(places, 100, 1)
    ballast = small_disk / "ballast"
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    ballast.write_bytes(b"x" * max(free - left, 0))
    with pytest.raises(StoreFullError):
        load(places, 100, 2)
    assert held(places) == (100, {1})
    ballast.unlink()
    assert load(places, 100, 2) == (1, 0, 100, False)


def test_two_processes_that_load_at_once_are_serialised(places: Places) -> None:
    load(places, 100, 1)
    words = [sys.executable, "-c", LOAD, *map(str, places), "100"]
    loads = [subprocess.Popen([*words, value, "-"], stdout=subprocess.PIPE, text=True) for value in ("2", "3")]
    told = sorted(each.communicate()[0].strip() for each in loads)
    assert told == ["1 0 100 False", "2 0 100 False"]
