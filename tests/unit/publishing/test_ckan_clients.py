"""What real clients ask, one request after the other, by a server of the standard library around `call`."""

import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode
from urllib.request import Request, urlopen
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from ckanapi import NotAuthorized, NotFound, RemoteCKAN, SearchQueryError, ValidationError
from ckanapi.errors import CKANAPIError
from tests.unit.publishing.ckan_site import HOSPITALS, LANDS, ROWS, VACCINES, WATERS, dataset, portal

from kho.publishing.ckan.calling import call, malformed
from kho.publishing.ckan.site import Site


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name in the standard library
        """Keep requests to itself."""


def served(at: Site) -> Any:
    """The API as a WSGI application."""

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        action = environ["PATH_INFO"].rsplit("/", 1)[-1]
        try:
            answer = call(at, action, parameters(environ))
        except json.JSONDecodeError as error:
            answer = malformed(str(error))
        body = json.dumps(answer.envelope).encode()
        start(
            f"{answer.status} -",
            [("Content-Type", "application/json;charset=utf-8"), ("Content-Length", str(len(body)))],
        )
        return [body]

    return application


def parameters(environ: dict[str, Any]) -> dict[str, Any]:
    if environ["REQUEST_METHOD"] == "POST":
        return dict(json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"] or 0)) or b"{}"))
    given = parse_qs(environ["QUERY_STRING"], keep_blank_values=True)
    return {name: values[0] if len(values) == 1 else values for name, values in given.items()}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with make_server("127.0.0.1", 0, served(portal()), WSGIServer, Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def get(address: str, action: str, **asked: Any) -> Any:
    """The result of a GET as urllib makes it."""
    with urlopen(f"{address}/api/3/action/{action}?{urlencode(asked, doseq=True)}") as answer:  # noqa: S310  our own server
        return json.loads(answer.read())["result"]


@pytest.mark.parametrize("get_only", [False, True])
def test_ckanapi(address: str, get_only: bool) -> None:  # noqa: FBT001  both ways it asks
    with RemoteCKAN(address, get_only=get_only) as ckan:
        assert ckan.action.package_list() == [LANDS, WATERS, HOSPITALS, VACCINES]
        package = ckan.action.package_show(id=HOSPITALS)
        found = ckan.action.package_search(q="y te", fq="organization:so-y-te", rows=1, start=1, include_private=True)
        assert (found["count"], found["results"][0]["name"]) == (2, VACCINES)
        rows = ckan.action.datastore_search(resource_id=package["resources"][0]["id"], limit=2)
        assert rows["records"] == [dict(row) for row in ROWS[:2]]
        assert ckan.call_action("organization_list", {"all_fields": True, "limit": 1})[0]["name"] == "so-nong-nghiep"
        with pytest.raises(NotFound):
            ckan.action.package_show(id="nothing")
        with pytest.raises(ValidationError) as refused:
            ckan.action.package_search(rows="x")
        assert refused.value.error_dict["rows"] == ["Invalid integer"]
        with pytest.raises(SearchQueryError):
            ckan.action.package_search(q="(")
        with pytest.raises(NotAuthorized):
            ckan.action.datastore_search_sql(sql="select 1")
        with pytest.raises(CKANAPIError):
            ckan.action.nothing()


def test_ckanapi_dumps_whole_portals(address: str) -> None:
    """`ckanapi dump datasets --all`: the list in pages, then each package."""
    with RemoteCKAN(address) as ckan:
        names, offset = [], 0
        while page := ckan.action.package_list(limit=3, offset=offset):
            names += page
            offset += 3
        assert [ckan.action.package_show(id=name, include_tracking=False)["name"] for name in names] == names


def test_what_is_no_json_is_refused(address: str) -> None:
    request = Request(  # noqa: S310  our own server
        f"{address}/api/action/package_show", data=b"{", headers={"Content-Type": "application/json"}
    )
    with pytest.raises(HTTPError) as refused:
        urlopen(request)  # noqa: S310  our own server
    assert refused.value.code == 400
    assert json.loads(refused.value.read()).startswith("Bad request - JSON Error")


def harvested(address: str, fq: str, rows: int = 2) -> list[str]:
    """Pages as ckanext-harvest's CKAN harvester asks for them, by id, until one is empty."""
    found: list[str] = []
    while page := get(
        address, "package_search", rows=rows, sort="id asc", start=len(found), **({"fq": fq} if fq else {})
    )["results"]:
        assert [each["id"] for each in page] == sorted(each["id"] for each in page)
        found += [each["name"] for each in page]
    assert len(set(found)) == len(found)
    return found


def test_ckanext_harvest(address: str) -> None:
    """Gathering: organizations or groups to take or leave, what changed since the last time, in pages by id."""
    assert set(harvested(address, "")) == {HOSPITALS, VACCINES, LANDS, WATERS}
    assert harvested(address, "metadata_modified:[2026-02-20T09:30:00.123456Z TO *]") == [HOSPITALS]
    assert set(harvested(address, "organization:so-y-te OR organization:so-nong-nghiep")) == set(harvested(address, ""))
    assert set(harvested(address, "-organization:so-y-te")) == {LANDS, WATERS}
    assert set(harvested(address, "groups:y-te OR groups:dan-so")) == {HOSPITALS, VACCINES}
    both = " OR ".join(f"organization:{name}" for name in ("so-y-te", "xa-a"))
    assert set(harvested(address, f"({both}) AND metadata_modified:[2026-02-01T00:00:00Z TO *]")) == {
        HOSPITALS,
        VACCINES,
    }
    organization = get(address, "organization_show", id=get(address, "package_show", id=HOSPITALS)["owner_org"])
    assert organization["name"] == "so-y-te"
    assert get(address, "group_show", id="y-te")["name"] == "y-te"


def test_ckanr(address: str) -> None:
    """`ckanr_setup`, `package_search`, `tag_list`, `ds_search`, with R's words for truths and lists given twice."""
    assert get(address, "status_show")["ckan_version"].split(".")[0] == "2"
    asked = {
        "q": "*:*",
        "rows": 10,
        "facet": "true",
        "facet.limit": 5,
        "facet.field": ["tags", "organization"],
        "include_drafts": "FALSE",
        "include_private": "FALSE",
        "use_default_schema": "FALSE",
    }
    assert get(address, "package_search", **asked)["facets"]["organization"] == {"so-nong-nghiep": 2, "so-y-te": 2}
    assert get(address, "package_search", **{"facet.field": "tags"})["facets"]["tags"]["admin-unit"] == 4
    shown = get(address, "package_show", id=HOSPITALS, use_default_schema="FALSE")
    found = get(
        address, "datastore_search", resource_id=shown["resources"][0]["id"], filters='{"ma":"C1"}', plain="TRUE"
    )
    assert [each["ma"] for each in found["records"]] == ["C1"]
    assert get(address, "resource_search", query="name:CSV", limit=1)["count"] == 4


def test_udata(address: str) -> None:
    """Its CKAN harvester: all names or a filtered search of 1000, then each package by name."""
    assert len(get(address, "package_list")) == 4
    found = get(address, "package_search", fq="organization:so-y-te AND -groups:dan-so", rows=1000)
    assert [each["name"] for each in found["results"]] == [HOSPITALS]
    package = get(address, "package_show", id=HOSPITALS)
    needed = {
        "id",
        "name",
        "title",
        "notes",
        "license_id",
        "tags",
        "extras",
        "resources",
        "organization",
        "metadata_created",
    }
    assert needed <= package.keys()
    assert {"id", "name", "url", "format", "mimetype", "hash", "size", "created", "last_modified"} <= package[
        "resources"
    ][0].keys()


def test_qgis(address: str) -> None:
    """The OpenData Toolbox and CKAN-Browser plugins: groups in full, then a search within them."""
    groups = get(address, "group_list", all_fields="true")
    assert [each["display_name"] for each in groups] == ["Dân số", "Đất đai", "Y tế"]
    assert get(address, "package_search", q="", fq='groups:("y-te" OR "dat-dai")', rows=50, start=0)["count"] == 2
    found = get(address, "package_search", q='(title:"đất" OR title:"tiêm")', rows=50, sort="name asc")
    assert [each["name"] for each in found["results"]] == [LANDS, VACCINES]
    assert get(address, "package_search", q="tiem", fq="res_format:(CSV OR GeoJSON)")["count"] == 1


def test_a_thousand_at_a_time() -> None:
    """Harvesters page with `rows=1000` until the count is reached: each dataset comes once."""
    at = portal([dataset(f"so-y-te/d{number}", f"Bộ {number % 7}") for number in range(2500)])
    pages = [
        call(at, "package_search", {"rows": "1000", "start": start, "sort": "title asc"}) for start in (0, 1000, 2000)
    ]
    names = [each["name"] for page in pages for each in page.envelope["result"]["results"]]
    assert len(set(names)) == len(names) == 2500
