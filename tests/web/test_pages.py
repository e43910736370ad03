"""Pages as a reader without JavaScript gets them."""

import json
import re
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from tests.web import invented

PAGES = (
    "/",
    "/dataset",
    "/dataset?q=truong+hoc",
    "/dataset?domain=giao-duc",
    f"/dataset/{invented.OPEN}",
    f"/dataset/{invented.OPEN}/rows",
    f"/dataset/{invented.MANY}/rows?sort=-do_am",
    "/agency",
    "/agency/so-mau",
    "/system",
    "/quality",
    "/developers",
)
PICTURES = (f"/dataset/{invented.OPEN}/lineage.svg", "/system/map.svg")
OTHERS = ("/feed.atom", "/feed.rss", "/robots.txt", "/sitemap.xml", "/suggestions?q=tr")


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_page_is_there_in_both_languages(client: Client, path: str, language: str):
    shown = text(client, path if language == "vi" else f"/en{path}")
    assert f'<html lang="{language}">' in shown
    assert "{%" not in shown
    other = "/en" if language == "vi" else '="/'
    assert other in shown


@pytest.mark.parametrize("path", [*PAGES, *PICTURES, *OTHERS])
def test_nothing_that_is_not_open_is_on_any_page(client: Client, path: str):
    shown = text(client, path)
    assert not [word for word in invented.SECRETS if word in shown]


@pytest.mark.parametrize("word", invented.SECRETS)
def test_nothing_that_is_not_open_is_offered_while_typing(client: Client, word: str):
    assert client.get("/suggestions", {"q": word}).content.strip() == b""


@pytest.mark.parametrize("word", invented.SECRETS)
def test_searching_for_what_is_not_open_finds_what_any_word_finds(client: Client, word: str):
    shown = client.get("/dataset", {"q": word}, follow=True).content.decode().replace(word, "")
    assert not [each for each in invented.SECRETS if each in shown and each not in word]


@pytest.mark.parametrize("name", [*invented.HIDDEN, "so-mau--khong-co"])
@pytest.mark.parametrize("page", ["", "/rows", "/lineage.svg", "/changes/1"])
def test_a_dataset_that_is_not_open_is_told_like_one_that_is_not_there(client: Client, name: str, page: str):
    answer, other = (client.get(f"/dataset/{each}{page}") for each in (name, "so-mau--khong-co"))
    assert (answer.status_code, other.status_code) == (404, 404)
    assert _without(answer.content.decode(), name) == _without(other.content.decode(), "so-mau--khong-co")


def _without(page: str, name: str) -> str:
    return page.replace(name, "").replace(name.replace("--", "/"), "")


def test_a_dataset_page_tells_what_it_is_and_how_to_take_it(client: Client):
    shown = text(client, f"/dataset/{invented.OPEN}")
    for told in ("Trường học", "Sở Mẫu", "CC-BY-4.0", "Hằng năm", "Trường Tiểu học Một", "8,25", "05/09/2020", "có"):
        assert told in shown
    assert f'href="/files/{invented.OPEN}/latest/truong-hoc.csv"' in shown
    markup = re.search(r'<script type="application/ld\+json">(.*?)</script>', shown, re.DOTALL)
    assert markup is not None
    assert json.loads(markup[1])["@type"] == "Dataset"
    assert "8.25" in text(client, f"/en/dataset/{invented.OPEN}")


def test_markup_in_data_stays_text(client: Client):
    shown = client.get(f"/dataset/{invented.OPEN}").content.decode()
    assert "<Bốn>" not in shown
    assert "&lt;Bốn&gt;" in shown


def test_rows_are_filtered_sorted_and_paged_by_their_address(client: Client):
    path = f"/dataset/{invented.MANY}/rows?nam__gte=2010&sort=-do_am"
    shown = text(client, path)
    assert "<strong>1.250</strong> dòng trong 2.500" in shown
    assert shown.index("D2499") < shown.index("D2498")
    following = re.search(r'rel="next nofollow" href="([^"]+)"', shown)
    assert following is not None
    assert "D2499" not in text(client, following[1])


def test_the_form_of_a_filter_leads_to_its_address(client: Client):
    sent = {"_column": "nam", "_how": "gte", "_value": "2010", "sort": "do_am"}
    answer = client.get(f"/dataset/{invented.MANY}/rows", sent)
    assert (answer.status_code, answer.headers["location"]) == (
        302,
        f"/dataset/{invented.MANY}/rows?sort=do_am&nam__gte=2010",
    )


def test_a_mistake_in_an_address_is_told_on_the_page(client: Client):
    answer = client.get(f"/dataset/{invented.MANY}/rows?nam=abc")
    assert answer.status_code == 400
    assert "“abc” không so được với cột nam" in answer.content.decode()


def test_search_has_one_address(client: Client):
    answer = client.get("/dataset?utm_source=x&q=truong++hoc")
    assert (answer.status_code, answer.headers["location"]) == (302, "/dataset?q=truong+hoc")
    shown = text(client, "/dataset?q=truong+hoc")
    assert "<mark>Trường học</mark>" in shown


def test_a_page_that_has_not_changed_is_not_made_again(client: Client):
    first = client.get("/quality")
    again = client.get("/quality", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/en/quality").headers["ETag"] != first.headers["ETag"]


def test_pages_load_nothing_from_elsewhere_and_run_nothing_of_their_own(client: Client):
    answer = client.get(f"/dataset/{invented.OPEN}")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    shown = answer.content.decode()
    loaded = re.findall(r'<(?:script|link|img)[^>]*?(?:src|href)="(https?://[^"]+)"', shown)
    assert {each for each in loaded if not each.startswith("http://testserver/")} == set()
    assert not re.search(r"\son[a-z]+=|\sstyle=", shown)
    assert not answer.cookies


def test_the_sitemap_names_every_page_that_stays(client: Client):
    root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  our own
    urls = [each.text for each in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert f"http://testserver/dataset/{invented.OPEN}" in urls
    assert f"http://testserver/en/dataset/{invented.OPEN}" in urls


def test_what_is_not_there_is_told_in_both_languages(client: Client):
    assert "Không có trang này" in client.get("/khong-co").content.decode()
    answer = client.get("/en/khong-co")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()


def test_a_page_is_another_one_as_soon_as_other_rows_are_served(client: Client):
    from kho.publishing.publisher import SERVED
    from kho.web.holding import held

    first = client.get(f"/dataset/{invented.OPEN}")
    (held().shelves.folder / SERVED).write_text("so-mau/truong-hoc", encoding="utf-8")
    again = client.get(f"/dataset/{invented.OPEN}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
