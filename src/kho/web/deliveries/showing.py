"""What a page shows of a checked delivery: what is wrong by rule and column, what changes, what the public sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from kho.contracts.model import Access, Column, Contract, LogicalType, Severity
from kho.messages import Message
from kho.pipeline.report import BrokenRule, broken_rules
from kho.pipeline.runs import Run
from kho.pipeline.trial import BadRow, Trial, cells_of, plan_of
from kho.pipeline.workplace import Workplace
from kho.publishing.catalogue import HIDDEN
from kho.quality.findings import Finding
from kho.quality.plan import Rule
from kho.warehouse.history import ChangedRow
from kho.web.deliveries.correctable import field_name
from kho.web.deliveries.words import place_told
from kho.web.look.templatetags.saying import written

FEW = 5
"""Examples of a rule that stand on the page itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A value that breaks a rule, at its place in the sender's file."""

    place: Message
    value: str | None
    what: Message
    field: str
    """The field that corrects it, on the page of those; empty where it stands in no cell of the file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownRule:
    """A rule that rows break. `measured` where it is a promise about the whole, which has no rows of its own."""

    id: str
    what: Message
    mend: Message
    column: str
    count: int
    is_warning: bool
    examples: Sequence[Example]
    measured: object = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownCell:
    """The original text of a cell with what is wrong there. `name` tells it in a form."""

    name: str
    text: str
    mistakes: Sequence[Message]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownRow:
    """A row that is turned away."""

    place: Message
    cells: Sequence[ShownCell]
    others: Sequence[Message]
    """What is wrong with the row as a whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedCell:
    """A value before and after."""

    before: str
    after: str
    is_number: bool

    @property
    def differs(self) -> bool:
        """Whether it is another value."""
        return self.before != self.after


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedLine:
    """A row that comes, goes or changes, with its cells."""

    kind: Message
    mark: str
    cells: Sequence[ChangedCell]


def rules_of(place: Workplace, contract: Contract, run: Run) -> list[ShownRule]:
    """The broken rules, errors first, those with most rows first; then promises about the whole that do not hold."""
    rules = {rule.id: rule for rule in plan_of(place, contract, run).rules()}
    rows = [_shown(contract, run, each, rules.get(each.rule)) for each in broken_rules(run)]
    whole = [_whole(rules[each.rule], each.value) for each in run.measured if not each.holds and each.rule in rules]
    known = {each.id for each in whole}
    return [*whole, *(each for each in rows if each.id not in known)]


def by_column(rules: Sequence[ShownRule]) -> list[tuple[str, int, int]]:
    """For each column how many errors and warnings; the worst first. What is about no column stands under none."""
    found = []
    for column, group in groupby(sorted(rules, key=lambda each: each.column), key=lambda each: each.column):
        each = list(group)
        errors = sum(rule.count for rule in each if not rule.is_warning)
        found.append((column, errors, sum(rule.count for rule in each if rule.is_warning)))
    return sorted(found, key=lambda each: (-each[1], -each[2]))


def _shown(contract: Contract, run: Run, broken: BrokenRule, rule: Rule | None) -> ShownRule:
    first = broken.findings[0] if broken.findings else None
    column = rule.columns[0] if rule is not None and rule.columns else (first.column if first else None)
    what = rule.what if rule is not None else first.what if first else Message(broken.rule, broken.rule)
    mend = rule.mend if rule is not None else first.mend if first else Message("", "")
    return ShownRule(
        id=broken.rule,
        what=what,
        mend=mend,
        column=_title(contract, column),
        count=broken.count,
        is_warning=broken.severity is Severity.WARNING,
        examples=[_example(contract, run, each) for each in broken.findings[:FEW]],
    )


def _whole(rule: Rule, value: object) -> ShownRule:
    return ShownRule(
        id=rule.id,
        what=rule.what,
        mend=rule.mend,
        column="",
        count=1,
        is_warning=rule.severity is Severity.WARNING,
        examples=(),
        measured=value,
    )


def _example(contract: Contract, run: Run, finding: Finding) -> Example:
    place = place_told(run, finding.part, finding.row, finding.column)
    cell = (finding.part, finding.row, finding.column or "")
    is_there = cell[2] in cells_of(contract, run, finding.part)
    return Example(place=place, value=finding.value, what=finding.what, field=field_name(run, cell) if is_there else "")


def _title(contract: Contract, name: str | None) -> str:
    column = next((each for each in contract.columns if each.name == name), None)
    return "" if column is None else column.title or column.name


def titles(contract: Contract) -> list[str]:
    """The columns' titles."""
    return [each.title or each.name for each in contract.columns]


def bad_row(contract: Contract, run: Run, row: BadRow) -> ShownRow:
    """A row that is turned away, as a line of a table."""
    by: dict[str | None, list[Message]] = {}
    for finding in row.findings:
        by.setdefault(finding.column, []).append(finding.what)
    cells = [
        ShownCell(name=each.name, text=row.texts.get(each.name) or "", mistakes=by.pop(each.name, []))
        for each in contract.columns
    ]
    others = [what for found in by.values() for what in found]
    return ShownRow(place=place_told(run, row.part, row.row, None), cells=cells, others=others)


def changes_of(contract: Contract, trial: Trial) -> list[ChangedLine]:
    """The examples of what would change."""
    examples = trial.expected.examples if trial.expected is not None else ()
    return [_changed(contract, each) for each in examples]


def _changed(contract: Contract, row: ChangedRow) -> ChangedLine:
    if row.before is None:
        kind, mark = Message("thêm", "new"), "new"
    elif row.after is None:
        kind, mark = Message("bỏ", "gone"), "gone"
    else:
        kind, mark = Message("sửa", "changed"), "changed"
    return ChangedLine(kind=kind, mark=mark, cells=[_cell(each, row) for each in contract.columns])


def _cell(column: Column, row: ChangedRow) -> ChangedCell:
    return ChangedCell(
        before=_text(column, row.before),
        after=_text(column, row.after),
        is_number=column.logical_type in {LogicalType.INTEGER, LogicalType.NUMBER},
    )


def _text(column: Column, values: Mapping[str, Any] | None) -> str:
    return written(typed(column, (values or {}).get(column.name)))


def typed(column: Column, value: Any) -> object:
    """A value as the table has it, from JSON, where days, moments and exact figures are texts."""
    if not isinstance(value, str):
        return value
    match column.logical_type:
        case LogicalType.DATE:
            return date.fromisoformat(value[:10])
        case LogicalType.TIMESTAMP:
            return datetime.fromisoformat(value)
        case LogicalType.NUMBER:
            return Decimal(value)
    return value


def public_columns(contract: Contract) -> list[Column]:
    """The columns that the public sees."""
    return [each for each in contract.columns if each.classification not in HIDDEN]


def hidden_titles(contract: Contract) -> list[str]:
    """What the columns are called that the public does not see."""
    return [each.title or each.name for each in contract.columns if each.classification in HIDDEN]


WHO_SEES: Mapping[Access, Message] = {
    Access.OPEN: Message(
        "Mọi người, không cần tài khoản: trên trang công khai, qua tệp tải về và API. Ai cũng thấy mọi cột, kể cả cột "
        "nội bộ. Bảng có cột dữ liệu cá nhân hoặc nhạy cảm thì không thể là dữ liệu mở.",
        "Everybody, without an account: on the public page, as files and by the API. All see every column, internal "
        "ones too. A table with a column of personal or sensitive data cannot be open.",
    ),
    Access.SHARED: Message(
        "Chỉ các cơ quan được chia sẻ theo thoả thuận. Không hiện trên trang công khai.",
        "Only agencies that it is shared with by agreement. It is on no public page.",
    ),
    Access.PRIVATE: Message(
        "Chỉ cơ quan của bạn và kỹ sư dữ liệu của tỉnh. Không hiện trên trang công khai.",
        "Only your agency and the province's data engineers. It is on no public page.",
    ),
}
"""Who sees what is published, in plain words."""
