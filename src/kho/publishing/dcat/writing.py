"""The serialisations of a graph; each reads back to the same graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

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


def written(graph: Graph, how: Serialisation) -> bytes:
    """A graph in UTF-8, the same bytes for the same graph. JSON-LD carries its context, so no reader must fetch it."""
    if how is Serialisation.JSON_LD:
        return graph.serialize(format="json-ld", encoding="utf-8", context=dict(PREFIXES), sort_keys=True)
    made = graph.serialize(format=FACTS[how].name, encoding="utf-8")
    return b"".join(sorted(made.splitlines(keepends=True))) if how is Serialisation.N_TRIPLES else made
