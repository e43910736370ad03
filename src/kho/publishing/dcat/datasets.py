"""A published dataset as `dcat:Dataset` (DCAT-AP 3.0.1, section 4.3), with what belongs to it."""

from collections.abc import Iterator
from typing import Final

from rdflib import URIRef
from rdflib.namespace import FOAF, SKOS

from kho.contracts.periods import parts_of
from kho.messages import Message
from kho.publishing.catalogue import Catalogue, PublishedDataset
from kho.publishing.dcat.addresses import Scheme
from kho.publishing.dcat.agents import agent, contact, identifier
from kho.publishing.dcat.coverage import spatial, temporal
from kho.publishing.dcat.distributions import distribution, service
from kho.publishing.dcat.draft import Draft, moment, text
from kho.publishing.dcat.quality import measurements
from kho.publishing.dcat.terms import ADMS, DCAT, DCT
from kho.publishing.dcat.themes import themes_of, topics
from kho.publishing.dcat.vocabulary import FREQUENCIES, OTHER, PUBLIC, VIETNAMESE, Term
from kho.warehouse.tables import Version

NEWEST: Final = 20
"""So many versions are told, the newest first."""
_HOURS, _DAYS, _MONTHS = {"hour": 1}, {"day": 1, "week": 7}, {"month": 1, "year": 12}
UNDESCRIBED: Final = Message("{title}, do {agency} công bố.", "{title}, published by {agency_en}.")
OF_VERSION: Final = Message("{title}, phiên bản {version}.", "{title}, version {version}.")
CHANGES: Final = Message(
    "Thêm {inserted}, sửa {updated}, xoá {deleted} dòng.",
    "{inserted} rows added, {updated} changed, {deleted} deleted.",
)


def frequency_term(frequency: str | None) -> Term | None:
    """The EU's term for a contract's ISO 8601 duration: `other` for one without a term, None where none is promised."""
    if frequency is None:
        return None
    count, word = parts_of(frequency)
    unit = word.removesuffix("s")
    for name, lengths in (("hour", _HOURS), ("day", _DAYS), ("month", _MONTHS)):
        if unit in lengths:
            return FREQUENCIES.get((count * lengths[unit], name), _full_day(count, name))
    return OTHER


def _full_day(count: int, unit: str) -> Term:
    """Hours that make whole days."""
    days, left = divmod(count, 24)
    return FREQUENCIES.get((days, "day"), OTHER) if unit == "hour" and left == 0 else OTHER


def described(dataset: PublishedDataset) -> Message:
    """What a dataset is, in a sentence at least; the contract's words are in Vietnamese."""
    if dataset.description.strip():
        return Message(dataset.description, dataset.description)
    names = {"agency": dataset.agency.name.vi, "agency_en": dataset.agency.name.en}
    return UNDESCRIBED.filled(title=dataset.title, **names)


def describe(draft: Draft, catalogue: Catalogue, dataset: PublishedDataset) -> URIRef:
    """A dataset with its publisher, distributions and services; not its versions and series."""
    iri = draft.addresses.dataset(dataset.name)
    node = URIRef(iri)
    draft.of(node, DCAT.Dataset)
    _named(draft, node, dataset)
    _dated(draft, node, dataset)
    draft.tell(node, DCT.publisher, agent(draft, dataset.agency))
    draft.tell(node, DCAT.contactPoint, contact(draft, dataset.agency))
    draft.documents(node, DCAT.landingPage, [draft.addresses.landing(dataset.name)], FOAF.Document)
    draft.point(node, DCT.accessRights, PUBLIC)
    draft.point(node, DCT.language, VIETNAMESE)
    draft.tell(node, DCT.spatial, spatial(draft, catalogue))
    draft.tell(node, DCT.temporal, temporal(draft, iri, dataset))
    _themes(draft, node, dataset)
    measurements(draft, iri, dataset)
    for download in draft.addresses.downloads(dataset):
        draft.tell(node, DCAT.distribution, distribution(draft, iri, dataset, download))
    for each in draft.addresses.services(dataset):
        service(draft, each, iri)
    return node


def _named(draft: Draft, node: URIRef, dataset: PublishedDataset) -> None:
    """Its address is the identifier that is good everywhere; `agency/dataset` is good in this province alone."""
    draft.tell(node, DCT.title, text(dataset.title, "vi"))
    draft.tell(node, DCT.description, text(described(dataset).vi, "vi"))
    if not dataset.description.strip():
        draft.tell(node, DCT.description, text(described(dataset).en, "en"))
    draft.tell(node, DCT.identifier, text(str(node)))
    draft.tell(node, ADMS.identifier, identifier(draft, str(node), str(dataset.name)))


def _dated(draft: Draft, node: URIRef, dataset: PublishedDataset) -> None:
    draft.tell(node, DCT.issued, moment(dataset.issued))
    draft.tell(node, DCT.modified, moment(dataset.modified))
    draft.point(node, DCT.accrualPeriodicity, frequency_term(dataset.frequency))
    draft.tell(node, DCAT.version, text(str(dataset.version)))
    _noted(draft, node, dataset.versions[0])


def _noted(draft: Draft, node: URIRef, version: Version) -> None:
    if version.inserted is not None:
        counts = {name: getattr(version, name) or 0 for name in ("inserted", "updated", "deleted")}
        draft.say(node, ADMS.versionNotes, CHANGES.filled(**counts))


def _themes(draft: Draft, node: URIRef, dataset: PublishedDataset) -> None:
    found = themes_of(dataset.domain)
    draft.point(node, DCAT.theme, found.theme)
    if found.topic is not None:
        topic = URIRef(draft.addresses.concept(Scheme.TOPICS, found.topic.code))
        draft.of(topic, SKOS.Concept)
        draft.say(topic, SKOS.prefLabel, found.topic.name)
        draft.tell(topic, SKOS.notation, text(found.topic.code))
        draft.tell(topic, SKOS.inScheme, topic_scheme(draft))
        draft.tell(node, DCAT.theme, topic)
        draft.say(node, DCAT.keyword, found.topic.name)


def topic_scheme(draft: Draft) -> URIRef:
    """The fields of open data as a list."""
    return draft.scheme(URIRef(draft.addresses.concept(Scheme.TOPICS, "")), topics().title)


def describe_versions(draft: Draft, dataset: PublishedDataset) -> None:
    """The versions that can still be had.

    Only a dataset's own document tells them: harvesters take every `dcat:Dataset` of a catalogue for one more dataset.
    """
    node = URIRef(draft.addresses.dataset(dataset.name))
    for version, iri in _versions(draft, dataset):
        this = URIRef(iri)
        draft.of(this, DCAT.Dataset)
        draft.tell(this, DCT.title, text(dataset.title, "vi"))
        words = OF_VERSION.filled(title=dataset.title, version=version.version)
        draft.say(this, DCT.description, words)
        draft.tell(this, DCT.issued, moment(version.committed))
        draft.tell(this, DCAT.version, text(str(version.version)))
        draft.tell(this, DCT.publisher, URIRef(draft.addresses.agency(dataset.agency.id)))
        draft.tell(this, DCAT.isVersionOf, node)
        draft.tell(node, DCAT.hasVersion, this)
        _noted(draft, this, version)


def _versions(draft: Draft, dataset: PublishedDataset) -> Iterator[tuple[Version, str]]:
    """Versions with new content and where they are; `compact` and its like changed no row."""
    content = [each for each in dataset.versions if each.inserted is not None or each.what == "restore"]
    for version in content[:NEWEST]:
        iri = draft.addresses.version(dataset.name, version.version)
        if iri is not None:
            yield version, iri
