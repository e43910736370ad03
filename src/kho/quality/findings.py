"""A finding: one value of one row that breaks one rule, as it is told to people."""

from dataclasses import dataclass

from kho.contracts.model import Severity
from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.quality.cells import CellKind
from kho.quality.messages import UNREADABLE_KINDS
from kho.quality.plan import RowRule, Rule


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What is wrong where, and what to do.

    `part` and `row` are the place as the sender sees it; `column` the first of the rule's columns and `value` its
    original text, both None for a rule about no column.
    """

    dataset: DatasetName
    part: str
    row: int
    column: str | None
    rule: str
    severity: Severity
    value: str | None
    what: Message
    mend: Message


def finding(  # noqa: PLR0913 - a finding is these facts, all by keyword
    dataset: DatasetName, rule: Rule, *, title: str, part: str, row: int, value: str | None, kind: str | None
) -> Finding:
    """Tell that a row breaks a rule.

    `title` is the title of the rule's first column, `value` and `kind` its original text and kind: an unreadable
    cell is told by its kind.
    """
    what, mend = rule.what, rule.mend
    if rule.id.endswith(".readable") and kind in UNREADABLE_KINDS:
        words = UNREADABLE_KINDS[CellKind(kind)].filled(column=title)
        what, mend = words.what, words.mend
    if isinstance(rule, RowRule) and rule.told is not None:
        what = rule.told.filled(value=value)
    return Finding(
        dataset=dataset,
        part=part,
        row=row,
        column=rule.columns[0] if rule.columns else None,
        rule=rule.id,
        severity=rule.severity,
        value=value,
        what=what,
        mend=mend,
    )
