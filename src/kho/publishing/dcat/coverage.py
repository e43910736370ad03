"""What a dataset covers: which time, told by its figures; which place, told by the province's code."""

from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from kho.publishing.catalogue import Catalogue, PublishedDataset
from kho.publishing.dcat.addresses import Scheme
from kho.publishing.dcat.draft import Draft, part, text
from kho.publishing.dcat.terms import DCAT, DCT, GEO, LOCN
from kho.publishing.dcat.vocabulary import VIETNAM
from kho.publishing.periods import Period, period
from kho.standards.units.known import unit
from kho.standards.units.model import MERGER, Unit


def place(catalogue: Catalogue) -> Unit | None:
    """The province among the units since the merger; None where its code is not one of them."""
    return unit(catalogue.code, on=MERGER)


def temporal(draft: Draft, iri: str, dataset: PublishedDataset) -> URIRef | None:
    """The period as `dct:PeriodOfTime`."""
    found = period(dataset)
    if found is None:
        return None
    node = part(iri, "period")
    draft.of(node, DCT.PeriodOfTime)
    draft.tell(node, DCAT.startDate, Literal(found.start, datatype=_type(found)))
    draft.tell(node, DCAT.endDate, Literal(found.end, datatype=_type(found)))
    return node


def _type(told: Period) -> URIRef:
    """The XML Schema type of its start and its end."""
    return URIRef(XSD.date if "-" in told.start else XSD.gYear)


def spatial(draft: Draft, catalogue: Catalogue) -> URIRef | None:
    """The province as `dct:Location`; None where it has no code."""
    if not catalogue.code:
        return None
    node, found = URIRef(draft.addresses.concept(Scheme.UNITS, catalogue.code)), place(catalogue)
    draft.of(node, DCT.Location)
    draft.tell(node, DCT.identifier, text(catalogue.code))
    draft.tell(node, LOCN.geographicName, text(found.name if found else catalogue.province.vi, "vi"))
    draft.point(node, DCT.isPartOf, VIETNAM)
    if found is not None and found.latitude is not None and found.longitude is not None:
        point = Literal(f"POINT({found.longitude} {found.latitude})", datatype=GEO.wktLiteral)
        draft.tell(node, DCAT.centroid, point)
    return node
