"""Lists of records in a province's YAML files, read by a table of fields, with every mistake told in one go."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kho.contracts.located import read_yaml
from kho.contracts.names import SLUG
from kho.contracts.problems import Kind, Place, Report, listed, near
from kho.messages import Message

NOT_A_LIST = Kind(
    code="KHO-P101",
    what=Message("Tệp phải là một danh sách.", "The file must be a list."),
    mend=Message("Mỗi mục bắt đầu bằng “- id: ...”.", "Begin each entry with “- id: ...”."),
)
NOT_A_RECORD = Kind(
    code="KHO-P102",
    what=Message("Mục này không phải các cặp khoá: giá trị.", "This entry is no set of key: value pairs."),
    mend=Message("Viết {known}.", "Write {known}."),
)
UNKNOWN_KEY = Kind(
    code="KHO-P103",
    what=Message("Không có khoá “{word}”.{near}", "There is no key “{word}”.{near}"),
    mend=Message("Viết một trong: {known}.", "Write one of: {known}."),
)
MISSING_KEY = Kind(
    code="KHO-P104",
    what=Message("Thiếu “{word}”.", "“{word}” is missing."),
    mend=Message("Thêm {word}: {expected}.", "Add {word}: {expected}."),
)
BAD_VALUE = Kind(
    code="KHO-P105",
    what=Message("“{value}” không dùng được cho {word}.{near}", "“{value}” does not do for {word}.{near}"),
    mend=Message("Viết {expected}.", "Write {expected}."),
)
DOUBLED_ID = Kind(
    code="KHO-P106",
    what=Message("id “{id}” đã có ở dòng {first}.", "The id “{id}” stands on line {first} already."),
    mend=Message("Đặt cho mỗi mục một id riêng.", "Give each entry its own id."),
)
REVERSED_DATES = Kind(
    code="KHO-P107",
    what=Message("valid_to ({to}) sớm hơn valid_from ({start}).", "valid_to ({to}) is before valid_from ({start})."),
    mend=Message("Sửa một trong hai ngày.", "Correct one of the two dates."),
)

Reader = Callable[[Any], Any]
"""Turns a YAML value into a typed one; raises ValueError where it cannot."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One field of a record: how it is read and what is expected in a person's words.

    A record whose required field is wrong is told and read on with `instead`, so that what names it is not told too;
    without its id it cannot be read on.
    """

    read: Reader
    expected: Message
    required: bool = False
    instead: Any = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """A name in both languages; English falls back to Vietnamese."""

    vi: str
    en: str


UNNAMED = Name(vi="", en="")


def text(value: Any) -> str:
    """A text that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value.strip()


def slug(value: Any) -> str:
    """An id such as `so-y-te`."""
    if not isinstance(value, str) or not SLUG.fullmatch(value):
        raise ValueError
    return value


def day(value: Any) -> date:
    """An ISO date."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError
    return date.fromisoformat(value)


def name(value: Any) -> Name:
    """A text, or `{vi, en}`."""
    if isinstance(value, str):
        return Name(vi=text(value), en=text(value))
    if not isinstance(value, dict) or not {"vi"} <= value.keys() <= {"vi", "en"}:
        raise ValueError
    return Name(vi=text(value["vi"]), en=text(value.get("en", value["vi"])))


def slugs(value: Any) -> tuple[str, ...]:
    """A list of ids."""
    if not isinstance(value, list):
        raise ValueError  # noqa: TRY004 - readers have one way to say no
    return tuple(slug(each) for each in value)


def one_of(choices: tuple[str, ...]) -> Reader:
    """A reader of one word among `choices`."""

    def read(value: Any) -> str:
        if value not in choices:
            raise ValueError
        return str(value)

    return read


SLUG_FIELD = Message(
    "chữ thường không dấu, số và gạch nối, ví dụ so-y-te", "lower-case letters, digits, hyphens: so-y-te"
)
TEXT_FIELD = Message("một đoạn chữ (số thì để trong nháy)", "a text (digits in quotes)")
NAME_FIELD = Message("{vi: ..., en: ...}", "{vi: ..., en: ...}")
DATE_FIELD = Message("ngày dạng 2025-07-01", "a date such as 2025-07-01")
IDS_FIELD = Message("danh sách id", "a list of ids")


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One entry that could be read: its values by field and its place in the file."""

    values: Mapping[str, Any]
    place: Place


def read_records(file: Path, fields: Mapping[str, Field], report: Report) -> list[Record]:
    """The entries of a YAML list that have all required fields; everything wrong is told in `report`."""
    located = read_yaml(file)
    report.lines = located.lines
    report.problems.extend(located.problems)
    if located.value is None:
        return []
    if not isinstance(located.value, list):
        report.add(NOT_A_LIST)
        return []
    records = [_record(value, (index,), fields, report) for index, value in enumerate(located.value)]
    return _unique([record for record in records if record is not None], report)


def _record(value: Any, place: Place, fields: Mapping[str, Field], report: Report) -> Record | None:
    if not isinstance(value, dict):
        report.add(NOT_A_RECORD, place, known=listed(fields))
        return None
    for word in value.keys() - fields.keys():
        report.add(UNKNOWN_KEY, (*place, word), word=word, near=near(word, fields), known=listed(fields))
    values = {word: _value(value.get(word), word, place, field, report) for word, field in fields.items()}
    _check_dates(values, place, report)
    whole = {word: field.instead if values[word] is None else values[word] for word, field in fields.items()}
    return Record(values=whole, place=place) if whole["id"] is not None else None


def _value(value: Any, word: str, place: Place, field: Field, report: Report) -> Any:
    if value is None:
        if field.required:
            report.add(MISSING_KEY, place, word=word, expected=field.expected)
        return None
    try:
        return field.read(value)
    except ValueError:
        close = near(str(value), field.choices)
        report.add(BAD_VALUE, (*place, word), value=value, word=word, near=close, expected=field.expected)
        return None


def _check_dates(values: Mapping[str, Any], place: Place, report: Report) -> None:
    start, to = values.get("valid_from"), values.get("valid_to")
    if start is not None and to is not None and to < start:
        report.add(REVERSED_DATES, (*place, "valid_to"), start=start, to=to)


def _unique(records: list[Record], report: Report) -> list[Record]:
    first: dict[str, Record] = {}
    for record in records:
        known = first.setdefault(record.values["id"], record)
        if known is not record:
            line = report.line((*known.place, "id"))
            report.add(DOUBLED_ID, (*record.place, "id"), id=record.values["id"], first=line)
    return list(first.values())
