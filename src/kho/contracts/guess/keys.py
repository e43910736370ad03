"""The smallest set of columns by which rows are told apart, and how later deliveries join what is there."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kho.contracts.guess.samples import Cells, SampleColumn
from kho.contracts.guess.types import is_code
from kho.contracts.model import Column, LoadMode, LogicalType
from kho.standards.text.folding import folded

WIDEST = 4
"""Columns of a key at most."""
TRIED = 10
"""Columns that are tried in sets at most, the likeliest."""
ALLOWED = 0.02
"""The share of rows that may break a proposed key: a sender's mistakes."""
_PERIOD = re.compile(r"\b(nam|thang|quy|ky|vu|ngay (so lieu|bao cao|quan trac|do)|thoi (ky|diem)|nien hoc|nam hoc)\b")
_COUNTING = re.compile(r"(s ?t ?t|t ?t|so thu tu|so t ?t|no\.?|#|index|fid|ogc_fid|objectid)")
_NO_PERIOD = re.compile(r"\b(sinh|thanh lap|xay dung|su dung|cap|sua|ban hanh)\b")
_MEASURES = frozenset({LogicalType.NUMBER, LogicalType.BOOLEAN, LogicalType.OBJECT, LogicalType.ARRAY})
_LONG = 60
_FEW_ROWS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """A proposed key; `broken` rows of the `rows` of the sample would break it. Without columns: nothing does."""

    columns: tuple[str, ...] = ()
    broken: int = 0
    rows: int = 0


def is_period(header: str) -> bool:
    """Whether a column tells the time that a row's figures are of."""
    plain = folded(header).replace("_", " ")
    return _PERIOD.search(plain) is not None and _NO_PERIOD.search(plain) is None


def key(columns: Sequence[Column], samples: Sequence[SampleColumn], headers: Mapping[str, str]) -> Key:
    """The smallest set of columns that tells all rows apart but a few; with the period, where one is told.

    `samples` are those of `columns`, in their order; `headers` by the columns' names.
    """
    values = {
        column.name: [(text or "").strip() for text in sample.values]
        for column, sample in zip(columns, samples, strict=True)
    }
    rows = max(map(len, values.values()), default=0)
    if rows < _FEW_ROWS:
        return Key(rows=rows)
    likely = sorted(
        (each for each in columns if _may_be_key(each, headers[each.name])),
        key=lambda each: _rank(each, headers[each.name], values[each.name]),
    )
    names = [each.name for each in likely if _is_whole(values[each.name])][:TRIED]
    for chosen in _sets(names):
        broken = breaking(values, chosen)
        if broken <= ALLOWED * rows:
            return Key(columns=_with_period(chosen, columns, headers, values), broken=broken, rows=rows)
    return Key(rows=rows)


def breaking(values: Mapping[str, Sequence[str]], names: Sequence[str]) -> int:
    """How many rows a key of these columns would turn away: those without a value, and all but one of equal ones."""
    counted = Counter(zip(*(values[name] for name in names), strict=True))
    return sum(count if "" in row else count - 1 for row, count in counted.items())


def load_mode(found: Key, headers: Mapping[str, str]) -> LoadMode:
    """How later deliveries join: by key where rows tell their period, else each one replaces all."""
    with_period = any(is_period(headers[name]) for name in found.columns)
    return LoadMode.UPSERT if with_period else LoadMode.REPLACE


def _sets(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for width in range(1, min(WIDEST, len(names)) + 1):
        yield from combinations(names, width)


def _may_be_key(column: Column, header: str) -> bool:
    """Not what is measured or counted, though its values may all differ."""
    counts = column.logical_type is LogicalType.INTEGER and not (is_code(header) or is_period(header))
    return column.logical_type not in _MEASURES and column.measure is None and not counts


def _is_whole(values: Sequence[str]) -> bool:
    return sum(not value for value in values) <= ALLOWED * len(values)


def _rank(column: Column, header: str, values: Sequence[str]) -> tuple[int, int]:
    """Codes first, then periods and names; figures and long texts last."""
    if folded(header).strip() == "id":
        first = 2
    elif is_code(header) or column.standard or column.unit:
        first = 0
    elif is_period(header):
        first = 1
    elif column.codelist is not None:
        first = 2
    elif column.logical_type is LogicalType.STRING:
        first = 5 if max(map(len, values), default=0) > _LONG else 3
    else:
        first = 4 if column.logical_type is not LogicalType.INTEGER else 6
    return first, -len(set(values))


def _with_period(
    chosen: tuple[str, ...],
    columns: Sequence[Column],
    headers: Mapping[str, str],
    values: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    """With the column that says of when the rows are, if all are of one time: the next delivery is of another."""
    periods = [
        each.name
        for each in columns
        if each.logical_type is not LogicalType.DATE and is_period(headers[each.name]) and _is_one(values[each.name])
    ]
    more = [name for name in periods[:1] if name not in chosen]
    order = {each.name: place for place, each in enumerate(columns)}
    return tuple(sorted((*chosen, *more), key=order.__getitem__))


def _is_one(values: Sequence[str]) -> bool:
    """Whether all values are the same but a sender's slips."""
    (_, count), *_ = Counter(values).most_common(1)
    return count >= (1 - ALLOWED) * len(values)


def is_counting(header: str) -> bool:
    """Whether a column numbers the lines of a table; nested numbering (I, 1, a) is text."""
    return _COUNTING.fullmatch(folded(header).strip()) is not None


def is_row_number(header: str, cells: Cells) -> bool:
    """Whether a column only counts its rows: 1, 2, 3 … under `STT`."""
    if not is_counting(header):
        return False
    texts = [text.removesuffix(".0") for text in cells.all]
    counting = sum(text == str(number) for number, text in enumerate(texts, start=1))
    zero = sum(text == str(number) for number, text in enumerate(texts))
    return bool(texts) and max(counting, zero) >= len(texts) - 1
