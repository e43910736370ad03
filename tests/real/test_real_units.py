"""The statistics office's own table and a dated list, imported as they are: nothing lost, every disagreement told."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from kho.cli.main import cli
from kho.pipeline.units import Imported, import_units
from kho.province.new import create
from kho.province.units import atlas_of, check_units
from kho.standards.units.answers import MappingRow, Outcome
from kho.standards.units.atlas import Atlas
from kho.standards.units.differing import Difference, disagreements
from kho.standards.units.model import Level
from kho.standards.units.weights import Split, weights

JANUARY, BEFORE, AFTER = date(2025, 1, 4), date(2025, 6, 30), date(2025, 7, 1)
MERGED = [
    pytest.param({"33": 139, "34": 242}, "33", 104, id="Hưng Yên, Thái Bình"),
    pytest.param({"24": 195, "27": 121}, "24", 99, id="Bắc Giang, Bắc Ninh"),
    pytest.param({"46": 134}, "46", 40, id="Thừa Thiên Huế"),
]


@pytest.fixture(scope="module")
def folder(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("units") / "tinh"
    create(made, "Hưng Yên", "33")
    for name in ("crosswalk_2025_official.csv", "communes_2025-01-04.csv"):
        import_units(shared_data / "admin" / name, made)
    return made


@pytest.fixture(scope="module")
def files(folder: Path) -> Sequence[Path]:
    return sorted((folder / "units").iterdir())


@pytest.fixture(scope="module")
def atlas(files: Sequence[Path]) -> Atlas:
    return atlas_of(files)


def province(atlas: Atlas, code: str, on: date) -> str:
    unit = atlas.unit(code, on=on)
    assert unit is not None
    return atlas.above(unit, on=on)[-1].code


def test_the_office_table_is_imported_as_it_is(folder: Path, shared_data: Path):
    made: Imported = import_units(shared_data / "admin" / "crosswalk_2025_official.csv", folder)
    assert (made.pairs, made.on, len(made.left), made.unclear) == (10_571, AFTER, 34, ())


def test_the_imported_tables_hold(files: Sequence[Path]):
    assert check_units(files) == []


@pytest.mark.parametrize(("olds", "new", "count"), MERGED)
def test_nothing_is_lost_where_provinces_merged(atlas: Atlas, olds: dict[str, int], new: str, count: int):
    rows = [row for row in atlas.mapping(from_=JANUARY, to=AFTER) if province(atlas, row.code, JANUARY) in olds]
    assert Counter(province(atlas, code, JANUARY) for code in {row.code for row in rows}) == olds
    assert all(row.outcome is not Outcome.UNKNOWN for row in rows)
    reached = {row.to for row in rows if row.to is not None}
    assert reached == {unit.code for unit in atlas.units(on=AFTER, level=Level.COMMUNE) if unit.parent == new}
    assert len(reached) == count


def test_the_whole_country(atlas: Atlas):
    rows = atlas.mapping(from_=BEFORE, to=AFTER)
    assert len({row.code for row in rows}) == 10_035 + 5
    assert len({row.to for row in rows}) == 3_321
    assert Counter(row.outcome for row in _first_of_each(rows)) == {Outcome.WHOLE: 9_600, Outcome.PART: 440}


def _first_of_each(rows: Sequence[MappingRow]) -> list[MappingRow]:
    return list({row.code: row for row in rows}.values())


def test_of_the_list_of_january_two_communes_cannot_be_followed(atlas: Atlas):
    rows = atlas.mapping(from_=JANUARY, to=AFTER)
    assert len({row.code for row in rows}) == 10_051 + 5
    assert [row.code for row in rows if row.outcome is Outcome.UNKNOWN] == ["16411", "25186"]


def test_every_disagreement_with_the_package_is_told(atlas: Atlas):
    found = disagreements(atlas)
    assert Counter(each.kind for each in found) == {Difference.PAIR: 34, Difference.NAME: 29, Difference.SLIP: 3}
    assert {(each.old, each.meant) for each in found if each.kind is Difference.SLIP} == {
        ("00553", "00556"),
        ("01615", "01651"),
        ("02485", "02482"),
    }


def test_the_command_lists_those_of_one_province(folder: Path):
    result = CliRunner().invoke(cli, ["-C", str(folder), "units", "diff", "--province", "01"], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    assert "00553 Xã Cổ Bi  mã không khớp tên" in result.output
    assert "2 chỗ khác nhau" in result.output


def test_population_told_by_the_table_splits_what_area_cannot(atlas: Atlas):
    mapping = atlas.mapping(from_=BEFORE, to=AFTER)
    unsplit = {split: len(weights(mapping, split=split).unsplit) for split in (Split.NONE, Split.POPULATION)}
    assert unsplit[Split.NONE] == 440
    assert unsplit[Split.POPULATION] == unsplit[Split.NONE] - 58
    area = {unit.code: unit.area for unit in atlas.units(on=AFTER)}
    estimated = weights(mapping, split=Split.AREA, size=area.get)
    placed = {row.code for row in estimated.rows}
    assert placed | {*estimated.unsplit, *estimated.unknown} == {row.code for row in mapping}
    assert sum(row.weight for row in estimated.rows) == pytest.approx(Decimal(len(placed)))
