"""Charts and maps as a reader has them: drawn, without a complaint of the browser, with and without JavaScript."""

import httpx
import pytest
from playwright.sync_api import expect
from tests.browser.drawn.conftest import Watched

pytestmark = pytest.mark.service("chromium")
HERE = "/dataset/so-mau--dan-so"
DRAWN = 6_000
"""Bytes of a picture of a map; one of nothing, or of a grid alone, has fewer."""
BARS = f"{HERE}/chart?mark=bar&x=loai&measure=sum&of=dan_so&nam=2026"
MAP = f"{HERE}/map?by=ma_xa&measure=sum&of=dan_so&nam=2026"


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_chart_is_drawn_by_vega(watched: Watched, language: str):
    page = watched.open(f"{language}{BARS}")
    expect(page.locator(".chart-place svg .mark-rect path")).to_have_count(2)
    expect(page.locator(".chart-place img")).to_have_count(0)


def test_choosing_draws_at_once_and_the_address_follows(watched: Watched):
    page = watched.open(BARS)
    expect(page.locator(".chart-place svg .mark-rect path")).to_have_count(2)
    page.get_by_label("Theo", exact=True).select_option("ma_xa")
    expect(page.locator(".chart-place svg .mark-rect path")).to_have_count(20)
    expect(page.locator("[data-chart-said]")).to_have_text("Đã vẽ lại biểu đồ.")
    assert "x=ma_xa" in page.url
    page.get_by_label("Kiểu").select_option("histogram")
    expect(page.get_by_label("Tính", exact=True)).to_be_hidden()
    expect(page.get_by_label("Theo", exact=True)).to_have_value("nam")


def test_a_mark_tells_what_it_stands_for(watched: Watched):
    page = watched.open(BARS)
    bar = page.locator(".chart-place svg .mark-rect path").first
    bar.scroll_into_view_if_needed()
    bar.hover()
    expect(page.locator(".chart-tip")).to_contain_text("Dân số")


def test_the_theme_can_be_changed_under_a_chart(watched: Watched):
    page = watched.open(BARS)
    expect(page.locator(".chart-place svg .mark-rect path")).to_have_count(2)
    before = page.locator("[data-vega]").get_attribute("data-drawn")
    page.locator("[data-theme-switch]").click()
    expect(page.locator("[data-vega]")).not_to_have_attribute("data-drawn", before or "")


@pytest.mark.parametrize("path", [MAP, f"/en{HERE}/map?by=points"])
def test_a_map_is_drawn_by_maplibre(watched: Watched, path: str):
    page = watched.open(path)
    expect(page.locator("[data-map][data-drawn=yes]")).to_be_visible(timeout=30_000)
    canvas = page.locator(".map-live canvas")
    canvas.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # the tiles of what has just come into sight
    assert len(canvas.screenshot()) > DRAWN


def test_the_legend_and_the_table_tell_the_same_without_javascript(plain: Watched):
    page = plain.open(MAP)
    expect(page.locator(".legend li")).to_have_count(5)
    page.locator("summary").click()
    expect(page.locator(".chart-data tbody tr")).to_have_count(104)
    assert page.locator(".on-light img").evaluate("image => image.naturalWidth") == 720


def test_a_form_without_javascript_makes_a_chart(plain: Watched):
    page = plain.open(f"{HERE}/chart")
    page.get_by_label("Kiểu").select_option("histogram")
    page.get_by_label("Theo", exact=True).select_option("dan_so")
    page.get_by_role("button", name="Vẽ").click()
    expect(page.locator(".chart-place .on-light img")).to_have_attribute("alt", "Số dòng theo dân số")


def test_what_is_wrong_is_told_and_the_form_stays(plain: Watched):
    page = plain.open(f"{HERE}/chart?mark=histogram&x=loai")
    expect(page.get_by_role("alert")).to_contain_text("không phải số")
    expect(page.get_by_label("Theo", exact=True)).to_have_value("loai")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("chart.svg", "image/svg+xml"),
        ("chart.png?theme=dark", "image/png"),
        ("chart.csv", "text/csv"),
        ("chart.json", "application/json"),
        ("map.svg", "image/svg+xml"),
        ("map.png?by=points", "image/png"),
        ("map.csv", "text/csv"),
        ("map.geojson", "application/geo+json"),
    ],
)
def test_each_can_be_taken_along(site: str, path: str, kind: str):
    answer = httpx.get(f"{site}{HERE}/{path}")
    assert answer.is_success
    assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize("path", ["chart", "chart.csv", "map", "map.geojson"])
@pytest.mark.parametrize("name", ["so-mau--ho-ngheo-zqx", "so-mau--benh-nhan-wvk", "so-mau--khong-co"])
def test_what_is_not_open_is_not_there(site: str, path: str, name: str):
    answer = httpx.get(f"{site}/dataset/{name}/{path}")
    assert answer.status_code == 404
    assert "zqxtitle" not in answer.text
    assert "wvktitle" not in answer.text


def test_a_dataset_without_places_has_no_map(site: str):
    assert httpx.get(f"{site}/dataset/so-mau--truong-hoc/map").status_code == 404


def test_a_dataset_shows_its_chart_and_leads_to_its_map(plain: Watched):
    page = plain.open(HERE)
    expect(page.locator(".chart .on-light img")).to_be_visible()
    page.get_by_role("link", name="Xem trên bản đồ").click()
    expect(page.locator("h1")).to_contain_text("bản đồ")
