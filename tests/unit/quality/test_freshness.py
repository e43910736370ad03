"""When the next delivery is due and late, by the calendar of Việt Nam."""

from datetime import datetime, timedelta

import pytest

from kho.quality.freshness import LOCAL, State, freshness


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("frequency", "latency", "delivered", "due", "late"),
    [
        ("P1D", None, "2026-03-01T10:00", "2026-03-02", "2026-03-03"),
        ("P1W", None, "2026-03-01T10:00", "2026-03-08", "2026-03-09"),
        ("P1M", None, "2026-03-01T10:00", "2026-04-01", "2026-04-05"),
        ("P1M", "P10D", "2026-03-01T10:00", "2026-04-01", "2026-04-12"),
        ("P1M", None, "2026-01-31T23:59", "2026-02-28", "2026-03-04"),
        ("P3M", "P1D", "2025-11-30T00:00", "2026-02-28", "2026-03-02"),
        ("P1Y", "P1M", "2024-02-29T08:00", "2025-02-28", "2025-03-29"),
        ("PT6H", None, "2026-03-01T10:00", "2026-03-01T16:00", "2026-03-01T16:36"),
        ("PT6H", "PT1H", "2026-03-01T10:00", "2026-03-01T16:00", "2026-03-01T17:00"),
    ],
)
def test_due_and_late(frequency: str, latency: str | None, delivered: str, due: str, late: str):
    found = freshness(frequency, latency, at(delivered), now=at(delivered))
    assert (found.due, found.late) == (at(due), at(late))
    assert found.state is State.FRESH
    moment = timedelta(minutes=1)
    for now, state in (
        (at(due) - moment, State.FRESH),
        (at(due), State.DUE),
        (at(late) - moment, State.DUE),
        (at(late), State.LATE),
    ):
        assert freshness(frequency, latency, at(delivered), now=now).state is state


def test_how_late():
    found = freshness("P10D", "P1D", at("2026-03-01T10:00"), now=at("2026-03-18T00:00"))
    assert found.late == at("2026-03-13")
    assert found.late_by == timedelta(days=5)
    assert found.timely == pytest.approx(0.5)
    assert freshness("P10D", None, at("2026-03-01T10:00"), now=at("2027-01-01")).timely == 0


def test_nothing_delivered_and_nothing_promised():
    never = freshness("P1M", None, None, now=at("2026-03-01"))
    assert (never.state, never.timely, never.due) == (State.NEVER, 0.0, None)
    unpromised = freshness(None, None, at("2020-03-01"), now=at("2026-03-01"))
    assert (unpromised.state, unpromised.timely) == (State.UNPROMISED, None)
