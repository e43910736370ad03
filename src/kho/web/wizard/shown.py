"""What the pages of the steps show: tables of a file in their place, columns with examples, personal values masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from kho.contracts.guess.describe import Described
from kho.contracts.model import Column
from kho.messages import Message
from kho.pipeline.surveying import OLD_UNITS, Survey, Surveyed
from kho.sources.base import LeftOut
from kho.standards import registry
from kho.standards.codelists import shipped
from kho.standards.units.model import Level
from kho.web.deliveries.places import place
from kho.web.wizard.answers import Answers, ColumnAnswer
from kho.web.wizard.forms import kept_of
from kho.web.wizard.words import TYPES

WIDEST: Final = 12
"""Columns of a table that are shown to choose it by."""
LEFT_OUT: Final = 8
_SHOWN_LETTERS: Final = 2
_LEVELS: Final = {
    Level.PROVINCE: Message("mã tỉnh", "province codes"),
    Level.DISTRICT: Message("mã huyện", "district codes"),
    Level.COMMUNE: Message("mã xã, phường", "commune codes"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownTable:
    """A table of the file with its first rows and what is left out."""

    number: int
    name: str
    rows: int
    headers: Sequence[str]
    first: Sequence[tuple[int, Sequence[str]]]
    more: int
    left_out: Sequence[LeftOut]
    more_left_out: int
    range: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownColumn:
    """A column of the form."""

    number: int
    answer: ColumnAnswer
    column: Column
    examples: Sequence[str]
    why: Sequence[Message]
    kept: str
    unit: str
    aside: Sequence[tuple[int, str]]
    not_fitting: int
    is_gone: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownPerson:
    """A column on the page of personal data, its values masked."""

    number: int
    title: str
    what: Message | None
    examples: Sequence[str]
    kind: str


def tables(found: Survey) -> list[ShownTable]:
    """The tables of a file."""
    return [_table(number, each) for number, each in enumerate(found.tables)]


def _table(number: int, each: Surveyed) -> ShownTable:
    return ShownTable(
        number=number,
        name=each.part,
        rows=each.rows,
        headers=[_header(column.header, column.position) for column in each.columns[:WIDEST]],
        first=[(line.row, [cell or "" for cell in line.cells[:WIDEST]]) for line in each.first],
        more=max(0, len(each.columns) - WIDEST),
        left_out=each.left_out[:LEFT_OUT],
        more_left_out=max(0, len(each.left_out) - LEFT_OUT),
        range=_range(each.found),
    )


def _header(header: Sequence[str], position: int) -> str:
    parts = dict.fromkeys(" ".join(part.split()) for part in header if part.strip())
    return " / ".join(parts) or f"({position})"


def _range(found: dict[str, Any]) -> str:
    """The part of the sheet, such as `A8:C33`."""
    columns, first, last = found.get("columns"), found.get("first_row"), found.get("last_row")
    if not isinstance(columns, str) or ":" not in columns or first is None or last is None:
        return ""
    left, _, right = columns.partition(":")
    return f"{left}{first}:{right}{last}"


def columns(answers: Answers, described: Sequence[Described], numbers: Sequence[int]) -> list[ShownColumn]:
    """The columns of the form; `numbers` are the rows of the sample as the sender sees them."""
    by_place = {each.place: each for each in described}
    return [
        _column(number, each, by_place.get(each.place) if each.place is not None else None, numbers)
        for number, each in enumerate(answers.columns)
    ]


def _column(number: int, each: ColumnAnswer, told: Described | None, numbers: Sequence[int]) -> ShownColumn:
    aside = [(numbers[at] if at < len(numbers) else at + 1, text) for at, text in (told.aside if told else ())]
    return ShownColumn(
        number=number,
        answer=each,
        column=each.column,
        examples=told.examples if told else (),
        why=told.why if told else (),
        kept=kept_of(each.column),
        unit=each.column.measure.unit if each.column.measure else "",
        aside=aside if told and told.column.logical_type is each.column.logical_type else (),
        not_fitting=told.not_fitting if told else 0,
        is_gone=each.place is None and each.column.from_name is None,
    )


def types() -> list[tuple[str, Message]]:
    """The types to choose from."""
    return [(each.value, told) for each, told in TYPES.items()]


def keeps() -> list[tuple[Message, list[tuple[str, Message]]]]:
    """What a column can keep to, in groups: standards, the province's lists, units."""
    standards = [(f"standard:{name}", registry.standard(name).title) for name in registry.names()]
    lists = [(f"list:{name}", Message(name, name)) for name in sorted(place().province.known_codelists)]
    units = [(f"unit:{level.value}", told) for level, told in _LEVELS.items()]
    old = [
        (f"unit:{level.value}:{OLD_UNITS}", Message(f"{told.vi} trước 1/7/2025", f"{told.en} before 1 July 2025"))
        for level, told in _LEVELS.items()
    ]
    return [
        (Message("Đơn vị hành chính", "Administrative units"), [*units, *old]),
        (Message("Chuẩn", "Standards"), standards),
        (Message("Danh mục", "Code lists"), lists),
    ]


def people(answers: Answers, described: Sequence[Described]) -> list[ShownPerson]:
    """The columns that are kept, those that look personal with what they tell."""
    by_place = {each.place: each for each in described}
    found = []
    for number, each in enumerate(answers.columns):
        told = by_place.get(each.place) if each.place is not None else None
        if not each.left_out:
            kind = each.column.classification
            what = told.pointed.what if told and told.pointed else None
            examples = [masked(text) for text in told.examples] if told else []
            title = each.column.title or each.column.name
            value = kind.value if kind else ""
            found.append(ShownPerson(number=number, title=title, what=what, examples=examples, kind=value))
    return found


def masked(text: str) -> str:
    """A value of which only the beginning of each word, and no digit but the first, is shown."""
    return " ".join(word[:_SHOWN_LETTERS] + "•" * max(0, len(word) - _SHOWN_LETTERS) for word in text.split())


def open_data_topics() -> list[str]:
    """The codes of the national list of open data."""
    topics = shipped("open_data_topics")
    return [each.code for each in topics.codes] if topics is not None else []
