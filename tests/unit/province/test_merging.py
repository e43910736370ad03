"""Two changes of one text are brought together; where they meet, one's own stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho.province.writing.merging import merge

BASE = "a: 1\nb: 2\nc: 3\nd: 4\n"


@pytest.mark.parametrize(
    ("theirs", "mine", "text", "overlaps"),
    [
        (BASE, "a: 9\nb: 2\nc: 3\nd: 4\n", "a: 9\nb: 2\nc: 3\nd: 4\n", 0),
        ("a: 8\nb: 2\nc: 3\nd: 4\n", "a: 1\nb: 2\nc: 3\nd: 7\n", "a: 8\nb: 2\nc: 3\nd: 7\n", 0),
        ("a: 1\nb: 5\nc: 3\nd: 4\n", "a: 1\nb: 6\nc: 3\nd: 4\n", "a: 1\nb: 6\nc: 3\nd: 4\n", 1),
        ("a: 1\nb: 5\nc: 3\nd: 4\n", "a: 1\nb: 5\nc: 3\nd: 4\n", "a: 1\nb: 5\nc: 3\nd: 4\n", 0),
        ("a: 1\nx: 0\nb: 2\nc: 3\nd: 4\n", "a: 1\nb: 2\nc: 3\n", "a: 1\nx: 0\nb: 2\nc: 3\n", 0),
        ("", BASE, "", 0),
        (f"{BASE}e: 5\n", f"{BASE}f: 6\n", f"{BASE}e: 5\nf: 6\n", 0),
        ("neu: 1\n", "a: 1\nb: 2\n", "a: 1\nb: 2\n", 1),
    ],
)
def test_both_changes_stand(theirs: str, mine: str, text: str, overlaps: int):
    merged = merge(BASE, theirs, mine)
    assert (merged.text, merged.overlaps) == (text, overlaps)


LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n"]), max_size=8).map("".join)


@given(LINES, LINES)
def test_who_is_alone_in_changing_something_has_it(base: str, changed: str):
    assert merge(base, changed, base).text == changed
    assert merge(base, base, changed).text == changed
    assert merge(base, changed, changed).text == changed
