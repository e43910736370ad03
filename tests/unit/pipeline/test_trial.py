"""A trial finds what a run finds, and leaves nothing in the warehouse."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.unit.pipeline.small_province import AGENCIES, HOUSEHOLDS, SETTINGS, NewProvince, SmallProvince

from kho.contracts.model import LoadMode, Metric, Operator, QualityRule
from kho.pipeline.giving_back import give_back_trial
from kho.pipeline.progress import Silence
from kho.pipeline.runs import Run, RunStatus
from kho.pipeline.trial import Handed, NoTrialError, Trial, bad_rows, good_rows, page_of, read_trial, try_file

HEADER = "Mã,Tên,Số người"


def tried(province: SmallProvince, file: Path, into: Path) -> Trial:
    return try_file(province.open(), HOUSEHOLDS.name, handed(file), into=into, progress=Silence())


def handed(file: Path) -> Handed:
    return Handed(file=file, name=file.name, by="nguoi-thu")


def same(run: Run) -> Run:
    """The run but for when it was and how it ended."""
    came = replace(run.delivery, received=None)
    return replace(
        run, id="", started=None, ended=None, delivery=came, committed=None, status=RunStatus.CHECKED, unprofiled=None
    )


rows = st.lists(
    st.tuples(
        st.sampled_from(["01", "02", "03", "04", ""]),
        st.sampled_from(["A", "B", "Đình"]),
        st.sampled_from(["1", "2", "x", "-1", ""]),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("mode", list(LoadMode))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=rows, now=rows)
def test_it_finds_and_foretells_what_the_run_does(
    tmp_path_factory: pytest.TempPathFactory,
    mode: LoadMode,
    before: Sequence[tuple[str, ...]],
    now: Sequence[tuple[str, ...]],
):
    province = SmallProvince(folder=tmp_path_factory.mktemp("tinh") / "tinh-mau")
    province.write("kho.toml", SETTINGS + "[quality]\nprofile = false\n")
    province.write("agencies.yaml", AGENCIES)
    province.promise(replace(HOUSEHOLDS, load=mode))
    one, two = (
        province.write(f"{name}.csv", "\n".join([HEADER, *map(",".join, lines)]) + "\n")
        for name, lines in (("mot", before), ("hai", now))
    )
    province.hand_over(one)
    trial = tried(province, two, province.folder / "thu")
    run = province.hand_over(two)
    assert same(trial.run) == same(run)
    assert run.committed is not None
    assert trial.expected is not None
    names = ("inserted", "updated", "deleted", "unchanged")
    assert [getattr(trial.expected, name) for name in names] == [getattr(run.committed, name) for name in names]
    assert trial.expected.version is not None
    assert trial.expected.version < run.committed.version or mode is LoadMode.UPSERT


def test_nothing_is_left_in_the_warehouse(province: SmallProvince, tmp_path: Path):
    file = province.write("ho.csv", f"{HEADER}\n01,A,1\n02,B,x\n")
    trial = tried(province, file, tmp_path / "thu")
    assert (trial.run.status, trial.run.accepted, trial.run.quarantined) == (RunStatus.CHECKED, 1, 1)
    place = province.open()
    assert list(place.runs.newest()) == []
    assert list(place.warehouse.arrivals()) == []
    assert province.rows() == []
    assert not list((province.folder / "warehouse").rglob("*.parquet"))
    assert sorted(each.name for each in (tmp_path / "thu").iterdir()) == ["bad.parquet", "good", "trial.json"]


def test_what_came_of_it_is_read_again(province: SmallProvince, tmp_path: Path):
    province.hand_over(province.write("truoc.csv", f"{HEADER}\n01,A,1\n02,B,2\n"))
    trial = tried(province, province.write("ho.csv", f"{HEADER}\n01,A,1\n02,B,3\n03,,x\n,C,y\n"), tmp_path / "thu")
    kept = read_trial(tmp_path / "thu")
    assert kept == trial
    assert kept.expected is not None
    (changed,) = kept.expected.examples
    assert (changed.before, changed.after) == ({"ma": "02", "ten": "B", "so": 2}, {"ma": "02", "ten": "B", "so": 3})
    assert good_rows(tmp_path / "thu", ["ma", "so"], 1).num_rows == 1
    place = province.open()
    with bad_rows(tmp_path / "thu") as found:
        page = page_of(place, kept.run, found)
    assert [(each.row, each.texts["so"], len(each.findings)) for each in page] == [(4, "x", 1), (5, "y", 2)]
    with bad_rows(tmp_path / "thu") as found:
        assert [each.row for each in page_of(place, kept.run, found, rule="ma.required")] == [5]
    with bad_rows(tmp_path / "thu") as found:
        assert [each.row for each in page_of(place, kept.run, found, skip=1)] == [5]


def test_an_unreadable_file_gives_a_failed_trial(province: SmallProvince, tmp_path: Path):
    trial = tried(province, province.write("ho.csv", "Cột lạ\n1\n"), tmp_path / "thu")
    assert trial.run.status is RunStatus.FAILED
    assert trial.run.error is not None
    assert trial.run.error.code == "KHO-R203"
    assert read_trial(tmp_path / "thu") == trial


def test_a_broken_promise_about_the_whole_holds_it(new_province: NewProvince, tmp_path: Path):
    few = QualityRule(id="du-dong", operator=Operator.GREATER_OR_EQUAL, expected=(5,), metric=Metric.ROW_COUNT, path=())
    province = new_province(replace(HOUSEHOLDS, rules=(few,)))
    trial = tried(province, province.write("ho.csv", f"{HEADER}\n01,A,1\n"), tmp_path / "thu")
    assert (trial.run.status, trial.expected) == (RunStatus.HELD, None)


def test_the_tried_workbook_is_given_back_marked(province: SmallProvince, tmp_path: Path):
    file = province.send_workbook("ho.xlsx", Chi=[HEADER.split(","), ["01", "A", "x"], ["02", "B", 2]])
    trial = tried(province, file, tmp_path / "thu")
    copy = give_back_trial(province.open(), trial.run, tmp_path / "thu", handed(file), tmp_path / "tra")
    sheet = load_workbook(copy)["Chi"]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment] == ["C2"]


def test_no_trial_says_so(tmp_path: Path):
    with pytest.raises(NoTrialError):
        read_trial(tmp_path)
