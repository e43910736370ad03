"""One word of a contract is set and taken away; the rest of the file stays as it was written."""

import pytest

from kho.province.writing.contract_words import with_word
from kho.province.writing.errors import NotEditableError

PATH, WORD = "contracts/so-mau/ho.odcs.yaml", "kho.withdrawn"
VALUE = {"reason": 'Sai “số”: "chờ" #1', "day": "2026-11-23"}
BEFORE = """# của Sở Mẫu
id: so-mau/ho   # tên
customProperties:   # của Kho
  # ai xem
  - property: kho.access
    value: open
schema: []
"""


@pytest.mark.parametrize("text", [BEFORE, "id: a\n", BEFORE.replace("  - ", "- ").replace("    value", "  value")])
def test_it_is_set_and_taken_away(text: str):
    there = with_word(text, PATH, WORD, VALUE)
    assert "property: kho.withdrawn" in there
    assert [line for line in text.splitlines() if line not in there.splitlines()] == []
    other = with_word(there, PATH, WORD, {**VALUE, "reason": "Khác"})
    assert "Khác" in other
    assert "chờ" not in other
    assert with_word(other, PATH, WORD, None) == text


def test_what_cannot_be_changed_by_lines_is_refused():
    with pytest.raises(NotEditableError):
        with_word("customProperties: [{property: kho.access, value: open}]\n", PATH, WORD, VALUE)
