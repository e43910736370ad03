"""Real clients of OGC API - Features: OWSLib, GDAL's driver, and the requests that QGIS makes."""

import httpx
import pyogrio.raw
import pytest
from owslib.ogcapi.features import Features
from tests.web.layered.province import COUNT, PEOPLE, ROADS, STATIONS, WELLS

QGIS = {"User-Agent": "Mozilla/5.0 QGIS/34012", "Accept-Language": "vi-VN,en,*"}
GEOJSON = "application/geo+json, application/vnd.geo+json, application/geojson, application/json"


def test_owslib(site: str):
    client = Features(f"{site}/ogc")
    assert {*client.feature_collections()} == {STATIONS, PEOPLE, ROADS, WELLS}
    assert client.api()["openapi"] == "3.0.3"
    found = client.collection_items(STATIONS, bbox=[106.001, 20.5, 106.003, 20.6], limit=2, sortby=("do_sau", "desc"))
    assert [each["id"] for each in found["features"]] == ["T003", "T002"]
    assert client.collection_item(STATIONS, "T003")["properties"]["do_sau"] == 3
    assert "ten" in client.collection_queryables(STATIONS)["properties"]


def test_gdal(site: str):
    address = f"OAPIF:{site}/ogc"
    assert {str(each[0]) for each in pyogrio.list_layers(address)} == {STATIONS, PEOPLE, ROADS, WELLS}
    about, _, shapes, _ = pyogrio.raw.read(address, layer=STATIONS, PAGE_SIZE="50")
    assert len(shapes) == COUNT + 2
    assert [*about["fields"]][:3] == ["id", "ma", "ten"]
    _, _, shapes, _ = pyogrio.raw.read(address, layer=STATIONS, bbox=(106.001, 20.5, 106.003, 20.6))
    assert len(shapes) == 3
    _, _, shapes, _ = pyogrio.raw.read(address, layer=STATIONS, where="do_sau > 128 AND ten = 'Trạm 130'")
    assert len(shapes) == 1


@pytest.mark.parametrize("box", ["106.001,20.5,106.1,20.7"])
def test_the_requests_of_qgis(site: str, box: str):
    """As QGIS 3.40 asks when a layer is added and the map is moved."""
    with httpx.Client(headers=QGIS, timeout=60) as client:
        landing = client.get(f"{site}/ogc", headers={"Accept": "application/json"}).json()
        links = {each["rel"]: each for each in landing["links"]}
        api = client.get(links["service-desc"]["href"], headers={"Accept": links["service-desc"]["type"]}).json()
        limits = api["paths"][f"/collections/{STATIONS}/items"]["get"]["parameters"]
        assert {"$ref": "#/components/parameters/limit"} in limits
        assert api["components"]["parameters"]["limit"]["schema"]["maximum"] == 1000
        conformance = client.get(links["conformance"]["href"], headers={"Accept": "application/json"}).json()
        assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in conformance["conformsTo"]
        told = client.get(links["data"]["href"], headers={"Accept": "application/json"}).json()
        [collection] = [each for each in told["collections"] if each["id"] == STATIONS]
        items = next(each["href"] for each in collection["links"] if each["rel"] == "items")
        queryables = client.get(f"{site}/ogc/collections/{STATIONS}/queryables").json()
        assert queryables["properties"]["ngay_so_lieu"] == {"title": "ngay_so_lieu", "type": "string", "format": "date"}
        first = client.get(items, params={"limit": 10}, headers={"Accept": GEOJSON})
        assert first.headers["content-type"] == "application/geo+json"
        count, address = 0, f"{items}?bbox={box}&limit=40&filter=(do_sau%20%3C%20100)&filter-lang=cql2-text"
        while address:
            page = client.get(address, headers={"Accept": GEOJSON}).json()
            count += len(page["features"])
            address = next((each["href"] for each in page["links"] if each["rel"] == "next"), "")
        assert count == 99
