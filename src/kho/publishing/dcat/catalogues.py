"""The whole catalogue, page by page, and one dataset by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import FOAF, RDF, XSD

from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.catalogue import Catalogue, PublishedDataset
from kho.publishing.dcat.addresses import Addresses
from kho.publishing.dcat.agents import publisher
from kho.publishing.dcat.coverage import spatial
from kho.publishing.dcat.datasets import describe, describe_versions, topic_scheme
from kho.publishing.dcat.draft import Draft, moment, text
from kho.publishing.dcat.series import describe_series
from kho.publishing.dcat.terms import DCAT, DCT, HYDRA
from kho.publishing.dcat.vocabulary import DATA_THEMES, ENGLISH, VIETNAMESE
from kho.publishing.series import series
from kho.warehouse import tables

PAGE: Final = 100
STANDARD: Final = "https://semiceu.github.io/DCAT-AP/releases/3.0.1"
TITLE: Final = Message("Dữ liệu mở {province}", "Open data of {province_en}")
CONTENT: Final = Message(
    "Các bộ dữ liệu mở của {province}: là gì, của ai, chất lượng thế nào và lấy ở đâu.",
    "The open datasets of {province_en}: what they are, whose, how good, and where to take them.",
)
EU_THEMES: Final = Message("Chủ đề dữ liệu của Liên minh châu Âu", "Data themes of the European Union")


class NoSuchPageError(KhoError):
    """A page past the last one was asked for."""

    code = "KHO-D208"
    what = Message(vi="Danh mục không có trang {page}.", en="The catalogue has no page {page}.")
    mend = Message(vi="Chọn trang từ 1 đến {last}.", en="Choose a page from 1 to {last}.")
    http_status = 404


class NoSuchDatasetError(KhoError):
    """The catalogue has no dataset of this name; whether one exists that is not open is not told."""

    code = "KHO-D209"
    what = Message(vi="Không có bộ dữ liệu mở “{name}”.", en="There is no open dataset “{name}”.")
    mend = Message(vi="Tìm trong danh mục dữ liệu mở.", en="Look in the catalogue of open data.")
    http_status = 404


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page of the catalogue: its `datasets`, of `total` that changed at or after `since`, `size` on a page."""

    number: int
    last: int
    size: int
    total: int
    since: datetime | None
    datasets: tuple[PublishedDataset, ...]


def page_of(catalogue: Catalogue, number: int = 1, *, size: int = PAGE, since: datetime | None = None) -> Page:
    """A page, datasets by name. A time without zone is Vietnam's. Raises NoSuchPageError."""
    start = None if since is None else tables.moment(since)
    named = sorted(catalogue.datasets.items())
    found = [each for _, each in named if start is None or each.modified >= start]
    last = max(1, -(-len(found) // size))
    if not 1 <= number <= last:
        raise NoSuchPageError(page=number, last=last)
    shown = tuple(found[(number - 1) * size : number * size])
    return Page(number=number, last=last, size=size, total=len(found), since=start, datasets=shown)


def catalogue_graph(catalogue: Catalogue, addresses: Addresses, page: Page) -> Graph:
    """A page of the catalogue as a graph: the catalogue, the page's datasets, and the way to the other pages."""
    draft = Draft(addresses=addresses)
    node = _catalogue(draft, catalogue)
    for each in page.datasets:
        draft.tell(node, DCAT.dataset, describe(draft, catalogue, each))
    _services(draft, node)
    _in_series(draft, catalogue, page.datasets)
    _paged(draft, node, page)
    return draft.graph


def dataset_graph(catalogue: Catalogue, addresses: Addresses, name: DatasetName) -> Graph:
    """A dataset as a graph, with its versions and the catalogue it is in. Raises NoSuchDatasetError."""
    dataset = catalogue.datasets.get(name)
    if dataset is None:
        raise NoSuchDatasetError(name=name)
    draft = Draft(addresses=addresses)
    node = _catalogue(draft, catalogue)
    draft.tell(node, DCAT.dataset, describe(draft, catalogue, dataset))
    _services(draft, node)
    describe_versions(draft, dataset)
    _in_series(draft, catalogue, [dataset])
    return draft.graph


def _catalogue(draft: Draft, catalogue: Catalogue) -> URIRef:
    node = URIRef(draft.addresses.catalogue())
    names = {"province": catalogue.province.vi, "province_en": catalogue.province.en}
    draft.of(node, DCAT.Catalog)
    draft.say(node, DCT.title, TITLE.filled(**names))
    draft.say(node, DCT.description, CONTENT.filled(**names))
    draft.tell(node, DCT.publisher, publisher(draft, catalogue))
    draft.documents(node, FOAF.homepage, [draft.addresses.home()], FOAF.Document)
    draft.documents(node, DCT.conformsTo, [STANDARD], DCT.Standard)
    draft.tell(URIRef(STANDARD), DCT.title, text("DCAT-AP 3.0.1"))
    for language in (VIETNAMESE, ENGLISH):
        draft.point(node, DCT.language, language)
    draft.tell(node, DCT.spatial, spatial(draft, catalogue))
    draft.tell(node, DCAT.themeTaxonomy, topic_scheme(draft))
    draft.tell(node, DCAT.themeTaxonomy, draft.scheme(URIRef(DATA_THEMES), EU_THEMES))
    if catalogue.datasets:
        draft.tell(node, DCT.issued, moment(min(each.issued for each in catalogue.datasets.values())))
        draft.tell(node, DCT.modified, moment(max(each.modified for each in catalogue.datasets.values())))
    return node


def _services(draft: Draft, node: URIRef) -> None:
    """What serves a dataset of the page is in the catalogue, and published by who publishes it."""
    publishes = draft.graph.value(node, DCT.publisher)
    for each in set(draft.graph.subjects(RDF.type, DCAT.DataService)):
        draft.tell(node, DCAT.service, each)
        draft.tell(each, DCT.publisher, publishes)


def _in_series(draft: Draft, catalogue: Catalogue, datasets: Sequence[PublishedDataset]) -> None:
    known = series(catalogue)
    for each in datasets:
        told = known.get(each.name)
        if told is not None:
            draft.tell(URIRef(draft.addresses.dataset(each.name)), DCAT.inSeries, describe_series(draft, told))


def _paged(draft: Draft, node: URIRef, page: Page) -> None:
    """The page in the words of Hydra's present draft and of the one before, which CKAN's harvester reads."""

    def to(number: int, *words: str) -> None:
        iri = URIRef(draft.addresses.page(number, since=page.since))
        for word in words:
            draft.tell(view, HYDRA[word], iri)

    view = URIRef(draft.addresses.page(page.number, since=page.since))
    draft.of(view, HYDRA.PartialCollectionView, HYDRA.PagedCollection)
    draft.of(node, HYDRA.Collection)
    draft.tell(node, HYDRA.view, view)
    for each in (node, view):
        draft.tell(each, HYDRA.totalItems, Literal(page.total, datatype=XSD.integer))
    draft.tell(view, HYDRA.itemsPerPage, Literal(page.size, datatype=XSD.integer))
    to(1, "first", "firstPage")
    to(page.last, "last", "lastPage")
    if page.number > 1:
        to(page.number - 1, "previous", "previousPage")
    if page.number < page.last:
        to(page.number + 1, "next", "nextPage")
