"""What is served is kept in step with what is published: made, made anew, removed, by any number of processes."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.pipeline.small_province import AGENCIES, HOUSEHOLDS, SETTINGS, SmallProvince

from kho.contracts.model import Access, Contract
from kho.contracts.names import DatasetName
from kho.publishing.catalogue import Catalogue, catalogue
from kho.publishing.publisher import Deed, Done, publish, stamp
from kho.publishing.records.failures import NotReadyError
from kho.publishing.records.question import Page
from kho.publishing.shelves import Shelves, folder_of

OPEN = replace(HOUSEHOLDS, access=Access.OPEN)
OTHER = replace(OPEN, name=DatasetName("so-mau", "ho-khac"), sources=())


@pytest.fixture
def province(tmp_path: Path) -> SmallProvince:
    made = SmallProvince(folder=tmp_path / "tinh-mau")
    made.write("kho.toml", SETTINGS)
    made.write("agencies.yaml", AGENCIES)
    made.promise(OPEN)
    made.send("ho.csv", "ma,ten,so\nH2,Trần Văn Mẫu,3\nH1,Đỗ Thị Thử,4\n")
    made.run()
    return made


def followed(province: SmallProvince) -> list[Done]:
    place = province.open()
    return list(publish(place, catalogue(place), folder(province)))


def folder(province: SmallProvince) -> Path:
    return folder_of(province.open().warehouse, province.folder)


def now(province: SmallProvince) -> Catalogue:
    return catalogue(province.open())


def rows(shelves: Shelves, known: Catalogue) -> tuple[tuple[object, ...], ...]:
    with shelves.replica(known.datasets[OPEN.name]) as replica:
        return replica.page(Page()).rows


def test_an_open_dataset_is_served_and_made_once(province: SmallProvince):
    assert stamp(folder(province)) == ""
    [done] = followed(province)
    assert (done.dataset, done.deed, done.version, done.rows) == (OPEN.name, Deed.PUBLISHED, 0, 2)
    before = stamp(folder(province))
    assert before
    assert followed(province) == []
    assert stamp(folder(province)) == before
    shelves = Shelves(folder=folder(province))
    assert rows(shelves, now(province)) == (("H1", "Đỗ Thị Thử", 4), ("H2", "Trần Văn Mẫu", 3))
    shelves.close()


def test_a_new_version_takes_the_place_of_the_last_one_while_that_is_open(province: SmallProvince):
    followed(province)
    shelves = Shelves(folder=folder(province))
    assert len(rows(shelves, now(province))) == 2
    before = stamp(folder(province))
    province.send("ho.csv", "ma,ten,so\nH3,Lê Văn Giả,1\n")
    province.run()
    [done] = followed(province)
    assert (done.deed, done.rows) == (Deed.PUBLISHED, 1)
    assert stamp(folder(province)) != before
    assert rows(shelves, now(province)) == (("H3", "Lê Văn Giả", 1),)
    shelves.close()


def test_a_column_that_is_no_longer_published_is_served_no_more(province: SmallProvince):
    followed(province)
    shelves, known = Shelves(folder=folder(province)), now(province)
    whole = known.datasets[OPEN.name]
    part = replace(whole, columns=tuple(each for each in whole.columns if each.name != "ten"))
    known = replace(known, datasets={OPEN.name: part})
    with pytest.raises(NotReadyError):
        rows(shelves, known)
    [done] = publish(province.open(), known, folder(province))
    assert done.deed is Deed.PUBLISHED
    assert rows(shelves, known) == (("H1", 4), ("H2", 3))
    shelves.close()
    files = [file for file in folder(province).rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if "Trần".encode() in file.read_bytes()]


def test_a_title_changes_what_is_told_and_no_replica(province: SmallProvince):
    followed(province)
    before = stamp(folder(province))
    province.promise(replace(OPEN, title="Hộ (dữ liệu giả)"))
    assert followed(province) == []
    assert stamp(folder(province)) != before


@pytest.mark.parametrize("access", [Access.SHARED, Access.PRIVATE])
def test_a_dataset_that_is_no_longer_open_is_removed_at_once(province: SmallProvince, access: Access):
    followed(province)
    shelves, before = Shelves(folder=folder(province)), now(province)
    assert rows(shelves, before)
    province.promise(replace(OPEN, access=access))
    [done] = followed(province)
    assert (done.dataset, done.deed) == (OPEN.name, Deed.REMOVED)
    with pytest.raises(NotReadyError):
        rows(shelves, before)
    assert not [*folder(province).rglob("*.sqlite")]
    assert followed(province) == []


def test_a_dataset_that_no_longer_exists_is_removed_at_once(province: SmallProvince):
    followed(province)
    (province.folder / f"contracts/{OPEN.name}.odcs.yaml").unlink()
    assert [done.deed for done in followed(province)] == [Deed.REMOVED]
    assert not [*folder(province).rglob("*.sqlite")]


def test_what_fails_is_told_and_the_others_go_on(province: SmallProvince):
    other: Contract = replace(OTHER, sources=OPEN.sources)
    province.promise(replace(OPEN, sources=()))
    province.promise(other)
    province.run(other.name)
    place = province.open()
    known = catalogue(place)
    shutil.rmtree(place.warehouse.storage.at(f"{OPEN.layer}/{OPEN.name}"))
    found = list(publish(place, known, folder(province)))
    assert [(done.dataset, done.deed) for done in found] == [(OPEN.name, Deed.FAILED), (other.name, Deed.PUBLISHED)]
    assert found[0].error is not None


def test_a_damaged_replica_is_made_anew(province: SmallProvince):
    followed(province)
    [file] = folder(province).rglob("*.sqlite")
    file.write_bytes(b"x" * 10_000)
    assert [done.deed for done in followed(province)] == [Deed.PUBLISHED]
    shelves = Shelves(folder=folder(province))
    assert rows(shelves, now(province))
    shelves.close()


def test_who_publishes_at_the_same_time_makes_one_replica(province: SmallProvince):
    place = province.open()
    known = catalogue(place)
    with ThreadPoolExecutor(4) as several:
        found = several.map(lambda _: list(publish(place, known, folder(province))), range(4))
    assert [done.deed for each in found for done in each] == [Deed.PUBLISHED]
    assert len([*folder(province).rglob("*.sqlite")]) == 1
