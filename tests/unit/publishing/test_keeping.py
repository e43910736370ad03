"""What is published is read again when it can have changed, and never shows more than the folder says."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.pipeline.small_province import AGENCIES, HOUSEHOLDS, SETTINGS, SmallProvince

from kho.contracts.model import Access
from kho.contracts.names import DatasetName
from kho.pipeline.opening import open_workplace
from kho.pipeline.runs import FileRunLog
from kho.pipeline.workplace import Workplace
from kho.province.folder import Province
from kho.publishing.keeping import ProvinceHasMistakesError, PublishedReader

OPEN = replace(HOUSEHOLDS, access=Access.OPEN)
OTHER = replace(OPEN, name=DatasetName("so-mau", "ho-khac"), sources=())


@pytest.fixture
def province(tmp_path: Path) -> SmallProvince:
    made = SmallProvince(folder=tmp_path / "tinh-mau")
    made.write("kho.toml", SETTINGS)
    made.write("agencies.yaml", AGENCIES)
    made.promise(OPEN)
    made.send("ho.csv", "ma,ten,so\nH1,Đỗ Thị Thử,4\n")
    made.run()
    return made


class Later(PublishedReader):
    """Reads at a moment that only moves when it is told to."""

    def __init__(self, province: SmallProvince) -> None:
        self.moment = province.clock()
        state = province.folder / ".kho"

        def opened(read: Province) -> Workplace:
            return open_workplace(read, FileRunLog(state / "runs"), state=state, clock=lambda: self.moment)

        super().__init__(province.folder, opened)


@pytest.fixture
def reader(province: SmallProvince) -> Later:
    return Later(province)


def test_what_has_not_changed_is_not_read_again(reader: Later):
    first = reader.current()
    assert [*first.catalogue.datasets] == [OPEN.name]
    assert reader.current() is first


def test_a_new_version_is_seen(province: SmallProvince, reader: Later):
    before = reader.current().catalogue.datasets[OPEN.name]
    province.send("ho.csv", "ma,ten,so\nH1,Đỗ Thị Thử,4\nH2,Trần Văn Mẫu,3\n")
    province.run()
    after = reader.current().catalogue.datasets[OPEN.name]
    assert (before.rows, after.rows) == (1, 2)


def test_a_new_day_tells_anew_how_fresh_data_is(reader: Later):
    first = reader.current()
    reader.moment += timedelta(days=1)
    assert reader.current() is not first


def test_what_is_closed_is_gone(province: SmallProvince, reader: Later):
    assert reader.current().catalogue.datasets
    province.promise(replace(OPEN, access=Access.SHARED))
    assert reader.current().catalogue.datasets == {}


def test_mistakes_leave_what_was_published_before_them(province: SmallProvince, reader: Later):
    before = reader.current()
    province.write("agencies.yaml", AGENCIES + "- {id: so-khac}\n")
    during = reader.current()
    assert during.catalogue.datasets == before.catalogue.datasets
    assert during.mistakes > 0
    assert reader.current() is during
    province.write("agencies.yaml", AGENCIES)
    assert reader.current().mistakes == 0


def test_what_is_closed_while_there_are_mistakes_elsewhere_is_gone(province: SmallProvince, reader: Later):
    assert reader.current().catalogue.datasets
    province.write("agencies.yaml", AGENCIES + "- {id: so-khac}\n")
    reader.current()
    province.promise(replace(OPEN, access=Access.PRIVATE))
    assert reader.current().catalogue.datasets == {}


def test_without_anything_before_mistakes_are_an_error(province: SmallProvince, reader: Later):
    province.write("agencies.yaml", AGENCIES + "- {id: so-khac}\n")
    with pytest.raises(ProvinceHasMistakesError, match="KHO-D701"):
        reader.current()
