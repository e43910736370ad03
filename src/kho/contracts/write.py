"""Write a contract as an ODCS v3.1 file in good order, with comments for a person to finish."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kho.contracts import measure_use
from kho.contracts.located import plain, surprising
from kho.contracts.model import Column, Contract, Layer, LoadMode, QualityRule, Source
from kho.contracts.odcs_schema import API_VERSION
from kho.contracts.periods import parts_of
from kho.contracts.problems import Place
from kho.contracts.references import reference_text
from kho.contracts.servers import AUTO
from kho.contracts.unit_use import written

WIDTH = 120
SHORT = 108
_SAFE = re.compile(r"[^\W\d_][\w ./()-]*")
"""Texts that no YAML reader takes for anything but a text, without quotes."""


def to_yaml(contract: Contract, notes: Mapping[Place, Sequence[str]] | None = None) -> str:
    """The contract as YAML; `notes` are comment lines put before the place of the written document they are for.

    Reading the text again gives an equal contract, but for files and lines.
    """
    lines = [f"# {line}".rstrip() for line in (notes or {}).get((), ())]
    lines += _mapping(_document(contract), (), notes or {})
    return "\n".join(lines) + "\n"


def column_place(contract: Contract, name: str) -> Place:
    """Where a column stands in the written document."""
    return ("schema", 0, "properties", [column.name for column in contract.columns].index(name))


def _document(contract: Contract) -> dict[str, Any]:
    return _given(
        {
            "apiVersion": API_VERSION,
            "kind": "DataContract",
            "id": str(contract.name),
            "name": contract.title,
            "version": contract.version,
            "status": contract.status,
            "domain": contract.domain,
            "description": _given({"purpose": contract.description}),
            "team": _team(contract),
            "slaProperties": [
                *_sla("frequency", contract.frequency),
                *_sla("latency", contract.latency),
                *_sla("retention", contract.retention),
            ],
            "servers": [_server(source) for source in contract.sources],
            "customProperties": _custom(
                {
                    "kho.access": contract.access.value,
                    "kho.layer": contract.layer.value if contract.layer is not Layer.SOURCE else None,
                    "kho.load": contract.load.value if contract.load is not LoadMode.REPLACE else None,
                    "kho.licence": contract.licence,
                    "kho.withdrawn": _withdrawn(contract),
                    "kho.schedule": list(contract.schedule) if contract.schedule else None,
                }
            ),
            "schema": [_table(contract)],
        }
    )


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is not given: None, empty, and false, the default of every ODCS flag."""
    return {word: value for word, value in values.items() if value not in (None, "", [], {}, ()) and value is not False}


def _withdrawn(contract: Contract) -> dict[str, str] | None:
    told = contract.withdrawn
    return None if told is None else {"reason": told.reason, "day": told.day.isoformat()}


def _custom(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"property": word, "value": value} for word, value in _given(values).items()]


def _team(contract: Contract) -> dict[str, Any]:
    members = [{"username": contract.steward, "role": "steward"}] if contract.steward else []
    return _given({"name": contract.agency, "members": members})


def _sla(word: str, duration: str | None) -> list[dict[str, Any]]:
    if duration is None:
        return []
    value, unit = parts_of(duration)
    return [{"property": word, "value": value, "unit": unit}]


def _server(source: Source) -> dict[str, Any]:
    known = source.transport in _OWN_TYPES
    return _given(
        {
            "server": source.name,
            "type": source.transport if known else "custom",
            **source.address,
            "format": source.format or (AUTO if source.transport == "local" else None),
            "customProperties": _custom(
                {
                    "kho.transport": None if known else source.transport,
                    "kho.fetch": dict(source.fetch),
                    "kho.read": dict(source.read),
                }
            ),
        }
    )


_OWN_TYPES = frozenset({"local", "s3", "sftp", "api", "postgres", "mysql", "sqlserver", "oracle"})


def _table(contract: Contract) -> dict[str, Any]:
    relationships = [
        {
            "from": [f"{contract.name.sql_table}.{name}" for name in reference.columns],
            "to": [reference_text(reference.to, name, source=contract.name) for name in reference.to_columns],
        }
        for reference in contract.references
    ]
    return _given(
        {
            "name": contract.name.sql_table,
            "physicalType": "table",
            "properties": [_column(column, contract) for column in contract.columns],
            "relationships": relationships,
            "quality": [_rule(rule, "table") for rule in contract.rules],
        }
    )


def _column(column: Column, contract: Contract) -> dict[str, Any]:
    return _given(
        {
            "name": column.name,
            "businessName": column.title,
            "description": column.description,
            "logicalType": column.logical_type.value,
            "physicalType": f"decimal({column.precision},{column.scale or 0})" if column.precision else None,
            "required": column.required,
            "unique": column.unique,
            "primaryKey": column.primary_key is not None,
            "primaryKeyPosition": column.primary_key,
            "partitioned": column.partition is not None,
            "partitionKeyPosition": column.partition,
            "classification": column.classification.value if column.classification else None,
            "logicalTypeOptions": _options(column),
            "customProperties": _column_words(column),
            "relationships": [
                {"to": reference_text(each.to, each.to_columns[0], source=contract.name)} for each in column.references
            ],
            "quality": [_rule(rule, column.name) for rule in column.rules],
        }
    )


def _options(column: Column) -> dict[str, Any]:
    values = {
        "format": column.formats[0] if column.formats else None,
        "minimum": column.minimum,
        "exclusiveMinimum": column.exclusive_minimum,
        "maximum": column.maximum,
        "exclusiveMaximum": column.exclusive_maximum,
        "minLength": column.min_length,
        "maxLength": column.max_length,
        "pattern": column.pattern,
    }
    return {word: value for word, value in values.items() if value is not None}


def _column_words(column: Column) -> list[dict[str, Any]]:
    use = column.codelist
    codelist = None if use is None else use.name if use.on is None else {"name": use.name, "on": use.on}
    return _custom(
        {
            "kho.header": list(column.headers),
            "kho.position": column.position,
            "kho.from_name": column.from_name,
            "kho.formats": list(column.formats[1:]),
            "kho.decimal": column.decimal_mark if column.decimal_mark != "." or column.point_told else None,
            "kho.missing": list(column.missing),
            "kho.standard": column.standard,
            "kho.codelist": codelist,
            "kho.admin_unit": written(column.unit),
            "kho.unit": measure_use.written(column.measure),
        }
    )


def _rule(rule: QualityRule, owner: str) -> dict[str, Any]:
    made = rule.id.startswith(f"{owner}.")
    bound = list(rule.expected) if len(rule.expected) > 1 else rule.expected[0]
    return {
        **_given(
            {
                "id": None if made else rule.id,
                "description": rule.description,
                "type": "sql" if rule.query is not None else None,
                "metric": rule.metric.value if rule.metric is not None else None,
                "query": rule.query,
                "arguments": dict(rule.arguments),
            }
        ),
        rule.operator.value: bound,
        **_given(
            {
                "unit": rule.unit if rule.unit != "rows" else None,
                "severity": rule.severity.value if rule.severity.value != "error" else None,
                "dimension": rule.dimension,
            }
        ),
    }


def _mapping(value: Mapping[str, Any], place: Place, notes: Mapping[Place, Sequence[str]]) -> Iterator[str]:
    for word, each in value.items():
        here = (*place, word)
        yield from (f"# {note}".rstrip() for note in notes.get(here, ()))
        yield from _entry(f"{word}:", each, here, notes)


def _entry(head: str, value: Any, place: Place, notes: Mapping[Place, Sequence[str]]) -> Iterator[str]:
    inside = any(len(note) > len(place) and note[: len(place)] == place for note in notes)
    flow = f"{head} {_flow(value)}"
    if not isinstance(value, dict | list) or (_is_flat(value) and not inside and len(flow) <= WIDTH - 2 * len(place)):
        yield flow
    elif isinstance(value, dict):
        yield head
        yield from (f"  {line}" for line in _mapping(value, place, notes))
    else:
        yield head
        yield from (f"  {line}" for line in _list(value, place, notes))


def _list(value: Sequence[Any], place: Place, notes: Mapping[Place, Sequence[str]]) -> Iterator[str]:
    for index, each in enumerate(value):
        here = (*place, index)
        yield from (f"# {note}".rstrip() for note in notes.get(here, ()))
        short = isinstance(each, dict) and _is_flat(each) and "name" not in each and len(_flow(each)) <= SHORT
        if short or not isinstance(each, dict):
            yield f"- {_flow(each)}"
            continue
        first, *rest = _mapping(each, here, notes)
        yield f"- {first}"
        yield from (f"  {line}" for line in rest)


def _is_flat(value: Any) -> bool:
    """Whether a value reads well on one line: of mappings inside it, only plain ones as values of a mapping."""
    if isinstance(value, dict):
        return all(not isinstance(each, dict | list) or _is_plain(each) for each in value.values())
    return _is_plain(value)


def _is_plain(value: Any) -> bool:
    inside = value.values() if isinstance(value, dict) else value
    return not any(isinstance(each, dict | list) for each in inside)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(word)}: {_flow(each)}" for word, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        bare = _SAFE.fullmatch(value) and value == value.strip() and plain(value) == value and not surprising(value)
        return value if bare else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)
