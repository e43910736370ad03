"""What a breach of the standard is called in a person's words."""

import json
from typing import Any

from jsonschema_rs import ValidationError

from kho.contracts.odcs_schema import WORDS_OF_3_2, known_words
from kho.contracts.problems import Kind, Place, Report, listed, near
from kho.messages import Message

UNKNOWN_WORD = Kind(
    code="KHO-C106",
    what=Message("ODCS v3.1 không có “{word}” ở đây.{near}", "ODCS v3.1 has no “{word}” here.{near}"),
    mend=Message("Sửa tên hoặc bỏ đi. Ở đây viết được: {known}.", "Correct or drop it. Here you can write: {known}."),
)
ONLY_3_2 = Kind(
    code="KHO-C107",
    what=Message("“{word}” chỉ có từ ODCS v3.2.", "“{word}” exists only since ODCS v3.2."),
    mend=Message("{instead}", "{instead}"),
)
MISSING = Kind(
    code="KHO-C108",
    what=Message("Thiếu “{word}”.", "“{word}” is missing."),
    mend=Message("Thêm {word}: vào đây.", "Add {word}: here."),
)
WRONG_TYPE = Kind(
    code="KHO-C109",
    what=Message("“{value}” phải là {expected}.", "“{value}” must be {expected}."),
    mend=Message(
        "Viết {expected}; số hay ngày mà là chữ thì để trong dấu nháy.",
        "Write {expected}; put quotes around digits or dates that are text.",
    ),
)
EMPTY = Kind(
    code="KHO-C110",
    what=Message("Để trống.", "It is empty."),
    mend=Message("Viết {expected}, hoặc bỏ dòng này.", "Write {expected}, or drop the line."),
)
NOT_AMONG = Kind(
    code="KHO-C111",
    what=Message("Không có lựa chọn “{value}”.{near}", "There is no choice “{value}”.{near}"),
    mend=Message("Chọn một trong: {known}.", "Choose one of: {known}."),
)
BAD_REFERENCE = Kind(
    code="KHO-C112",
    what=Message("“{value}” không phải tham chiếu.", "“{value}” is no reference."),
    mend=Message(
        "Viết ../cơ-quan/bộ-dữ-liệu.odcs.yaml#/schema/bảng/properties/cột, hoặc bảng.cột cho chính bảng này.",
        "Write ../agency/dataset.odcs.yaml#/schema/table/properties/column, or table.column for this very table.",
    ),
)
OPERATORS = Kind(
    code="KHO-C113",
    what=Message(
        "Một quy tắc cần đúng một phép so sánh, ở đây có {count}.", "A rule needs one comparison; this one has {count}."
    ),
    mend=Message("Viết một trong: {known}.", "Write one of: {known}."),
)
BREACH = Kind(
    code="KHO-C114",
    what=Message("Không đúng chuẩn ODCS v3.1: {reason}.", "Not ODCS v3.1: {reason}."),
    mend=Message("Sửa theo chuẩn ODCS v3.1.", "Follow ODCS v3.1."),
)

_INSTEAD = {
    "enum": Message(
        "Viết quality: metric: invalidValues, arguments: validValues: [...], mustBe: 0; hoặc kho.codelist.",
        "Write quality: metric: invalidValues, arguments: validValues: [...], mustBe: 0; or kho.codelist.",
    ),
    "encoding": Message(
        "Viết encoding trong kho.read (customProperties của nguồn này).",
        "Write encoding in kho.read (customProperties of this server).",
    ),
}
_DROP = Message("Bỏ đi, hoặc ghi vào customProperties.", "Drop it, or put it under customProperties.")
_TYPES = {
    "string": Message("chữ", "a text"),
    "integer": Message("số nguyên", "a whole number"),
    "number": Message("số", "a number"),
    "boolean": Message("true hoặc false", "true or false"),
    "object": Message("các cặp khoá: giá trị", "pairs of key: value"),
    "array": Message("danh sách (mỗi mục một dòng có dấu -)", "a list (one line with a - per item)"),
}
_FROM_AT_COLUMN = Message("ở cột không viết from, cột chính là from", "a column is itself the from of its relationship")
_BOTH_ALIKE = Message("from và to phải cùng là chữ hoặc cùng là danh sách", "from and to are both texts or both lists")
_OPERATOR_WORDS = (
    "mustBe",
    "mustNotBe",
    "mustBeGreaterThan",
    "mustBeGreaterOrEqualTo",
    "mustBeLessThan",
    "mustBeLessOrEqualTo",
    "mustBeBetween",
    "mustNotBeBetween",
)
_SHOWN = 60
_WORDS = {"unevaluatedProperties", "additionalProperties"}


def leaves(error: ValidationError) -> list[ValidationError]:
    """The errors inside a choice of shapes that tell most: those of the shape the value was meant to have."""
    branches: list[list[ValidationError]] = getattr(error.kind, "context", [])
    meant = [inner for inner in branches if not any(_misses_shape(each, error) for each in inner)]
    if len(meant) != 1 or _is_reference(error):
        return [error]
    return [leaf for inner in meant[0] for leaf in leaves(inner)]


def _misses_shape(inner: ValidationError, outer: ValidationError) -> bool:
    own = len(inner.instance_path) == len(outer.instance_path)
    return inner.kind.name == "required" or (inner.kind.name == "type" and own)


def _is_reference(error: ValidationError) -> bool:
    path = error.instance_path
    return "relationships" in path and bool({"from", "to"} & set(path[-2:]))


def tell(error: ValidationError, report: Report) -> None:
    """Report one breach."""
    place: Place = tuple(error.instance_path)
    kind: Any = error.kind
    match kind.name:
        case "unevaluatedProperties" | "additionalProperties":
            for word in strange_words(error):
                _tell_word(word, error, report)
        case "required":
            report.add(MISSING, place, word=kind.property)
        case "type":
            _tell_type(error, kind.types[0], report)
        case "enum":
            close = near(str(error.instance), kind.options)
            report.add(NOT_AMONG, place, value=_short(error.instance), near=close, known=listed(kind.options))
        case _:
            _tell_rest(error, place, report)


def _tell_type(error: ValidationError, wanted: str, report: Report) -> None:
    kind = EMPTY if error.instance is None else WRONG_TYPE
    report.add(kind, tuple(error.instance_path), value=_short(error.instance), expected=_TYPES[wanted])


def _tell_word(word: str, error: ValidationError, report: Report) -> None:
    place = (*error.instance_path, word)
    if word in WORDS_OF_3_2:
        report.add(ONLY_3_2, place, word=word, instead=_INSTEAD.get(word, _DROP))
    else:
        known = known_words(error)
        report.add(UNKNOWN_WORD, place, word=word, near=near(word, known), known=listed(known))


def _tell_rest(error: ValidationError, place: Place, report: Report) -> None:
    if is_about_operators(error):
        report.add(OPERATORS, place, count=_operators(error.instance), known=listed(_OPERATOR_WORDS))
    elif _is_reference(error):
        report.add(BAD_REFERENCE, place, value=_short(error.instance))
    elif error.kind.name == "not":
        report.add(BREACH, place, reason=_FROM_AT_COLUMN)
    elif "relationships" in place:
        report.add(BREACH, place, reason=_BOTH_ALIKE)
    else:
        report.add(BREACH, place, reason=error.message)


def is_about_operators(error: ValidationError) -> bool:
    """Whether a quality rule has no comparison or several."""
    return "DataQualityOperators" in error.schema_path and error.kind.name == "oneOf"


def _operators(instance: Any) -> int:
    return len(set(instance) & set(_OPERATOR_WORDS))


def strange_words(error: ValidationError) -> list[str]:
    """The words that are really unknown; an object is also refused for what is wrong inside it."""
    if error.kind.name not in _WORDS:
        return []
    known = set(known_words(error))
    instance: Any = error.instance
    return [word for word in instance if word not in known]


def _short(value: Any) -> str:
    text = str(value) if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def tell_untyped(place: Place, report: Report) -> None:
    """Report a column with options but no type."""
    report.add(MISSING, place, word="logicalType")


def tell_root(value: Any, report: Report) -> None:
    """Report a file whose whole value is no mapping."""
    report.add(WRONG_TYPE, value=_short(value), expected=_TYPES["object"])


def tell_other(place: Place, reason: str, report: Report) -> None:
    """Report a breach that the JSON schema does not know."""
    report.add(BREACH, place, reason=reason)
