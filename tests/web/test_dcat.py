"""The catalogue as graphs: each serialisation, what callers take, pages, and that every address leads somewhere."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF
from tests.web.invented import HIDDEN, MANY, OPEN

from kho.publishing.dcat.terms import DCAT

ENDINGS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
}
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def graph(client: Client, path: str, ending: str = "ttl", **asked: str) -> Graph:
    answer = client.get(path, asked)
    assert answer.status_code == 200, answer.content
    return Graph().parse(data=answer.content, format=PARSERS[ending])


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("path", ["/catalog", f"/dataset/{OPEN}", "/agency/so-mau"])
def test_every_serialisation_by_ending_and_by_accept(client: Client, path: str, ending: str):
    by_ending = client.get(f"{path}.{ending}")
    assert by_ending["Content-Type"].split(";")[0] == ENDINGS[ending]
    assert by_ending["Access-Control-Allow-Origin"] == "*"
    by_accept = client.get(path, headers={"Accept": ENDINGS[ending]})
    assert by_accept.content == by_ending.content
    assert "Accept" in by_accept["Vary"]
    assert len(Graph().parse(data=by_ending.content, format=PARSERS[ending])) > 5
    again = client.get(f"{path}.{ending}", headers={"If-None-Match": by_ending["ETag"]})
    assert again.status_code == 304


def test_people_get_pages(client: Client):
    assert client.get("/catalog", headers={"Accept": BROWSER})["Location"] == "/dataset"
    for path in (f"/dataset/{OPEN}", "/agency/so-mau"):
        for accept in (BROWSER, "*/*"):
            answer = client.get(path, headers={"Accept": accept})
            assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, "text/html")
    assert client.get("/catalog", headers={"Accept": "*/*"})["Content-Type"].startswith("text/turtle")
    assert (
        client.get(f"/dataset/{OPEN}", headers={"Accept": "application/json"})["Content-Type"] == "application/ld+json"
    )


@pytest.mark.parametrize("path", ["/catalog", f"/dataset/{OPEN}", f"/id/dataset/{OPEN}"])
def test_what_nobody_can_make_is_not_acceptable(client: Client, path: str):
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


def test_pages_and_since_when(client: Client):
    every = graph(client, "/catalog.ttl")
    assert len(set(every.subjects(RDF.type, DCAT.Dataset))) == 2
    assert not set(graph(client, "/catalog.ttl", modified_since="2999-01-01").subjects(RDF.type, DCAT.Dataset))
    assert set(
        graph(client, "/catalog.ttl", modified_since="2020-01-01T00:00:00 07:00").subjects(RDF.type, DCAT.Dataset)
    )
    for asked, status in (("page=2", 404), ("page=x", 400), ("modified_since=x", 400), ("x=1", 400)):
        assert client.get(f"/catalog.ttl?{asked}").status_code == status
    for path in (f"/dataset/{HIDDEN[0]}.ttl", "/dataset/a--b.ttl", "/catalog.exe", "/agency/nobody.ttl"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_every_address_of_the_graphs_leads_to_something(client: Client, accept: str):
    told = graph(client, "/catalog.ttl") + graph(client, f"/dataset/{OPEN}.ttl") + graph(client, f"/dataset/{MANY}.ttl")
    ours = {
        str(each).removeprefix("http://testserver").partition("#")[0]
        for triple in told
        for each in triple
        if isinstance(each, URIRef) and str(each).startswith("http://testserver/")
    }
    for path in sorted(ours):
        if path.startswith("/files/"):
            continue
        answer = client.get(path, headers={"Accept": accept} if path.startswith("/id/") else {})
        if path.startswith("/id/"):
            assert (path, answer.status_code) == (path, 303)
            answer = client.get(answer["Location"], headers={"Accept": accept}, follow=True)
        assert (path, answer.status_code) == (path, 200)


def test_a_dataset_is_told_with_its_versions(client: Client):
    told = graph(client, f"/dataset/{OPEN}.ttl")
    here = URIRef(f"http://testserver/id/dataset/{OPEN}")
    assert str(told.value(here, DCTERMS.title)) == "Trường học"
    assert list(told.objects(here, DCAT.hasVersion)) == [URIRef(f"{here}/v0")]
    assert client.get(f"/id/dataset/{OPEN}/v0").status_code == 303
    assert client.get(f"/id/dataset/{OPEN}/v7").status_code == 404


GOOD = '<https://x.vn/d> a <http://www.w3.org/ns/dcat#Dataset> ; <http://purl.org/dc/terms/title> "Một"@vi .'
BAD = "<https://x.vn/d> a <http://www.w3.org/ns/dcat#Dataset> ."


@pytest.mark.parametrize(
    ("start", "good", "bad"), [("", "đúng chuẩn", "thiếu tên"), ("/en", "conforms", "lacks a title")]
)
def test_anybodys_catalogue_is_checked(client: Client, start: str, good: str, bad: str):
    assert client.get(f"{start}/validate").status_code == 200
    assert good in client.post(f"{start}/validate", {"text": GOOD}).content.decode()
    found = client.post(f"{start}/validate", {"file": SimpleUploadedFile("d.ttl", BAD.encode()), "format": "ttl"})
    assert bad in found.content.decode()
    assert client.post(f"{start}/validate", {"text": " "}).status_code == 200


@pytest.mark.parametrize(
    ("text", "form", "status"),
    [
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rdf:RDF>&a;</rdf:RDF>', "rdf", 400),
        (json.dumps({"@context": "http://127.0.0.1/context"}), "jsonld", 400),
        ("<a> <b>", "ttl", 400),
        ("[" * 100_000, "jsonld", 400),
    ],
)
def test_a_hostile_catalogue_is_refused(client: Client, text: str, form: str, status: int):
    answer = client.post("/validate", {"text": text, "format": form})
    assert answer.status_code == status
    assert "root:" not in answer.content.decode()


def test_a_large_file_is_refused_before_it_is_read(client: Client):
    assert client.post("/validate", b"x", content_type="text/plain", CONTENT_LENGTH="99999999").status_code == 413
