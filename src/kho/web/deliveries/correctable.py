"""What the page for correcting cells shows: rows that are turned away, with a field for each cell that is wrong."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kho.contracts.model import Column, Contract
from kho.messages import Message
from kho.pipeline.runs import Run
from kho.pipeline.trial import BadRow, cells_of
from kho.quality.findings import Finding
from kho.quality.plan import Rule
from kho.warehouse.corrections import Cell, Correction, Corrections
from kho.web.deliveries.correcting import LONGEST, Typed, normal
from kho.web.deliveries.words import place_told

PREFIX: Final = "cell"
BESIDE: Final = 4
"""Other cells of a row that are shown, so that it is known again."""
SHORT: Final = 80
"""Characters that a field of one line shows well."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A cell to type into. `sent` is what stands in the file, where the cell was corrected before."""

    name: str
    title: str
    place: Message
    text: str
    mistakes: Sequence[Message]
    hint: Message | None
    corrected: bool
    sent: str

    @property
    def is_long(self) -> bool:
        """Whether it needs more than one line."""
        return "\n" in self.text or len(self.text) > SHORT

    @property
    def described(self) -> str:
        """The ids of what is said beside it."""
        mistakes = [f"mistake-{at}" for at in range(len(self.mistakes))]
        parts = [*mistakes, *(["hint"] if self.hint else []), *(["sent"] if self.corrected else [])]
        return " ".join(f"{self.name}-{part}" for part in parts)


@dataclass(frozen=True, kw_only=True, slots=True)
class LostField:
    """What was typed for a cell while the delivery was being checked, so that its row cannot be shown."""

    name: str
    title: str
    row: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectableRow:
    """A row that is turned away: some of its good cells by their titles, the fields, what else is wrong with it."""

    place: Message
    beside: Sequence[tuple[str, str]]
    fields: Sequence[Field]
    others: Sequence[Message]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What a page of fields is made of. `typed` wins over what the cells hold."""

    contract: Contract
    run: Run
    rules: Mapping[str, Rule]
    corrected: Corrections
    typed: Mapping[Cell, str]


def field_name(run: Run, cell: Cell) -> str:
    """The name of a cell's field: the number of its part, its row and its column."""
    part, row, column = cell
    number = next((at for at, each in enumerate(run.parts) if each.part == part), 0)
    return f"{PREFIX}-{number}-{row}-{column}"


def typed_in(run: Run, given: Mapping[str, str]) -> list[Typed]:
    """What was typed into the fields of a form; what is no field of this run is passed over."""
    found = []
    for name, text in given.items():
        kind, _, rest = name.partition("-")
        number, row, column = (*rest.split("-", 2), "", "")[:3]
        if kind == PREFIX and number.isdecimal() and row.isdecimal() and int(number) < len(run.parts):
            found.append(Typed(cell=(run.parts[int(number)].part, int(row), column), text=text))
    return found


def lost_fields(contract: Contract, given: Mapping[str, str]) -> list[LostField]:
    """What was typed, where no rows can be shown beside it."""
    titles = {each.name: each.title or each.name for each in contract.columns}
    found = []
    for name, text in given.items():
        kind, _, rest = name.partition("-")
        _, row, column = (*rest.split("-", 2), "", "")[:3]
        if kind == PREFIX and column in titles:
            found.append(LostField(name=name, title=titles[column], row=row, text=text))
    return found


def row_of(shown: Shown, row: BadRow) -> CorrectableRow:
    """A row with its fields: the columns of the rules that it breaks, all of them where these name none."""
    places = cells_of(shown.contract, shown.run, row.part)
    told = [column for each in row.findings for column in _columns(shown, each)]
    there = [each for each in shown.contract.columns if _is_typed(places, row, each)]
    wrong = [each for each in there if each.name in told] or there
    names = {each.name for each in wrong}
    return CorrectableRow(
        place=place_told(shown.run, row.part, row.row, None),
        beside=_beside(shown.contract, row, names),
        fields=[_field(shown, row, each) for each in wrong],
        others=[_whole(each) for each in row.findings if each.column not in names],
    )


def _whole(finding: Finding) -> Message:
    what, mend = finding.what, finding.mend
    return Message(f"{what.vi} {mend.vi}", f"{what.en} {mend.en}")


def _columns(shown: Shown, finding: Finding) -> Collection[str]:
    rule = shown.rules.get(finding.rule)
    return rule.columns if rule is not None else [finding.column or ""]


def _is_typed(places: Mapping[str, object], row: BadRow, column: Column) -> bool:
    """Whether a cell stands in the file, and can be typed."""
    return column.name in places and len(row.texts.get(column.name) or "") <= LONGEST


def _beside(contract: Contract, row: BadRow, wrong: Collection[str]) -> list[tuple[str, str]]:
    """A few other cells: the key first."""
    others = [each for each in contract.columns if each.name not in wrong and row.texts.get(each.name)]
    others.sort(key=lambda each: each.primary_key is None)
    return [(each.title or each.name, row.texts[each.name] or "") for each in others[:BESIDE]]


def _field(shown: Shown, row: BadRow, column: Column) -> Field:
    cell = (row.part, row.row, column.name)
    earlier = shown.corrected.by_cell.get(cell)
    found = [each for each in row.findings if each.column == column.name]
    return Field(
        name=field_name(shown.run, cell),
        title=column.title or column.name,
        place=place_told(shown.run, *cell),
        text=shown.typed.get(cell, normal(row.texts[column.name])),
        mistakes=[each.what for each in found],
        hint=found[0].mend if found else None,
        corrected=earlier is not None,
        sent=(earlier.before or "") if earlier is not None else "",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownCorrection:
    """A correction in the list.

    `mistakes` are what is wrong with the cell all the same; `is_out`: its row is turned away.
    """

    number: int
    place: Message
    title: str
    correction: Correction
    mistakes: Sequence[Message]
    is_out: bool
    field: str


def listed(contract: Contract, run: Run | None, corrected: Corrections, bad: Sequence[BadRow]) -> list[ShownCorrection]:
    """The corrections with what the check says of them; `bad` are those of their rows that are turned away."""
    rows = {(each.part, each.row): each for each in bad}
    return [_listed(contract, run, number, each, rows) for number, each in enumerate(corrected.cells)]


def _listed(
    contract: Contract, run: Run | None, number: int, each: Correction, bad: Mapping[tuple[str, int], BadRow]
) -> ShownCorrection:
    row = bad.get((each.part, each.row))
    column = next((one for one in contract.columns if one.name == each.column), None)
    return ShownCorrection(
        number=number,
        place=_place(run, each),
        title=column.title if column is not None and column.title else each.header,
        correction=each,
        mistakes=[found.what for found in row.findings if found.column == each.column] if row is not None else [],
        is_out=row is not None,
        field=field_name(run, each.cell) if run is not None else "",
    )


def _place(run: Run | None, each: Correction) -> Message:
    if run is not None and any(part.part == each.part for part in run.parts):
        return place_told(run, *each.cell)
    return Message(f"dòng {each.row}, cột “{each.header}”", f"row {each.row}, column “{each.header}”")
