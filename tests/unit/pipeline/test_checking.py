"""What the folder alone cannot know is told with file, line and field."""

from dataclasses import replace

import pytest
from tests.unit.pipeline.small_province import HOUSEHOLDS, NewProvince, SmallProvince

from kho.contracts.model import Column, LogicalType, Problem, Source
from kho.pipeline.checking import check

SOURCE = HOUSEHOLDS.sources[0]


def told(province: SmallProvince) -> list[Problem]:
    place = province.open()
    return check(place.province, place.warehouse)


def line(problem: Problem) -> str:
    return problem.file.read_text(encoding="utf-8").splitlines()[problem.line - 1].strip()


def test_a_sound_folder_has_no_problem(province: SmallProvince):
    province.send("a.csv", "Mã,Tên,Số người\n01,A,1\n")
    province.run()
    assert told(province) == []


@pytest.mark.parametrize(
    ("source", "field", "at"),
    [
        (replace(SOURCE, fetch={"max_mbb": 5}), "servers[0].kho.fetch.max_mbb", "kho.fetch"),
        (replace(SOURCE, fetch={"max_mb": "nhiều"}), "servers[0].kho.fetch.max_mb", "kho.fetch"),
        (replace(SOURCE, format="csv", read={"headr": 1}), "servers[0].kho.read.headr", "kho.read"),
        (replace(SOURCE, format="xlsx", read={"range": "A"}), None, None),
        (replace(SOURCE, format="xlsx", read={"range": "?"}), "servers[0].kho.read.range", "kho.read"),
        (replace(SOURCE, format="exel"), "servers[0].format", "format"),
        (replace(SOURCE, address={}), "servers[0].path", "servers"),
    ],
)
def test_a_mistake_in_a_source_is_told_at_its_line(
    new_province: NewProvince, source: Source, field: str | None, at: str | None
):
    province = new_province(replace(HOUSEHOLDS, sources=(source,)))
    if found := province.problems():
        assert field == "servers[0].path"
        assert {problem.file.name for problem in found} == {"ho-dan.odcs.yaml"}
        return
    problems = told(province)
    assert [problem.field for problem in problems] == ([field] if field else [])
    for problem in problems:
        assert problem.code == "KHO-R601"
        assert at in line(problem)
        assert problem.what.vi != problem.what.en
        assert problem.mend.vi
        assert problem.mend.en


def test_an_unknown_transport_is_told_with_those_there_are(new_province: NewProvince):
    province = new_province(replace(HOUSEHOLDS, sources=(replace(SOURCE, transport="bo-cau"),)))
    (problem,) = told(province)
    assert problem.field == "servers[0].type"
    assert "sftp" in problem.mend.en


def test_a_contract_that_would_break_its_loaded_table_is_told(province: SmallProvince):
    province.send("a.csv", "Mã,Tên,Số người\n01,A,1\n")
    province.run()
    columns = (HOUSEHOLDS.columns[0], Column(name="so", title="Số người", logical_type=LogicalType.DATE))
    province.promise(replace(HOUSEHOLDS, version="2.0.0", columns=columns))
    problems = told(province)
    assert {name for problem in problems for name in ("ten", "so") if name in problem.what.en} == {"ten", "so"}
    assert all(problem.line > 1 for problem in problems)


def test_a_contract_that_widens_its_loaded_table_holds(province: SmallProvince):
    province.send("a.csv", "Mã,Tên,Số người\n01,A,1\n")
    province.run()
    province.promise(replace(HOUSEHOLDS, version="1.1.0", columns=(*HOUSEHOLDS.columns, Column(name="moi"))))
    assert told(province) == []


def test_arrivals_can_be_waited_for_only_where_they_can_be_seen(new_province: NewProvince):
    database = Source(name="db", transport="sqlite", address={"path": "a.db"}, fetch={"table": "ho_dan"})
    waits = replace(HOUSEHOLDS, schedule=("on arrival",))
    province = new_province(replace(waits, sources=(database,)))
    (problem,) = told(province)
    assert (problem.code, problem.field) == ("KHO-R602", "kho.schedule")
    assert "kho.schedule" in line(problem)
    province.promise(replace(waits, sources=(database, SOURCE)))
    assert told(province) == []
