"""Where one contract contradicts itself: what no single field can show."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from kho.contracts.measure_use import check_measure
from kho.contracts.model import Access, Classification, Column, Contract, Layer, LoadMode, LogicalType
from kho.contracts.on_units import check_on_units
from kho.contracts.problems import Kind, Place, Report, listed, near
from kho.contracts.rules import NO_COLUMN
from kho.contracts.unit_use import check_unit
from kho.messages import Message
from kho.standards import registry

RESERVED_SCHEMAS = frozenset({"information_schema", "pg_catalog", "main", "temp", "system", "public", "default"})

DOUBLED_COLUMN = Kind(
    code="KHO-C170",
    what=Message("Cột “{name}” đã có ở dòng {first}.", "The column “{name}” stands on line {first} already."),
    mend=Message("Đổi tên hoặc bỏ một cột.", "Rename or drop one of them."),
)
KEY_ORDER = Kind(
    code="KHO-C171",
    what=Message(
        "Các vị trí {word} là {given}, phải là {expected}.",
        "The positions {word} are {given}; they must be {expected}.",
    ),
    mend=Message("Đánh số lại từ 1, không trùng, không cách.", "Number them anew from 1, without gap or double."),
)
DOUBLED_POSITION = Kind(
    code="KHO-C172",
    what=Message("kho.position {position} đã là của cột “{other}”.", "kho.position {position} is that of “{other}”."),
    mend=Message("Mỗi cột ở nguồn chỉ vào một cột của bảng.", "A source column goes into one column of the table."),
)
CROSSED = Kind(
    code="KHO-C173",
    what=Message("{low} ({least}) lớn hơn {high} ({most}).", "{low} ({least}) is more than {high} ({most})."),
    mend=Message("Sửa một trong hai.", "Correct one of them."),
)
TWO_BOUNDS = Kind(
    code="KHO-C174",
    what=Message("Có cả {word} và {other}.", "Both {word} and {other} are given."),
    mend=Message("Giữ lại một.", "Keep one of them."),
)
BAD_MOMENT = Kind(
    code="KHO-C175",
    what=Message("{word} “{value}” không phải {type} dạng ISO.", "{word} “{value}” is no ISO {type}."),
    mend=Message("Viết “{example}”, trong dấu nháy.", "Write “{example}”, in quotes."),
)
UPSERT_KEY = Kind(
    code="KHO-C176",
    what=Message("kho.load là upsert mà bảng không có khoá.", "kho.load is upsert but the table has no key."),
    mend=Message(
        "Ghi primaryKey: true ở các cột khoá, hoặc đổi kho.load.",
        "Mark the key columns with primaryKey: true, or change kho.load.",
    ),
)
OPEN_PERSONAL = Kind(
    code="KHO-C177",
    what=Message(
        "Bộ dữ liệu mở mà cột “{name}” là {classification}.", "The dataset is open but “{name}” is {classification}."
    ),
    mend=Message(
        "Đổi kho.access thành shared hoặc private, hoặc bỏ cột này khỏi dữ liệu mở.",
        "Make kho.access shared or private, or leave the column out of the open data.",
    ),
)
OPEN_LAYER = Kind(
    code="KHO-C178",
    what=Message("kho.layer là open mà kho.access là {access}.", "kho.layer is open but kho.access is {access}."),
    mend=Message("Hai mục này phải cùng là open.", "Make both open."),
)
NOT_FOR_TYPE = Kind(
    code="KHO-C179",
    what=Message("{word} không dùng cho kiểu {type}.", "{word} is not for the type {type}."),
    mend=Message("Bỏ {word}, hoặc đổi logicalType thành {types}.", "Drop {word}, or make logicalType {types}."),
)
CODELIST_DAY = Kind(
    code="KHO-C180",
    what=Message("on “{on}” không phải cột ngày của bảng.{near}", "on “{on}” is no date column of the table.{near}"),
    mend=Message("Viết tên một cột kiểu date, hoặc bỏ on.", "Write a column of type date, or drop on."),
)
UNKNOWN_STANDARD = Kind(
    code="KHO-C186",
    what=Message("Không có chuẩn “{name}”.{near}", "There is no standard “{name}”.{near}"),
    mend=Message("Chọn một chuẩn của `kho standard list`.", "Choose one of `kho standard list`."),
)
FROM_NAME = Kind(
    code="KHO-C181",
    what=Message(
        "kho.from_name “{pattern}” không dùng được: {reason}.", "kho.from_name “{pattern}” does not do: {reason}."
    ),
    mend=Message(
        "Viết biểu thức chính quy có một nhóm, ví dụ -([0-9]{{4}})\\.",
        "Write a regular expression with one group: -([0-9]{{4}})\\.",
    ),
)
FROM_TWO = Kind(
    code="KHO-C182",
    what=Message("Có cả kho.from_name và {other}.", "Both kho.from_name and {other} are given."),
    mend=Message("Một giá trị chỉ đến từ một nơi: giữ lại một.", "A value comes from one place: keep one."),
)
MARK_MISSING = Kind(
    code="KHO-C183",
    what=Message("“{text}” nằm trong cả kho.missing và validValues.", "“{text}” is in kho.missing and in validValues."),
    mend=Message(
        "Chữ nghĩa là “không có giá trị” thì không thể là một giá trị.", "A text for “no value” can be no value."
    ),
)
RESERVED = Kind(
    code="KHO-C184",
    what=Message(
        "“{schema}” là tên riêng của máy cơ sở dữ liệu.", "“{schema}” is a name databases keep to themselves."
    ),
    mend=Message("Đặt cho cơ quan một id khác.", "Give the agency another id."),
)
PERSONAL_PARTITION = Kind(
    code="KHO-C185",
    what=Message("Bảng chia phần theo cột cá nhân “{name}”.", "The table is partitioned by the personal “{name}”."),
    mend=Message(
        "Chia theo cột khác: giá trị này sẽ nằm trong tên tệp.",
        "Partition by another column: the values would stand in file names.",
    ),
)

_TEMPORAL = (LogicalType.DATE, LogicalType.TIMESTAMP, LogicalType.TIME)
_NUMERIC = (LogicalType.NUMBER, LogicalType.INTEGER)
_NO_GROUP = Message("không có nhóm (...)", "it has no group (...)")
_EXAMPLES = {
    LogicalType.DATE: "2025-07-01",
    LogicalType.TIMESTAMP: "2025-07-01T08:30:00",
    LogicalType.TIME: "08:30:00",
}
_PARSE: dict[LogicalType, Any] = {
    LogicalType.DATE: date.fromisoformat,
    LogicalType.TIMESTAMP: datetime.fromisoformat,
    LogicalType.TIME: time.fromisoformat,
}


def check(contract: Contract, report: Report) -> None:
    """Tell every contradiction inside one contract."""
    _check_whole(contract, report)
    _check_columns_together(contract.columns, report)
    check_on_units(contract, report)
    for column in contract.columns:
        _check_bounds(column, report)
        _check_types(column, report)
        _check_standard(column, report)
        _check_origin(column, report)
        _check_codelist(column, contract, report)
        check_unit(column, contract, report)
        check_measure(column, contract, report)
        _check_classification(column, contract, report)
        _check_missing(column, report)
    for index, reference in enumerate(contract.references):
        _check_own(reference.columns, contract, ("schema", 0, "relationships", index), report)


def _check_whole(contract: Contract, report: Report) -> None:
    if contract.load is LoadMode.UPSERT and not contract.primary_key:
        report.add(UPSERT_KEY, ("kho.load",))
    if contract.layer is Layer.OPEN and contract.access is not Access.OPEN:
        report.add(OPEN_LAYER, ("kho.layer",), access=contract.access.value)
    if contract.name.sql_schema in RESERVED_SCHEMAS:
        report.add(RESERVED, ("id",), schema=contract.name.sql_schema)


def _check_columns_together(columns: tuple[Column, ...], report: Report) -> None:
    first: dict[str, Place] = {}
    positions: dict[int, str] = {}
    for column in columns:
        if column.name in first:
            line = report.line((*first[column.name], "name"))
            report.add(DOUBLED_COLUMN, (*column.path, "name"), name=column.name, first=line)
        first.setdefault(column.name, column.path)
        if column.position is not None and column.position in positions:
            other = positions[column.position]
            report.add(DOUBLED_POSITION, (*column.path, "kho.position"), position=column.position, other=other)
        elif column.position is not None:
            positions[column.position] = column.name
    _check_order("primaryKeyPosition", [(column.primary_key, column.path) for column in columns], report)
    _check_order("partitionKeyPosition", [(column.partition, column.path) for column in columns], report)


def _check_order(word: str, given: Iterable[tuple[int | None, Place]], report: Report) -> None:
    found = [(position, place) for position, place in given if position is not None]
    positions = [position for position, _ in found]
    expected = list(range(1, len(positions) + 1))
    if sorted(positions) == expected:
        return
    counts = Counter(positions)
    place = next(place for position, place in found if position not in expected or counts[position] > 1)
    report.add(KEY_ORDER, (*place, word), word=word, given=listed(positions), expected=listed(expected))


def _check_bounds(column: Column, report: Report) -> None:
    options = (*column.path, "logicalTypeOptions")
    bounds = {
        "minimum": column.minimum,
        "exclusiveMinimum": column.exclusive_minimum,
        "maximum": column.maximum,
        "exclusiveMaximum": column.exclusive_maximum,
    }
    given = dict(
        _moments(column, {word: value for word, value in bounds.items() if value is not None}, options, report)
    )
    for word, other in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if word in given and other in given:
            report.add(TWO_BOUNDS, (*options, other), word=word, other=other)
    lows = [(word, given[word]) for word in ("minimum", "exclusiveMinimum") if word in given]
    highs = [(word, given[word]) for word in ("maximum", "exclusiveMaximum") if word in given]
    for (low, least), (high, most) in ((a, b) for a in lows for b in highs):
        strict = low.startswith("exclusive") or high.startswith("exclusive")
        if _after(least, most) or (strict and least == most):
            report.add(CROSSED, (*options, low), low=low, least=bounds[low], high=high, most=bounds[high])
    if (column.min_length or 0) > (column.max_length if column.max_length is not None else float("inf")):
        shown = {"low": "minLength", "least": column.min_length, "high": "maxLength", "most": column.max_length}
        report.add(CROSSED, (*options, "minLength"), **shown)


def _after(one: Any, other: Any) -> bool:
    """Whether `one` is more; moments with and without a time zone cannot be compared."""
    try:
        return bool(one > other)
    except TypeError:
        return False


def _moments(column: Column, bounds: dict[str, Any], place: Place, report: Report) -> Iterator[tuple[str, Any]]:
    """Bounds as values that compare; texts of dates and times are read, and told where they are not ISO."""
    kind = column.logical_type
    for word, value in bounds.items():
        if kind not in _PARSE:
            yield word, value
            continue
        try:
            yield word, _PARSE[kind](value)
        except ValueError:
            told = {"word": word, "value": value, "type": kind.value, "example": _EXAMPLES[kind]}
            report.add(BAD_MOMENT, (*place, word), **told)


def _check_types(column: Column, report: Report) -> None:
    for word, given, types in (
        ("kho.formats", bool(column.formats), _TEMPORAL),
        ("kho.decimal", column.decimal_mark != ".", _NUMERIC),
        ("kho.codelist", column.codelist is not None, (LogicalType.STRING,)),
        ("kho.admin_unit", column.unit is not None, (LogicalType.STRING,)),
        ("kho.standard", column.standard is not None, (LogicalType.STRING,)),
        ("kho.unit", column.measure is not None, _NUMERIC),
    ):
        if given and column.logical_type not in types:
            told = listed(each.value for each in types)
            report.add(NOT_FOR_TYPE, (*column.path, word), word=word, type=column.logical_type.value, types=told)


def _check_standard(column: Column, report: Report) -> None:
    known = registry.names()
    if column.standard is not None and column.standard not in known:
        close = near(column.standard, known)
        report.add(UNKNOWN_STANDARD, (*column.path, "kho.standard"), name=column.standard, near=close)


def _check_origin(column: Column, report: Report) -> None:
    if column.from_name is None:
        return
    here = (*column.path, "kho.from_name")
    for other, given in (("kho.header", column.headers), ("kho.position", column.position)):
        if given:
            report.add(FROM_TWO, here, other=other)
    try:
        groups = re.compile(column.from_name).groups
    except re.error as error:
        report.add(FROM_NAME, here, pattern=column.from_name, reason=error.msg)
        return
    if groups < 1:
        report.add(FROM_NAME, here, pattern=column.from_name, reason=_NO_GROUP)


def _check_codelist(column: Column, contract: Contract, report: Report) -> None:
    on = column.codelist.on if column.codelist is not None else None
    dates = [each.name for each in contract.columns if each.logical_type is LogicalType.DATE]
    if on is not None and on not in dates:
        report.add(CODELIST_DAY, (*column.path, "kho.codelist"), on=on, near=near(on, dates))


def _check_classification(column: Column, contract: Contract, report: Report) -> None:
    kept = {Classification.PERSONAL, Classification.SENSITIVE}
    if column.partition is not None and column.classification in kept:
        report.add(PERSONAL_PARTITION, (*column.path, "partitioned"), name=column.name)
    if contract.access is Access.OPEN and column.classification in kept:
        told = {"name": column.name, "classification": column.classification}
        report.add(OPEN_PERSONAL, (*column.path, "classification"), **told)


def _check_missing(column: Column, report: Report) -> None:
    for rule in column.rules:
        values = rule.arguments.get("validValues")
        for text in column.missing:
            if isinstance(values, list) and text in values:
                report.add(MARK_MISSING, (*rule.path, "arguments", "validValues"), text=text)


def _check_own(columns: tuple[str, ...], contract: Contract, place: Place, report: Report) -> None:
    known = [column.name for column in contract.columns]
    for name in columns:
        if name not in known:
            report.add(NO_COLUMN, (*place, "from"), name=name, near=near(name, known))
