"""Work ahead keeps the order, hands errors on in their turn, and knows what nobody has been given yet."""

from collections.abc import Iterator

import pytest

from kho.sources.ahead import WAITING, Ahead


def test_results_come_in_the_order_of_the_items() -> None:
    with Ahead(str, iter(range(100))) as made:
        assert list(made) == [(number, str(number)) for number in range(100)]


def test_few_items_are_taken_before_they_are_wanted() -> None:
    items = iter(range(100))
    with Ahead(str, items) as made:
        next(iter(made))
    assert next(items) <= WAITING + 1


def test_what_was_not_given_yet_can_be_had_back() -> None:
    items = iter(range(100))
    with Ahead(str, items) as made:
        given = [item for item, _ in (next(iter(made)),)]
        rest = made.rest()
    assert [*given, *rest, *items] == list(range(100))


def test_an_error_is_raised_in_its_turn() -> None:
    def items() -> Iterator[int]:
        yield from (1, 2, 0, 3)

    with Ahead(lambda number: 6 // number, items()) as made:
        each = iter(made)
        assert [next(each), next(each)] == [(1, 6), (2, 3)]
        with pytest.raises(ZeroDivisionError):
            next(each)
