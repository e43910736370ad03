"""OGC API - Features, asked over HTTP: what is told, which features, how they are read on, what is refused."""

from typing import Any

import httpx
import pytest
from tests.web.layered.province import COUNT, HIDDEN, ODD, PEOPLE, PLAIN, ROADS, SECRETS, STATIONS, WELLS

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG4326 = "http://www.opengis.net/def/crs/EPSG/0/4326"


def features(ogc: httpx.Client, name: str, **asked: Any) -> dict[str, Any]:
    answer = ogc.get(f"/collections/{name}/items", params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    told: dict[str, Any] = answer.json()
    assert told["numberReturned"] == len(told["features"])
    return told


def ids(told: dict[str, Any]) -> list[str]:
    return [each["id"] for each in told["features"]]


def rel(told: dict[str, Any], name: str) -> str:
    [found] = [each["href"] for each in told["links"] if each["rel"] == name]
    return str(found)


def test_the_landing_page_leads_everywhere(ogc: httpx.Client):
    told = ogc.get("").json()
    for name in ("self", "service-desc", "conformance", "data"):
        assert ogc.get(rel(told, name)).status_code == 200
    classes = ogc.get(rel(told, "conformance")).json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in classes


def test_collections_are_the_open_datasets_that_lie_somewhere(ogc: httpx.Client):
    told = {each["id"]: each for each in ogc.get("/collections").json()["collections"]}
    assert {*told} == {STATIONS, PEOPLE, ROADS, WELLS}
    stations = told[STATIONS]
    assert stations["itemType"] == "feature"
    assert stations["extent"]["spatial"]["bbox"] == [[-179.5, -10.5, 106.13, 20.63]]
    assert stations["extent"]["temporal"]["interval"] == [["2020-01-31T00:00:00+07:00", "2025-12-15T23:59:59+07:00"]]
    assert ogc.get(f"/collections/{STATIONS}").json() == stations


def test_pages_are_read_to_the_end_by_their_links(ogc: httpx.Client):
    told = features(ogc, STATIONS, limit=50)
    assert told["numberMatched"] == COUNT + 2
    found = ids(told)
    while any(each["rel"] == "next" for each in told["links"]):
        told = ogc.get(rel(told, "next")).json()
        found += ids(told)
    assert len(found) == len({*found}) == COUNT + 2


def test_features_can_be_passed_over(ogc: httpx.Client):
    whole = ids(features(ogc, STATIONS, limit=1000))
    told = features(ogc, STATIONS, offset=3, limit=2)
    assert ids(told) == whole[3:5]
    assert ids(ogc.get(rel(told, "next")).json()) == whole[5:7]
    assert ids(features(ogc, STATIONS, offset=COUNT + 1)) == whole[-1:]
    assert ids(features(ogc, STATIONS, offset=10_000)) == []


def test_a_box_has_what_lies_in_it_and_what_lies_nowhere(ogc: httpx.Client):
    told = features(ogc, STATIONS, bbox="106.001,20.5,106.003,20.6", limit=100)
    odd = told["features"][0]["id"]
    assert ids(told) == [odd, "T001", "T002", "T003"]
    assert told["numberMatched"] == 4
    assert [each["geometry"] is None for each in told["features"]] == [True, False, False, False]
    assert ids(features(ogc, STATIONS, bbox="106.001,20.5,0,106.003,20.6,9", limit=100)) == ids(told)


def test_a_box_may_go_over_the_antimeridian(ogc: httpx.Client):
    assert "T999" in ids(features(ogc, STATIONS, bbox="170,-20,-170,0"))
    assert "T999" not in ids(features(ogc, STATIONS, bbox="-170,-20,170,0"))


def test_both_orders_of_axes(ogc: httpx.Client):
    asked = {"bbox": "20.5,106.001,20.6,106.003", "bbox-crs": EPSG4326, "crs": EPSG4326}
    answer = ogc.get(f"/collections/{STATIONS}/items", params=asked)
    assert answer.headers["Content-Crs"] == f"<{EPSG4326}>"
    assert answer.json()["features"][1]["geometry"] == {"type": "Point", "coordinates": [20.501, 106.001]}
    assert ogc.get(f"/collections/{STATIONS}/items").headers["Content-Crs"] == f"<{CRS84}>"


@pytest.mark.parametrize(
    ("time", "count"),
    [
        ("2025-03-15", 11),
        ("2025-03-15T10:00:00Z", 11),
        ("2025-03-15T17:00:00Z", 0),
        ("2025-03-01/2025-04-30", 22),
        ("../2020-12-31", 1),
        ("2025-12-01/", 10),
    ],
)
def test_a_time_has_what_is_of_it_and_what_is_of_none(ogc: httpx.Client, time: str, count: int):
    assert features(ogc, STATIONS, datetime=time)["numberMatched"] == count + 1


def test_what_is_of_no_time_is_of_all_times(ogc: httpx.Client):
    assert features(ogc, ROADS, datetime="1900-01-01")["numberMatched"] == 3


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"ten": "Trạm 7"}, ["T007"]),
        ({"do_sau__gte": "129"}, ["T129", "T130"]),
        ({"filter": "do_sau > 128 AND (ma = 'T130' OR \"ten\" = 'Trạm 129')"}, ["T129", "T130"]),
        ({"filter": "ngay_so_lieu = DATE('2020-01-31')", "filter-lang": "cql2-text"}, ["T999"]),
        ({"filter": "do_sau BETWEEN 3 AND 4", "sortby": "-do_sau"}, ["T004", "T003"]),
        ({"q": "tram xa"}, ["T999"]),
    ],
)
def test_filters(ogc: httpx.Client, asked: dict[str, str], found: list[str]):
    assert ids(features(ogc, STATIONS, **asked)) == found


def test_properties_can_be_chosen(ogc: httpx.Client):
    [told, *_] = features(ogc, STATIONS, properties="ten,do_sau", ma="T007")["features"]
    assert told["properties"] == {"ten": "Trạm 7", "do_sau": 7}
    assert told["geometry"] == {"type": "Point", "coordinates": [106.007, 20.507]}
    assert told["id"] == "T007"


def test_a_feature_is_found_by_its_id(ogc: httpx.Client):
    for each in features(ogc, STATIONS, limit=3)["features"]:
        answer = ogc.get(f"/collections/{STATIONS}/items/{each['id']}")
        told = answer.json()
        assert told.pop("links")
        assert told == each
    [odd] = [each for each in features(ogc, STATIONS, limit=1)["features"] if each["properties"]["ma"] == ODD]
    assert "/" not in odd["id"]


def test_a_key_of_several_columns_makes_one_id(ogc: httpx.Client):
    found = ids(features(ogc, PEOPLE, nam="2024"))
    assert found == ["2024:11953"]
    assert ogc.get(f"/collections/{PEOPLE}/items/{found[0]}").json()["properties"]["so_dan"] == 1000


def test_what_has_no_key_is_called_by_its_place_in_the_version(ogc: httpx.Client):
    told = features(ogc, WELLS)
    assert ids(told) == ["v0-1", "v0-2"]
    assert ogc.get(f"/collections/{WELLS}/items/v0-2").json()["properties"] == {"lat": 20.6, "lon": 106.6}
    assert ogc.get(f"/collections/{WELLS}/items/v9-2").status_code == 404
    assert ogc.get(f"/collections/{WELLS}/items/1").status_code == 404


def test_codes_of_communes_lie_where_the_commune_of_that_year_did(ogc: httpx.Client):
    told = features(ogc, PEOPLE, sortby="nam")
    spots = {each["id"]: each["geometry"] for each in told["features"]}
    before, after = spots["2024:11953"]["coordinates"], spots["2026:11953"]["coordinates"]
    assert before != after
    for spot, id_, other in ((before, "2024:11953", "2026:11953"), (after, "2026:11953", "2024:11953")):
        box = ",".join(str(each) for each in (spot[0] - 1e-6, spot[1] - 1e-6, spot[0] + 1e-6, spot[1] + 1e-6))
        found = ids(features(ogc, PEOPLE, bbox=box))
        assert id_ in found
        assert other not in found


def test_shapes_are_told_as_geometries_and_not_as_properties(ogc: httpx.Client):
    [first, second, third] = features(ogc, ROADS)["features"]
    assert first["geometry"] == {"type": "LineString", "coordinates": [[106.0, 20.5], [106.1, 20.6]]}
    assert first["properties"] == {"ma": "QL1", "cap": "quốc lộ"}
    assert (second["id"], third["geometry"]) == ("QL2", None)


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ("105,20,107,21", ["QL1", "QL2", "QL3"]),
        ("106.04,20.54,106.06,20.56", ["QL1", "QL3"]),
        ("106.06,20.5,106.1,20.54", ["QL3"]),
        ("106.4,20.9,107,21", ["QL2", "QL3"]),
        ("106.3,20,-170,21", ["QL2", "QL3"]),
    ],
)
def test_shapes_are_found_by_what_meets_a_box(ogc: httpx.Client, box: str, found: list[str]):
    told = features(ogc, ROADS, bbox=box)
    assert (ids(told), told["numberMatched"]) == (found, len(found))


def test_the_extent_of_shapes(ogc: httpx.Client):
    [around] = ogc.get(f"/collections/{ROADS}").json()["extent"]["spatial"]["bbox"]
    assert around == pytest.approx([106.0, 20.5, 106.4, 20.9], abs=1e-4)


def test_queryables_are_the_published_columns(ogc: httpx.Client):
    answer = ogc.get(f"/collections/{STATIONS}/queryables")
    assert answer.headers["content-type"] == "application/schema+json"
    told = answer.json()
    assert told["$id"] == str(answer.url)
    assert [*told["properties"]] == ["ma", "ten", "vi_do", "kinh_do", "do_sau", "ngay_so_lieu"]
    assert told["properties"]["do_sau"]["type"] == "integer"
    assert [*ogc.get(f"/collections/{ROADS}/queryables").json()["properties"]] == ["ma", "cap"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"bbox": "1,2,3"}, "KHO-D903"),
        ({"bbox": "106,21,107,20"}, "KHO-D903"),
        ({"bbox": "106,20,107,nan"}, "KHO-D903"),
        ({"bbox": "106,20,107,1e999999"}, "KHO-D903"),
        ({"bbox": ""}, "KHO-D903"),
        ({"datetime": "hôm nay"}, "KHO-D904"),
        ({"datetime": "2025-02-30"}, "KHO-D904"),
        ({"datetime": "../.."}, "KHO-D904"),
        ({"datetime": "2025-02-01/2025-01-01"}, "KHO-D904"),
        ({"crs": "http://www.opengis.net/def/crs/EPSG/0/3405"}, "KHO-D905"),
        ({"bbox": "1,2,3,4", "bbox-crs": "x"}, "KHO-D905"),
        ({"limit": "0"}, "KHO-D110"),
        ({"limit": "-1"}, "KHO-D110"),
        ({"offset": "9999999999"}, "KHO-D108"),
        ({"filter-lang": "cql2-json"}, "KHO-D110"),
        ({"filter": "do_sau >"}, "KHO-D101"),
        ({"filter": "nguoi_kqz = 'x'"}, "KHO-D102"),
        ({"nguoi_kqz": "x"}, "KHO-D109"),
        ({"sortby": "nguoi_kqz"}, "KHO-D109"),
        ({"khong-co": "1"}, "KHO-D109"),
        ({"after": "x"}, "KHO-D104"),
        ({"f": "xml"}, "KHO-D110"),
        ({"f": ""}, "KHO-D110"),
    ],
)
def test_what_is_wrong_is_told_in_both_languages(ogc: httpx.Client, asked: dict[str, str], code: str):
    answer = ogc.get(f"/collections/{STATIONS}/items", params=asked)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    told = answer.json()
    assert told["code"] == code
    assert told["title"] != told["title_vi"]


def test_more_than_there_can_be_is_as_many_as_there_can_be(ogc: httpx.Client):
    assert features(ogc, STATIONS, limit=10**30)["numberReturned"] == COUNT + 2


@pytest.mark.parametrize("name", [PLAIN, *HIDDEN, "so-mau--khong-co", "x", "%00"])
def test_what_is_no_collection_is_refused_alike(ogc: httpx.Client, name: str):
    for path in ("", "/items", "/items/1", "/queryables"):
        answer = ogc.get(f"/collections/{name}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "KHO-D901")


def test_nothing_private_is_told(ogc: httpx.Client):
    said = [ogc.get(path).text for path in ("", "/conformance", "/api", "/collections")]
    for name in (STATIONS, PEOPLE, ROADS, WELLS):
        paths = ("", "/queryables", "/items?limit=1000")
        said += [ogc.get(f"/collections/{name}{path}").text for path in paths]
    for secret in SECRETS:
        assert not [text for text in said if secret in text]


def test_methods_and_other_sites(ogc: httpx.Client):
    path = f"/collections/{STATIONS}/items"
    told, head = ogc.get(path), ogc.head(path)
    assert head.status_code == 200
    assert head.headers["etag"] == told.headers["etag"]
    assert head.content == b""
    assert told.headers["access-control-allow-origin"] == "*"
    assert ogc.get(path, headers={"If-None-Match": told.headers["etag"]}).status_code == 304
    assert ogc.options(path).headers["allow"] == "GET, HEAD, OPTIONS"
    assert ogc.post(path, json={}).status_code == 405


def test_people_are_led_to_the_pages(ogc: httpx.Client):
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    answer = ogc.get(f"/collections/{STATIONS}", headers=browser)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/dataset/{STATIONS}")
    assert ogc.get("", params={"f": "html"}).status_code == 303
    assert ogc.get("", headers=browser, params={"f": "json"}).json()["links"]
