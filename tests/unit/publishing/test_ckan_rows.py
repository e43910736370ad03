"""The DataStore over replicas: numbers, offsets, totals, dumps, and nothing of what is not published."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.publishing.invented import catalogue, dataset
from tests.unit.publishing.replicas import COLUMNS, FIELDS, made

from kho.contracts.names import DatasetName
from kho.publishing.catalogue import PublishedColumn
from kho.publishing.ckan.rows import ReplicaRows
from kho.publishing.records.failures import NotReadyError
from kho.publishing.records.question import Compare, Comparison, Order, Page
from kho.publishing.shelves import Shelves

NAME = DatasetName.parse("so-y-te/co-so-y-te")
ROWS = [{"ten": f"{number:02}", "so": None if number % 3 == 0 else number % 5} for number in range(1, 31)]


@pytest.fixture
def rows(tmp_path: Path):
    shelves = Shelves(folder=tmp_path / "published")
    folder = shelves.shelf(NAME).folder
    folder.mkdir(parents=True)
    (folder / "current").symlink_to(made(folder, ROWS).name)
    known = dataset(str(NAME), columns=tuple(map(PublishedColumn.of, COLUMNS)))
    yield ReplicaRows(catalogue=catalogue(known), shelves=shelves)
    shelves.close()


def test_rows_have_their_numbers(rows: ReplicaRows):
    found = rows.read(NAME, Page(columns=("ten",), limit=2), skip=3)
    assert found == [{"_id": 4, "ten": "04"}, {"_id": 5, "ten": "05"}]
    assert set(rows.read(NAME, Page(limit=1), skip=0)[0]) == {"_id", *FIELDS}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("where", [None, Compare(column="ten", how=Comparison.GREATER, value="07")])
def test_any_offset_goes_on_where_the_rows_before_end(rows: ReplicaRows, *, descending: bool, where: Compare | None):
    asked = Page(columns=("so",), where=where, order=(Order(column="so", descending=descending),))
    every = rows.read(NAME, asked, skip=0)
    assert len(every) == rows.count(NAME, where)
    for skip in range(len(every) + 2):
        assert rows.read(NAME, replace(asked, limit=4), skip=skip) == every[skip : skip + 4]


def test_a_dump_is_all_rows_once(rows: ReplicaRows, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kho.publishing.ckan.rows._BATCH", 7)
    found = [row for batch in rows.dump(NAME) for row in batch]
    assert [row[0] for row in found] == [*range(1, 31)]
    assert [row[1] for row in found] == [row["ten"] for row in ROWS]


def test_a_column_that_is_not_published_is_not_read(rows: ReplicaRows):
    hidden = dataset(str(NAME), columns=tuple(PublishedColumn.of(each) for each in COLUMNS[1:]))
    with pytest.raises(NotReadyError):
        replace(rows, catalogue=catalogue(hidden)).read(NAME, Page(), skip=0)
