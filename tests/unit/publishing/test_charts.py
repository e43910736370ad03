"""Charts: what is suggested for columns of each kind, what an address means, what is asked, what is drawn."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from altair.vegalite.v6.schema import core
from jsonschema import Draft7Validator
from tests.unit.publishing.invented import assessment, catalogue, dataset
from tests.unit.publishing.replicas import COLUMNS, FIELDS, replica

from kho.contracts.model import LogicalType
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.publishing.charts import pictures
from kho.publishing.charts.addresses import chart
from kho.publishing.charts.asking import drawn
from kho.publishing.charts.chart import Chart, Mark, Sort, Stack
from kho.publishing.charts.looks import LOOKS, Theme
from kho.publishing.charts.naming import Naming
from kho.publishing.charts.periods import Step
from kho.publishing.charts.roles import Role, judged
from kho.publishing.charts.specs import Picture, specification
from kho.publishing.charts.suggesting import suggest
from kho.publishing.charts.tables import as_csv, table
from kho.publishing.records.answering import Replica
from kho.publishing.records.question import Measure, Measured
from kho.quality.profile import ColumnProfile, Counted

ROWS = [
    {
        "ten": name,
        "rank": "ABC"[number % 3],
        "so": number,
        "ty_le": number / 4,
        "tien": Decimal(number * 1_000_000),
        "ngay": date(2024, 1 + number % 12, 5),
        "luc": datetime(2024, 1, 1, number % 24),  # noqa: DTZ001  tables hold moments without a zone
        "co": number % 2 == 0,
    }
    for number, name in enumerate(["Đất đai", "Y tế", "=1+1", "Giáo dục", "Đất đai", "Y tế"] * 4)
]
DATASET = dataset(
    "so-y-te/co-so-y-te",
    columns=tuple(
        PublishedColumn(name=each.name, title=each.title or each.name, kind=each.logical_type) for each in COLUMNS
    ),
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replica]:
    folder = tmp_path_factory.mktemp("charts")
    with replica(folder, ROWS) as opened:
        yield opened


def naming(language: str = "vi", of: PublishedDataset = DATASET) -> Naming:
    return Naming.of(of, catalogue(of), "vi" if language == "vi" else "en", {})


def profiled(*columns: tuple[PublishedColumn, ColumnProfile]) -> PublishedDataset:
    name = "so-y-te/theo-nam"
    shown = tuple(column for column, _ in columns)
    profiles = [profile for _, profile in columns]
    return dataset(name, columns=shown, assessment=assessment(DatasetName.parse(name), profiles))


def column(name: str, kind: LogicalType, title: str = "", **more: Any) -> PublishedColumn:
    return PublishedColumn(name=name, title=title or name, kind=kind, **more)


def profile(name: str, kind: LogicalType, distinct: int, **more: Any) -> ColumnProfile:
    return ColumnProfile(name=name, type=kind, filled=900, present=900, distinct=distinct, **more)


YEAR = (
    column("nam", LogicalType.INTEGER, "Năm", is_key=True),
    profile("nam", LogicalType.INTEGER, 3, minimum=2023, maximum=2025),
)
UNIT = (
    column("ma_xa", LogicalType.STRING, "Mã xã", is_key=True, codes="xa"),
    profile("ma_xa", LogicalType.STRING, 104),
)
KIND = (column("loai", LogicalType.STRING, "Loại"), profile("loai", LogicalType.STRING, 4))
PEOPLE = (
    column("dan_so", LogicalType.INTEGER, "Dân số", unit="người"),
    profile("dan_so", LogicalType.INTEGER, 300, minimum=1, maximum=9),
)
SHARE = (column("ty_le", LogicalType.NUMBER, "Tỷ lệ nghèo (%)"), profile("ty_le", LogicalType.NUMBER, 200))
NAME = (column("ten", LogicalType.STRING, "Tên"), profile("ten", LogicalType.STRING, 880))
MONTH = (
    column("thang", LogicalType.STRING, "Tháng", is_key=True),
    profile(
        "thang",
        LogicalType.STRING,
        2,
        top=(Counted(value="2026-02", count=2), Counted(value="2026-01", count=1)),
        complete=True,
    ),
)


def test_columns_are_judged_by_what_is_known_of_them():
    found = judged(*_parts(YEAR, UNIT, KIND, PEOPLE, NAME, MONTH))
    roles = [each.role for each in found]
    assert roles == [Role.PERIOD, Role.CATEGORY, Role.CATEGORY, Role.FIGURE, Role.NAME, Role.PERIOD]


def _parts(*columns: tuple[PublishedColumn, ColumnProfile]) -> tuple[Any, Any]:
    made = profiled(*columns)
    return made.columns, made.assessment.profile


def test_a_figure_is_told_along_time_and_by_category_of_the_newest_year():
    found = suggest(profiled(YEAR, UNIT, KIND, PEOPLE))
    assert found[0] == Chart(
        mark=Mark.LINE, x="nam", measure=Measured(what=Measure.SUM, column="dan_so"), colour="loai"
    )
    assert found[1].x == "ma_xa"
    assert found[1].filters == (("nam", "2025"),)


def test_months_written_as_text_are_time_too():
    found = suggest(profiled(MONTH, KIND, PEOPLE))
    assert (found[0].mark, found[0].x) == (Mark.LINE, "thang")
    assert found[1].filters == (("thang", "2026-02"),)


def test_shares_are_not_summed():
    assert {each.measure.what for each in suggest(profiled(YEAR, UNIT, SHARE)) if each.measure.column} == {Measure.MEAN}


def test_without_figures_rows_are_counted_and_names_make_no_chart():
    assert [each.parameters() for each in suggest(profiled(KIND, NAME))] == [
        (("mark", "bar"), ("x", "loai"), ("measure", "count"))
    ]
    assert suggest(profiled(NAME)) == ()


def test_two_figures_make_a_scatter_plot_and_the_first_a_histogram():
    marks = [each.mark for each in suggest(profiled(PEOPLE, SHARE))]
    assert marks == [Mark.HISTOGRAM, Mark.SCATTER]


ADDRESSES = [
    Chart(mark=Mark.BAR, x="ten"),
    Chart(mark=Mark.BAR, x="ten", measure=Measured(what=Measure.MEAN, column="so"), colour="rank", stack=Stack.SHARE),
    Chart(mark=Mark.BAR, x="rank", sort=Sort.NAME, top=5, filters=(("co", "true"), ("so__gte", "3"))),
    Chart(mark=Mark.LINE, x="ngay", measure=Measured(what=Measure.SUM, column="tien")),
    Chart(mark=Mark.HISTOGRAM, x="so"),
    Chart(mark=Mark.SCATTER, x="so", y="ty_le", colour="ten"),
]


@pytest.mark.parametrize("which", ADDRESSES)
def test_an_address_says_the_chart_that_it_was_made_of(which: Chart):
    assert chart(which.parameters(), FIELDS) == which


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "KHO-D501"),
        ({"mark": "pie", "x": "ten"}, "KHO-D110"),
        ({"x": "nothing"}, "KHO-D102"),
        ({"mark": "histogram", "x": "ten"}, "KHO-D502"),
        ({"mark": "scatter", "x": "so"}, "KHO-D501"),
        ({"x": "ten", "measure": "sum"}, "KHO-D501"),
        ({"x": "ten", "measure": "sum", "of": "rank"}, "KHO-D502"),
        ({"x": "ten", "top": "1000"}, "KHO-D108"),
        ({"x": "ten", "top": "-1"}, "KHO-D110"),
        ({"x": "ten", "nothing": "1"}, "KHO-D109"),
        ({"x": "ten", "so": "many"}, "KHO-D103"),
    ],
)
def test_what_means_nothing_is_told(given: dict[str, str], code: str):
    with pytest.raises(KhoError) as told:
        chart(given.items(), FIELDS)
    assert told.value.code == code


def test_what_a_form_leaves_empty_says_nothing():
    assert chart([("x", "ten"), ("colour", ""), ("so__gte", "")], FIELDS) == Chart(mark=Mark.BAR, x="ten")


def test_bars_are_the_largest_and_the_rest_is_told(asked: Replica):
    shown = drawn(Chart(mark=Mark.BAR, x="ten", top=2), asked)
    assert [(each.x, each.value) for each in shown.points] == [("Y tế", 8), ("Đất đai", 8)]
    assert shown.is_cut


def test_colours_part_the_same_bars(asked: Replica):
    shown = drawn(Chart(mark=Mark.BAR, x="rank", colour="co"), asked)
    assert sum(int(str(each.value)) for each in shown.points) == len(ROWS)
    assert {each.colour for each in shown.points} == {True, False}


def test_more_values_than_colours_are_put_together(tmp_path: Path):
    rows = [{"ten": "một", "rank": f"r{number:02}", "so": 1} for number in range(20)]
    with replica(tmp_path, rows) as opened:
        shown = drawn(Chart(mark=Mark.BAR, x="ten", colour="rank"), opened)
        mean = Measured(what=Measure.MEAN, column="so")
        meant = drawn(Chart(mark=Mark.BAR, x="ten", colour="rank", measure=mean), opened)
    assert [each.value for each in shown.points if each.is_rest] == [13]
    assert sum(int(str(each.value)) for each in shown.points) == 20
    assert meant.left_out == 13


def test_a_histogram_counts_every_number_once(asked: Replica):
    shown = drawn(Chart(mark=Mark.HISTOGRAM, x="ty_le"), asked)
    assert sum(int(str(each.value)) for each in shown.points) == len(ROWS)


def test_days_are_put_into_stretches_that_fit(asked: Replica):
    shown = drawn(Chart(mark=Mark.LINE, x="ngay", measure=Measured(what=Measure.SUM, column="so")), asked)
    assert (shown.step, len(shown.points)) == (Step.MONTH, 12)
    assert shown.points[0].x == date(2024, 1, 1)
    assert drawn(Chart(mark=Mark.LINE, x="luc"), asked).step is Step.HOUR


def test_no_row_draws_nothing(asked: Replica):
    for which in ADDRESSES:
        nothing = Chart(mark=which.mark, x=which.x, y=which.y, colour=which.colour, filters=(("so__gt", "999"),))
        assert drawn(nothing, asked).points == ()


@pytest.mark.parametrize("which", [*ADDRESSES, Chart(mark=Mark.LINE, x="luc", colour="rank")])
@pytest.mark.parametrize(("language", "width"), [("vi", 720), ("en", 320)])
def test_a_specification_is_vega_lite_and_is_drawn(asked: Replica, which: Chart, language: str, width: int):
    theme = Theme.DARK if width == 320 else Theme.LIGHT
    made = specification(which, drawn(which, asked), naming(language), Picture(width=width, theme=theme, source="ai"))
    told = json.loads(json.dumps(made))
    assert not [error.message for error in Draft7Validator(core.load_schema()).iter_errors(told)]
    assert pictures.svg(made).startswith("<svg")
    assert json.loads(pictures.compiled(made))["$schema"].endswith("/vega/v6.json")


def test_a_picture_writes_vietnamese_letters_and_numbers(asked: Replica):
    which = Chart(mark=Mark.BAR, x="ten", measure=Measured(what=Measure.SUM, column="tien"))
    made = specification(which, drawn(which, asked), naming(), Picture())
    assert "Đất đai" in pictures.svg(made)
    assert "triệu" in pictures.svg(made)
    assert pictures.png(made).startswith(b"\x89PNG")


def test_the_table_has_what_the_picture_has(asked: Replica):
    which = Chart(mark=Mark.BAR, x="ten", measure=Measured(what=Measure.SUM, column="tien"))
    shown = drawn(which, asked)
    told = table(which, shown, naming())
    assert told.heads == ("Tên", "Tien")
    assert told.rows[0] == ("Y tế", "96.000.000")
    assert "'=1+1" in as_csv(which, shown, naming()).decode("utf-8-sig")


def test_titles_say_the_measure_the_column_and_the_filters():
    which = Chart(
        mark=Mark.BAR, x="loai", measure=Measured(what=Measure.MEAN, column="dan_so"), filters=(("nam", "2025"),)
    )
    of = profiled(YEAR, KIND, PEOPLE)
    assert naming("vi", of).chart(which) == "Dân số (người), trung bình theo loại, năm 2025"
    assert naming("en", of).chart(which) == "Dân số (người), mean by loại, năm 2025"


VISIONS = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}
"""Machado, Oliveira, Fernandes (2009): severity 1."""


@pytest.mark.parametrize("theme", [*Theme])
@pytest.mark.parametrize("vision", [*VISIONS])
def test_colours_can_be_told_apart_with_any_vision(theme: Theme, vision: str):
    seen = {each: _lab(each, VISIONS[vision]) for each in LOOKS[theme].series}
    near = {
        (one, other): sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
        for one, other in combinations(seen, 2)
    }
    assert min(near.values()) > 9, min(near, key=lambda pair: near[pair])


def _lab(colour: str, vision: Any) -> tuple[float, float, float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (min(max(sum(a * b for a, b in zip(row, linear, strict=True)), 0), 1) for row in vision)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (each ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
