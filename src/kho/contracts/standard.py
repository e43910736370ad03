"""Whether a file keeps to the Open Data Contract Standard v3.1, and what of it does."""

from copy import deepcopy
from typing import Any

import pydantic
from jsonschema_rs import ValidationError
from open_data_contract_standard.model import OpenDataContractStandard

from kho.contracts import breaches
from kho.contracts.odcs_schema import validator
from kho.contracts.problems import Place, Report

_COLUMN_DEPTH = 4


def conforming(value: Any, report: Report) -> OpenDataContractStandard:
    """What of a file's value keeps to the standard, in the package's model; every breach is told in `report`."""
    if not isinstance(value, dict):
        breaches.tell_root(value, report)
        return OpenDataContractStandard()
    kept = deepcopy(value)
    untyped = _untyped(value)
    for place in untyped:
        breaches.tell_untyped(place, report)
        _cut_place(kept, (*place, "logicalTypeOptions"), {})
    for error in validator().iter_errors(value):
        if tuple(error.instance_path[:_COLUMN_DEPTH]) in untyped and "logicalTypeOptions" in error.instance_path:
            continue
        for leaf in breaches.leaves(error):
            breaches.tell(leaf, report)
            _cut(kept, leaf)
    try:
        return OpenDataContractStandard.model_validate(kept)
    except pydantic.ValidationError as error:
        for each in error.errors():
            breaches.tell_other(tuple(each["loc"]), each["msg"], report)
        return OpenDataContractStandard()


def _untyped(value: dict[str, Any]) -> set[Place]:
    """Columns with options but no type: the schema would hold the options of every type against them."""
    found: set[Place] = set()
    tables = value.get("schema")
    for table, each in enumerate(tables if isinstance(tables, list) else ()):
        columns = each.get("properties") if isinstance(each, dict) else None
        for index, column in enumerate(columns if isinstance(columns, list) else ()):
            if isinstance(column, dict) and "logicalTypeOptions" in column and "logicalType" not in column:
                found.add(("schema", table, "properties", index))
    return found


def _cut(kept: Any, error: ValidationError) -> None:
    """Take what is wrong out of the value, so that the rest can still be read."""
    kind: Any = error.kind
    place = tuple(error.instance_path)
    if kind.name in {"unevaluatedProperties", "additionalProperties"}:
        for word in breaches.strange_words(error):
            _cut_place(kept, (*place, word), "")
    elif kind.name != "required" and not breaches.is_about_operators(error):
        object_wanted = kind.types == ["object"] if kind.name == "type" else isinstance(error.instance, dict)
        _cut_place(kept, place, {} if object_wanted else "")


def _cut_place(kept: Any, place: Place, empty: Any) -> None:
    """Drop a mapping's entry; a list's keeps its place, empty."""
    *around, last = place
    parent = kept
    for step in around:
        if isinstance(parent, dict) and step not in parent:
            return
        parent = parent[step]
    if isinstance(parent, list):
        parent[int(last)] = empty
    elif isinstance(parent, dict):
        parent.pop(last, None)
