"""A table nobody described, described as far as its sample goes: what a person is asked to look over and correct.

Where `propose` takes only what all values prove, this takes what nearly all do and says which do not: each later check
of all rows tells them again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from kho.contracts.guess import keys
from kho.contracts.guess.headings import titles
from kho.contracts.guess.keys import Key
from kho.contracts.guess.known import Fitted, Known, fitted
from kho.contracts.guess.lenient import Most, most
from kho.contracts.guess.moments import moments
from kho.contracts.guess.people import Pointed, pointed_out
from kho.contracts.guess.propose import propose
from kho.contracts.guess.samples import Cells, SampleColumn, cells_of
from kho.contracts.guess.slugs import column_name
from kho.contracts.guess.standards import recognised
from kho.contracts.guess.suggestions import Looked, Suggested, suggested
from kho.contracts.model import Column, LoadMode, LogicalType
from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.standards.numbers import measures
from kho.standards.numbers.measures import Standing

EXAMPLES: Final = 3
_ANSWERED: Final = frozenset({LogicalType.STRING, LogicalType.INTEGER})
_YES_NO: Final = ({"0", "1"}, {"x", "không"}, {"có", "không"}, {"đúng", "sai"}, {"yes", "no"})
_WHOLE: Final = frozenset({"đồng"})
_NAME: Final = DatasetName("a", "b")
NOTHING_KNOWN: Final = Known(lists={})


@dataclass(frozen=True, kw_only=True, slots=True)
class Described:
    """One column: what is proposed and why. `place` is its place among the sample's columns, from 0.

    `aside` are the first values that do not fit the type, each with its place among the rows, from 0; `not_fitting` how
    many there are.
    """

    column: Column
    place: int
    header: str
    examples: tuple[str, ...]
    why: tuple[Message, ...] = ()
    pointed: Pointed | None = None
    left_out: bool = False
    not_fitting: int = 0
    aside: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Description:
    """A whole table: its columns, the key, how later deliveries join, the rules; `rows` were looked at."""

    columns: tuple[Described, ...]
    key: Key
    load: LoadMode
    rules: tuple[Suggested, ...]
    rows: int


def describe(samples: Sequence[SampleColumn], known: Known = NOTHING_KNOWN) -> Description:
    """Describe a table by a sample of its rows."""
    filled = [most(sample) for sample in samples]
    proposal = propose(_NAME, [each.column for each in filled])
    cells = [cells_of(sample) for sample in samples]
    columns = [
        _column(column, each, own, proposal.column_notes.get(column.name, ()), known)
        for column, each, own in zip(proposal.contract.columns, filled, cells, strict=True)
    ]
    columns = _named(columns, samples)
    people = pointed_out([each.header for each in columns], cells)
    columns = [_pointed(each, what) for each, what in zip(columns, people, strict=True)]
    columns = [
        replace(each, left_out=not own.all or keys.is_row_number(each.header, own))
        for each, own in zip(columns, cells, strict=True)
    ]
    return _whole(columns, samples, cells)


def _whole(columns: list[Described], samples: Sequence[SampleColumn], cells: Sequence[Cells]) -> Description:
    kept = [each for each in columns if not each.left_out]
    headers = {each.column.name: each.header for each in kept}
    found = keys.key([each.column for each in kept], [samples[each.place] for each in kept], headers)
    columns = [replace(each, column=_keyed(each.column, found)) for each in columns]
    looked = [
        Looked(column=each.column, sample=samples[each.place], cells=cells[each.place], header=each.header)
        for each in columns
        if not each.left_out
    ]
    return Description(
        columns=tuple(columns),
        key=found,
        load=keys.load_mode(found, headers),
        rules=tuple(suggested(looked)),
        rows=max((len(sample.values) for sample in samples), default=0),
    )


def _keyed(column: Column, found: Key) -> Column:
    if column.name not in found.columns:
        return replace(column, primary_key=None)
    return replace(column, primary_key=found.columns.index(column.name) + 1, required=True)


def _column(column: Column, filled: Most, cells: Cells, notes: Sequence[Message], known: Known) -> Described:
    header = " ".join(part for part in (column.headers[0] if column.headers else column.title).split())
    column = replace(column, primary_key=None, classification=None)
    fit = fitted(header, cells.all, known) if column.standard is None or known.units else Fitted()
    why: list[Message] = []
    if fit.codelist is not None or fit.unit is not None:
        column = replace(column, codelist=fit.codelist, unit=fit.unit, standard=None)
        column, why = _text(column), [fit.why]
    elif column.standard is not None or column.codelist is not None:
        column, why = _text(column), [*recognised(header, cells.all).notes, *_list_note(column, notes)]
    else:
        column = _resolved(column, cells)
    values = [(place, (filled.original[place] or "").strip()) for place in filled.aside]
    is_text = column.logical_type is LogicalType.STRING
    return Described(
        column=replace(column, required=bool(cells.all) and cells.blank == 0),
        place=0,
        header=header,
        examples=tuple(dict.fromkeys(cells.all))[:EXAMPLES],
        why=tuple(why),
        not_fitting=0 if is_text else len(values),
        aside=() if is_text else tuple(values[:EXAMPLES]),
    )


def _text(column: Column) -> Column:
    return replace(
        column,
        logical_type=LogicalType.STRING,
        formats=(),
        decimal_mark=".",
        point_told=False,
        precision=None,
        scale=None,
        measure=None,
    )


def _list_note(column: Column, notes: Sequence[Message]) -> Sequence[Message]:
    return [note for note in notes if column.codelist is not None and column.codelist.name in note.en]


def _resolved(column: Column, cells: Cells) -> Column:
    """With what a Vietnamese sender means where the values allow more than one reading.

    The day comes first; amounts in units that are divided may have fractions tomorrow; two answers are yes and no.
    """
    if column.logical_type is LogicalType.STRING and cells.texts:
        found = moments(cells.texts)
        if found is not None and found.ambiguous:
            kind = LogicalType.TIMESTAMP if found.timestamps else LogicalType.DATE
            return replace(column, logical_type=kind, formats=found.formats)
    if column.logical_type in _ANSWERED and {text.casefold() for text in cells.all} in _YES_NO:
        return replace(_text(column), logical_type=LogicalType.BOOLEAN, missing=())
    if column.logical_type is LogicalType.INTEGER and _is_divided(column):
        return replace(column, logical_type=LogicalType.NUMBER)
    return column


def _is_divided(column: Column) -> bool:
    unit = None if column.measure is None else measures.unit(column.measure.unit)
    return unit is not None and unit.standing is not Standing.COUNT and unit.name not in _WHOLE


def _named(columns: Sequence[Described], samples: Sequence[SampleColumn]) -> list[Described]:
    """With titles that are whole where a header runs over several lines, and names made of them."""
    found = titles([sample.header for sample in samples])
    taken: set[str] = set()
    named = []
    for place, (each, title) in enumerate(zip(columns, found, strict=True)):
        repeated = found.count(title) > 1
        name = each.column.name if repeated or not title else column_name(title, samples[place].position)
        while name in taken:
            name = f"{name}_{place + 1}"
        taken.add(name)
        headers = each.column.headers or ((each.header,) if each.header and each.header != title else ())
        column = replace(each.column, name=name, title=each.header if repeated and each.header else title)
        named.append(replace(each, column=replace(column, headers=headers), place=place))
    return named


def _pointed(each: Described, what: Pointed | None) -> Described:
    if what is None:
        return each
    return replace(each, pointed=what, column=replace(each.column, classification=what.classification))
