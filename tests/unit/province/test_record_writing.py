"""Records and rows are changed in the text of their file: comments, order and everything else stay."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho.contracts.located import parse_yaml
from kho.province.writing.csv_rows import rows_of, with_changed_row, with_rows
from kho.province.writing.errors import NotEditableError
from kho.province.writing.yaml_records import with_changed, with_record

AGENCIES = """\
# Các cơ quan
- id: ubnd   # cấp trên của mọi cơ quan
  name: {vi: "UBND tỉnh", en: 'Province'}
  level: province

# Sở Y tế
- id: so-y-te
  # mã tạm
  code: H33.11
  name:
    vi: Sở Y tế
    en: Department of Health
  level: province   # cấp tỉnh
  parent: ubnd
# Sở Giáo dục
- {id: so-giao-duc, name: "Sở Giáo dục", level: province}
# hết
"""


def read(text: str) -> list[dict[str, Any]]:
    found = parse_yaml(text.encode(), Path("x.yaml"))
    assert found.problems == []
    return list(found.value)


def test_one_field_changes_one_line():
    made = with_changed(AGENCIES, "agencies.yaml", "so-y-te", {"code": "H33.12"})
    assert made == AGENCIES.replace("H33.11", "H33.12")


def test_a_field_over_several_lines_is_replaced_whole_and_comments_beside_stay():
    made = with_changed(AGENCIES, "agencies.yaml", "so-y-te", {"name": {"vi": "Sở Y", "en": "Health: all"}})
    old = "  name:\n    vi: Sở Y tế\n    en: Department of Health\n"
    assert made == AGENCIES.replace(old, '  name: {vi: Sở Y, en: "Health: all"}\n')


def test_a_field_comes_and_goes():
    made = with_changed(AGENCIES, "agencies.yaml", "so-y-te", {"valid_to": date(2025, 6, 30), "parent": None})
    assert made == AGENCIES.replace("  parent: ubnd\n", "  valid_to: 2025-06-30\n")


def test_the_first_and_the_last_record_and_one_on_one_line():
    made = with_changed(AGENCIES, "agencies.yaml", "ubnd", {"level": "central"})
    assert made == AGENCIES.replace("level: province\n\n", "level: central\n\n")
    made = with_changed(AGENCIES, "agencies.yaml", "so-giao-duc", {"level": "commune"})
    assert made.endswith("- id: so-giao-duc\n  name: Sở Giáo dục\n  level: commune\n# hết\n")
    assert made.startswith(AGENCIES[: AGENCIES.index("- {id")])


def test_a_record_comes_at_the_end():
    made = with_record(AGENCIES, "agencies.yaml", {"id": "moi", "name": {"vi": "Mới", "en": "No"}, "parent": None})
    assert made == AGENCIES + '- id: moi\n  name: {vi: Mới, en: "No"}\n'


@pytest.mark.parametrize("text", ["", "# chưa có gì\n", "[]\n", "# a\n[]\n"])
def test_the_first_record_of_all(text: str):
    assert read(with_record(text, "systems.yaml", {"id": "a"})) == [{"id": "a"}]
    assert with_record(text, "systems.yaml", {"id": "a"}).startswith(text.replace("[]\n", ""))


def test_line_ends_stay():
    made = with_changed(AGENCIES.replace("\n", "\r\n"), "agencies.yaml", "so-y-te", {"code": "H33.12"})
    assert made == AGENCIES.replace("\n", "\r\n").replace("H33.11", "H33.12")


def test_what_changes_nothing_leaves_the_text():
    assert with_changed(AGENCIES, "a.yaml", "so-y-te", {"code": "H33.11", "valid_to": None}) == AGENCIES


@pytest.mark.parametrize("text", ["[{id: a, level: province}]\n", "- id: a\n  id: b\n", "id: a\n", "- id: [\n"])
def test_what_cannot_be_changed_by_itself_is_told(text: str):
    with pytest.raises(NotEditableError):
        with_changed(text, "agencies.yaml", "a", {"level": "commune"})


TEXTS = st.text(st.characters(blacklist_categories=("C", "Z")) | st.sampled_from(" :#-{}[]'\",&*!|>%@`\\"), min_size=1)
VALUES = st.dictionaries(
    st.sampled_from(["code", "name", "level", "hosting", "connections", "valid_to"]),
    TEXTS
    | st.none()
    | st.lists(TEXTS, min_size=1)
    | st.fixed_dictionaries({"vi": TEXTS, "en": TEXTS})
    | st.dates(min_value=date(1900, 1, 1)),
)


@given(id_=st.sampled_from(["ubnd", "so-y-te", "so-giao-duc"]), values=VALUES)
def test_whatever_is_written_is_read_again_and_others_keep_their_lines(id_: str, values: dict[str, Any]):
    made = with_changed(AGENCIES, "agencies.yaml", id_, values)
    before, after = read(AGENCIES), read(made)
    for old, new in zip(before, after, strict=True):
        if old["id"] != id_:
            assert new == old
            continue
        wanted = {word: value for word, value in {**old, **values}.items() if value is not None}
        assert new == read(with_record("", "x.yaml", wanted))[0]
    assert all(line in made for line in re.findall("^# .*$", AGENCIES, re.MULTILINE))


LIST = '\ufeffcode,name,valid_from,valid_to,note\r\n1,"Một, hai",,,x\r\n\r\n2,"Hai\r\nba",2025-07-01,,\r\n3,Ba,,,\r\n'


def test_a_row_changes_and_the_others_keep_their_bytes():
    rows = rows_of(LIST)
    assert [each.cells["code"] for each in rows] == ["1", "2", "3"]
    made = with_changed_row(LIST, rows[1], {"name": "Hai", "valid_to": "2026-01-01"})
    assert made == LIST.replace('2,"Hai\r\nba",2025-07-01,,', "2,Hai,2025-07-01,2026-01-01,")
    made = with_changed_row(LIST, rows[2], {"name": 'Ba, "b"'})
    assert made == LIST.replace("3,Ba,,,", '3,"Ba, ""b""",,,')


def test_rows_are_added_after_a_line_without_an_end():
    more = [{"code": "2", "name": "Hai"}, {"code": "3", "name": "B"}]
    made = with_rows("code,name,valid_from,valid_to\n1,Một,,", more)
    assert made == "code,name,valid_from,valid_to\n1,Một,,\n2,Hai,,\n3,B,,\n"
