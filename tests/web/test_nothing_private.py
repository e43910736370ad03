"""No answer to the public has anything of what is not open: no name, no title, no column, no value, no file."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.test import Client
from tests.web.invented import HIDDEN, MANY, OPEN, SECRETS

LANGUAGES = ("", "/en")
PAGES = (
    *("/", "/dataset", "/agency", "/agency/so-mau", "/system", "/quality", "/developers", "/feed.atom", "/feed.rss"),
    *("/dataset?q=benh%20nhan", "/dataset?q=zqx", f"/dataset/{OPEN}", f"/dataset/{OPEN}/lineage.svg"),
    *(f"/dataset/{OPEN}/rows", f"/dataset/{MANY}", "/suggestions?q=wvk", "/validate"),
)
PARTS = ("", "/records", "/records/count", "/groups", "/quality", "/lineage", "/runs", "/versions", "/openapi.json")
ACTIONS = (
    *("package_list", "package_search", "package_search?facet.field=[%22tags%22]", "organization_list?all_fields=true"),
    *("group_list?all_fields=true", "tag_list", "resource_search?query=name:a", "current_package_list_with_resources"),
    *("package_autocomplete?q=a", "status_show", "license_list", f"package_show?id={OPEN}"),
)


def paths() -> Iterator[str]:
    yield from (f"{language}{page}" for language in LANGUAGES for page in PAGES)
    yield from (
        "/sitemap.xml",
        "/robots.txt",
        "/api/v1/",
        "/api/v1/agencies",
        "/api/v1/systems",
        "/api/v1/openapi.json",
    )
    yield from ("/api/v1/datasets", "/api/v1/datasets?q=zqx", "/api/v1/datasets?q=b%E1%BB%87nh%20nh%C3%A2n")
    yield from (f"/api/v1/datasets/{name}{part}" for name in (OPEN, MANY) for part in PARTS)
    yield from (f"/api/3/action/{action}" for action in ACTIONS)
    yield from (
        f"{path}.{ending}" for path in ("/catalog", f"/dataset/{OPEN}") for ending in ("ttl", "jsonld", "rdf", "nt")
    )


def said(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code in (200, 302, 303), (path, answer.status_code)
    body = b"".join(answer) if answer.streaming else answer.content
    return f"{answer.headers}\n{body.decode()}"


@pytest.mark.parametrize("path", list(paths()))
def test_nothing_of_it_is_told(client: Client, path: str):
    told = said(client, path).replace(quote(path), "").replace(path, "").lower()
    asked = path.partition("q=")[2]
    assert [each for each in SECRETS if each.lower() in told and each not in asked] == []


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize(
    "path",
    [
        *("/api/3/action/package_show?id={}", "/dataset/{}", "/en/dataset/{}", "/dataset/{}/rows", "/dataset/{}.ttl"),
        *("/id/dataset/{}", "/id/dataset/{}/v0", "/dataset/{}/lineage.svg", "/api/v1/datasets/{}/lineage"),
    ],
)
def test_what_is_not_open_is_as_what_does_not_exist(client: Client, path: str, name: str):
    absent = "so-mau--khong-co"
    hidden_answer, absent_answer = (client.get(path.format(each)) for each in (name, absent))
    assert hidden_answer.status_code == absent_answer.status_code == 404
    plain = [
        answer.content.decode().replace(each, "").replace(each.replace("--", "/"), "")
        for answer, each in ((hidden_answer, name), (absent_answer, absent))
    ]
    assert plain[0] == plain[1]


def test_what_is_asked_of_a_rule_tells_nothing_of_the_rows_it_compares_with(client: Client):
    told = json.loads(client.get(f"/api/v1/datasets/{OPEN}/quality").content)
    assert not [part for each in told["dimensions"] for part in each["parts"] if "dataset" in part["what"]["en"]]
