"""Addresses of searches: read, written in one form, and what is left out or refused."""

from urllib.parse import parse_qsl

import pytest

from kho.publishing.search.facts import Facet
from kho.publishing.search.failures import TooFarError, TooLongError, TooManyChosenError
from kho.publishing.search.index import Sort
from kho.publishing.search.parameters import LeftOut, read, written
from kho.publishing.search.question import Choice, Search


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("", ""),
        ("q=", ""),
        ("q=%20%C4%91%E1%BA%A5t%20%20%C4%91ai%0A", "q=%C4%91%E1%BA%A5t+%C4%91ai"),
        ("q=da%CC%81", "q=d%C3%A1"),  # marks that stand apart
        ("q=a%E2%80%8Bb", "q=ab"),  # a zero-width space
        ("page=1&size=20&sort=relevance", ""),
        ("sort=title&page=02&q=a", "q=a&sort=title&page=2"),
        ("year=2025&agency=so-b&year=2024&agency=so-a&agency=so-b", "agency=so-a&agency=so-b&year=2024&year=2025"),
        ("domain=Y%20t%E1%BA%BF&q=x", "q=x&domain=Y+t%E1%BA%BF"),
        ("agency=&domain=%20", ""),
    ],
)
def test_a_search_has_one_address(address: str, canonical: str) -> None:
    asked = read(parse_qsl(address, keep_blank_values=True))
    assert written(asked.search) == canonical
    assert not asked.left_out
    assert read(parse_qsl(canonical)).search == asked.search


def test_what_an_address_asks_for() -> None:
    asked = read(parse_qsl("q=nước&agency=so-a&map=units&sort=newest&page=3&size=50"))
    assert asked.search == Search(
        text="nước",
        choices=(Choice(facet=Facet.AGENCY, values=("so-a",)), Choice(facet=Facet.MAP, values=("units",))),
        sort=Sort.NEWEST,
        page=3,
        size=50,
    )


def test_what_means_nothing_is_left_out_and_told() -> None:
    asked = read(parse_qsl("fbclid=abc&q=a&page=-1&page=x&page=2&size=1e9&sort=best&q=b&PAGE=4&page=9999999"))
    assert asked.search == Search(text="a", page=2)
    told = [LeftOut(name="fbclid", value="abc"), LeftOut(name="page", value="-1"), LeftOut(name="page", value="x")]
    assert list(asked.left_out[:3]) == told
    assert LeftOut(name="q", value="b") in asked.left_out
    assert LeftOut(name="page", value="9999999") in asked.left_out


def test_much_that_means_nothing_is_told_in_short() -> None:
    asked = read([(f"{number}" * 1000, "v" * 1000) for number in range(1, 100)])
    assert len(asked.left_out) == 10
    assert all(len(each.name) <= 40 and len(each.value) <= 40 for each in asked.left_out)


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("q=" + "a" * 201, TooLongError),
        ("q=" + "+a" * 21, TooLongError),
        ("&".join(f"year={number}" for number in range(41)), TooManyChosenError),
        ("agency=" + "a" * 101, TooManyChosenError),
        ("page=999999", TooFarError),
        ("page=101&size=100", TooFarError),
        ("size=101", TooFarError),
    ],
)
def test_what_asks_for_too_much_is_refused(address: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(parse_qsl(address))


def test_any_text_can_stand_in_an_address() -> None:
    for text in ("\ud800", "\x00a\x1fb", "🏥", "a&b=c#d", "<script>", "'; drop"):
        asked = read([("q", text), ("domain", text)])
        assert read(parse_qsl(written(asked.search))).search == asked.search
