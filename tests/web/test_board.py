"""An agency's board tells what is due, late and failing, what breaks most, how its score went and who uses its data."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.web import invented
from tests.web.people import AGENCY, OTHER_AGENCY, signed_in, somebody

from kho.web.board.drawing import line


@pytest.fixture
def shown(portal: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001  it must be there
    """Answers tell what their templates were given."""
    from django.template import Template
    from django.test.utils import instrumented_test_render

    monkeypatch.setattr(Template, "_render", instrumented_test_render)


def board(agency: str = AGENCY, role: str = "leader") -> Any:
    return signed_in(somebody(role, agency)).get(f"/work/board/{agency}")


@pytest.mark.usefixtures("shown")
def test_the_board_tells_how_each_dataset_stands():
    answer = board()
    assert answer.status_code == 200
    names = {str(each.contract.name) for each in answer.context["standings"]}
    assert invented.OPEN.replace("--", "/") in names
    assert all(name.startswith(f"{AGENCY}/") for name in names)
    assert answer.context["glance"].datasets == len(names)
    assert answer.context["months"][-1].score is not None


@pytest.mark.usefixtures("shown")
def test_rules_that_rows_break_are_told_with_their_count(province: Any):
    answer = board()
    broken = answer.context["broken"]
    assert [each.broken for each in broken] == sorted((each.broken for each in broken), reverse=True)
    assert all(0 < each.broken <= each.checked for each in broken)
    assert province.is_dir()


@pytest.mark.usefixtures("shown")
def test_uses_are_told_by_kind_and_of_others_agencies_nothing():
    from kho.web.usage.models import Kind, Use

    name = invented.OPEN.replace("--", "/")
    today, before = datetime.now(UTC).date(), uses()
    made = [
        Use.objects.create(dataset=name, day=today, kind=Kind.FILE, count=7),
        Use.objects.create(dataset=f"{OTHER_AGENCY}/khac", day=today, kind=Kind.FILE, count=9),
        Use.objects.create(dataset=name, day=date(2020, 1, 1), kind=Kind.PAGE, count=5),
    ]
    try:
        after = uses()
    finally:
        for each in made:
            each.delete()
    files, pages = before.get(name, (0, 0))
    assert after == {**before, name: (files + 7, pages)}


def uses() -> dict[str, tuple[int, int]]:
    """What the agency's board tells: files taken and pages seen, by dataset."""
    return {str(each.contract.name): (each.using.files, each.using.pages) for each in board().context["used"]}


@pytest.mark.parametrize("agency", [AGENCY, ""])
def test_where_there_is_one_agency_with_data_people_are_led_to_it(portal: None, agency: str):  # noqa: ARG001
    answer = signed_in(somebody("leader", agency)).get("/en/work/board")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/en/work/board/{AGENCY}")


def test_who_sees_several_agencies_chooses(portal: None):  # noqa: ARG001  it must be there
    from kho.web.accounts.models import Membership

    leader = somebody("leader", AGENCY)
    Membership.objects.create(account=leader, agency=OTHER_AGENCY, role="leader")
    page = signed_in(leader).get("/en/work/board").content.decode()
    assert all(f"/en/work/board/{each}" in page for each in (AGENCY, OTHER_AGENCY))


def test_an_agency_that_is_not_there_is_told(portal: None):  # noqa: ARG001  it must be there
    answer = signed_in(somebody("leader", "")).get("/en/work/board/khong-co")
    assert answer.status_code == 404
    assert "KHO-A102" in answer.content.decode()


@pytest.mark.parametrize(
    ("scores", "pieces"),
    [([0.5], 0), ([None, 0.5], 0), ([0.0, 1.0], 1), ([0.1, None, 0.2, 0.3], 2)],
)
def test_a_line_is_parted_where_no_score_is_known(scores: list[float | None], pieces: int):
    drawn = line(scores)
    assert (0 if drawn is None else len(drawn.pieces)) == pieces


def test_month_ends_are_those_before_and_now(portal: None):  # noqa: ARG001  Django must be set up
    from kho.web.board.standing import MONTHS, month_ends

    now = datetime(2026, 3, 15, 4, tzinfo=UTC)
    ends = month_ends(now)
    assert (len(ends), ends[-1]) == (MONTHS, now)
    assert [f"{end:%Y-%m-%d}" for end in ends[-3:-1]] == ["2026-01-31", "2026-02-28"]
