"""Propose a contract from a sample."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from kho.contracts.guess.codes import coded
from kho.contracts.guess.measures import Measured, in_cells, told
from kho.contracts.guess.moments import proves_day_first
from kho.contracts.guess.personal import personal
from kho.contracts.guess.samples import Cells, SampleColumn, cells_of
from kho.contracts.guess.slugs import column_names, lowest_text
from kho.contracts.guess.standards import recognised
from kho.contracts.guess.types import Typed, bounds, is_code, typed
from kho.contracts.model import Classification, Column, Contract, LogicalType, Source
from kho.contracts.names import DatasetName
from kho.contracts.write import column_place, to_yaml
from kho.messages import Language, Message
from kho.standards.text.folding import folded

_ROW_NUMBER = re.compile(r"(stt|tt|so thu tu|so tt|no\.?|#|index)")
_FEW = 12
_ENOUGH = 20
_REPEATS = 4

TOP = (
    Message(
        "Bản nháp do kho đoán từ dữ liệu mẫu. Đọc lại từng cột, sửa, bỏ dòng ghi chú, rồi chạy `kho check`.",
        "A draft Kho guessed from a sample. Read every column, correct it, drop the comments, then run `kho check`.",
    ),
)
NO_KEY = Message(
    "Mẫu không cho thấy cột khoá: ghi primaryKey: true ở cột (hoặc các cột) xác định một dòng.",
    "The sample shows no key: mark with primaryKey: true the column (or columns) that identify a row.",
)
ROW_NUMBER = Message("Có vẻ chỉ là số thứ tự dòng: thường nên bỏ.", "This seems to be a row number: usually left out.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A guessed contract and what a person should know of it: notes on the whole and by column name."""

    contract: Contract
    notes: tuple[Message, ...]
    column_notes: Mapping[str, tuple[Message, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Guess:
    column: Column
    cells: Cells
    header: str
    notes: tuple[Message, ...]


def propose(
    name: DatasetName, columns: Sequence[SampleColumn], *, title: str = "", sources: Sequence[Source] = ()
) -> Proposal:
    """Propose a contract for a sample's columns; what the values do not prove is left open and told."""
    cells = [cells_of(column) for column in columns]
    day_first = any(proves_day_first(each.texts) for each in cells)
    names = column_names([column.header for column in columns], [column.position for column in columns])
    guesses = [
        _guess(column, own, each, day_first=day_first) for column, own, each in zip(columns, names, cells, strict=True)
    ]
    guesses, keyed = _with_key(guesses)
    contract = Contract(
        name=name,
        version="0.1.0",
        title=title or str(name),
        status="draft",
        columns=tuple(guess.column for guess in guesses),
        sources=tuple(sources),
    )
    notes = TOP if keyed else (*TOP, NO_KEY)
    return Proposal(contract=contract, notes=notes, column_notes={g.column.name: g.notes for g in guesses if g.notes})


def proposal_yaml(proposal: Proposal, language: Language = "vi") -> str:
    """The proposal as an ODCS file, its notes as comments."""
    notes: dict[tuple[str | int, ...], list[str]] = {(): [note.in_(language) for note in proposal.notes]}
    for name, column_notes in proposal.column_notes.items():
        notes[column_place(proposal.contract, name)] = [note.in_(language) for note in column_notes]
    return to_yaml(proposal.contract, notes)


def _guess(sample: SampleColumn, name: str, cells: Cells, *, day_first: bool) -> _Guess:
    title = lowest_text(sample.header)
    rows = [" ".join(part.split()) for part in sample.header if part.strip()]
    whole = " ".join(row for row, _ in groupby(rows))
    column = Column(
        name=name,
        title=title,
        headers=(whole,) if whole and whole != title else (),
        position=None if whole else sample.position,
        missing=cells.missing,
        required=bool(cells.all) and cells.blank == 0,
    )
    kept = recognised(whole, cells.all)
    figures = in_cells(cells) if kept.standard is None else None
    if figures is not None:
        cells = replace(cells, texts=figures.texts, typed=())
    found = typed(column, cells, "" if figures else whole, day_first_known=day_first)
    found = _measured(found, figures.measured if figures else told(sample))
    if kept.standard is not None:
        found = Typed(column=replace(column, standard=kept.standard), notes=())
    listed = coded(whole, cells.all)
    if listed.use is not None:
        found = Typed(column=replace(column, codelist=listed.use), notes=())
    found = replace(found, notes=(*found.notes, *listed.notes))
    what = personal(whole, cells.all)
    if what is not None:
        marked = replace(found.column, classification=Classification.PERSONAL)
        return _Guess(column=marked, cells=cells, header=whole, notes=(*found.notes, *kept.notes, _personal(what)))
    notes = (*found.notes, *_row_number(whole), *_choices(found.column, cells), *_range(found.column, cells))
    return _Guess(column=found.column, cells=cells, header=whole, notes=(*kept.notes, *notes))


def _measured(found: Typed, measured: Measured) -> Typed:
    """The column with the unit of its figures, where it has figures."""
    if found.column.logical_type not in (LogicalType.INTEGER, LogicalType.NUMBER):
        return found
    return Typed(column=replace(found.column, measure=measured.use), notes=(*found.notes, *measured.notes))


def _with_key(guesses: list[_Guess]) -> tuple[list[_Guess], bool]:
    """Mark the first column of codes whose values are all there and all different."""
    for index, guess in enumerate(guesses):
        if is_code(guess.header) and _identifies(guess):
            key = replace(guess.column, primary_key=1, required=True)
            return [*guesses[:index], replace(guess, column=key), *guesses[index + 1 :]], True
    return guesses, False


def _identifies(guess: _Guess) -> bool:
    values = guess.cells.all
    whole = guess.column.logical_type in {LogicalType.STRING, LogicalType.INTEGER}
    return whole and len(values) > 1 and guess.cells.blank == 0 and len(set(values)) == len(values)


def _row_number(header: str) -> tuple[Message, ...]:
    return (ROW_NUMBER,) if _ROW_NUMBER.fullmatch(folded(header).strip()) else ()


def _personal(what: Message) -> Message:
    return Message(
        vi=f"Có vẻ là dữ liệu cá nhân ({what.vi}): kiểm tra classification.",
        en=f"This seems to be personal data ({what.en}): check the classification.",
    )


def _choices(column: Column, cells: Cells) -> tuple[Message, ...]:
    """A rule to take over where a text column has few values, each many times."""
    values = cells.all
    few = sorted(set(values))
    if column.logical_type is not LogicalType.STRING or len(values) < _ENOUGH:
        return ()
    if not 1 < len(few) <= _FEW or len(few) * _REPEATS > len(values):
        return ()
    listed = ", ".join(f'"{value}"'.replace("\n", " ") for value in few)
    rule = f"quality: [{{metric: invalidValues, arguments: {{validValues: [{listed}]}}, mustBe: 0}}]"
    return (
        Message(vi=f"Chỉ có {len(few)} giá trị; có thể thêm:", en=f"Only {len(few)} values; you may add:"),
        Message(rule, rule),
    )


def _range(column: Column, cells: Cells) -> tuple[Message, ...]:
    found = bounds(column, cells)
    if found is None:
        return ()
    least, most = found
    return (
        Message(
            vi=f"Mẫu từ {least} đến {most}; có thể thêm logicalTypeOptions: minimum, maximum.",
            en=f"In the sample {least} to {most}; you may add logicalTypeOptions: minimum, maximum.",
        ),
    )
