"""The serialisations of a graph; each reads back to the same graph."""

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from rdflib import Graph

from kho.publishing.dcat.terms import PREFIXES


class Serialisation(StrEnum):
    """How a graph is written, by the ending of its address."""

    TURTLE = "ttl"
    JSON_LD = "jsonld"
    RDF_XML = "rdf"
    N_TRIPLES = "nt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """A serialisation: its registered media type and RDFLib's name for it."""

    media_type: str
    name: str


FACTS: Final[Mapping[Serialisation, Facts]] = {
    Serialisation.TURTLE: Facts(media_type="text/turtle", name="turtle"),
    Serialisation.JSON_LD: Facts(media_type="application/ld+json", name="json-ld"),
    Serialisation.RDF_XML: Facts(media_type="application/rdf+xml", name="xml"),
    Serialisation.N_TRIPLES: Facts(media_type="application/n-triples", name="nt"),
}


class _Ordered(Graph):
    """A graph that tells its triples in one order, so that every process writes the same bytes of it."""

    def subjects(self, *asked: Any, **more: Any) -> Generator[Any, None, None]:
        """The subjects, in order."""
        yield from sorted(super().subjects(*asked, **more), key=str)

    def predicate_objects(self, *asked: Any, **more: Any) -> Generator[tuple[Any, Any], None, None]:
        """The predicates and objects, in order."""
        yield from sorted(super().predicate_objects(*asked, **more))


def written(graph: Graph, how: Serialisation) -> bytes:
    """A graph in UTF-8, the same bytes for the same graph. JSON-LD carries its context, so no reader must fetch it."""
    if how is Serialisation.JSON_LD:
        made = json.loads(graph.serialize(format="json-ld", context=dict(PREFIXES)))
        return json.dumps(_in_order(made), ensure_ascii=False, indent=1, sort_keys=True).encode()
    ordered = _Ordered(store=graph.store, identifier=graph.identifier, namespace_manager=graph.namespace_manager)
    text = ordered.serialize(format=FACTS[how].name, encoding="utf-8")
    return b"".join(sorted(text.splitlines(keepends=True))) if how is Serialisation.N_TRIPLES else text


def _in_order(value: Any) -> Any:
    """JSON-LD with its sets, which stand as arrays, in one order; an `@list` keeps its own."""
    if isinstance(value, dict):
        return {name: each if name == "@list" else _in_order(each) for name, each in value.items()}
    if isinstance(value, list):
        return sorted(map(_in_order, value), key=lambda each: json.dumps(each, sort_keys=True))
    return value
