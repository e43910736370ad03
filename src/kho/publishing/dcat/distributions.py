"""The ways to take a dataset, and the services that serve it."""

from rdflib import Literal, URIRef
from rdflib.namespace import RDFS, XSD

from kho.messages import Message
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.dcat.addresses import Download, Service
from kho.publishing.dcat.draft import Draft, moment, part, text
from kho.publishing.dcat.licences import licence
from kho.publishing.dcat.terms import DCAT, DCATAP, DCT, SPDX
from kho.publishing.dcat.vocabulary import (
    FILE_TYPES,
    MEDIA_TYPES,
    PUBLIC,
    SHA256,
    STABLE,
    VIETNAMESE,
)
from kho.publishing.dcat.web_addresses import is_web_address
from kho.publishing.formats import FORMATS

WHOLE = Message("Toàn bộ bộ dữ liệu dạng {format}.", "The whole dataset as {format}.")


def distribution(draft: Draft, iri: str, dataset: PublishedDataset, download: Download) -> URIRef:
    """A file as `dcat:Distribution`; `iri` is the dataset's."""
    node, name = part(iri, download.format), FORMATS[download.format].label
    draft.of(node, DCAT.Distribution)
    draft.tell(node, DCT.title, text(f"{dataset.title} ({name})", "vi"))
    draft.say(node, DCT.description, WHOLE.filled(format=name))
    draft.tell(node, DCAT.accessURL, URIRef(download.url))
    draft.tell(node, DCAT.downloadURL, URIRef(download.url))
    draft.point(node, DCT.format, FILE_TYPES.get(download.format))
    draft.point(node, DCAT.mediaType, MEDIA_TYPES.get(download.format))
    draft.point(node, DCT.language, VIETNAMESE)
    draft.point(node, DCATAP.availability, STABLE)
    draft.tell(node, DCT.license, licence_of(draft, iri, dataset))
    draft.tell(node, DCT.issued, moment(dataset.issued))
    draft.tell(node, DCT.modified, moment(dataset.modified))
    if download.size is not None:
        draft.tell(node, DCAT.byteSize, Literal(download.size, datatype=XSD.nonNegativeInteger))
    if download.sha256 is not None:
        draft.tell(node, SPDX.checksum, _checksum(draft, str(node), download.sha256))
    return node


def _checksum(draft: Draft, iri: str, sha256: str) -> URIRef:
    node = part(iri, "sha256")
    draft.of(node, SPDX.Checksum)
    draft.point(node, SPDX.algorithm, SHA256)
    draft.tell(node, SPDX.checksumValue, Literal(sha256.lower(), datatype=XSD.hexBinary, normalize=False))
    return node


def licence_of(draft: Draft, iri: str, dataset: PublishedDataset) -> URIRef | None:
    """The dataset's licence: by its known address, by the address that is told, else by its words."""
    if dataset.licence is None:
        return None
    known = licence(dataset.licence)
    if known is not None:
        node = draft.term(known.term)
        draft.point(node, DCT.type, known.kind)
        draft.tell(node, RDFS.seeAlso, URIRef(known.text))
        return node
    node = URIRef(dataset.licence) if is_web_address(dataset.licence) else part(iri, "licence")
    draft.of(node, DCT.LicenseDocument)
    draft.tell(node, DCT.title, text(dataset.licence))
    return node


def service(draft: Draft, told: Service, iri: str) -> URIRef:
    """An API as `dcat:DataService` that serves the dataset."""
    node = URIRef(told.iri)
    draft.of(node, DCAT.DataService)
    draft.say(node, DCT.title, told.title)
    draft.tell(node, DCAT.endpointURL, URIRef(told.endpoint))
    draft.tell(node, DCAT.servesDataset, URIRef(iri))
    draft.point(node, DCT.accessRights, PUBLIC)
    if told.description is not None:
        draft.tell(node, DCAT.endpointDescription, URIRef(told.description))
    for standard in told.conforms_to:
        draft.documents(node, DCT.conformsTo, [standard.iri], DCT.Standard)
        draft.tell(URIRef(standard.iri), DCT.title, text(standard.title))
    return node
