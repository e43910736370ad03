"""`kho.schedule`: what it may say, and the moments that it names."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from kho.contracts.problems import Report
from kho.contracts.schedules import check_schedule, last_due, next_due

VIETNAM = timezone(timedelta(hours=7))
MONDAY_AT_SIX = datetime(2026, 11, 23, 6, tzinfo=VIETNAM)


def problems(*texts: str) -> list[str]:
    report = Report(file=Path("a.odcs.yaml"))
    check_schedule(texts, ("kho.schedule",), report)
    return [problem.code for problem in report.problems]


@pytest.mark.parametrize("text", ["on arrival", "by hand", "0 6 * * 1", "*/15 7-17 * * MON-FRI", "0 2 1 1,7 *"])
def test_good_schedules(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    "text", ["", "hourly", "@daily", "0 6 * *", "0 0 6 * * 1", "61 6 * * 1", "0 24 * * *", "0 0 30 2 *", "0 6 * 13 1"]
)
def test_bad_schedules(text: str) -> None:
    assert problems(text) == ["KHO-C136"]


def test_several_schedules_add_up_but_not_with_by_hand() -> None:
    assert problems("on arrival", "0 6 * * 1") == []
    assert problems("by hand", "0 6 * * 1") == ["KHO-C137"]


def test_the_moment_itself_is_due() -> None:
    assert last_due(["0 6 * * 1"], MONDAY_AT_SIX) == MONDAY_AT_SIX
    assert last_due(["0 6 * * 1"], MONDAY_AT_SIX - timedelta(seconds=1)) == MONDAY_AT_SIX - timedelta(days=7)
    assert next_due(["0 6 * * 1"], MONDAY_AT_SIX) == MONDAY_AT_SIX + timedelta(days=7)


def test_of_several_schedules_the_nearest_counts() -> None:
    crons = ["0 6 * * 1", "30 12 * * *"]
    assert last_due(crons, MONDAY_AT_SIX) == MONDAY_AT_SIX
    assert next_due(crons, MONDAY_AT_SIX) == MONDAY_AT_SIX + timedelta(hours=6, minutes=30)
    assert last_due([], MONDAY_AT_SIX) is None
