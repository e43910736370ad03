"""Pseudonyms are stable, tell kinds and keys apart, and keep nothing of the number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho.standards.pseudonym import LENGTH, WeakKeyError, pseudonym

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))


def test_the_format_never_changes_since_data_out_there_is_joined_by_it():
    assert pseudonym("033085001234", kind="citizen_id", key=KEY) == "s2xlpbyrjhi2xau3bresiwgnee"


def test_kinds_and_keys_give_other_pseudonyms():
    one = pseudonym("033085001234", kind="citizen_id", key=KEY)
    assert one != pseudonym("033085001234", kind="tax_code", key=KEY)
    assert one != pseudonym("033085001234", kind="citizen_id", key=OTHER_KEY)


@given(st.lists(st.integers(0, 10**12 - 1), unique=True, min_size=2, max_size=20))
def test_numbers_give_distinct_pseudonyms_of_one_length(numbers: list[int]):
    made = [pseudonym(f"{number:012d}", kind="citizen_id", key=KEY) for number in numbers]
    assert len(set(made)) == len(numbers)
    assert {len(each) for each in made} == {LENGTH}
    assert all(each.isalnum() and each == each.lower() for each in made)


def test_a_short_key_is_refused():
    with pytest.raises(WeakKeyError) as refused:
        pseudonym("033085001234", kind="citizen_id", key=b"secret")
    assert "6" in refused.value.text("vi")
