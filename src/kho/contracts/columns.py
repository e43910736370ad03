"""The columns of a contract: ODCS `properties` of its one schema."""

import re
from typing import Any

from open_data_contract_standard.model import SchemaObject, SchemaProperty

from kho.contracts.kho_properties import Where, kho_values, texts
from kho.contracts.measure_use import measure_use
from kho.contracts.model import Classification, CodeListUse, Column, LogicalType
from kho.contracts.names import COLUMN, DatasetName
from kho.contracts.problems import Kind, Place, Report, listed, near
from kho.contracts.references import column_references
from kho.contracts.rules import RuleReader
from kho.contracts.unit_use import unit_use
from kho.messages import Message
from kho.standards.numbers.marks import MISSING_TEXTS

LONGEST_NAME = 63
MOST_DIGITS = 38
STATISTICAL_MARKS = "statistical_marks"
"""In `kho.missing`: the marks that tables of statistics have in the place of a figure."""

BAD_NAME = Kind(
    code="KHO-C160",
    what=Message("Tên cột “{name}” không dùng được.", "The column name “{name}” cannot be used."),
    mend=Message(
        "Viết chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ, không quá 63 ký tự, ví dụ ma_xa.",
        "Write lower-case letters without accents, digits and underscores, a letter first, up to 63: ma_xa.",
    ),
)
NO_COLUMNS = Kind(
    code="KHO-C161",
    what=Message("Bảng không có cột nào.", "The table has no column."),
    mend=Message("Thêm các cột vào properties.", "Add the columns under properties."),
)
UNKNOWN_CLASS = Kind(
    code="KHO-C162",
    what=Message("Không có phân loại “{value}”.{near}", "There is no classification “{value}”.{near}"),
    mend=Message("Chọn một trong: {known}.", "Choose one of: {known}."),
)
UNUSED_OPTION = Kind(
    code="KHO-C163",
    what=Message("Kho không kiểm {word} cho kiểu {type}.", "Kho does not check {word} of a {type}."),
    mend=Message("Bỏ {word}; {instead}.", "Drop {word}; {instead}."),
)
BAD_PHYSICAL = Kind(
    code="KHO-C164",
    what=Message("physicalType “{value}” không dùng được.", "The physicalType “{value}” cannot be used."),
    mend=Message(
        "Viết decimal(p,s) với p từ 1 đến 38 và s từ 0 đến p, hoặc bỏ đi.",
        "Write decimal(p,s) with p from 1 to 38 and s from 0 to p, or drop it.",
    ),
)
BAD_POSITION = Kind(
    code="KHO-C165",
    what=Message("{word} có mà {flag} không phải true.", "{word} is given but {flag} is not true."),
    mend=Message("Viết {flag}: true, hoặc bỏ {word}.", "Write {flag}: true, or drop {word}."),
)

_DECIMAL = re.compile(r"(?:decimal|numeric)\s*\(\s*(\d{1,3})\s*(?:,\s*(\d{1,3})\s*)?\)", re.IGNORECASE)
_LOOKS_DECIMAL = re.compile(r"(?:decimal|numeric)\b.*", re.IGNORECASE)
_TIMES = frozenset({LogicalType.DATE, LogicalType.TIMESTAMP, LogicalType.TIME})
_UNUSED = {
    "multipleOf": Message("viết quy tắc type: sql", "write a rule of type sql"),
    "timezone": Message("giờ được giữ nguyên như đã viết", "times are kept as written"),
    "defaultTimezone": Message("giờ được giữ nguyên như đã viết", "times are kept as written"),
    "maxItems": Message("viết quy tắc type: sql", "write a rule of type sql"),
    "minItems": Message("viết quy tắc type: sql", "write a rule of type sql"),
    "uniqueItems": Message("viết quy tắc type: sql", "write a rule of type sql"),
    "maxProperties": Message("viết quy tắc type: sql", "write a rule of type sql"),
    "minProperties": Message("viết quy tắc type: sql", "write a rule of type sql"),
    "required": Message("viết quy tắc type: sql", "write a rule of type sql"),
}


def columns_of(table: SchemaObject, name: DatasetName, rules: RuleReader, report: Report) -> tuple[Column, ...]:
    """The columns in the order of the file; those without a name are left out."""
    found = [
        _column(entry, name, rules, ("schema", 0, "properties", index), report)
        for index, entry in enumerate(table.properties or ())
        if entry.name
    ]
    if not table.properties:
        report.add(NO_COLUMNS, ("schema", 0))
    return tuple(found)


def _column(entry: SchemaProperty, name: DatasetName, rules: RuleReader, place: Place, report: Report) -> Column:
    words = kho_values(entry.customProperties, Where.PROPERTY, place, report)
    kind = LogicalType(entry.logicalType or LogicalType.STRING)
    options = _options(entry.logicalTypeOptions or {}, kind, place, report)
    precision, scale = _decimal(entry, kind, place, report)
    return Column(
        name=_named(entry.name or "", place, report),
        logical_type=kind,
        title=entry.businessName or "",
        description=entry.description or "",
        headers=texts(words.get("kho.header")),
        position=words.get("kho.position"),
        from_name=words.get("kho.from_name"),
        formats=_formats(options, words, kind),
        decimal_mark=words.get("kho.decimal", "."),
        point_told=words.get("kho.decimal") == ".",
        precision=precision,
        scale=scale,
        missing=_missing(texts(words.get("kho.missing"))),
        required=bool(entry.required),
        unique=bool(entry.unique),
        primary_key=_position(entry, "primaryKey", "primaryKeyPosition", place, report),
        partition=_position(entry, "partitioned", "partitionKeyPosition", place, report),
        minimum=options.get("minimum"),
        maximum=options.get("maximum"),
        exclusive_minimum=options.get("exclusiveMinimum"),
        exclusive_maximum=options.get("exclusiveMaximum"),
        min_length=options.get("minLength"),
        max_length=options.get("maxLength"),
        pattern=options.get("pattern"),
        classification=_classification(entry.classification, place, report),
        standard=words.get("kho.standard"),
        codelist=_codelist(words.get("kho.codelist")),
        unit=unit_use(words.get("kho.admin_unit")),
        measure=measure_use(words.get("kho.unit")),
        references=column_references(entry.relationships, entry.name or "", name, place, report),
        rules=rules.of(entry.quality, entry.name, place),
        path=place,
    )


def _named(name: str, place: Place, report: Report) -> str:
    if not COLUMN.fullmatch(name) or len(name) > LONGEST_NAME:
        report.add(BAD_NAME, (*place, "name"), name=name)
    return name


def _options(options: dict[str, Any], kind: LogicalType, place: Place, report: Report) -> dict[str, Any]:
    """The options Kho checks; the standard's other options are told, for nothing promised may go unchecked."""
    for word in options.keys() & _UNUSED.keys():
        here = (*place, "logicalTypeOptions", word)
        report.add(UNUSED_OPTION, here, word=word, type=kind.value, instead=_UNUSED[word])
    return options


def _missing(told: tuple[str, ...]) -> tuple[str, ...]:
    """Texts for no value; the name of the marks of statistics stands for all of them."""
    meant = (MISSING_TEXTS if text == STATISTICAL_MARKS else (text,) for text in told)
    return tuple(dict.fromkeys(text for each in meant for text in each))


def _formats(options: dict[str, Any], words: dict[str, Any], kind: LogicalType) -> tuple[str, ...]:
    """Date patterns; `format` of a text or number names its kind (`uuid`, `i32`) and is no pattern."""
    first = (options["format"],) if "format" in options and kind in _TIMES else ()
    return tuple(dict.fromkeys((*first, *texts(words.get("kho.formats")))))


def _decimal(entry: SchemaProperty, kind: LogicalType, place: Place, report: Report) -> tuple[int | None, int | None]:
    physical = (entry.physicalType or "").strip()
    if kind is not LogicalType.NUMBER or not _LOOKS_DECIMAL.fullmatch(physical):
        return None, None
    match = _DECIMAL.fullmatch(physical)
    precision, scale = (int(match[1]), int(match[2] or 0)) if match else (0, 0)
    if not (1 <= precision <= MOST_DIGITS and scale <= precision):
        report.add(BAD_PHYSICAL, (*place, "physicalType"), value=physical)
        return None, None
    return precision, scale


def _position(entry: SchemaProperty, flag: str, word: str, place: Place, report: Report) -> int | None:
    """The 1-based place in a key; -1, ODCS's word for none, counts as not given, and a lone key column is first."""
    given: int | None = getattr(entry, word)
    position = None if given == -1 else given
    if getattr(entry, flag):
        return 1 if position is None else position
    if position is not None:
        report.add(BAD_POSITION, (*place, word), word=word, flag=flag)
    return None


def _classification(value: str | None, place: Place, report: Report) -> Classification | None:
    if value is None:
        return None
    if value in tuple(Classification):
        return Classification(value)
    known = tuple(Classification)
    report.add(UNKNOWN_CLASS, (*place, "classification"), value=value, near=near(value, known), known=listed(known))
    return None


def _codelist(value: Any) -> CodeListUse | None:
    if value is None:
        return None
    return CodeListUse(name=value) if isinstance(value, str) else CodeListUse(name=value["name"], on=value.get("on"))
