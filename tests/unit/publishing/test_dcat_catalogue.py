"""The catalogue as DCAT-AP: what stands in it, page by page, in every serialisation."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import FOAF, RDF, SKOS
from tests.unit.publishing.invented import BEGIN, SITE, Portal, assessment, catalogue, dataset, sample

from kho.contracts.model import LogicalType
from kho.contracts.names import DatasetName
from kho.publishing.catalogue import Catalogue, PublishedColumn
from kho.publishing.dcat.catalogues import (
    NoSuchDatasetError,
    NoSuchPageError,
    catalogue_graph,
    dataset_graph,
    page_of,
)
from kho.publishing.dcat.coverage import Period, period
from kho.publishing.dcat.datasets import frequency_term
from kho.publishing.dcat.licences import LICENCES, licence
from kho.publishing.dcat.terms import ADMS, DCAT, DCT, DQV, HYDRA, SPDX
from kho.publishing.dcat.themes import themes_of, topics
from kho.publishing.dcat.vocabulary import EU, THEMES
from kho.publishing.dcat.writing import FACTS, Serialisation, written
from kho.quality.profile import ColumnProfile

PORTAL = Portal()
NAME = DatasetName("so-y-te", "co-so-y-te")


def iri(name: str) -> URIRef:
    return URIRef(f"{SITE}/id/dataset/{name}")


def graph_of(**given: Any) -> tuple[Graph, URIRef]:
    """The document of one invented dataset."""
    return dataset_graph(catalogue(dataset(str(NAME), **given)), PORTAL, NAME), iri(str(NAME))


def many(count: int) -> Catalogue:
    return catalogue(*(dataset(f"so-y-te/bo-{i:03}", modified=BEGIN + timedelta(days=i)) for i in range(count)))


@pytest.mark.parametrize("how", Serialisation)
@pytest.mark.parametrize("which", ["page", "dataset"])
def test_a_serialisation_reads_back_to_the_same_graph(how: Serialisation, which: str) -> None:
    shown = sample()
    whole = catalogue_graph(shown, PORTAL, page_of(shown))
    graph = whole if which == "page" else dataset_graph(shown, PORTAL, NAME)
    back = Graph().parse(data=written(graph, how), format=FACTS[how].name)
    assert set(back) == set(graph)


@pytest.mark.parametrize("how", Serialisation)
def test_the_same_catalogue_is_the_same_bytes(how: Serialisation) -> None:
    first, second = (catalogue_graph(sample(), PORTAL, page_of(sample())) for _ in range(2))
    assert written(first, how) == written(second, how)


def test_no_node_is_without_an_address() -> None:
    graph = catalogue_graph(sample(), PORTAL, page_of(sample()))
    assert all(isinstance(node, URIRef) for node in graph.subjects())


@pytest.mark.parametrize(("count", "size"), [(0, 10), (1, 10), (10, 10), (11, 10), (25, 10), (3, 1)])
def test_the_pages_have_every_dataset_once(count: int, size: int) -> None:
    shown = many(count)
    numbers = range(1, page_of(shown, size=size).last + 1)
    graphs = [catalogue_graph(shown, PORTAL, page_of(shown, number, size=size)) for number in numbers]
    listed = [str(each) for graph in graphs for each in graph.objects(URIRef(PORTAL.catalogue()), DCAT.dataset)]
    described = [str(each) for graph in graphs for each in graph.subjects(RDF.type, DCAT.Dataset)]
    assert sorted(listed) == sorted(described) == [PORTAL.dataset(name) for name in shown.datasets]


def test_a_harvester_goes_from_page_to_page_by_addresses() -> None:
    shown = many(25)
    graphs = {}
    for number in (1, 2, 3):
        graphs[PORTAL.page(number, since=None)] = catalogue_graph(shown, PORTAL, page_of(shown, number, size=10))
    views = [URIRef(address) for address in graphs]
    for graph, (here, following) in zip(graphs.values(), pairwise(views), strict=False):
        assert graph.value(here, HYDRA.next) == graph.value(here, HYDRA.nextPage) == following
    last = graphs[str(views[2])]
    assert last.value(views[2], HYDRA.next) is None
    assert last.value(views[2], HYDRA.previous) == views[1]
    assert last.value(views[2], HYDRA.first) == views[0]
    assert last.value(URIRef(PORTAL.catalogue()), HYDRA.totalItems) == Literal(25)


def test_only_what_changed_since_is_told() -> None:
    shown = many(25)
    page = page_of(shown, size=10, since=BEGIN + timedelta(days=20))
    assert [each.name.dataset for each in page.datasets] == ["bo-020", "bo-021", "bo-022", "bo-023", "bo-024"]
    graph = catalogue_graph(shown, PORTAL, page)
    assert (URIRef(PORTAL.page(1, since=BEGIN + timedelta(days=20))), RDF.type, HYDRA.PartialCollectionView) in graph


def test_a_time_without_zone_is_that_of_vietnam() -> None:
    wanted = (BEGIN + timedelta(hours=7)).replace(tzinfo=None)
    assert page_of(many(1), since=wanted).total == 1
    assert page_of(many(1), since=wanted + timedelta(seconds=1)).total == 0


@pytest.mark.parametrize("number", [0, -1, 4])
def test_there_is_no_page_past_the_last(number: int) -> None:
    with pytest.raises(NoSuchPageError):
        page_of(many(25), number, size=10)


def test_a_dataset_that_is_not_open_is_not_there() -> None:
    with pytest.raises(NoSuchDatasetError):
        dataset_graph(sample(), PORTAL, DatasetName("so-y-te", "mat"))


def test_what_is_told_of_a_dataset() -> None:
    graph, node = graph_of()
    assert graph.value(node, DCT.title) == Literal("Cơ sở y tế", lang="vi")
    assert graph.value(node, DCT.identifier) == Literal(str(node))
    assert graph.value(graph.value(node, ADMS.identifier), SKOS.notation) == Literal("so-y-te/co-so-y-te")
    assert graph.value(node, DCT.accessRights) == URIRef(f"{EU}access-right/PUBLIC")
    assert graph.value(node, DCT.accrualPeriodicity) == URIRef(f"{EU}frequency/ANNUAL")
    assert graph.value(node, DCT.language) == URIRef(f"{EU}language/VIE")
    publisher = graph.value(node, DCT.publisher)
    assert graph.value(publisher, DCT.identifier) == Literal("H99.07")
    assert set(graph.objects(publisher, FOAF.name)) == {Literal("Sở Y tế", lang="vi"), Literal("Health", lang="en")}
    place = graph.value(node, DCT.spatial)
    assert graph.value(place, DCT.identifier) == Literal("33")
    assert str(graph.value(place, DCAT.centroid)).startswith("POINT(106")
    assert set(graph.objects(node, DCAT.theme)) == {
        URIRef(f"{EU}data-theme/HEAL"),
        URIRef(f"{SITE}/id/open-data-topics/y-te"),
    }


def test_a_file_is_told_with_its_size_and_checksum() -> None:
    graph, node = graph_of()
    files = {
        str(graph.value(each, DCAT.downloadURL)).rpartition(".")[2] for each in graph.objects(node, DCAT.distribution)
    }
    assert files == {"csv", "xlsx", "json", "jsonl", "parquet", "geojson", "gpkg"}
    csv = URIRef(f"{node}#csv")
    assert str(graph.value(csv, DCAT.byteSize)) == "1234"
    assert str(graph.value(graph.value(csv, SPDX.checksum), SPDX.checksumValue)) == "ab" * 32
    assert graph.value(csv, DCT.license) == URIRef(f"{EU}licence/CC_BY_4_0")
    assert graph.value(URIRef(f"{node}#xlsx"), SPDX.checksum) is None


def test_a_service_serves_the_datasets_of_the_page() -> None:
    graph = catalogue_graph(sample(), PORTAL, page_of(sample(), size=2))
    service = graph.value(predicate=RDF.type, object=DCAT.DataService)
    assert len(set(graph.objects(service, DCAT.servesDataset))) == 2
    assert graph.value(URIRef(PORTAL.catalogue()), DCAT.service) == service


def test_what_was_measured_is_told_and_nothing_else() -> None:
    graph, node = graph_of()
    told = {
        str(graph.value(each, DQV.isMeasurementOf)).rpartition("/")[2]: str(graph.value(each, DQV.value))
        for each in graph.objects(node, DQV.hasQualityMeasurement)
    }
    assert told == {"complete": "0.9875", "score": "0.9000"}


def test_versions_are_told_in_the_datasets_own_document_alone() -> None:
    graph, node = graph_of()
    # Version 1 is a compaction, and the portal no longer has version 0.
    assert [str(each) for each in graph.objects(node, DCAT.hasVersion)] == [f"{node}/2"]
    version = URIRef(f"{node}/2")
    assert graph.value(version, DCAT.isVersionOf) == node
    assert Literal("10 rows added, 2 changed, 0 deleted.", lang="en") in graph.objects(version, ADMS.versionNotes)
    page = catalogue_graph(sample(), PORTAL, page_of(sample()))
    assert not list(page.subject_objects(DCAT.hasVersion))


def test_datasets_of_several_years_are_a_series() -> None:
    graph = catalogue_graph(sample(), PORTAL, page_of(sample()))
    series = URIRef(f"{SITE}/id/series/cong-ty-dien/gia-dien")
    assert set(graph.subjects(DCAT.inSeries, series)) == {iri(f"cong-ty-dien/gia-dien-{year}") for year in (2024, 2025)}
    assert graph.value(series, DCT.title) == Literal("Giá điện", lang="vi")


def test_one_dataset_of_a_year_is_no_series() -> None:
    graph = dataset_graph(catalogue(dataset("so-y-te/kham-2024")), PORTAL, DatasetName("so-y-te", "kham-2024"))
    assert not list(graph.subjects(RDF.type, DCAT.DatasetSeries))


def test_a_dataset_without_a_description_is_described_by_what_is_known() -> None:
    graph, node = graph_of(description=" ")
    assert set(graph.objects(node, DCT.description)) == {
        Literal("Cơ sở y tế, do Sở Y tế công bố.", lang="vi"),
        Literal("Cơ sở y tế, published by Health.", lang="en"),
    }


def test_the_province_publishes_where_no_agency_is_above_all() -> None:
    shown = Catalogue(province=sample().province, code="33", agencies={}, datasets={})
    graph = catalogue_graph(shown, PORTAL, page_of(shown))
    publisher = graph.value(URIRef(PORTAL.catalogue()), DCT.publisher)
    assert publisher == URIRef(f"{PORTAL.catalogue()}#publisher")
    assert Literal("Hưng Yên", lang="vi") in graph.objects(publisher, FOAF.name)


def test_a_province_without_a_code_has_no_place() -> None:
    shown = replace(sample(), code="")
    assert not list(catalogue_graph(shown, PORTAL, page_of(shown)).subject_objects(DCT.spatial))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("PT1H", "HOURLY"),
        ("PT24H", "DAILY"),
        ("P1D", "DAILY"),
        ("P7D", "WEEKLY"),
        ("P1W", "WEEKLY"),
        ("P2W", "BIWEEKLY"),
        ("P1M", "MONTHLY"),
        ("P3M", "QUARTERLY"),
        ("P6M", "ANNUAL_2"),
        ("P12M", "ANNUAL"),
        ("P1Y", "ANNUAL"),
        ("P5Y", "QUINQUENNIAL"),
        ("P9D", "OTHER"),
        ("PT5H", "OTHER"),
        ("P7Y", "OTHER"),
    ],
)
def test_a_frequency_is_told_in_the_eus_words(told: str, code: str) -> None:
    term = frequency_term(told)
    assert term is not None
    assert term.iri == f"{EU}frequency/{code}"


def test_no_frequency_is_told_where_none_is_promised() -> None:
    assert frequency_term(None) is None


@pytest.mark.parametrize("domain", ["y-te", "Y tế", "Y  TẾ", "y_te"])
def test_a_domain_is_known_however_it_is_written(domain: str) -> None:
    found = themes_of(domain)
    assert found.topic is not None
    assert found.theme is not None
    assert (found.topic.code, found.theme) == ("y-te", THEMES["HEAL"])


@pytest.mark.parametrize("domain", [None, "", "dat-dai", "không biết"])
def test_an_unknown_domain_has_no_theme(domain: str | None) -> None:
    found = themes_of(domain)
    assert (found.topic, found.theme) == (None, None)


def test_every_domain_of_the_table_leads_to_terms_that_exist() -> None:
    rows = (Path(__file__).parents[3] / "src/kho/publishing/dcat/domains.csv").read_text(encoding="utf-8").split()[1:]
    for row in rows:
        domain, topic, theme = row.split(",")
        found = themes_of(domain)
        assert (found.topic.code if found.topic else "") == topic, row
        assert found.theme == THEMES.get(theme), row
        assert topic or theme, row
    assert {row.split(",")[1] for row in rows} - {""} == {each.code for each in topics().codes}


@pytest.mark.parametrize("told", ["CC-BY-4.0", "cc by 4.0", "https://creativecommons.org/licenses/by/4.0/"])
def test_a_known_licence_is_known_by_name_and_address(told: str) -> None:
    assert licence(told) == LICENCES["CC-BY-4.0"]


def test_an_unknown_licence_keeps_its_words() -> None:
    graph, node = graph_of(licence="Theo Quyết định 12/QĐ-UBND")
    told = graph.value(URIRef(f"{node}#csv"), DCT.license)
    assert graph.value(told, DCT.title) == Literal("Theo Quyết định 12/QĐ-UBND")
    graph, node = graph_of(licence="https://example.vn/giay-phep")
    assert graph.value(URIRef(f"{node}#csv"), DCT.license) == URIRef("https://example.vn/giay-phep")


def told_by(name: str, kind: LogicalType, minimum: Any, maximum: Any, *, is_key: bool) -> Period | None:
    column = PublishedColumn(name=name, title=name, kind=kind, is_key=is_key)
    profile = ColumnProfile(name=name, type=kind, filled=9, present=9, minimum=minimum, maximum=maximum)
    return period(dataset(str(NAME), columns=(column,), assessment=assessment(NAME, [profile])))


def test_the_time_of_the_rows_is_told_by_a_day_of_the_key_or_a_column_of_that_name() -> None:
    days = "2020-01-01", "2025-12-31"
    wanted = Period(start=days[0], end=days[1])
    assert told_by("ngay", LogicalType.DATE, *days, is_key=True) == wanted
    assert told_by("ngay_so_lieu", LogicalType.DATE, *days, is_key=False) == wanted
    assert told_by("nam", LogicalType.INTEGER, 2010, 2024, is_key=False) == Period(start="2010", end="2024")


def test_a_moment_is_of_the_day_it_is_in_vietnam() -> None:
    late = datetime(2026, 2, 28, 18, 0, tzinfo=UTC).isoformat()
    found = told_by("luc", LogicalType.TIMESTAMP, late, late, is_key=True)
    assert found is not None
    assert date.fromisoformat(found.start) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("name", "kind", "minimum", "maximum"),
    [
        ("ngay_thanh_lap", LogicalType.DATE, "1950-01-01", "2020-01-01"),
        ("nam", LogicalType.INTEGER, 3, 24),
        ("nam", LogicalType.INTEGER, None, None),
        ("ngay_so_lieu", LogicalType.DATE, None, None),
    ],
)
def test_no_time_is_told_that_might_be_wrong(name: str, kind: LogicalType, minimum: Any, maximum: Any) -> None:
    assert told_by(name, kind, minimum, maximum, is_key=False) is None
