"""The Open Data Contract Standard v3.1: whether a file keeps to it, told in a person's words.

The JSON schema is that of the package `open-data-contract-standard` (v3.2), from which `_ONLY_3_2` cuts back what
v3.1 does not have, so that every tool that reads v3.1 reads our contracts.
"""

import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from functools import cache
from importlib import resources
from typing import Any

import pydantic
from jsonschema import Draft201909Validator, ValidationError
from jsonschema.validators import extend
from open_data_contract_standard.model import OpenDataContractStandard

from kho.contracts.problems import Kind, Place, Report, listed, near
from kho.messages import Message

API_VERSION = "v3.1.0"
SERVER_TYPES = ("local", "s3", "sftp", "api", "postgres", "postgresql", "mysql", "sqlserver", "oracle", "custom")
"""ODCS server types Kho fetches from; any other goes by `custom` with `kho.transport`."""

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
        "Viết {expected}; chữ số hay ngày là chữ thì để trong dấu nháy.",
        "Write {expected}; put quotes around digits or dates that are text.",
    ),
)
NOT_AMONG = Kind(
    code="KHO-C110",
    what=Message("Không có lựa chọn “{value}”.{near}", "There is no choice “{value}”.{near}"),
    mend=Message("Chọn một trong: {known}.", "Choose one of: {known}."),
)
BREACH = Kind(
    code="KHO-C111",
    what=Message("Không đúng chuẩn ODCS v3.1: {reason}.", "Not ODCS v3.1: {reason}."),
    mend=Message("Sửa theo chuẩn ODCS v3.1.", "Follow ODCS v3.1."),
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
        "Một quy tắc cần đúng một phép so sánh, ở đây có {count}.", "A rule needs one comparison, not {count}."
    ),
    mend=Message("Viết một trong: {known}.", "Write one of: {known}."),
)

_ONLY_3_2: tuple[tuple[str, ...], ...] = (
    ("properties", "context"),
    *(("$defs", "SchemaElement", "properties", word) for word in ("deprecated", "synonyms")),
    *(("$defs", "SchemaBaseProperty", "properties", word) for word in ("enum", "semanticType")),
    *(
        ("$defs", "ServiceLevelAgreementProperty", "properties", w)
        for w in ("authoritativeDefinitions", "customProperties")
    ),
    ("$defs", "SchemaObject", "properties", "context"),
    ("$defs", "CustomProperty", "properties", "vendor"),
    ("$defs", "RelationshipBase", "properties", "id"),
    *(
        ("$defs", "ServerSource", server, "properties", "encoding")
        for server in ("LocalServer", "S3Server", "SftpServer", "AzureServer", "CustomServer")
    ),
)
"""Words of ODCS v3.2 that v3.1 does not have, by their place in the JSON schema."""

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
_SHORTHAND = r"^[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*$"

_TYPES = {
    "string": Message("chữ", "a text"),
    "integer": Message("số nguyên", "a whole number"),
    "number": Message("số", "a number"),
    "boolean": Message("true hoặc false", "true or false"),
    "object": Message("các cặp khoá: giá trị", "pairs of key: value"),
    "array": Message("danh sách (mỗi mục một dòng có dấu -)", "a list (one line with a - per item)"),
}
_SHOWN = 60
_FROM_AT_COLUMN = Message("ở cột không viết from, cột chính là from", "a column is itself the from of its relationship")
_BOTH_ALIKE = Message(
    "from và to phải cùng là một chữ hoặc cùng là danh sách", "from and to are both a text or both a list"
)
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


def _packaged() -> str:
    return (resources.files("open_data_contract_standard") / "schema.json").read_text(encoding="utf-8")


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of ODCS v3.1."""
    full: dict[str, Any] = deepcopy(json.loads(_packaged()))
    for path in _ONLY_3_2:
        parent = full
        for step in path[:-1]:
            parent = parent[step]
        del parent[path[-1]]
    defs = full["$defs"]
    defs["AnyType"] = {}
    defs["Port"] = {"type": "integer"}
    defs["ShorthandReference"]["pattern"] = _SHORTHAND
    defs["FullyQualifiedReference"]["pattern"] = defs["FullyQualifiedReference"]["pattern"].replace("ya?ml", "yaml")
    logical = defs["SchemaBaseProperty"]["properties"]["logicalType"]
    logical["enum"] = [word for word in logical["enum"] if word not in {"map", "vector"}]
    full["properties"]["apiVersion"]["enum"] = [API_VERSION]
    server = defs["Server"]
    server["properties"]["type"]["enum"] = list(SERVER_TYPES)
    server["allOf"] = [each for each in server["allOf"] if each["if"]["properties"]["type"]["const"] in SERVER_TYPES]
    full["required"] = [*full["required"], "status"]
    return full


@cache
def _validator() -> Any:
    """The validator; its own `unevaluatedProperties`, since the library's validates all anew: 20 times slower."""
    always: dict[int, frozenset[str]] = {}

    def unknown_words(_: Any, __: Any, instance: Any, part: Any) -> Iterator[ValidationError]:
        if not isinstance(instance, dict):
            return
        if id(part) not in always:
            always[id(part)] = frozenset(_known(part, None))
        if not instance.keys() <= always[id(part)] and not instance.keys() <= set(_known(part, instance)):
            yield ValidationError("unknown words")

    make: Any = extend
    return make(Draft201909Validator, {"unevaluatedProperties": unknown_words})(schema())


def conforming(value: Any, report: Report) -> OpenDataContractStandard:
    """What of a file's value keeps to the standard, in the package's model; every breach is told in `report`."""
    if not isinstance(value, dict):
        report.add(WRONG_TYPE, value=_short(value), expected=_TYPES["object"])
        value = {}
    kept = deepcopy(value)
    for error in _validator().iter_errors(value):
        for leaf in _leaves(error):
            _tell(leaf, report)
            _cut(kept, leaf)
    try:
        return OpenDataContractStandard.model_validate(kept)
    except pydantic.ValidationError as error:
        for each in error.errors():
            report.add(BREACH, tuple(each["loc"]), reason=each["msg"])
        return OpenDataContractStandard()


def _leaves(error: ValidationError) -> Iterable[ValidationError]:
    """The errors inside a choice of shapes that tell most: those of the shape the value was meant to have."""
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(int(inner.schema_path[0]), []).append(inner)
    meant = [inner for inner in branches.values() if not any(_misses_shape(each) for each in inner)]
    if len(meant) != 1 or _is_reference(error):
        return [error]
    return [leaf for inner in meant[0] for leaf in _leaves(inner)]


def _misses_shape(inner: ValidationError) -> bool:
    return inner.validator == "required" or (inner.validator == "type" and not inner.relative_path)


def _is_reference(error: ValidationError) -> bool:
    path = tuple(error.absolute_path)
    return "relationships" in path and bool({"from", "to"} & set(path[-2:]))


def _tell(error: ValidationError, report: Report) -> None:
    place: Place = tuple(error.absolute_path)
    wanted: Any = error.validator_value
    instance: Any = error.instance
    match error.validator:
        case "unevaluatedProperties" | "additionalProperties":
            known = tuple(_known(error.schema, error.instance))
            for word in _extras(error):
                _tell_word(word, known, (*place, word), report)
        case "required":
            for word in wanted:
                if word not in instance:
                    report.add(MISSING, place, word=word)
        case "type":
            report.add(WRONG_TYPE, place, value=_short(error.instance), expected=_expected(error))
        case "enum":
            report.add(
                NOT_AMONG,
                place,
                value=_short(error.instance),
                near=near(str(error.instance), wanted),
                known=listed(wanted),
            )
        case _:
            _tell_rest(error, place, report)


def _tell_word(word: str, known: Iterable[str], place: Place, report: Report) -> None:
    if word in {path[-1] for path in _ONLY_3_2}:
        report.add(ONLY_3_2, place, word=word, instead=_INSTEAD.get(word, _DROP))
    else:
        report.add(UNKNOWN_WORD, place, word=word, near=near(word, known), known=listed(known))


def _tell_rest(error: ValidationError, place: Place, report: Report) -> None:
    operators = _operators(error)
    if operators is not None:
        report.add(OPERATORS, place, count=operators, known=listed(_OPERATOR_WORDS))
    elif _is_reference(error):
        report.add(BAD_REFERENCE, place, value=_short(error.instance))
    elif error.validator == "not":
        report.add(BREACH, place, reason=_FROM_AT_COLUMN)
    elif "relationships" in place:
        report.add(BREACH, place, reason=_BOTH_ALIKE)
    else:
        report.add(BREACH, place, reason=error.message)


def _operators(error: ValidationError) -> int | None:
    """How many comparisons a quality rule has, where that is what the error is about."""
    choices = error.schema.get("oneOf", ()) if isinstance(error.schema, dict) else ()
    words = {word for choice in choices for word in choice.get("required", ())}
    if error.validator != "oneOf" or not words or not words <= set(_OPERATOR_WORDS):
        return None
    instance: Any = error.instance
    return len(words & set(instance))


def _extras(error: ValidationError) -> list[str]:
    """Words no part of the schema knows; an object can also be refused for what is wrong inside it."""
    instance: Any = error.instance
    known = set(_known(error.schema, instance))
    return [word for word in instance if word not in known]


def _known(part: Any, instance: Any) -> Iterable[str]:
    """The words a part of the JSON schema knows for this instance, through its references and conditions."""
    if not isinstance(part, dict):
        return
    yield from part.get("properties", ())
    for combined in ("allOf", "oneOf"):
        for inner in part.get(combined, ()):
            yield from _known(inner, instance)
    if "$ref" in part:
        target: Any = schema()
        for step in part["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        yield from _known(target, instance)
    if "if" in part and instance is not None and _validator().evolve(schema=part["if"]).is_valid(instance):
        yield from _known(part.get("then"), instance)


def _expected(error: ValidationError) -> Message:
    wanted = error.validator_value
    return _TYPES.get(wanted, Message(str(wanted), str(wanted))) if isinstance(wanted, str) else _TYPES["string"]


def _short(value: Any) -> str:
    text = str(value) if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _cut(kept: Any, error: ValidationError) -> None:
    """Take what is wrong out of the value, so that the rest can still be read."""
    if error.validator == "required" or _operators(error) is not None:
        return
    if error.validator in {"unevaluatedProperties", "additionalProperties"}:
        places = [(*error.absolute_path, word) for word in _extras(error)]
    else:
        places = [tuple(error.absolute_path)]
    for place in places:
        is_object = error.validator_value == "object" or (
            error.validator != "type" and isinstance(error.instance, dict)
        )
        _cut_place(kept, place, empty={} if is_object else "")


def _cut_place(kept: Any, place: Place, *, empty: Any) -> None:
    if not place:
        return
    parent = kept
    for step in place[:-1]:
        present = isinstance(parent, list) or (isinstance(parent, dict) and step in parent)
        if not present:
            return
        parent = parent[step]
    if isinstance(parent, list):
        parent[int(place[-1])] = empty
    elif isinstance(parent, dict):
        parent.pop(place[-1], None)
