"""Requests of the Action API and what CKAN answers, by its documentation (docs.ckan.org, 2.11: API guide)."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.publishing.ckan_site import (
    DATASETS,
    HOSPITALS,
    LANDS,
    ROWS,
    VACCINES,
    WATERS,
    ListedRows,
    dataset,
    portal,
    result,
)

from kho.publishing.ckan.actions import ACTIONS
from kho.publishing.ckan.calling import call

SITE = portal()
NAMES = [LANDS, WATERS, HOSPITALS, VACCINES]
"""By name."""
CSV = result(SITE, "package_show", id=HOSPITALS)["resources"][0]["id"]
PARQUET = result(SITE, "package_show", id=HOSPITALS)["resources"][3]["id"]


def searched(**parameters: object) -> list[str]:
    return [each["name"] for each in result(SITE, "package_search", **parameters)["results"]]


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_help_tells_what_each_action_does(action: str) -> None:
    assert result(SITE, "help_show", name=action) == ACTIONS[action].__doc__


@pytest.mark.parametrize(
    ("action", "parameters", "status", "kind", "told"),
    [
        # "API guide": errors are told by __type and message; statuses are those of ckan/views/api.py.
        ("package_show", {"id": "nothing"}, 404, "Not Found Error", {"message": "Not found"}),
        ("package_show", {}, 409, "Validation Error", {"id": ["Missing value"]}),
        ("organization_show", {"id": "nothing"}, 404, "Not Found Error", {"message": "Not found"}),
        ("group_show", {}, 409, "Validation Error", {"id": ["Missing value"]}),
        ("resource_show", {"id": HOSPITALS}, 404, "Not Found Error", {"message": "Not found"}),
        ("package_autocomplete", {}, 409, "Validation Error", {"q": ["Missing value"]}),
        ("package_list", {"limit": "many"}, 409, "Validation Error", {"limit": ["Invalid integer"]}),
        ("package_list", {"limit": "-1"}, 409, "Validation Error", {"limit": ["Must be a natural number"]}),
        ("package_search", {"rows": "ten"}, 409, "Validation Error", {"rows": ["Invalid integer"]}),
        ("package_search", {"start": -1}, 409, "Validation Error", {"start": ["Must be a natural number"]}),
        (
            "package_search",
            {"facet.field": "[tags"},
            409,
            "Validation Error",
            {"facet.field": ["Could not parse as valid JSON"]},
        ),
        (
            "package_search",
            {"weird": "1"},
            400,
            "Search Query Error",
            {"message": "Search Query is invalid: \"Invalid search parameters: ['weird']\""},
        ),
        (
            "package_search",
            {"sort": "name"},
            400,
            "Search Query Error",
            {"message": "Search Query is invalid: 'Invalid \"sort\" parameter'"},
        ),
        ("package_search", {"sort": "tags asc"}, 409, "Search Error", None),
        ("package_search", {"q": "title:(a"}, 400, "Search Query Error", None),
        ("package_search", {"fq": "metadata_modified:[yesterday TO *]"}, 400, "Search Query Error", None),
        (
            "package_search",
            {"q": "{!bool must=a}"},
            409,
            "Search Error",
            {"message": "Search error: \"Local parameters are not supported in param 'q'.\""},
        ),
        ("package_search", {"q": "a* " * 33}, 400, "Search Query Error", None),
        ("package_search", {"q": '"y te" ' * 20, "fq": "name:[a TO b] " * 20}, 400, "Search Query Error", None),
        ("package_search", {"fq_list": ["name:a"] * 40}, 400, "Search Query Error", None),
        ("package_search", {"sort": ",".join(["id asc"] * 9)}, 400, "Search Query Error", None),
        ("package_search", {"facet.field": [f"f{number}" for number in range(40)]}, 409, "Validation Error", None),
        ("resource_search", {"query": ["name:a"] * 9}, 409, "Validation Error", None),
        ("resource_search", {}, 409, "Validation Error", {"query": ["Missing value"]}),
        ("resource_search", {"query": "csv"}, 409, "Validation Error", {"query": ["Must be <field>:<value> pair(s)"]}),
        ("organization_list", {"sort": "weird"}, 409, "Validation Error", None),
        ("datastore_search", {}, 409, "Validation Error", {"resource_id": ["Missing value"]}),
        (
            "datastore_search",
            {"resource_id": "x"},
            404,
            "Not Found Error",
            {"message": 'Not found: Resource "x" was not found.'},
        ),
        ("datastore_search", {"resource_id": PARQUET}, 404, "Not Found Error", None),
        (
            "datastore_search",
            {"resource_id": CSV, "filters": '{"x": 1}'},
            409,
            "Validation Error",
            {"filters": ['field "x" not in table']},
        ),
        (
            "datastore_search",
            {"resource_id": CSV, "fields": "ma,x"},
            409,
            "Validation Error",
            {"fields": ['field "x" not in table']},
        ),
        (
            "datastore_search",
            {"resource_id": CSV, "filters": '{"so_giuong": "x"}'},
            409,
            "Validation Error",
            {"filters": ["“x” cannot be compared with column so_giuong, which holds numbers. Write it like 1200."]},
        ),
        ("datastore_search", {"resource_id": CSV, "sort": "ma up"}, 409, "Validation Error", None),
        ("datastore_search_sql", {"sql": "select 1"}, 403, "Authorization Error", None),
        ("user_list", {}, 403, "Authorization Error", None),
        ("help_show", {"name": "nothing"}, 404, "Not Found Error", None),
        ("tag_show", {"id": "nothing"}, 404, "Not Found Error", None),
        ("tag_list", {"vocabulary_id": "x"}, 404, "Not Found Error", None),
    ],
)
def test_a_wrong_request(action: str, parameters: dict[str, object], status: int, kind: str, told: object) -> None:
    answer = call(SITE, action, parameters)
    assert answer.status == status
    envelope = answer.envelope
    assert envelope["success"] is False
    assert envelope["help"] == f"https://data.example.vn/api/3/action/help_show?name={action}"
    assert envelope["error"]["__type"] == kind
    assert told is None or {**told, "__type": kind} == envelope["error"]


def test_an_unknown_action_has_no_envelope() -> None:
    answer = call(SITE, "package_destroy_all", {})
    assert (answer.status, answer.envelope) == (400, "Bad request - Action name not known: package_destroy_all")


def test_every_answer_is_json() -> None:
    for action in ACTIONS:
        identifier = {"resource": CSV, "datastore": CSV, "package": LANDS, "organization": "xa-a", "group": "y-te"}
        parameters = {
            "id": identifier.get(action.split("_")[0], "y-te"),
            "name": action,
            "q": "a",
            "query": "format:csv",
        }
        if action == "package_search":
            parameters = {"facet.field": '["tags"]', "fl": "name,tags,organization"}
        answer = call(SITE, action, parameters)
        assert answer.status == 200, (action, answer.envelope)
        assert json.loads(json.dumps(answer.envelope)) == answer.envelope


# --- package_search ---


def test_without_parameters_all_are_found_the_newest_first() -> None:
    found = result(SITE, "package_search")
    assert found["count"] == 4
    assert [each["name"] for each in found["results"]] == [HOSPITALS, VACCINES, LANDS, WATERS]
    assert found["sort"] == "score desc, metadata_modified desc"
    assert found["facets"] == found["search_facets"] == {}


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"q": "y te"}, [HOSPITALS, VACCINES, LANDS]),  # in the title; in other texts, the newest first
        ({"q": "dien OR thuy"}, [WATERS, LANDS]),  # in the title before in the notes
        ({"q": '""'}, [HOSPITALS, VACCINES, LANDS, WATERS]),
        ({"sort": "name asc"}, NAMES),
        ({"sort": "name desc"}, NAMES[::-1]),
        ({"sort": "title_string asc"}, [HOSPITALS, WATERS, LANDS, VACCINES]),
        ({"sort": "title desc"}, [VACCINES, LANDS, WATERS, HOSPITALS]),
        ({"sort": "metadata_modified asc"}, [WATERS, LANDS, VACCINES, HOSPITALS]),
        ({"sort": "organization asc, metadata_created desc"}, [LANDS, WATERS, HOSPITALS, VACCINES]),
        ({"sort": "organization desc, score desc, name desc"}, [VACCINES, HOSPITALS, WATERS, LANDS]),
        ({"sort": "views_recent desc"}, NAMES),
        ({"sort": "rank"}, [HOSPITALS, VACCINES, LANDS, WATERS]),
        ({"sort": "name asc", "rows": "2"}, NAMES[:2]),
        ({"sort": "name asc", "rows": 2, "start": "1"}, NAMES[1:3]),
        ({"sort": "name asc", "rows": 0}, []),
        ({"sort": "name asc", "start": 100}, []),
        ({"fq": "organization:so-y-te", "sort": "name asc"}, [HOSPITALS, VACCINES]),
        ({"fq_list": ["organization:so-y-te", "-groups:y-te"]}, [VACCINES]),
        ({"fq_list": '["organization:so-y-te", "-groups:y-te"]'}, [VACCINES]),
        ({"fq": "organization:so-y-te", "fq_list": "groups:y-te"}, [HOSPITALS]),
        ({"include_private": "true", "fq": "+state:draft"}, []),
    ],
)
def test_search_finds(parameters: dict[str, object], expected: list[str]) -> None:
    assert searched(**parameters) == expected


def test_rows_are_a_thousand_at_most() -> None:
    many = portal([dataset(f"so-y-te/d{number}", f"Bộ {number}") for number in range(1001)])
    found = result(many, "package_search", rows=5000)
    assert (found["count"], len(found["results"])) == (1001, 1000)


def test_facets_are_counted_among_what_is_found() -> None:
    asked = {"facet__field": '["organization", "groups", "license_id", "nothing"]'}
    found = result(SITE, "package_search", fq="-groups:y-te", **asked)
    assert found["facets"] == {
        "organization": {"so-nong-nghiep": 2, "so-y-te": 1},
        "groups": {"dan-so": 1, "dat-dai": 1},
        "license_id": {"CC-BY-4.0": 2, "notspecified": 1},
        "nothing": {},
    }
    assert found["search_facets"]["organization"] == {
        "title": "organization",
        "items": [
            {"name": "so-nong-nghiep", "display_name": "Sở Nông nghiệp", "count": 2},
            {"name": "so-y-te", "display_name": "Sở Y tế", "count": 1},
        ],
    }


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"facet.limit": "1"}, {"so-nong-nghiep": 2}),
        ({"facet.limit": -1}, {"so-nong-nghiep": 2, "so-y-te": 2}),
        ({"facet.limit": 0}, {}),
        ({"facet.mincount": 3}, {}),
        ({"facet.mincount": 0, "fq": "groups:y-te"}, {"so-y-te": 1, "so-nong-nghiep": 0}),
    ],
)
def test_facets_are_limited(parameters: dict[str, object], expected: dict[str, int]) -> None:
    found = result(SITE, "package_search", **{"facet.field": ["organization"], **parameters})
    assert found["facets"]["organization"] == expected


@pytest.mark.parametrize("off", ["false", "False", False, 0, "0"])
def test_facets_can_be_off(off: object) -> None:
    assert result(SITE, "package_search", **{"facet.field": ["tags"], "facet": off})["facets"] == {}


def test_some_fields_alone() -> None:
    found = result(SITE, "package_search", fl="name,groups,organization", fq=f"name:{LANDS}")
    assert found["results"] == [{"name": LANDS, "groups": ["dat-dai"], "organization": "so-nong-nghiep"}]


# --- things ---


def test_a_package_as_ckan_has_it() -> None:
    found = result(SITE, "package_show", id=HOSPITALS)
    assert result(SITE, "package_show", id=found["id"]) == found == result(SITE, "package_show", name_or_id=HOSPITALS)
    assert found["metadata_modified"] == "2026-02-28T12:00:00.000000"
    assert (found["state"], found["private"], found["type"], found["isopen"]) == ("active", False, "dataset", True)
    assert found["owner_org"] == found["organization"]["id"]
    assert found["organization"]["title_translated"] == {"vi": "Sở Y tế", "en": "Department of Health"}
    assert [each["name"] for each in found["tags"]] == ["admin-unit", "y-te"]
    assert [each["name"] for each in found["groups"]] == ["y-te"]
    assert {each["key"]: each["value"] for each in found["extras"]}["quality_score"] == "0.7500"
    assert [each["format"] for each in found["resources"]] == ["CSV", "XLSX", "JSON", "PARQUET"]
    assert [each["datastore_active"] for each in found["resources"]] == [True, False, False, False]
    first = found["resources"][0]
    assert (first["url"], first["size"], first["hash"]) == (
        "https://data.example.vn/dataset/so-y-te/co-so-y-te/file.csv",
        12,
        "ab" * 32,
    )
    assert result(SITE, "resource_show", id=first["id"]) == first


def test_ids_stay_whatever_else_is_published() -> None:
    alone = portal(DATASETS[:1])
    assert result(alone, "package_show", id=HOSPITALS)["id"] == result(SITE, "package_show", id=HOSPITALS)["id"]


def test_lists_of_packages() -> None:
    assert result(SITE, "package_list") == NAMES
    assert result(SITE, "package_list", limit="2", offset=1) == NAMES[1:3]
    newest = [each["name"] for each in result(SITE, "current_package_list_with_resources", limit=3)]
    assert newest == [HOSPITALS, VACCINES, LANDS]
    assert [e["name"] for e in result(SITE, "current_package_list_with_resources", limit=3, page=2)] == [WATERS]


def test_autocomplete() -> None:
    found = result(SITE, "package_autocomplete", q="tie")
    assert found == [
        {"name": VACCINES, "title": "Tiêm chủng mở rộng", "match_field": "name", "match_displayed": VACCINES}
    ]
    assert [each["match_field"] for each in result(SITE, "package_autocomplete", q="mở")] == ["title"]
    assert result(SITE, "package_autocomplete", q="dat", limit=0) == []


def test_organizations() -> None:
    assert result(SITE, "organization_list") == ["so-nong-nghiep", "so-y-te", "xa-a"]
    assert result(SITE, "organization_list", limit=1, offset=1) == ["so-y-te"]
    assert result(SITE, "organization_list", organizations="xa-a,so-y-te", sort="name desc") == ["xa-a", "so-y-te"]
    assert result(SITE, "organization_list", sort="package_count desc")[-1] == "xa-a"
    whole = result(SITE, "organization_list", all_fields=True)
    assert [each["package_count"] for each in whole] == [2, 2, 0]
    assert "extras" not in whole[0]
    shown = result(SITE, "organization_show", id="so-y-te", include_datasets="True")
    assert [each["name"] for each in shown["packages"]] == [HOSPITALS, VACCINES]
    assert result(SITE, "organization_show", id=shown["id"])["name"] == "so-y-te"
    assert "packages" not in result(SITE, "organization_show", id="so-y-te")
    assert result(SITE, "organization_show", id="xa-a")["groups"][0]["name"] == "so-y-te"


def test_groups_and_tags() -> None:
    assert result(SITE, "group_list") == ["dan-so", "dat-dai", "y-te"]
    health = result(SITE, "group_show", id="y-te")
    assert (health["package_count"], health["title"]) == (1, "Y tế")
    assert [each["name"] for each in result(SITE, "group_package_show", id="dat-dai", limit=1)] == [LANDS]
    assert result(SITE, "tag_list") == ["admin-unit", "dan-so", "dat-dai", "y-te"]
    assert result(SITE, "tag_list", query="AT") == ["dat-dai"]
    tag = result(SITE, "tag_list", all_fields=1, query="y-te")[0]
    assert [e["name"] for e in result(SITE, "tag_show", id=tag["id"], include_datasets=1)["packages"]] == [HOSPITALS]


def test_resources_are_searched() -> None:
    assert result(SITE, "resource_search", query="format:csv")["count"] == 4
    found = result(SITE, "resource_search", query=["format:CSV", "name:đất đai"])
    assert [each["format"] for each in found["results"]] == ["CSV"]
    assert len(result(SITE, "resource_search", query="name:csv", limit=2, offset=1, order_by="name")["results"]) == 2
    assert result(SITE, "resource_view_list", id=CSV) == []


def test_the_site() -> None:
    assert result(SITE, "status_show")["ckan_version"] == "2.11.0"
    licences = {each["id"]: each for each in result(SITE, "license_list")}
    assert licences["CC-BY-4.0"]["is_okd_compliant"] is True
    own = portal([dataset("so-y-te/d", "D", licence="Giấy phép riêng")])
    assert "Giấy phép riêng" in [each["id"] for each in result(own, "license_list")]


def test_an_empty_catalogue_answers_too() -> None:
    empty = portal([])
    assert result(empty, "package_search", q="a b* c:[1 TO 2] -d", facet__field=["tags"])["count"] == 0
    assert result(empty, "package_list") == result(empty, "group_list") == result(empty, "tag_list") == []


# --- datastore ---


def test_rows() -> None:
    found = result(SITE, "datastore_search", resource_id=CSV, limit="2")
    assert found["total"] == 3
    assert found["records"] == [dict(row) for row in ROWS[:2]]
    assert [each["id"] for each in found["fields"]] == ["_id", "ma", "ten", "so_giuong"]
    assert [each["type"] for each in found["fields"]] == ["int", "text", "text", "int8"]
    assert found["_links"]["next"] == f"/api/3/action/datastore_search?resource_id={CSV}&limit=2&offset=2"


@pytest.mark.parametrize(
    ("parameters", "expected", "total"),
    [
        ({"filters": {"ma": "C2"}}, ["C2"], 1),
        ({"filters": '{"ma": ["C2", "C3"]}'}, ["C2", "C3"], 2),
        ({"filters": {"so_giuong": 10}}, ["C1"], 1),
        ({"filters": {"so_giuong": "10", "ma": "C2"}}, [], 0),
        ({"q": "benh vien"}, ["C1", "C3"], 2),
        ({"q": '{"ten": "mắt"}'}, ["C3"], 1),
        ({"sort": "so_giuong desc"}, ["C3", "C2", "C1"], 3),
        ({"sort": ["so_giuong desc"], "offset": 1}, ["C2", "C1"], 3),
        ({"sort": "_id asc", "limit": 1}, ["C1"], 3),
        ({"limit": 0}, [], 3),
    ],
)
def test_rows_that_are_so(parameters: dict[str, object], expected: list[str], total: int) -> None:
    found = result(SITE, "datastore_search", resource_id=CSV, fields=["ma"], **parameters)
    assert [each["ma"] for each in found["records"]] == expected
    assert found["total"] == total


def test_rows_in_other_forms() -> None:
    asked = {"resource_id": CSV, "fields": "ma,so_giuong", "limit": 2}
    assert result(SITE, "datastore_search", records_format="lists", **asked)["records"] == [["C1", 10], ["C2", 20]]
    assert result(SITE, "datastore_search", records_format="csv", **asked)["records"] == "C1,10\nC2,20\n"
    assert "total" not in result(SITE, "datastore_search", include_total="false", **asked)


def test_no_more_rows_are_read_than_ckan_gives() -> None:
    rows = ListedRows()
    assert result(portal(rows=rows), "datastore_search", id=CSV, limit=10**9)["limit"] == 32_000
    assert [(str(name), page.limit) for name, page in rows.asked] == [("so-y-te/co-so-y-te", 32_000)]


def test_columns() -> None:
    found = result(SITE, "datastore_info", id=CSV)
    assert found["meta"]["count"] == 3
    assert [each["id"] for each in found["fields"]] == ["ma", "ten", "so_giuong"]
    assert found["fields"][2]["info"] == {"label": "Số giường", "unit": "giường"}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
_ASKED = [
    *(
        "q",
        "fq",
        "fq_list",
        "sort",
        "rows",
        "start",
        "facet",
        "facet.field",
        "facet.limit",
        "facet.mincount",
        "fl",
        "id",
    ),
    *(
        "limit",
        "offset",
        "page",
        "all_fields",
        "organizations",
        "groups",
        "query",
        "order_by",
        "filters",
        "fields",
        "name",
    ),
    *("records_format", "include_total"),
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(ACTIONS)), st.dictionaries(st.sampled_from(_ASKED), _JSON, max_size=4), st.booleans())
def test_whatever_is_sent_gets_an_answer(action: str, parameters: dict[str, object], of_rows: bool) -> None:  # noqa: FBT001
    answer = call(
        SITE, action, {**parameters, "resource_id": CSV} if of_rows and action == "datastore_search" else parameters
    )
    assert answer.status in (200, 400, 403, 404, 409)
    assert json.dumps(answer.envelope)
