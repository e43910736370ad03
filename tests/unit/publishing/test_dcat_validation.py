"""Checking catalogues by the official shapes: Kho's own conform, and others' are told what to mend."""

import socket
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from rdflib import Graph
from tests.unit.publishing.invented import Portal, assessment, catalogue, dataset, sample

from kho.contracts.model import Access, Severity
from kho.errors import KhoError
from kho.province.folder import load
from kho.publishing.catalogue import HIDDEN, Catalogue, PublishedColumn
from kho.publishing.dcat.catalogues import catalogue_graph, dataset_graph, page_of
from kho.publishing.dcat.reading import (
    LIMIT,
    BrokenCatalogueError,
    RefusedDoctypeError,
    RemoteContextError,
    TooDeepCatalogueError,
    TooLargeCatalogueError,
    read,
    read_file,
    sniffed,
)
from kho.publishing.dcat.shapes import NoShapesError, Shapes, read_shapes
from kho.publishing.dcat.validating import Report, validate, validate_file
from kho.publishing.dcat.writing import Serialisation, written

PORTAL = Portal()
DEMO = Path(__file__).parents[3] / "demo" / "province"
PREFIXES = """
@prefix adms: <http://www.w3.org/ns/adms#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix spdx: <http://spdx.org/rdf/terms#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix eu: <http://publications.europa.eu/resource/authority/> . @prefix x: <https://example.vn/> .
"""
GOOD = """
x:c a dcat:Catalog ; dct:title "Danh mục"@vi ; dct:description "Của tỉnh"@vi ; dct:publisher x:a ; dcat:dataset x:d .
x:a a foaf:Agent ; foaf:name "Sở Y tế"@vi . x:s a spdx:ChecksumAlgorithm .
x:d a dcat:Dataset ; dct:title "Cơ sở"@vi ; dct:description "Ở đâu"@vi ; dct:language <{eu}language/VIE> ;
  dcat:theme <{eu}data-theme/HEAL> ; dct:accrualPeriodicity <{eu}frequency/ANNUAL> .
""".replace("{eu}", "http://publications.europa.eu/resource/authority/")


@pytest.fixture(scope="module")
def shapes(shared_data: Path) -> Shapes:
    return read_shapes(shared_data / "shacl")


def errors(report: Report) -> list[tuple[str, str, str]]:
    return [
        (each.node.rpartition("/")[2], each.inside, each.path)
        for each in report.findings
        if each.severity is Severity.ERROR
    ]


def checked(turtle: str, shapes: Shapes) -> Report:
    return validate(read((PREFIXES + turtle).encode()), shapes)


def test_the_invented_catalogue_conforms_by_itself(shapes: Shapes) -> None:
    shown = sample()
    report = validate(catalogue_graph(shown, PORTAL, page_of(shown)), shapes, vocabularies=False)
    assert errors(report) == []
    assert report.conforms
    assert report.datasets == len(shown.datasets)
    # What is advised and not told: nothing known of it, or no term for it.
    assert {each.path for each in report.findings} == {
        "dcat:bbox",
        "dcat:centroid",
        "dcat:contactPoint",
        "dcat:keyword",
        "dcat:theme",
        "dct:format",
        "dct:license",
        "dct:temporal",
        "dct:type",
    }


def test_an_empty_catalogue_breaks_nothing(shapes: Shapes) -> None:
    report = validate(catalogue_graph(catalogue(), PORTAL, page_of(catalogue())), shapes, vocabularies=False)
    assert errors(report) == []


def test_a_datasets_own_document_conforms_with_its_versions(shapes: Shapes) -> None:
    shown = sample()
    graph = Graph()
    for name in shown.datasets:
        graph += dataset_graph(shown, PORTAL, name)
    assert errors(validate(graph, shapes, vocabularies=False)) == []


def test_what_the_demo_publishes_conforms(shapes: Shapes) -> None:
    """The demo's contracts as if they were loaded."""
    province, problems = load(DEMO)
    assert problems == []
    opened = [each for each in province.datasets.values() if each.access is Access.OPEN]
    shown = Catalogue(
        province=sample().province,
        code=province.settings.code,
        agencies=province.agencies,
        datasets={
            each.name: replace(
                dataset("so-y-te/x"),
                name=each.name,
                title=each.title,
                description=each.description,
                agency=province.agencies[each.agency],
                domain=each.domain,
                licence=each.licence,
                frequency=each.frequency,
                columns=tuple(PublishedColumn.of(col) for col in each.columns if col.classification not in HIDDEN),
                assessment=assessment(each.name),
            )
            for each in opened
        },
    )
    report = validate(catalogue_graph(shown, PORTAL, page_of(shown)), shapes, vocabularies=False)
    assert errors(report) == []
    assert report.datasets == len(opened) > 40


def test_a_good_catalogue_of_somebody_else_conforms_without_describing_well_known_terms(shapes: Shapes) -> None:
    assert checked(GOOD, shapes).conforms
    strict = validate(read((PREFIXES + GOOD).encode()), shapes, vocabularies=False)
    assert {path for _, _, path in errors(strict)} == {"dct:language", "dcat:theme", "dct:accrualPeriodicity"}


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ('x:d dct:issued "hôm qua" .', None),  # release 3.0.1 says sh:shape there, which is no word of SHACL
        ("x:d dct:title <https://example.vn/t> .", ("d", "", "dct:title")),
        ('x:d dct:publisher "Sở Y tế" .', ("d", "", "dct:publisher")),
        ("x:d dct:accrualPeriodicity x:often .", ("d", "", "dct:accrualPeriodicity")),
        ("x:d dcat:distribution [ a dcat:Distribution ] .", ("d", "dcat:distribution", "dcat:accessURL")),
        (
            "x:d dcat:distribution [ a dcat:Distribution ; dcat:accessURL x:u ; dcat:byteSize 'to' ] .",
            ("d", "dcat:distribution", "dcat:byteSize"),
        ),
        (
            "x:f a dcat:Distribution ; dcat:accessURL x:u ; spdx:checksum [ a spdx:Checksum ; spdx:algorithm x:s ].",
            ("f", "spdx:checksum", "spdx:checksumValue"),
        ),
        ('x:c dct:issued "hôm qua" .', ("c", "", "dct:issued")),
    ],
)
def test_a_mistake_is_told_by_its_place(more: str, place: tuple[str, str, str] | None, shapes: Shapes) -> None:
    assert set(errors(checked(GOOD + more, shapes))) == ({place} if place else set())


def test_a_file_is_checked(shapes: Shapes, tmp_path: Path) -> None:
    (tmp_path / "catalog.ttl").write_text(PREFIXES + GOOD, encoding="utf-8")
    report = validate_file(tmp_path / "catalog.ttl", shapes)
    assert (report.conforms, report.catalogues, report.datasets) == (True, 1, 1)


def test_a_mistake_is_told_once_in_both_languages_with_what_to_do(shapes: Shapes) -> None:
    report = checked(GOOD + "x:d dct:publisher 'Sở Y tế' .", shapes)
    (found,) = (each for each in report.findings if each.severity is Severity.ERROR)
    assert found.value == "Sở Y tế"
    assert (
        found.what.vi
        == "Bộ dữ liệu: cơ quan công bố (dct:publisher) phải là một đối tượng hay địa chỉ, không phải chữ."
    )
    assert found.what.en == "The dataset: a publisher (dct:publisher) must be a thing or an address, not a text."
    assert found.mend.en == "Write the address in angle brackets: dct:publisher <https://…>; in JSON-LD with @id."


def test_findings_are_grouped_by_what_they_say(shapes: Shapes) -> None:
    report = checked(GOOD + "x:e a dcat:Dataset . x:f a dcat:Dataset .", shapes)
    first = report.groups()[0]
    assert (first.count, first.example.severity) == (2, Severity.ERROR)


@pytest.mark.parametrize("turtle", ["", "x:a a foaf:Agent ; foaf:name 'Sở Y tế' ."])
def test_a_file_without_a_catalogue_does_not_conform(turtle: str, shapes: Shapes) -> None:
    report = checked(turtle, shapes)
    assert [each.what.en for each in report.findings if each.severity is Severity.ERROR] == [
        "The file has no catalogue and no dataset."
    ]


def test_a_folder_without_shapes_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoShapesError, match=r"shapes\.ttl"):
        read_shapes(tmp_path)
    (tmp_path / "shapes.ttl").write_text("no turtle", encoding="utf-8")
    with pytest.raises(NoShapesError):
        read_shapes(tmp_path)


@pytest.mark.parametrize("how", Serialisation)
def test_a_file_is_read_by_its_name_and_by_its_bytes(how: Serialisation, tmp_path: Path) -> None:
    graph = catalogue_graph(sample(), PORTAL, page_of(sample()))
    data = written(graph, how)
    (tmp_path / f"catalog.{how}").write_bytes(data)
    assert len(read_file(tmp_path / f"catalog.{how}")) == len(graph)
    assert len(read(data)) == len(graph)
    assert sniffed(data) is (Serialisation.TURTLE if how is Serialisation.N_TRIPLES else how)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail("something was fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


SECRET = "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><r>&x;</r>"
DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize(
    ("data", "error"),
    [
        (f"<?xml version='1.0'?>{SECRET}".encode(), RefusedDoctypeError),
        (f"<?xml version='1.0' encoding='utf-16'?>{SECRET}".encode("utf-16"), RefusedDoctypeError),
        (b'{"@context": "http://127.0.0.1:9/c", "a": 1}', RemoteContextError),
        (b'{"@context": [{"a": "b:"}, "file:///etc/hostname"]}', RemoteContextError),
        (b'{"\\u0040context": "http://127.0.0.1:9/c"}', RemoteContextError),
        (b'{"@graph": [{"x": {"@context": "http://127.0.0.1:9/c"}}]}', RemoteContextError),
        (b'{"@context": {"t": {"@id": "b:", "@context": "http://127.0.0.1:9/c"}}}', RemoteContextError),
        (b'{"@context": {"@version": 1.1, "@import": "http://127.0.0.1:9/c"}}', RemoteContextError),
        (b'{"a":' * 200 + b"1" + b"}" * 200, TooDeepCatalogueError),
        (b'{"a":' * 100_000, BrokenCatalogueError),
        (b"<?xml version='1.0'?>" + b"<a>" * 100_000, TooDeepCatalogueError),
        (b"<a:a> <a:b> " + b"(" * 20_000, BrokenCatalogueError),
        (b"<a:a> <a:b> " + b"9" * 10_000 + b" .", BrokenCatalogueError),
        (b"#" * (LIMIT + 1), TooLargeCatalogueError),
        (b"\x00\x00\x00", BrokenCatalogueError),
        (b"\xff\xfe\xfd<a:a> <a:b> <a:c> .", BrokenCatalogueError),
        (b"<html><body>404</body></html>", BrokenCatalogueError),
    ],
)
def test_a_hostile_or_broken_file_is_refused(data: bytes, error: type[KhoError]) -> None:
    how = Serialisation.RDF_XML if data.startswith(b"\xff\xfe<\x00") else None
    with pytest.raises(error) as raised:
        read(data, how, where="catalog")
    assert raised.value.where == "catalog"
    assert len(raised.value.text("vi")) < 500


def test_xml_is_read_in_the_encoding_it_declares() -> None:
    words = "<rdf:Description rdf:about='http://a.vn/'><t:title xmlns:t='http://purl.org/dc/terms/'>é</t:title>"
    rdf = f"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>{words}</rdf:Description></rdf:RDF>"
    (told,) = read(f"<?xml version='1.0' encoding='ISO-8859-1'?>{rdf}".encode("latin-1")).objects()
    assert str(told) == "é"


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "catalog.ttl").open("wb") as file:
        file.truncate(LIMIT * 1000)
    with pytest.raises(TooLargeCatalogueError):
        read_file(tmp_path / "catalog.ttl")


@pytest.mark.usefixtures("offline")
def test_a_number_that_would_fill_the_memory_stays_as_it_is_written(shapes: Shapes) -> None:
    graph = read(f'{PREFIXES} x:f a dcat:Distribution ; dcat:byteSize "1e999999999"^^<{DECIMAL}> .'.encode())
    report = validate(graph, shapes)
    assert "1e999999999" in {each.value for each in report.findings}


@pytest.mark.usefixtures("offline")
def test_nothing_that_a_file_names_is_fetched(shapes: Shapes) -> None:
    names = "<http://127.0.0.1:9/x>"
    imports = (
        f"x:c <http://www.w3.org/2002/07/owl#imports> {names} ; <http://www.w3.org/ns/shacl#shapesGraph> {names} ."
    )
    assert checked(GOOD + imports, shapes).conforms


def test_the_last_of_two_contexts_is_both_looked_at_and_read() -> None:
    graph = read(b'{"@context": "http://127.0.0.1:9/c", "@context": {"a": "http://a.vn/"}, "@id": "a:b", "a:c": 1}')
    assert len(graph) == 1
