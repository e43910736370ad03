"""What officers type, read into answers; what cannot be understood is told at its field and nothing typed is lost."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from kho.contracts.guess.retyping import retyped
from kho.contracts.guess.samples import SampleColumn
from kho.contracts.model import (
    Access,
    Classification,
    CodeListUse,
    Column,
    LoadMode,
    LogicalType,
    MeasureUse,
    UnitUse,
)
from kho.messages import Message
from kho.publishing.catalogue import HIDDEN
from kho.standards.numbers import measures
from kho.web.wizard.answers import Answers, ColumnAnswer, RuleAnswer
from kho.web.wizard.words import FREQUENCIES

Posted = Mapping[str, str]
Mistakes = dict[str, Message]
LEAVE_OUT: Final = "out"
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
DATASET: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST: Final = 200
_NO_TITLE: Final = Message("Ghi tên hiển thị.", "Write a title.")
_BAD_NAME: Final = Message(
    "Tên máy: chữ thường không dấu, số, gạch dưới, bắt đầu bằng chữ.",
    "The machine name: small letters, digits and underscores, beginning with a letter.",
)
_SAME_NAME: Final = Message("Hai cột trùng tên máy này.", "Two columns have this machine name.")
_BAD_UNIT: Final = Message(
    "Không biết đơn vị này; ví dụ: triệu đồng, ha, %.", "No such unit; such as triệu đồng, ha, %."
)
_NONE_KEPT: Final = Message("Giữ lại ít nhất một cột.", "Keep one column at least.")
_NO_KEY: Final = Message(
    "Cách nạp này cần khoá: chọn cột phân biệt các dòng.", "This way needs a key: choose what tells rows apart."
)
_BAD_END: Final = Message("Ghi một số, ví dụ 0 hoặc 12,5.", "Write a number, such as 0 or 12.5.")
_BAD_DAY: Final = Message("Ghi ngày dạng 2026-12-31.", "Write a day as 2026-12-31.")
_NO_ACCESS: Final = Message("Chọn ai được xem.", "Choose who may see it.")
_OPEN_PERSONAL: Final = Message(
    "Chưa mở được: còn cột là dữ liệu cá nhân, hoặc trông như vậy mà chưa xem.",
    "It cannot be open: a column is personal, or looks so and was not looked at.",
)
_BAD_DATASET: Final = Message(
    "Tên trong địa chỉ: chữ thường không dấu, số, gạch nối, bắt đầu bằng chữ.",
    "The name in addresses: small letters, digits and hyphens, beginning with a letter.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """The answers with what was typed, and what is wrong, by the field's id."""

    answers: Answers
    mistakes: Mistakes = field(default_factory=dict)


def columns(posted: Posted, answers: Answers, samples: Sequence[SampleColumn]) -> Read:
    """The page of columns."""
    mistakes: Mistakes = {}
    found = tuple(_column(posted, number, each, samples, mistakes) for number, each in enumerate(answers.columns))
    kept = [(number, each) for number, each in enumerate(found) if not each.left_out]
    names = [each.column.name for _, each in kept]
    for number, each in kept:
        if names.count(each.column.name) > 1:
            mistakes.setdefault(f"name-{number}", _SAME_NAME)
    if not kept:
        mistakes["title-0"] = _NONE_KEPT
    return Read(answers=_fitting(replace(answers, columns=found), answers), mistakes=mistakes)


def _column(
    posted: Posted, number: int, each: ColumnAnswer, samples: Sequence[SampleColumn], mistakes: Mistakes
) -> ColumnAnswer:
    left_out = f"out-{number}" in posted
    title, name = _text(posted, f"title-{number}"), _text(posted, f"name-{number}")
    column = replace(each.column, title=title, name=name, required=f"required-{number}" in posted)
    if each.place is not None:
        column = _typed(posted, number, column, samples[each.place])
        column = _measured(posted, number, column, mistakes)
    if not left_out and not title:
        mistakes[f"title-{number}"] = _NO_TITLE
    if not left_out and not NAME.fullmatch(name):
        mistakes[f"name-{number}"] = _BAD_NAME
    kept = _headers(column, each)
    return replace(
        each, column=replace(kept, required=kept.required or kept.primary_key is not None), left_out=left_out
    )


def _headers(column: Column, each: ColumnAnswer) -> Column:
    """A column that is called another way is still found under the file's header."""
    told = {column.title, *column.headers}
    if each.header and each.header not in told and column.position is None and each.column.title not in column.headers:
        return replace(column, headers=(*column.headers, each.header))
    return column


def _typed(posted: Posted, number: int, column: Column, sample: SampleColumn) -> Column:
    kept = posted.get(f"kept-{number}", "")
    standard, listed, unit = _standard(kept)
    column = replace(column, standard=standard, codelist=listed, unit=unit)
    kind = posted.get(f"type-{number}", "")
    wanted = LogicalType(kind) if kind in set(LogicalType) else column.logical_type
    wanted = LogicalType.STRING if kept else wanted
    return column if wanted is column.logical_type else retyped(column, wanted, sample)


def _standard(kept: str) -> tuple[str | None, CodeListUse | None, UnitUse | None]:
    word, _, rest = kept.partition(":")
    if word == "unit":
        level, _, on = rest.partition(":")
        return None, None, UnitUse(level=level, of=date.fromisoformat(on) if on else None)
    if word == "list":
        return None, CodeListUse(name=rest), None
    return (rest or None) if word == "standard" else None, None, None


def kept_of(column: Column) -> str:
    """What a column keeps to, as the form tells it."""
    if column.unit is not None:
        day = f":{column.unit.of}" if column.unit.of is not None else ""
        return f"unit:{column.unit.level}{day}"
    if column.codelist is not None:
        return f"list:{column.codelist.name}"
    return f"standard:{column.standard}" if column.standard else ""


def _measured(posted: Posted, number: int, column: Column, mistakes: Mistakes) -> Column:
    told = _text(posted, f"unit-{number}")
    if column.logical_type not in {LogicalType.INTEGER, LogicalType.NUMBER} or not told:
        return replace(column, measure=None)
    if column.measure is not None and told == column.measure.unit:
        return column
    unit = measures.unit(told)
    if unit is None:
        mistakes[f"unit-{number}"] = _BAD_UNIT
        return replace(column, measure=MeasureUse(unit=told))
    return replace(column, measure=MeasureUse(unit=unit.name))


def _fitting(answers: Answers, before: Answers) -> Answers:
    """The rules that still have their columns; they go along with a new name."""
    renamed = {old.column.name: new.column.name for old, new in zip(before.columns, answers.columns, strict=True)}
    kept = {each.column.name: each.column.logical_type for each in answers.kept}
    types = {each.column.name: each.column.logical_type for each in before.columns}
    rules = []
    for each in answers.rules:
        names = tuple(renamed.get(name, name) for name in each.rule.columns)
        same = all(kept.get(new) == types.get(old) for old, new in zip(each.rule.columns, names, strict=True))
        if same:
            rules.append(replace(each, rule=replace(each.rule, columns=names)))
    return replace(answers, rules=tuple(rules))


def joining(posted: Posted, chosen: Sequence[str], answers: Answers) -> Read:
    """The page of key and joining; `chosen` are the names of the key's columns."""
    mistakes: Mistakes = {}
    load = posted.get("load", "")
    kept = [name for name in (each.column.name for each in answers.kept) if name in set(chosen)]
    found = tuple(replace(each, column=_keyed(each.column, kept)) for each in answers.columns)
    frequency = posted.get("frequency", "")
    made = replace(
        answers,
        columns=found,
        load=LoadMode(load) if load in set(LoadMode) else answers.load,
        frequency=frequency if frequency in FREQUENCIES else answers.frequency,
        steward=_text(posted, "steward"),
    )
    if made.load is LoadMode.UPSERT and not kept:
        mistakes["key"] = _NO_KEY
    return Read(answers=made, mistakes=mistakes)


def _keyed(column: Column, key: Sequence[str]) -> Column:
    if column.name not in key:
        return replace(column, primary_key=None)
    return replace(column, primary_key=key.index(column.name) + 1, required=True)


def people(posted: Posted, answers: Answers) -> Read:
    """The page of personal data."""
    found = []
    for number, each in enumerate(answers.columns):
        told = posted.get(f"kind-{number}", "")
        kind = Classification(told) if told in set(Classification) else None
        left_out = told == LEAVE_OUT or each.left_out
        found.append(replace(each, column=replace(each.column, classification=kind), left_out=left_out))
    return Read(answers=replace(answers, columns=tuple(found)))


def rules(posted: Posted, answers: Answers) -> Read:
    """The page of rules."""
    mistakes: Mistakes = {}
    types = {each.column.name: each.column.logical_type for each in answers.columns}
    found = tuple(
        _rule(posted, number, each, types.get(each.rule.columns[0]), mistakes)
        for number, each in enumerate(answers.rules)
    )
    return Read(answers=replace(answers, rules=found), mistakes=mistakes)


def _rule(posted: Posted, number: int, each: RuleAnswer, kind: LogicalType | None, mistakes: Mistakes) -> RuleAnswer:
    ends = {}
    for end in ("low", "high"):
        typed = _text(posted, f"{end}-{number}")
        ends[end], mistake = _end(typed, kind)
        if mistake is not None and f"on-{number}" in posted:
            mistakes[f"{end}-{number}"] = mistake
    return replace(each, on=f"on-{number}" in posted, low=ends["low"], high=ends["high"])


def _end(typed: str, kind: LogicalType | None) -> tuple[str, Message | None]:
    """An end of a range as it is kept, and what is wrong with it."""
    if not typed:
        return "", None
    if kind in {LogicalType.DATE, LogicalType.TIMESTAMP}:
        try:
            return date.fromisoformat(typed).isoformat(), None
        except ValueError:
            return typed, _BAD_DAY
    bare = typed.replace(" ", "")
    bare = bare.replace(".", "").replace(",", ".") if "," in bare else bare
    try:
        return f"{float(bare):.15g}", None
    except ValueError:
        return typed, _BAD_END


def about(posted: Posted, answers: Answers, pointed: frozenset[int], *, is_new: bool) -> Read:
    """The page about the dataset and who may see it."""
    mistakes: Mistakes = {}
    access = posted.get("access", "")
    made = replace(
        answers,
        title=_text(posted, "title"),
        description=_text(posted, "description", most=2000),
        domain=_text(posted, "domain"),
        licence=_text(posted, "licence"),
        access=Access(access) if access in set(Access) else None,
        dataset=_text(posted, "dataset") if is_new else answers.dataset,
    )
    if not made.title:
        mistakes["title"] = _NO_TITLE
    if is_new and not DATASET.fullmatch(made.dataset):
        mistakes["dataset"] = _BAD_DATASET
    if made.access is None:
        mistakes["access"] = _NO_ACCESS
    elif made.access is Access.OPEN and not may_be_open(made, pointed):
        mistakes["access"] = _OPEN_PERSONAL
    return Read(answers=made, mistakes=mistakes)


def may_be_open(answers: Answers, pointed: frozenset[int]) -> bool:
    """Whether no column that is kept is personal, or looks so (those at `pointed`) and was not looked at."""
    return not any(_is_personal(each, pointed) for each in answers.kept)


def _is_personal(each: ColumnAnswer, pointed: frozenset[int]) -> bool:
    kind = each.column.classification
    return kind in HIDDEN or (kind is None and each.place in pointed)


def _text(posted: Posted, name: str, *, most: int = _LONGEST) -> str:
    return " ".join(posted.get(name, "").split())[:most]
