"""Waiting longer each time."""

import pytest

from kho.pipeline.work.backoff import Backoff

WAITS = Backoff(first=30, longest=3600)


def test_the_wait_doubles_up_to_the_longest() -> None:
    fullest = [WAITS.wait(attempts, lambda: 1.0) for attempts in range(1, 10)]
    assert fullest == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


@pytest.mark.parametrize("attempts", [1, 3, 8, 5000])
def test_half_of_the_wait_is_chance(attempts: int) -> None:
    full = WAITS.wait(attempts, lambda: 1.0)
    assert WAITS.wait(attempts, lambda: 0.0) == full / 2
    assert WAITS.wait(attempts, lambda: 0.5) == full * 3 / 4
