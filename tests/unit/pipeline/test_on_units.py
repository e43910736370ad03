"""Models whose figures are brought to other units: nothing lost, nothing wrong, and told what stands apart."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.pipeline.small_province import NewProvince, SmallProvince

from kho.contracts.model import Column, Contract, LogicalType, MeasureUse, Source
from kho.contracts.names import DatasetName
from kho.pipeline.lineage.events import ended
from kho.pipeline.runs import Run, RunStatus, UnitsRead
from kho.quality.planning import plan
from kho.warehouse.tables import TableRef

COUNTS = Contract(
    name=DatasetName("so-mau", "dan-so"),
    version="1.0.0",
    title="Dân số (dữ liệu giả)",
    columns=(
        Column(name="nam", logical_type=LogicalType.INTEGER, required=True, primary_key=1),
        Column(name="ma_xa", required=True, primary_key=2),
        Column(name="so_dan", logical_type=LogicalType.INTEGER),
        Column(name="dien_tich", logical_type=LogicalType.NUMBER, precision=10, scale=2),
    ),
    sources=(Source(name="inbox", transport="local", address={"path": "inbox/*"}),),
)
MODEL = DatasetName("mau", "chuoi")
SQL = "select nam, ma_xa, so_dan, dien_tich from so_mau.dan_so"
PROMISE = """apiVersion: v3.1.0
kind: DataContract
id: mau/chuoi
name: Chuỗi số liệu
version: "1.0.0"
status: active
team: {{name: so-mau}}
customProperties:
  - property: kho.on_units
    value: {use}
schema:
  - name: chuoi
    properties:
      - {{name: nam, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}}
      - {{name: ma_xa, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 2}}
      - {{name: ten_xa, logicalType: string}}
      - {{name: so_dan, logicalType: integer}}
      - {{name: dien_tich, logicalType: number, physicalType: "decimal(10,2)"}}
      - {{name: can_cu, logicalType: string}}
      - {{name: thieu, logicalType: string}}
"""
USE = (
    "{{column: ma_xa, level: commune, of: nam, to: '{to}', split: {{so_dan: {persons}, dien_tich: {area}}}, "
    "basis: can_cu, lacks: thieu, name: ten_xa{more}}}"
)
WHOLE = ("11968", "11980", "12388")
"""The old communes that became 11980, all of them whole; of 11989 parts went to 11992 and to 11995."""
SHARES = (
    "date,old_code,old_name,old_parent,new_code,new_name,extent,area,population,note,decree,source,row\n"
    "2025-07-01,11989,,,11992,,part,0.4,0.25,,,nguồn thử,\n"
    "2025-07-01,11989,,,11995,,part,0.6,0.75,,,nguồn thử,\n"
)


@pytest.fixture
def province(new_province: NewProvince) -> SmallProvince:
    return new_province(COUNTS)


def brought(province: SmallProvince, rows: str, **said: str) -> Run:
    """Send figures and run the model over them."""
    use = USE.format(**{"to": "2025-07-01", "persons": "none", "area": "none", "more": "", **said})
    province.write("models/mau/chuoi.sql", SQL)
    province.write("models/mau/chuoi.odcs.yaml", PROMISE.format(use=use))
    province.send("a.csv", f"nam,ma_xa,so_dan,dien_tich\n{rows}")
    province.run(COUNTS.name)
    (run,) = province.run(MODEL)
    return run


def told(province: SmallProvince) -> list[tuple[Any, ...]]:
    place = province.open()
    rows = place.warehouse.read(TableRef.of(place.contract(MODEL))).read_all().to_pylist()
    names = ("nam", "ma_xa", "ten_xa", "so_dan", "dien_tich", "can_cu", "thieu")
    return [tuple(row[name] for name in names) for row in rows]


def units(run: Run) -> UnitsRead:
    assert run.transformed is not None
    assert run.transformed.units is not None
    return run.transformed.units


def quarantined(province: SmallProvince, run: Run) -> list[tuple[Any, ...]]:
    with province.open().warehouse.quarantined(run.dataset, run.delivery.sha256) as reader:
        rows = reader.read_all().to_pylist()
    names = ("_text_ma_xa", "_text_so_dan", "_text_dien_tich", "_text_thieu", "_reasons")
    return sorted(tuple(row[name] for name in names) for row in rows)


def of(year: int, *codes: str, persons: int = 100, area: str = "1.25") -> str:
    return "".join(f"{year},{code},{persons + at},{area}\n" for at, code in enumerate(codes))


def test_a_series_over_the_change_stands_on_todays_units(province: SmallProvince):
    run = brought(province, of(2024, *WHOLE) + of(2025, "11980", persons=7000))
    assert (run.status, run.read, run.quarantined) == (RunStatus.LOADED, 2, 0)
    assert told(province) == [
        (2024, "11980", "Phường Hồng Châu", 303, Decimal("3.75"), "exact", None),
        (2025, "11980", "Phường Hồng Châu", 7000, Decimal("1.25"), "exact", None),
    ]
    persons, area = units(run).figures
    assert (persons.given, persons.placed, persons.apart, persons.estimated) == (7303, 7303, 0, 0)
    assert area.given == area.placed == Decimal("5.00")


def test_a_unit_that_lacks_a_figure_is_empty_and_says_what_lacks(province: SmallProvince):
    run = brought(province, of(2024, *WHOLE[:2]))
    assert told(province) == [(2024, "11980", "Phường Hồng Châu", None, None, "incomplete", "12388")]
    assert quarantined(province, run) == [
        ("11968@2024-12-31", "100", "1.25", "11980", ["ma_xa.units_lacking"]),
        ("11980@2024-12-31", "101", "1.25", "11980", ["ma_xa.units_lacking"]),
    ]
    (persons, _) = units(run).figures
    assert (persons.given, persons.placed, persons.apart) == (201, 0, 201)


def test_no_row_may_mean_that_there_was_nothing(province: SmallProvince):
    brought(province, of(2024, *WHOLE[:2]), more=", absent: zero")
    assert told(province) == [(2024, "11980", "Phường Hồng Châu", 201, Decimal("2.50"), "exact", None)]


def test_a_divided_unit_is_split_by_the_shares_that_a_source_tells(province: SmallProvince):
    province.write("units/ty-le.csv", SHARES)
    rows = of(2024, "11989", persons=1001, area="0.07") + of(2024, "11992", "12007")
    run = brought(province, rows, persons="population", area="area", more=", absent: zero")
    assert told(province) == [
        (2024, "11992", "Xã Lạc Đạo", 250 + 201, Decimal("2.53"), "told", None),
        (2024, "11995", "Xã Đại Đồng", 751, Decimal("0.04"), "told", None),
    ]
    for figure in units(run).figures:
        assert figure.given == figure.placed
        assert figure.apart == 0


def test_an_estimate_is_told_as_such_and_adds_up(province: SmallProvince):
    rows = of(2024, "11989", persons=1001) + of(2024, "11992", "12007")
    run = brought(province, rows, persons="area", area="area", more=", absent: zero")
    assert [row[5] for row in told(province)] == ["estimated", "estimated"]
    (persons, area) = units(run).figures
    assert (persons.given, persons.placed, persons.estimated) == (1202, 1202, 1001)
    assert sum(row[3] for row in told(province)) == 1202
    assert area.placed == Decimal("3.75")


def test_without_a_rule_a_divided_unit_stands_apart_and_so_do_its_neighbours(province: SmallProvince):
    rows = of(2024, "11989", persons=1001) + of(2024, "11992", "12007")
    run = brought(province, rows, area="area", more=", absent: zero")
    assert [row[3:] for row in told(province)] == [
        (None, Decimal("2.78"), "incomplete", "11989"),
        (None, Decimal("0.97"), "incomplete", "11989"),
    ]
    assert quarantined(province, run) == [
        ("11989@2024-12-31", "1001", None, "11992 11995", ["ma_xa.units_parted"]),
        ("11992@2024-12-31", "100", None, "11992", ["ma_xa.units_lacking"]),
        ("12007@2024-12-31", "101", None, "11992", ["ma_xa.units_lacking"]),
    ]
    assert run.broken == {"ma_xa.units_parted": 1, "ma_xa.units_lacking": 2}
    assert "“11989@2024-12-31”" in run.findings[0].what.en
    assert "split" in run.findings[0].mend.vi


def test_codes_that_are_no_units_of_their_day_stand_apart(province: SmallProvince):
    run = brought(province, of(2025, "11968", "99999", "11980") + of(1990, "11968"))
    assert [row[:4] for row in told(province)] == [(2025, "11980", "Phường Hồng Châu", 102)]
    assert [(row[0], row[4]) for row in quarantined(province, run)] == [
        ("11968@1990-12-31", ["ma_xa.units_unknown"]),
        ("11968@2025-12-31", ["ma_xa.units_unknown"]),
        ("99999@2025-12-31", ["ma_xa.units_unknown"]),
    ]


def test_a_query_that_doubles_units_is_found(province: SmallProvince):
    province.write("inbox/b.csv", "")
    use = USE.format(to="2025-07-01", persons="none", area="none", more="")
    province.write("models/mau/chuoi.sql", f"{SQL} union all {SQL} where ma_xa = '11968'")
    province.write("models/mau/chuoi.odcs.yaml", PROMISE.format(use=use))
    (province.folder / "inbox" / "b.csv").unlink()
    province.send("a.csv", f"nam,ma_xa,so_dan,dien_tich\n{of(2024, *WHOLE)}")
    province.run(COUNTS.name)
    (run,) = province.run(MODEL)
    assert run.broken == {"ma_xa.units_doubled": 2, "ma_xa.units_lacking": 2, "key": 2}
    assert units(run).figures[0].given == units(run).figures[0].apart == 403


def test_new_figures_stand_on_old_units_only_where_that_is_exact(province: SmallProvince):
    run = brought(province, of(2025, "11980", "11992"), to="2025-06-30", persons="population", area="area")
    assert {row[5] for row in told(province)} == {"incomplete"}
    assert {row[3] for row in told(province)} == {None}
    assert run.quarantined == 2


def test_new_figures_stand_on_old_provinces(province: SmallProvince):
    from kho.standards.units import known
    from kho.standards.units.model import MERGER, Level

    codes = [each.code for each in known.atlas().units(on=MERGER, level=Level.COMMUNE) if each.parent == "33"]
    run = brought(province, of(2025, *codes), to="2025-06-30", more=", into: province")
    assert [row[1:3] + row[5:] for row in told(province)] == [
        ("33", "Tỉnh Hưng Yên", "exact", None),
        ("34", "Tỉnh Thái Bình", "exact", None),
    ]
    assert sum(row[3] for row in told(province)) == sum(range(100, 204))
    assert run.quarantined == 0


def test_the_run_tells_the_tables_of_units_and_another_table_runs_it_again(province: SmallProvince):
    run = brought(province, of(2024, *WHOLE))
    assert [each.name for each in units(run).tables] == ["vietnamadminunits 1.0.4"]
    (again,) = province.run(MODEL)
    assert again.status is RunStatus.UNCHANGED
    province.write("units/ty-le.csv", SHARES)
    (changed,) = province.run(MODEL)
    assert changed.status is RunStatus.LOADED
    assert [(each.name, len(each.sha256)) for each in units(changed).tables][1:] == [("units/ty-le.csv", 64)]


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        (
            (
                "select nam, ma_xa, so_dan, cast(avg(dien_tich) as decimal(10,2)) as dien_tich "
                "from so_mau.dan_so group by nam, ma_xa, so_dan"
            ),
            "KHO-P262",
        ),
        (
            (
                "select nam, ma_xa, max(so_dan) as so_dan, sum(dien_tich) as dien_tich "
                "from so_mau.dan_so group by nam, ma_xa"
            ),
            "KHO-P262",
        ),
        ("select nam, ma_xa, so_dan, dien_tich, 'x' as can_cu from so_mau.dan_so", "KHO-P261"),
    ],
)
def test_what_does_not_add_up_is_refused(province: SmallProvince, sql: str, shown: str):
    province.write("models/mau/chuoi.sql", sql)
    use = USE.format(to="2025-07-01", persons="none", area="none", more="")
    province.write("models/mau/chuoi.odcs.yaml", PROMISE.format(use=use))
    assert shown in [each.code for each in province.problems()]


def test_the_tables_of_units_are_inputs_in_lineage(province: SmallProvince):
    province.write("units/ty-le.csv", SHARES)
    run = brought(province, of(2024, *WHOLE))
    place = province.open()
    assert run.status is RunStatus.LOADED, run.error
    contract = place.contract(MODEL)
    event = json.loads(ended(run, "tinh-mau", contract, plan(contract, delivered_on=date(2025, 9, 1))))
    read = {(each["namespace"], each["name"]): each["facets"]["version"] for each in event["inputs"]}
    assert read["administrative-units", "vietnamadminunits 1.0.4"]["datasetVersion"] == "1.0.4"
    assert len(read["administrative-units", "units/ty-le.csv"]["datasetVersion"]) == 64
    figures = event["outputs"][0]["facets"]["columnLineage"]["fields"]["so_dan"]["inputFields"]
    assert ("AGGREGATION" in str(figures), "so_dan" in str(figures)) == (True, True)


def test_percentages_are_refused(province: SmallProvince):
    columns = [
        replace(each, measure=MeasureUse(unit="%")) if each.name == "dien_tich" else each for each in COUNTS.columns
    ]
    province.promise(replace(COUNTS, columns=tuple(columns)))
    province.write("models/mau/chuoi.sql", SQL)
    use = USE.format(to="2025-07-01", persons="none", area="none", more="")
    province.write("models/mau/chuoi.odcs.yaml", PROMISE.format(use=use))
    (problem,) = province.problems()
    assert (problem.code, "so-mau/dan-so.dien_tich (%)" in problem.what.en) == ("KHO-P262", True)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("of: nam", "of: ten_xa", "KHO-C211"),
        ("to: '2025-07-01'", "to: hôm nay", "KHO-C211"),
        ("to: '2025-07-01'", "to: '1990-01-01'", "KHO-P176"),
        ("column: ma_xa", "column: ma", "KHO-C210"),
        ("level: commune", "level: commune, into: commune", "KHO-C216"),
        ("so_dan: none", "so_dann: none", "KHO-C210"),
        ("so_dan: none", "so_dan: half", "KHO-C118"),
        ("name: ten_xa", "absent: zero", "KHO-C212"),
        ("so_dan, logicalType: integer", "so_dan, logicalType: number", "KHO-C214"),
        ("can_cu, logicalType: string", "can_cu, logicalType: string, required: true", "KHO-C215"),
        ("required: true, primaryKey: true, primaryKeyPosition: 2", "required: true", "KHO-C213"),
    ],
)
def test_contradictions_are_told_by_line(province: SmallProvince, old: str, new: str, code: str):
    province.write("models/mau/chuoi.sql", SQL)
    use = USE.format(to="2025-07-01", persons="none", area="none", more="")
    text = PROMISE.format(use=use)
    assert old in text
    province.write("models/mau/chuoi.odcs.yaml", text.replace(old, new, 1))
    problems = {each.code: each for each in province.problems()}
    assert code in problems
    assert problems[code].line > 1


def test_delivered_data_stay_as_they_were_sent(province: SmallProvince):
    use = USE.format(to="today", persons="none", area="none", more="")
    text = PROMISE.format(use=use).replace("id: mau/chuoi", "id: so-mau/chuoi")
    province.write("contracts/so-mau/chuoi.odcs.yaml", text)
    assert [each.code for each in province.problems()] == ["KHO-P260"]
