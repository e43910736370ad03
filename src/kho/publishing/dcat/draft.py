"""A graph in the making, and the few ways in which things are told in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SKOS, XSD
from rdflib.term import Node

from kho.messages import Message
from kho.publishing.dcat.addresses import Addresses
from kho.publishing.dcat.terms import DCT, new_graph
from kho.publishing.dcat.vocabulary import CONCEPT, Term

_UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document can hold, and so no text here, or the serialisations would differ."""


def text(words: str, language: str | None = None) -> Literal:
    """Words as a literal."""
    return Literal(_UNWRITABLE.sub(" ", words.replace("\r\n", "\n").replace("\r", "\n")).strip(), lang=language)


def moment(time: datetime) -> Literal:
    """A moment in UTC, to the second."""
    return Literal(time.astimezone(UTC).replace(microsecond=0).isoformat(), datatype=XSD.dateTime)


def part(iri: str, name: str) -> URIRef:
    """The address of something that belongs to another and is told with it: no blank nodes, harvesters lose them."""
    return URIRef(f"{iri}{'-' if '#' in iri else '#'}{name}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A graph and whom to ask for addresses. `described`: the terms that stand in it already, told once each."""

    addresses: Addresses
    graph: Graph = field(default_factory=new_graph)
    described: set[str] = field(default_factory=set)

    def of(self, node: Node, *kinds: Node) -> None:
        """The node is of these classes."""
        for kind in kinds:
            self.graph.add((node, RDF.type, kind))

    def tell(self, node: Node, predicate: URIRef, value: Node | None) -> None:
        """A value of the node; nothing where there is none."""
        if value is not None:
            self.graph.add((node, predicate, value))

    def say(self, node: Node, predicate: URIRef, message: Message) -> None:
        """A text in both languages."""
        self.tell(node, predicate, text(message.vi, "vi"))
        self.tell(node, predicate, text(message.en, "en"))

    def point(self, node: Node, predicate: URIRef, term: Term | None) -> None:
        """A term of a vocabulary, described as far as shapes ask."""
        if term is not None:
            self.tell(node, predicate, self.term(term))

    def term(self, term: Term) -> URIRef:
        """A term, described."""
        node = URIRef(term.iri)
        if term.iri in self.described:
            return node
        self.described.add(term.iri)
        self.of(node, *map(URIRef, term.kinds))
        self.say(node, SKOS.prefLabel, term.label)
        if term.scheme is not None and CONCEPT in term.kinds:
            self.tell(node, SKOS.inScheme, URIRef(term.scheme))
        return node

    def documents(self, node: Node, predicate: URIRef, iris: Iterable[str], kind: URIRef) -> None:
        """Documents of a class, by their addresses."""
        for iri in iris:
            self.of(URIRef(iri), kind)
            self.tell(node, predicate, URIRef(iri))

    def scheme(self, node: URIRef, title: Message) -> URIRef:
        """A list of terms."""
        self.of(node, SKOS.ConceptScheme)
        self.say(node, DCT.title, title)
        return node
