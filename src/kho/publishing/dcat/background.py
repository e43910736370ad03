"""What is known of well-known terms that a catalogue names and does not describe, as the EU's own validator knows it.

The shapes ask of every value what class it is of. Terms are known by the beginning of their addresses: that such a
term really exists is not checked.
"""

from collections.abc import Iterator
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import FOAF, RDF, SKOS

from kho.publishing.dcat.terms import DCT, SPDX, new_graph
from kho.publishing.dcat.vocabulary import DATA_THEMES, EU

_CONCEPT: Final = (SKOS.Concept,)
_PLACE: Final = (DCT.Location,)
_MEDIA: Final = (DCT.MediaType, DCT.MediaTypeOrExtent)
_BEGINNINGS: Final = (
    (f"{EU}access-right/", (DCT.RightsStatement,)),
    (f"{EU}atu/", _PLACE),
    (f"{EU}continent/", _PLACE),
    (f"{EU}corporate-body/", (FOAF.Agent,)),
    (f"{EU}country/", _PLACE),
    (f"{EU}data-theme/", _CONCEPT),
    (f"{EU}dataset-status/", _CONCEPT),
    (f"{EU}dataset-type/", _CONCEPT),
    (f"{EU}distribution-status/", _CONCEPT),
    (f"{EU}file-type/", (DCT.MediaTypeOrExtent,)),
    (f"{EU}frequency/", (DCT.Frequency,)),
    (f"{EU}language/", (DCT.LinguisticSystem,)),
    (f"{EU}licence/", (DCT.LicenseDocument,)),
    (f"{EU}place/", _PLACE),
    (f"{EU}planned-availability/", _CONCEPT),
    ("http://data.europa.eu/nuts/", _PLACE),
    ("http://eurovoc.europa.eu/", _CONCEPT),
    ("http://inspire.ec.europa.eu/theme/", _CONCEPT),
    ("http://purl.org/adms/", _CONCEPT),
    ("http://sws.geonames.org/", _PLACE),
    ("https://sws.geonames.org/", _PLACE),
    ("https://www.geonames.org/", _PLACE),
    ("http://www.iana.org/assignments/media-types/", _MEDIA),
    ("https://www.iana.org/assignments/media-types/", _MEDIA),
    (str(SPDX.checksumAlgorithm_), (SPDX.ChecksumAlgorithm,)),
)


def background(graph: Graph) -> Graph:
    """The classes and labels of the well-known terms that a graph names and does not itself give a class."""
    known = new_graph()
    for value in set(graph.objects()):
        if isinstance(value, URIRef) and (value, RDF.type, None) not in graph:
            for kind in _classes(value):
                known.add((value, RDF.type, kind))
                if kind in (SKOS.Concept, FOAF.Agent):
                    known.add((value, SKOS.prefLabel if kind == SKOS.Concept else FOAF.name, _label(value)))
    if (None, None, URIRef(DATA_THEMES)) in graph and (URIRef(DATA_THEMES), RDF.type, None) not in graph:
        known.add((URIRef(DATA_THEMES), RDF.type, SKOS.ConceptScheme))
        known.add((URIRef(DATA_THEMES), DCT.title, Literal("Data theme", lang="en")))
    return known


def _classes(iri: str) -> Iterator[URIRef]:
    return (kind for beginning, kinds in _BEGINNINGS if iri.startswith(beginning) for kind in kinds)


def _label(iri: str) -> Literal:
    return Literal(iri.rstrip("/").rpartition("/")[2])
