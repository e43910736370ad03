"""The quality rules of a contract: ODCS `quality` with library metrics and SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from open_data_contract_standard.model import DataQuality

from kho.contracts.model import Metric, Operator, QualityRule, Severity
from kho.contracts.problems import Kind, Place, Report, listed, near
from kho.messages import Message

CUSTOM = Kind(
    code="KHO-C140",
    what=Message("Kho không chạy quy tắc kiểu custom.", "Kho does not run rules of type custom."),
    mend=Message(
        "Viết type: library với metric, hoặc type: sql với query.", "Write type: library with a metric, or type: sql."
    ),
)
NO_TYPE = Kind(
    code="KHO-C141",
    what=Message("Quy tắc không có metric cũng không có query.", "The rule has neither a metric nor a query."),
    mend=Message(
        "Viết metric:, hoặc type: sql và query:, hoặc type: text nếu chỉ là lời mô tả.",
        "Write metric:, or type: sql and query:, or type: text for words alone.",
    ),
)
BAD_ARGUMENT = Kind(
    code="KHO-C142",
    what=Message("{metric} không có tham số “{word}”.{near}", "{metric} has no argument “{word}”.{near}"),
    mend=Message("Tham số được dùng: {known}.", "Arguments it takes: {known}."),
)
NO_ARGUMENT = Kind(
    code="KHO-C143",
    what=Message("{metric} thiếu tham số.", "{metric} lacks its argument."),
    mend=Message("Thêm vào arguments: {known}.", "Add to arguments: {known}."),
)
ARGUMENT_SHAPE = Kind(
    code="KHO-C144",
    what=Message("Tham số {word} sai dạng.", "The argument {word} has the wrong shape."),
    mend=Message("Viết {expected}.", "Write {expected}."),
)
METRIC_PLACE = Kind(
    code="KHO-C145",
    what=Message("{metric} không đứng ở đây.", "{metric} does not belong here."),
    mend=Message("Chuyển vào quality của {where}.", "Move it to the quality of {where}."),
)
BAD_SEVERITY = Kind(
    code="KHO-C146",
    what=Message("Không có mức “{value}”.{near}", "There is no severity “{value}”.{near}"),
    mend=Message(
        "Viết error (cách ly dòng) hoặc warning (chỉ báo).",
        "Write error (quarantines the row) or warning (only tells).",
    ),
)
BAD_UNIT = Kind(
    code="KHO-C147",
    what=Message("Không có đơn vị “{value}”.{near}", "There is no unit “{value}”.{near}"),
    mend=Message("Viết rows hoặc percent.", "Write rows or percent."),
)
DOUBLED_RULE = Kind(
    code="KHO-C148",
    what=Message("Hai quy tắc có cùng id “{id}”.", "Two rules have the id “{id}”."),
    mend=Message("Đặt cho mỗi quy tắc một id riêng.", "Give each rule its own id."),
)
NO_COLUMN = Kind(
    code="KHO-C149",
    what=Message("Không có cột “{name}”.{near}", "There is no column “{name}”.{near}"),
    mend=Message("Viết tên một cột của bảng.", "Write the name of a column of the table."),
)
BAD_BOUND = Kind(
    code="KHO-C150",
    what=Message("Giá trị so sánh “{value}” không hợp: {why}.", "The bound “{value}” does not fit: {why}."),
    mend=Message("Viết lại giá trị.", "Write another value."),
)

_BOUND_NUMBER = Message("cần một số", "a number is needed")
_BOUND_NEGATIVE = Message("số dòng không âm", "a count is not negative")
_BOUND_PERCENT = Message("phần trăm nằm trong 0-100", "a percentage is 0-100")
_BOUND_ORDER = Message("số đầu phải nhỏ hơn số sau", "the first must be less than the second")
_A_COLUMN = Message("một cột", "a column")
_THE_TABLE = Message("bảng (schema)", "the table (schema)")
_LIST = Message("danh sách giá trị, ví dụ [a, b]", "a list of values, such as [a, b]")
_TEXT = Message("một đoạn chữ", "a text")

_OPERATORS = tuple(Operator)
_ARGUMENTS: dict[Metric, tuple[str, ...]] = {
    Metric.NULL_VALUES: (),
    Metric.MISSING_VALUES: ("missingValues",),
    Metric.INVALID_VALUES: ("validValues", "pattern"),
    Metric.DUPLICATE_VALUES: (),
    Metric.ROW_COUNT: (),
}
_MOST_PERCENT = 100


@dataclass(kw_only=True, slots=True)
class RuleReader:
    """Reads rules and gives each its id, unique in the contract."""

    report: Report
    columns: frozenset[str]
    ids: set[str] = field(default_factory=set)

    def of(self, entries: Sequence[DataQuality] | None, column: str | None, place: Place) -> tuple[QualityRule, ...]:
        """The rules at one place; `column` None for those of the table."""
        found = [self._rule(entry, column, (*place, "quality", i)) for i, entry in enumerate(entries or ())]
        return tuple(rule for rule in found if rule is not None)

    def _rule(self, entry: DataQuality, column: str | None, place: Place) -> QualityRule | None:
        metric = Metric(entry.metric) if entry.metric else None
        if entry.type == "text":
            return None
        if entry.type == "custom":
            self.report.add(CUSTOM, place)
            return None
        operator = self._operator(entry)
        if metric is None and not (entry.type == "sql" and entry.query):
            if not self.report.tells(place):
                self.report.add(NO_TYPE, place)
            return None
        if operator is None:
            return None
        if metric is not None:
            self._metric(metric, entry, column, place)
        return self._made(entry, metric, operator, column, place)

    def _made(
        self, entry: DataQuality, metric: Metric | None, operator: Operator, column: str | None, place: Place
    ) -> QualityRule:
        value: Any = getattr(entry, operator)
        expected = tuple(value) if isinstance(value, list) else (value,)
        unit = self._unit(entry.unit, place)
        self._bounds(expected, metric, unit, (*place, str(operator)))
        return QualityRule(
            id=self._id(entry.id, column, metric, place),
            operator=operator,
            expected=expected,
            metric=metric,
            query=entry.query if metric is None else None,
            arguments=entry.arguments or {},
            unit=unit,
            severity=self._severity(entry.severity, place),
            dimension=entry.dimension,
            description=entry.description or entry.name or "",
            path=place,
        )

    def _operator(self, entry: DataQuality) -> Operator | None:
        given = [operator for operator in _OPERATORS if operator.value in entry.model_fields_set]
        return given[0] if len(given) == 1 else None

    def _id(self, given: str | None, column: str | None, metric: Metric | None, place: Place) -> str:
        wanted = given or f"{column or 'table'}.{metric.value if metric else 'sql'}"
        unique, number = wanted, 2
        while unique in self.ids:
            unique, number = f"{wanted}_{number}", number + 1
        if given is not None and unique != given:
            self.report.add(DOUBLED_RULE, (*place, "id"), id=given)
        self.ids.add(unique)
        return unique

    def _unit(self, unit: str | None, place: Place) -> str:
        if unit in (None, "rows", "percent"):
            return unit or "rows"
        self.report.add(BAD_UNIT, (*place, "unit"), value=unit, near=near(str(unit), ("rows", "percent")))
        return "rows"

    def _severity(self, severity: str | None, place: Place) -> Severity:
        if severity is None or severity in tuple(Severity):
            return Severity(severity or Severity.ERROR)
        self.report.add(BAD_SEVERITY, (*place, "severity"), value=severity, near=near(severity, tuple(Severity)))
        return Severity.ERROR

    def _bounds(self, expected: tuple[Any, ...], metric: Metric | None, unit: str, place: Place) -> None:
        numbers = [value for value in expected if isinstance(value, int | float) and not isinstance(value, bool)]
        wrong: Message | None = None
        if metric is not None and len(numbers) < len(expected):
            wrong = _BOUND_NUMBER
        elif metric is not None and any(number < 0 for number in numbers):
            wrong = _BOUND_NEGATIVE
        elif unit == "percent" and any(number > _MOST_PERCENT for number in numbers):
            wrong = _BOUND_PERCENT
        elif len(numbers) > 1 and numbers[0] >= numbers[1]:
            wrong = _BOUND_ORDER
        if wrong is not None:
            self.report.add(BAD_BOUND, place, value=listed(expected), why=wrong)

    def _metric(self, metric: Metric, entry: DataQuality, column: str | None, place: Place) -> None:
        if column is not None and metric is Metric.ROW_COUNT:
            self.report.add(METRIC_PLACE, place, metric=metric.value, where=_THE_TABLE)
        elif column is None and metric not in (Metric.ROW_COUNT, Metric.DUPLICATE_VALUES):
            self.report.add(METRIC_PLACE, place, metric=metric.value, where=_A_COLUMN)
        else:
            self._arguments(metric, entry.arguments or {}, column, place)

    def _arguments(self, metric: Metric, given: dict[str, Any], column: str | None, place: Place) -> None:
        over_table = metric is Metric.DUPLICATE_VALUES and column is None
        known = ("properties",) if over_table else _ARGUMENTS[metric]
        here = (*place, "arguments")
        for word in given.keys() - set(known):
            self.report.add(
                BAD_ARGUMENT,
                (*here, word),
                metric=metric.value,
                word=word,
                near=near(word, known),
                known=listed(known) or "-",
            )
        if known and not given.keys() & set(known):
            self.report.add(NO_ARGUMENT, place, metric=metric.value, known=listed(known))
        for word in given.keys() & set(known):
            self._argument(word, given[word], (*here, word))

    def _argument(self, word: str, value: Any, place: Place) -> None:
        if word == "pattern":
            if not isinstance(value, str) or not value:
                self.report.add(ARGUMENT_SHAPE, place, word=word, expected=_TEXT)
        elif not isinstance(value, list) or not value:
            self.report.add(ARGUMENT_SHAPE, place, word=word, expected=_LIST)
        elif word == "properties":
            for name in value:
                if name not in self.columns:
                    self.report.add(NO_COLUMN, place, name=name, near=near(str(name), self.columns))
