"""Holds an event, field by field, against the types that the official client has of the specification.

Those types are generated from its JSON schemas: every field there must be known, every required one be there, and each
value be of its type, down to the innermost.
"""

import datetime as dt
import inspect
import types
import typing
import uuid
from typing import Any

import attrs
from openlineage.client import event_v2, facet_v2
from openlineage.client.generated import base

FACETS = {
    each._get_schema(): each  # noqa: SLF001 - the client's own address of its schema
    for holder in vars(facet_v2).values()
    if inspect.ismodule(holder)
    for each in vars(holder).values()
    if isinstance(each, type) and attrs.has(each) and issubclass(each, base.BaseFacet)
}


def check_event(event: dict[str, Any]) -> None:
    """Fail where the event is none of OpenLineage 2-0-2."""
    assert set(event) <= {"eventType", "eventTime", "run", "job", "inputs", "outputs", "producer", "schemaURL"}
    assert event["schemaURL"] == event_v2.RunEvent._get_schema()  # noqa: SLF001 - as above
    assert event["eventType"] in {each.value for each in event_v2.RunState}
    assert dt.datetime.fromisoformat(event["eventTime"]).tzinfo is not None
    assert ":" in event["producer"]
    assert set(event["run"]) <= {"runId", "facets"}
    uuid.UUID(event["run"]["runId"])
    assert set(event["job"]) <= {"namespace", "name", "facets"}
    _facets(event["run"].get("facets"), base.RunFacet)
    _facets(event["job"].get("facets"), base.JobFacet)
    for key, extra in (("inputs", base.InputDatasetFacet), ("outputs", base.OutputDatasetFacet)):
        for dataset in event.get(key) or []:
            own = f"{key.removesuffix('s')}Facets"
            assert set(dataset) <= {"namespace", "name", "facets", own}
            assert dataset["namespace"]
            assert dataset["name"]
            _facets(dataset.get("facets"), base.DatasetFacet)
            _facets(dataset.get(own), extra)


def _facets(facets: dict[str, Any] | None, family: type) -> None:
    for name, facet in (facets or {}).items():
        kind = FACETS[facet["_schemaURL"]]
        assert issubclass(kind, family), name
        assert facet["_producer"]
        _typed({key: value for key, value in facet.items() if not key.startswith("_")}, kind, name)


def _typed(value: Any, kind: Any, place: str) -> None:
    """The value is of the type, as far as JSON can tell."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        assert value is not None or type(None) in inner, place
        options = [each for each in inner if each is not type(None)]
        if value is not None:
            assert any(_fits(value, each, place) for each in options), place
    elif origin is list:
        assert isinstance(value, list), place
        for at, each in enumerate(value):
            _typed(each, inner[0], f"{place}[{at}]")
    elif origin is dict:
        assert isinstance(value, dict), place
        for key, each in value.items():
            _typed(each, inner[1], f"{place}.{key}")
    elif isinstance(kind, type) and attrs.has(kind):
        _object(value, kind, place)
    elif kind is float:
        assert isinstance(value, int | float), place
    elif kind is not Any:
        assert isinstance(value, kind), place


def _fits(value: Any, kind: Any, place: str) -> bool:
    try:
        _typed(value, kind, place)
    except AssertionError:
        return False
    return True


def _object(value: Any, kind: Any, place: str) -> None:
    assert isinstance(value, dict), place
    hints = typing.get_type_hints(kind)
    fields = {field.name: field for field in attrs.fields(kind) if not field.name.startswith("_")}
    assert set(value) <= set(fields), f"{place}: {set(value) - set(fields)}"
    for name, field in fields.items():
        if name in value:
            _typed(value[name], hints[name], f"{place}.{name}")
        else:
            assert field.default is not attrs.NOTHING or not field.init, f"{place}.{name} is missing"
