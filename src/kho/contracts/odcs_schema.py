"""The JSON schema of the Open Data Contract Standard v3.1.

It is that of the package `open-data-contract-standard` (v3.2) cut back to what v3.1 has, so that every tool that
reads v3.1 reads our contracts, and to the sources Kho fetches from.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from jsonschema_rs import Draft201909Validator, ValidationError

API_VERSION = "v3.1.0"
SERVER_TYPES = ("local", "s3", "sftp", "api", "postgres", "postgresql", "mysql", "sqlserver", "oracle", "custom")
"""ODCS server types Kho fetches from; any other goes by `custom` with `kho.transport`."""

_ONLY_3_2: tuple[tuple[str, ...], ...] = (
    ("properties", "context"),
    *(("$defs", "SchemaElement", "properties", word) for word in ("deprecated", "synonyms")),
    *(("$defs", "SchemaBaseProperty", "properties", word) for word in ("enum", "semanticType")),
    *(
        ("$defs", "ServiceLevelAgreementProperty", "properties", word)
        for word in ("authoritativeDefinitions", "customProperties")
    ),
    ("$defs", "SchemaObject", "properties", "context"),
    ("$defs", "CustomProperty", "properties", "vendor"),
    ("$defs", "RelationshipBase", "properties", "id"),
    *(
        ("$defs", "ServerSource", server, "properties", "encoding")
        for server in ("LocalServer", "S3Server", "SftpServer", "CustomServer")
    ),
)
"""Words of ODCS v3.2 that v3.1 does not have, by their place in the JSON schema."""
WORDS_OF_3_2 = frozenset(path[-1] for path in _ONLY_3_2)

_TYPES_OF_3_2 = frozenset({"map", "vector"})
_SHORTHAND = r"^[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*$"


@cache
def schema() -> dict[str, Any]:
    """The JSON schema, as data."""
    text = (resources.files("open_data_contract_standard") / "schema.json").read_text(encoding="utf-8")
    full: dict[str, Any] = json.loads(text)
    for path in _ONLY_3_2:
        del _walk(full, path[:-1])[path[-1]]
    full["properties"]["apiVersion"]["enum"] = [API_VERSION]
    full["required"] = [*full["required"], "status"]
    _cut_definitions(full["$defs"])
    return full


def _cut_definitions(definitions: dict[str, Any]) -> None:
    definitions["Port"] = {"type": "integer"}
    definitions["ShorthandReference"]["pattern"] = _SHORTHAND
    other = definitions["FullyQualifiedReference"]
    other["pattern"] = other["pattern"].replace("ya?ml", "yaml")
    column = definitions["SchemaBaseProperty"]
    logical = column["properties"]["logicalType"]
    logical["enum"] = [word for word in logical["enum"] if word not in _TYPES_OF_3_2]
    column["allOf"] = [each for each in column["allOf"] if not _is_for(each, _TYPES_OF_3_2)]
    server = definitions["Server"]
    server["properties"]["type"]["enum"] = list(SERVER_TYPES)
    server["allOf"] = [each for each in server["allOf"] if each["if"]["properties"]["type"]["const"] in SERVER_TYPES]


def _is_for(condition: dict[str, Any], types: frozenset[str]) -> bool:
    logical = condition.get("if", {}).get("properties", {}).get("logicalType", {})
    return logical.get("const") in types


def _walk(part: Any, path: Any) -> Any:
    for step in path:
        part = part[step]
    return part


@cache
def validator() -> Draft201909Validator:
    """The validator of the schema."""
    return Draft201909Validator(schema())


def known_words(error: ValidationError) -> list[str]:
    """The words that the object an error is about may hold, in the schema's order."""
    return list(dict.fromkeys(_words(_walk(schema(), error.schema_path[:-1]), error.instance)))


def _words(part: Any, instance: Any) -> Iterator[str]:
    """The words a part of the schema knows for an instance, through its references, choices and conditions."""
    yield from part.get("properties", ())
    for combined in ("allOf", "oneOf"):
        for inner in part.get(combined, ()):
            yield from _words(inner, instance)
    if "$ref" in part:
        yield from _words(_walk(schema(), part["$ref"].removeprefix("#/").split("/")), instance)
    if "then" in part and Draft201909Validator(part["if"]).is_valid(instance):
        yield from _words(part["then"], instance)
