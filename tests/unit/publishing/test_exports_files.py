"""Files of whole datasets: made once, whole or not there, told by their bytes, removed when their time has come."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.publishing.exportable import ROWS, Taken
from tests.unit.publishing.invented import catalogue

from kho.publishing.exports import files as module
from kho.publishing.exports.asking import Wanted
from kho.publishing.exports.files import Files, Kept
from kho.publishing.formats import FileFormat

CSV = Wanted(format=FileFormat.CSV)


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    return Taken.of(tmp_path)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(folder=tmp_path / "exports")


def read(kept: Kept) -> bytes:
    with closing(kept.file) as file:
        return file.read()


def names(files: Files) -> set[str]:
    return {path.name for path in files.folder.rglob("*") if path.is_file() and path.suffix != ".lock"}


def test_a_file_is_made_where_it_is_not_there_and_told_by_its_bytes(taken: Taken, files: Files):
    assert files.found(taken.source(), CSV) is None
    kept = files.file(taken.source(), CSV)
    data = read(kept)
    assert data == taken.bytes(FileFormat.CSV)
    assert (kept.size, kept.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert kept.etag == f'"{kept.sha256}"'
    assert kept.modified == taken.source().dataset.modified
    assert kept.filename == "so-mau--bang-mau-v0.csv"
    again = files.found(taken.source(), CSV)
    assert again is not None
    assert read(again) == data


@pytest.mark.parametrize("together", [2, 8])
def test_who_asks_at_once_gets_the_same_file_which_is_made_once(
    taken: Taken, files: Files, monkeypatch: pytest.MonkeyPatch, together: int
):
    made = []
    export = module.export
    monkeypatch.setattr(module, "export", lambda *given: made.append(given) or export(*given))
    with ThreadPoolExecutor(together) as several:
        found = [several.submit(Files(folder=files.folder).file, taken.source(), CSV) for _ in range(together)]
        bytes_ = {read(each.result()) for each in found}
    assert (len(made), len(bytes_), len(names(files))) == (1, 1, 1)


def test_other_wishes_versions_and_descriptions_are_other_files(taken: Taken, files: Files):
    source = taken.source()
    read(files.file(source, CSV))
    read(files.file(source, replace(CSV, bom=True)))
    read(files.file(taken.source(title="Tên khác"), CSV))
    taken.load([{"ma": "9"}])
    assert read(files.file(taken.source(), CSV)).count(b"\n") == 2
    assert read(files.file(taken.source(), replace(CSV, version=0))) == taken.bytes(FileFormat.CSV, version=0)
    assert len(names(files)) >= 4


def test_a_column_that_is_hidden_now_is_not_served_from_an_older_file(taken: Taken, files: Files):
    source = taken.source()
    read(files.file(source, CSV))
    fewer = replace(source, dataset=replace(source.dataset, columns=source.dataset.columns[:1]))
    assert files.found(fewer, CSV) is None
    assert read(files.file(fewer, CSV)).splitlines()[0] == b"ma"


def test_what_fails_leaves_nothing(taken: Taken, files: Files):
    source = taken.source()
    for file in (taken.folder / "store").rglob("*.parquet"):
        file.write_bytes(b"PAR1" + bytes(100))
    with pytest.raises(Exception, match="KHO-"):
        files.file(source, CSV)
    assert not names(files)
    assert not list(files.folder.rglob("kho-*"))


def test_a_file_that_is_removed_while_it_is_read_is_read_to_its_end(taken: Taken, files: Files):
    kept = files.file(taken.source(), CSV)
    assert files.tidy(catalogue()) == 1
    assert not names(files)
    assert read(kept) == taken.bytes(FileFormat.CSV)


def test_files_used_longest_ago_make_room(taken: Taken, files: Files):
    source = taken.source()
    made = [files.file(source, replace(CSV, format=form)) for form in (FileFormat.CSV, FileFormat.JSON_LINES)]
    for kept in made:
        kept.file.close()
    for number, path in enumerate(sorted(files.folder.rglob("*.*sv"))):
        os.utime(path, (number, number))
    small = replace(files, most=made[1].size)
    published = catalogue(source.dataset)
    assert files.tidy(published) == 0
    assert small.tidy(published) == 1
    assert files.found(source, CSV) is None
    assert len(ROWS) == 5
