"""Erasing a person: gone from every byte under the root; every version, and everyone else, stays."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from kho.contracts.model import Classification, Column, Contract, Layer, LogicalType
from kho.contracts.names import DatasetName
from kho.warehouse import log
from kho.warehouse.commit import Commit
from kho.warehouse.erasure import BadErasureError, Match, by_standard
from kho.warehouse.erasure_landing import Decoded
from kho.warehouse.erasure_record import is_subject, records
from kho.warehouse.errors import ErasedBytesError
from kho.warehouse.storage import LocalFiles, files_of
from kho.warehouse.tables import TableRef
from kho.warehouse.warehouse import Warehouse

Rows = list[tuple[Any, ...]]


NUMBER = "079000000001"
OTHER = "079000000002"


@pytest.fixture
def people(variant: Callable[..., Contract]) -> Contract:
    return variant(
        columns=(
            Column(name="ma", primary_key=1, standard="citizen_id", classification=Classification.PERSONAL),
            Column(name="ten"),
            Column(name="ma_so", logical_type=LogicalType.INTEGER),
        )
    )


class Place:
    """A warehouse in which the person stands in every place there is."""

    def __init__(self, warehouse: Warehouse, people: Contract, load: Callable[..., Commit], folder: Path) -> None:
        self.warehouse, self.people, self.folder = warehouse, people, folder
        self.first = self._land("a.csv", [(NUMBER, "Người Giả"), (OTHER, "Người Khác")])
        self._land("b.csv", [(OTHER, "Người Khác")])
        load(people, [(NUMBER, "Người Giả", 79000000001), (OTHER, "Người Khác", 2)], "a")
        load(people, [(NUMBER, "Người Giả Mạo", 79000000001)], "b")
        load(people, [(OTHER, "Người Khác Nữa", 3)], "c")
        load(replace(people, layer=Layer.OPEN), [(NUMBER, "x", 1), (OTHER, "y", 2)], "d")
        DeltaTable(warehouse.storage.at(TableRef.of(people).key)).create_checkpoint()
        load(people, [("079000000003", "Người Thứ Ba", 4)], "e")
        self._quarantine()

    def _land(self, name: str, rows: list[tuple[str, str]]) -> str:
        file = self.folder / name
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return self.warehouse.land(file, name=f"{NUMBER}-{name}", origin=f"x/{name}", dataset=self.people.name)

    def _quarantine(self) -> None:
        bad = self.folder / "bad"
        bad.mkdir()
        columns = {"_part": ["", ""], "_row": [1, 2], "_text_ma": [f" {NUMBER[1:]} ", OTHER], "_text_ten": ["a", "b"]}
        pq.write_table(pa.table({**columns, "_reasons": [["ma.type"], ["ma.type"]]}), bad / "0.parquet")
        self.warehouse.quarantine(self.people.name, "ef" * 32, bad)

    def decode(self, sha256: str, into: Path) -> dict[DatasetName, Decoded]:
        """Stage a landed file as the pipeline does."""
        with self.warehouse.landed(sha256) as file, file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        columns = {"_part": [""] * len(rows), "_row": list(range(1, len(rows) + 1))}
        texts = {"_text_ma": [row[0] for row in rows], "_text_ten": [row[1] for row in rows]}
        folder = into / "staged"
        folder.mkdir()
        pq.write_table(pa.table({**columns, **texts}), folder / "0.parquet")
        return {self.people.name: Decoded(cells=folder)}

    def matches(self) -> list[Match]:
        contracts = [self.people, replace(self.people, layer=Layer.OPEN)]
        return by_standard(contracts, "citizen_id", NUMBER)

    def erase(self):
        return self.warehouse.erase(self.matches(), reason="Theo yêu cầu", by="can-bo-1", decode=self.decode)


@pytest.fixture
def place(warehouse: Warehouse, people: Contract, load: Callable[..., Commit], tmp_path: Path) -> Place:
    return Place(warehouse, people, load, tmp_path)


def holding(root: Path, *texts: str) -> set[str]:
    """Files under a folder that hold one of the texts, in their bytes or in any cell of a Parquet file."""
    found = set()
    for path in root.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".parquet":
                content += repr(pq.read_table(path).to_pylist()).encode()
                content += str(pq.read_metadata(path).to_dict()).encode()
            if any(text.encode() in content for text in texts):
                found.add(path.relative_to(root).as_posix())
    return found


def test_the_person_is_gone_from_every_byte_and_nobody_else_is(place: Place, rows: Callable[..., Rows], tmp_path: Path):
    root = tmp_path / "store"
    assert len(holding(root, NUMBER[1:])) >= 8
    before = [rows(place.people, as_of=version) for version in range(4)]
    record = place.erase()
    assert holding(root, NUMBER[1:], "Người Giả") == set()
    assert holding(tmp_path / "state", NUMBER[1:]) == set()
    after = [rows(place.people, as_of=version) for version in range(4)]
    assert after == [[row for row in version if row[0] != NUMBER] for version in before]
    assert record.completed is not None
    assert [(each.table, each.rows) for each in record.tables] == [
        ("source/so-mau/ho-dan", 3),
        ("open/so-mau/ho-dan", 1),
    ]
    assert (record.quarantined, record.landed) == (1, (place.first,))


def test_the_table_can_be_loaded_read_and_maintained_afterwards(
    place: Place, load: Callable[..., Commit], rows: Callable[..., Rows]
):
    version = place.warehouse.versions(TableRef.of(place.people))[0].version
    place.erase()
    newest = place.warehouse.versions(TableRef.of(place.people))[0]
    assert (newest.version, newest.what) == (version + 1, "erase")
    assert load(place.people, [(OTHER, "Khác", 9)], "z").updated == 1
    assert place.warehouse.maintain(place.people).checkpoint == version + 2
    assert rows(place.people) == [(OTHER, "Khác", 9), ("079000000003", "Người Thứ Ba", 4)]
    assert place.warehouse.row_count(TableRef.of(place.people), as_of=0) == 1


def test_other_rows_still_lead_to_their_original_text(place: Place):
    place.erase()
    with place.warehouse.redacted(place.first, place.people.name) as file:
        assert pq.read_table(file).select(["_row", "_text_ma"]).to_pylist() == [{"_row": 2, "_text_ma": OTHER}]
    with pytest.raises(ErasedBytesError), place.warehouse.landed(place.first):
        pass


def test_the_same_bytes_are_not_kept_when_they_arrive_again(place: Place, tmp_path: Path):
    place.erase()
    place.warehouse.land(tmp_path / "a.csv", name="a.csv", origin="x")
    assert holding(tmp_path / "store", NUMBER[1:]) == set()


def test_the_record_tells_nothing_of_the_person_but_answers_who(place: Place):
    record = place.erase()
    (kept,) = records(place.warehouse.storage)
    assert kept == record
    assert is_subject(kept, json.dumps([NUMBER]))
    assert not is_subject(kept, json.dumps([OTHER]))


def test_erasing_again_finds_nothing(place: Place):
    place.erase()
    again = place.erase()
    assert (again.tables, again.quarantined, again.landed) == ((), 0, ())


@pytest.mark.parametrize("step", range(1, 30, 4))
def test_an_erasure_stopped_anywhere_leaves_whole_tables_and_is_completed_by_the_same_call(
    step: int, place: Place, rows: Callable[..., Rows], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    before = [rows(place.people, as_of=version) for version in range(4)]
    stop_after(step, monkeypatch)
    try:
        place.erase()
    except Stopped:
        between = [rows(place.people, as_of=version) for version in range(4)]
        others = [[row for row in version if row[0] != NUMBER] for version in between]
        assert others == [[row for row in version if row[0] != NUMBER] for version in before]
        assert all(len(version) == len(set(version)) for version in between)
    monkeypatch.undo()
    record = place.erase()
    assert record.completed is not None
    assert holding(tmp_path / "store", NUMBER[1:], "Người Giả") == set()
    after = [rows(place.people, as_of=version) for version in range(4)]
    assert after == [[row for row in version if row[0] != NUMBER] for version in before]


class Stopped(BaseException):
    """As if the process had been killed there."""


def stop_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop at the given change of a stored file."""
    left = [steps]

    def counted(name: str) -> None:
        original = getattr(LocalFiles, name)

        def change(self: object, *args: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise Stopped
            original(self, *args)

        monkeypatch.setattr(LocalFiles, name, change)

    for name in ("put", "write", "delete"):
        counted(name)


def test_what_others_wrote_into_the_log_is_scrubbed(place: Place, tmp_path: Path):
    table = DeltaTable(place.warehouse.storage.at(TableRef.of(place.people).key))
    table.delete(f"ma = '{NUMBER}'")
    assert any("_delta_log" in path for path in holding(tmp_path / "store", NUMBER))
    place.erase()
    assert holding(tmp_path / "store", NUMBER[1:]) == set()


def test_a_person_is_not_told_by_an_unknown_column_or_an_empty_value(place: Place):
    for where in ({"khac": "1"}, {"ma": " "}, {}):
        with pytest.raises(BadErasureError):
            place.warehouse.erase([Match(contract=place.people, where=where)], reason="x", by="y", decode=place.decode)


def test_checkpoints_are_rewritten_too(place: Place):
    files = files_of(place.warehouse.storage)
    (point,) = log.checkpoints(files, TableRef.of(place.people).key)
    place.erase()
    there = {entry.name for entry in log.data_files(files, TableRef.of(place.people).key)}
    adds = [
        row["add"]["path"] for row in pq.read_table(place.warehouse.storage.at(point.key)).to_pylist() if row["add"]
    ]
    assert adds
    assert set(adds) <= there
