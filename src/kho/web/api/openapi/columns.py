"""A dataset's columns as typed parameters of questions about its rows, and as the schema of these rows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from kho.contracts.model import LogicalType
from kho.messages import Message
from kho.publishing.catalogue import PublishedColumn
from kho.publishing.records.parameters import MOST_GROUPS, MOST_ROWS
from kho.publishing.records.question import Groups, Measure, Page
from kho.web.api.openapi.parts import DAY, NUMBER, TEXT, TRUTH, WHOLE, Document, Query, nothing_or

_KINDS: Final[Mapping[LogicalType, Document]] = {
    LogicalType.INTEGER: WHOLE,
    LogicalType.NUMBER: NUMBER,
    LogicalType.BOOLEAN: TRUTH,
    LogicalType.DATE: DAY,
    LogicalType.TIMESTAMP: {"type": "string", "examples": ["2025-07-01T08:30:00"]},
}
_NUMBERS: Final = frozenset({LogicalType.INTEGER, LogicalType.NUMBER})
_OPERATORS: Final[Mapping[str, Message]] = {
    "ne": Message("khác", "is not"),
    "gt": Message("lớn hơn", "is more than"),
    "gte": Message("từ", "is at least"),
    "lt": Message("nhỏ hơn", "is less than"),
    "lte": Message("đến", "is at most"),
}
_TAKEN: Final = frozenset({"select", "sort", "limit", "after", "q", "filter", "count", "group", "measure"})
Q: Final = Query(
    name="q",
    what=Message(
        "Dòng có mọi từ này, có dấu hay không dấu, trong các cột chữ.",
        "Rows with all of these words, with or without accents, in the columns of text.",
    ),
    schema=TEXT,
)
FILTER: Final = Query(
    name="filter",
    what=Message(
        "Điều kiện dạng CQL2: so sánh, and, or, not, in, between, like, is null.",
        "A condition in CQL2 text: comparisons, and, or, not, in, between, like, is null.",
    ),
    schema=TEXT,
)
AFTER: Final = Query(
    name="after",
    what=Message("Dấu trang của trang trước, trong `next`.", "The mark that the page before gave in `next`."),
    schema=TEXT,
)
COUNT: Final = Query(
    name="count", what=Message("Kèm tổng số dòng chính xác.", "With the exact number of rows."), schema=TRUTH
)
LIMIT: Final = Query(
    name="limit",
    what=Message("Số dòng nhiều nhất của trang.", "Rows of the page, at most."),
    schema={"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": Page().limit},
)
SELECT: Final = Query(
    name="select", what=Message("Chỉ các cột này.", "These columns alone."), schema=TEXT, is_list=True
)
SORT: Final = Query(
    name="sort",
    what=Message("Sắp theo các cột; `-cột` là giảm dần.", "Sorted by columns; `-column` is downwards."),
    schema=TEXT,
    is_list=True,
)
GROUP: Final = Query(
    name="group", what=Message("Gộp theo các cột này.", "Grouped by these columns."), schema=TEXT, is_list=True
)
MEASURE: Final = Query(
    name="measure",
    what=Message(
        "Tính gì của mỗi nhóm: count, sum_cột, avg_cột, min_cột, max_cột, distinct_cột.",
        "What of each group: count, sum_column, avg_column, min_column, max_column, distinct_column.",
    ),
    schema=TEXT,
    is_list=True,
)
GROUPS_LIMIT: Final = Query(
    name="limit",
    what=Message("Số nhóm nhiều nhất.", "Groups, at most."),
    schema={"type": "integer", "minimum": 1, "maximum": MOST_GROUPS, "default": Groups().limit},
)
ROWS: Final = (SELECT, SORT, LIMIT, AFTER, COUNT, Q, FILTER)
GROUPED: Final = (GROUP, MEASURE, SORT, GROUPS_LIMIT, Q, FILTER)


def row(columns: Sequence[PublishedColumn]) -> Document:
    """A row: any of its columns, each with a value or none."""
    return {
        "type": "object",
        "properties": {each.name: {**nothing_or(_kind(each)), "title": each.title} for each in columns},
        "additionalProperties": False,
    }


def filters(columns: Sequence[PublishedColumn]) -> Iterator[Query]:
    """Every filter of every column, by name and operator."""
    for each in columns:
        named = f"{each.title} ({each.name})" if each.title != each.name else each.name
        name = f"{each.name}__eq" if each.name in _TAKEN else each.name
        yield Query(name=name, what=Message(f"{named} là.", f"{named} is."), schema=_compared(each))
        for operator, told in _OPERATORS.items():
            what = Message(f"{named} {told.vi}.", f"{named} {told.en}.")
            yield Query(name=f"{each.name}__{operator}", what=what, schema=_compared(each))
        what = Message(f"{named} là một trong các giá trị.", f"{named} is one of the values.")
        yield Query(name=f"{each.name}__in", what=what, schema=_compared(each), is_list=True)
        what = Message(f"{named} trống.", f"{named} is empty.")
        yield Query(name=f"{each.name}__null", what=what, schema=TRUTH)
        if each.kind is LogicalType.STRING:
            what = Message(f"{named} có mọi từ này.", f"{named} has all of these words.")
            yield Query(name=f"{each.name}__holds", what=what, schema=TEXT)


def of_rows(columns: Sequence[PublishedColumn]) -> Iterator[Query]:
    """The parameters of a page of these columns."""
    for each in ROWS:
        yield _among(each, [*_names(columns)])
    yield from filters(columns)


def of_groups(columns: Sequence[PublishedColumn]) -> Iterator[Query]:
    """The parameters of groups of these columns."""
    names = [*_names(columns)]
    measures = [*_measures(columns)]
    for each in GROUPED:
        if each is MEASURE:
            yield _enumerated(each, measures)
        elif each is SORT:
            yield Query(name=each.name, what=each.what, schema=TEXT, is_list=True)
        else:
            yield _among(each, names)
    yield from filters(columns)


def _among(query: Query, names: Sequence[str]) -> Query:
    """A parameter that names columns, with these columns."""
    if query in (SELECT, GROUP):
        return _enumerated(query, names)
    return _enumerated(query, [*names, *(f"-{each}" for each in names)]) if query is SORT else query


def _enumerated(query: Query, values: Sequence[str]) -> Query:
    return Query(name=query.name, what=query.what, schema={"type": "string", "enum": [*values]}, is_list=True)


def _measures(columns: Sequence[PublishedColumn]) -> Iterator[str]:
    yield Measure.COUNT.value
    for measure in Measure:
        for each in columns:
            if measure not in (Measure.SUM, Measure.MEAN) or each.kind in _NUMBERS:
                yield f"{measure.value}_{each.name}"


def _names(columns: Sequence[PublishedColumn]) -> Iterator[str]:
    return (each.name for each in columns)


def _kind(column: PublishedColumn) -> Document:
    return _KINDS.get(column.kind, TEXT)


def _compared(column: PublishedColumn) -> Document:
    """What a column may be compared with: whole numbers also with others."""
    return NUMBER if column.kind is LogicalType.INTEGER else _kind(column)
