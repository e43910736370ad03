"""How good a dataset is, as measurements of the Data Quality Vocabulary (W3C Note, 15 December 2016)."""

from rdflib import Literal, URIRef
from rdflib.namespace import SKOS, XSD

from kho.messages import Message
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.dcat.addresses import Scheme
from kho.publishing.dcat.draft import Draft, part
from kho.publishing.dcat.terms import DQV
from kho.quality.dimensions import FACTS, Dimension

TOTAL = "score"
TOTAL_NAME = Message("điểm chất lượng", "quality score")
TOTAL_ASKS = Message("Trung bình có trọng số của các mặt đã đo.", "The weighted mean of what was measured.")


def measurements(draft: Draft, iri: str, dataset: PublishedDataset) -> None:
    """Tell what was measured of a dataset, each from 0 to 1."""
    score = dataset.assessment.score
    for each in score.dimensions:
        if each.value is not None:
            _measured(draft, iri, _metric(draft, each.dimension), each.dimension, each.value)
    if score.total is not None:
        _measured(draft, iri, _total(draft), TOTAL, score.total)


def _measured(draft: Draft, iri: str, metric: URIRef, name: str, value: float) -> None:
    node = part(iri, f"quality-{name}")
    draft.of(node, DQV.QualityMeasurement)
    draft.tell(node, DQV.isMeasurementOf, metric)
    draft.tell(node, DQV.computedOn, URIRef(iri))
    draft.tell(node, DQV.value, Literal(f"{value:.4f}", datatype=XSD.decimal, normalize=False))
    draft.tell(URIRef(iri), DQV.hasQualityMeasurement, node)


def _metric(draft: Draft, dimension: Dimension) -> URIRef:
    facts = FACTS[dimension]
    node = _named(draft, dimension, facts.name, facts.asks)
    above = URIRef(draft.addresses.concept(Scheme.QUALITY, facts.iso.lower()))
    draft.of(above, DQV.Dimension)
    draft.tell(above, SKOS.prefLabel, Literal(f"ISO/IEC 25012 {facts.iso}", lang="en"))
    draft.tell(node, DQV.inDimension, above)
    return node


def _total(draft: Draft) -> URIRef:
    return _named(draft, TOTAL, TOTAL_NAME, TOTAL_ASKS)


def _named(draft: Draft, code: str, name: Message, asks: Message) -> URIRef:
    node = URIRef(draft.addresses.concept(Scheme.QUALITY, code))
    draft.of(node, DQV.Metric)
    draft.say(node, SKOS.prefLabel, name)
    draft.say(node, SKOS.definition, asks)
    draft.tell(node, DQV.expectedDataType, XSD.decimal)
    return node
