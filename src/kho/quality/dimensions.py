"""The dimensions of quality: what each means here, what is measured for it, and which rule belongs to which.

The six are those of DAMA UK, "The six primary dimensions for data quality assessment" (2013); beside each stands the
characteristic of ISO/IEC 25012:2008 that it measures. `FACTS` is the only list of them: scores are computed by it and
the reference documentation is printed from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kho.contracts.model import Contract, Metric, QualityRule
from kho.messages import Message
from kho.quality.plan import LookupRule, Rule, SetRule, UniqueRule


class Dimension(StrEnum):
    """One way in which data can be good."""

    COMPLETE = "complete"
    VALID = "valid"
    UNIQUE = "unique"
    CONSISTENT = "consistent"
    TIMELY = "timely"
    ACCURATE = "accurate"


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """A dimension: its name, what it asks, what answers, its ISO/IEC 25012 characteristic, its weight in the total."""

    name: Message
    asks: Message
    measured_by: Message
    iso: str
    weight: int


FACTS: Mapping[Dimension, Facts] = {
    Dimension.COMPLETE: Facts(
        name=Message("đầy đủ", "complete"),
        asks=Message("Có đủ những gì đã cam kết không?", "Is everything there that was promised?"),
        measured_by=Message(
            "ô trống ở cột bắt buộc, nullValues, missingValues, rowCount",
            "empty cells of required columns, nullValues, missingValues, rowCount",
        ),
        iso="Completeness",
        weight=2,
    ),
    Dimension.VALID: Facts(
        name=Message("hợp lệ", "valid"),
        asks=Message("Giá trị có đúng kiểu, mẫu, khoảng không?", "Are values of the right type, pattern and range?"),
        measured_by=Message(
            "đọc được, kiểu, mẫu, khoảng, độ dài, invalidValues, quy tắc SQL trên một cột",
            "readable, type, pattern, range, length, invalidValues, SQL rules about one column",
        ),
        iso="Compliance",
        weight=2,
    ),
    Dimension.UNIQUE: Facts(
        name=Message("không trùng", "unique"),
        asks=Message("Mỗi đối tượng có đúng một dòng không?", "Does each thing stand there once?"),
        measured_by=Message("khoá, cột duy nhất, duplicateValues", "the key, unique columns, duplicateValues"),
        iso="Consistency",
        weight=1,
    ),
    Dimension.CONSISTENT: Facts(
        name=Message("nhất quán", "consistent"),
        asks=Message(
            "Các cột, danh mục và bộ dữ liệu có khớp nhau không?", "Do columns, code lists and datasets agree?"
        ),
        measured_by=Message(
            "danh mục, tham chiếu, quy tắc SQL trên nhiều cột",
            "code lists, references, SQL rules about several columns",
        ),
        iso="Consistency",
        weight=1,
    ),
    Dimension.TIMELY: Facts(
        name=Message("kịp thời", "timely"),
        asks=Message("Dữ liệu có về đúng hạn cam kết không?", "Did the last delivery come when it was promised?"),
        measured_by=Message("slaProperties frequency và latency", "slaProperties frequency and latency"),
        iso="Currentness",
        weight=1,
    ),
    Dimension.ACCURATE: Facts(
        name=Message("chính xác", "accurate"),
        asks=Message("Giá trị có đúng với thực tế không?", "Are values true of the world?"),
        measured_by=Message(
            "chỉ các quy tắc có dimension: accuracy trong cam kết; không có thì không đo",
            "only rules that say dimension: accuracy in the contract; without one it is not measured",
        ),
        iso="Accuracy",
        weight=2,
    ),
}

SAID: Mapping[str, Dimension] = {
    "accuracy": Dimension.ACCURATE,
    "completeness": Dimension.COMPLETE,
    "conformity": Dimension.VALID,
    "consistency": Dimension.CONSISTENT,
    "coverage": Dimension.COMPLETE,
    "timeliness": Dimension.TIMELY,
    "uniqueness": Dimension.UNIQUE,
}
"""ODCS `dimension` of a quality rule, which goes before everything else."""
_METRICS: Mapping[Metric, Dimension] = {
    Metric.NULL_VALUES: Dimension.COMPLETE,
    Metric.MISSING_VALUES: Dimension.COMPLETE,
    Metric.ROW_COUNT: Dimension.COMPLETE,
    Metric.INVALID_VALUES: Dimension.VALID,
    Metric.DUPLICATE_VALUES: Dimension.UNIQUE,
}


def dimension_of(rule: Rule, given: QualityRule | None) -> Dimension:
    """The dimension a rule of the plan belongs to; `given` is the contract's own rule of that id, if it is one."""
    if given is not None and given.dimension in SAID:
        return SAID[str(given.dimension)]
    if given is not None and given.metric is not None:
        return _METRICS[given.metric]
    if isinstance(rule, UniqueRule):
        return Dimension.UNIQUE
    if isinstance(rule, LookupRule | SetRule) or len(rule.columns) > 1:
        return Dimension.CONSISTENT
    return Dimension.COMPLETE if rule.id.endswith(".required") else Dimension.VALID


def own_rules(contract: Contract) -> dict[str, QualityRule]:
    """The contract's own rules by id."""
    return {
        rule.id: rule for rule in (*(each for column in contract.columns for each in column.rules), *contract.rules)
    }
