"""An engineer edits an agency, takes the systems of a workbook, and every page of it can be used by everybody."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser import invented
from tests.browser.conftest import NARROWEST, Visitor
from tests.browser.test_access import RULES, WAYS
from tests.services.portal import load, serving
from tests.web.registers_sheet import systems_workbook

pytestmark = pytest.mark.service("chromium")

ENGINEER, PASSWORD = "ky-su@example.vn", "mat-khau-rat-dai"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST = "code,name,valid_from,valid_to\n1,Một,,\n2,Hai,2025-07-01,\n"
PEOPLE = f"""
import django; django.setup()
from allauth.account.models import EmailAddress
from kho.web.accounts.models import Account, Membership
from kho.web.changes.models import Proposal, ProposedFile
from kho.web.changes.writing import text_now
account = Account.objects.create_user("{ENGINEER}", "{PASSWORD}", name="Kỹ sư Thử")
EmailAddress.objects.create(user=account, email="{ENGINEER}", verified=True, primary=True)
Membership.objects.create(account=account, agency="", role="engineer")
other = Account.objects.create_user("khac@example.vn", name="Người Khác")
proposal = Proposal.objects.create(agency="so-mau", why_vi="Sửa Sở Mẫu", why_en="Change it", by=other)
text = text_now("agencies.yaml")
ProposedFile.objects.create(
    proposal=proposal, path="agencies.yaml", seen="0" * 64,
    before=text.replace("H33.02", "H33.04"), after=text.replace("H33.02", "H33.03"),
)
"""
PAGES = (
    *("/agencies", "/agencies/new", "/agencies/merge", "/agencies/of/so-mau", "/agencies/of/so-mau/close"),
    *("/systems", "/systems/of/he-thong-hai", "/systems/of/he-thong-hai/edit", "/systems/import"),
    *("/code-lists", "/code-lists/new", "/code-lists/of/loai_thu", "/code-lists/of/loai_thu/many"),
    "/code-lists/of/loai_thu/1",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = invented.write(tmp_path_factory.mktemp("registers") / "tinh-mau")
    (folder / "codelists").mkdir()
    (folder / "codelists" / "loai_thu.csv").write_text(LIST, encoding="utf-8")
    load(folder, invented.NAMES)
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """The portal's address, with an engineer who has an account and a change that waits."""
    from kho.web.configuration import Configuration

    with serving(folder, f"/api/v1/datasets/{invented.OPEN}/records") as address:
        configuration = Configuration(folder=folder, state=folder / ".kho", address=address)
        more = {**configuration.environment(), "DJANGO_SETTINGS_MODULE": "kho.web.settings"}
        subprocess.run([sys.executable, "-c", PEOPLE], env={**os.environ, **more}, check=True)
        yield address


def opens(visitor: Visitor, path: str) -> Page:
    """A page that only the engineer may see, signed in on the way."""
    page = visitor.opens(path)
    page.locator("input[name=login]").fill(ENGINEER)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    return page


def axe(page: Page) -> None:
    page.evaluate(Axe().axe_script)
    found = AxeResults(page.evaluate("rules => axe.run(rules)", RULES))
    assert not found.response["violations"], f"{page.url}: {found.generate_report()}"


def look(page: Page, path: str) -> None:
    """The page can be used by everybody, in both languages, on desk and phone, by day and night."""
    for lang in ("", "/en"):
        page.goto(f"{lang}{path}")
        for (width, height), theme in WAYS[lang]:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=theme)
            axe(page)
        page.set_viewport_size({"width": NARROWEST[0], "height": NARROWEST[1]})
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST[0], page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def test_every_page_can_be_used_by_everybody(visitor: Visitor):
    page = opens(visitor, "/work/registers")
    for path in PAGES:
        look(page, f"/work/registers{path}")
    for path in ("/work/changes", "/work/changes/1"):
        look(page, path)


def test_edit_an_agency_by_keyboard_and_take_the_systems_of_a_workbook(visitor: Visitor, folder: Path):
    page = opens(visitor, "/work/registers/agencies/of/so-mau")
    page.get_by_role("link", name="Sửa").first.click()
    page.get_by_label("Mã định danh điện tử").fill("H33.01")
    page.get_by_label("Tên", exact=True).fill("Sở Mẫu Mới")
    page.get_by_label("Tên", exact=True).press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("#id_code_error")).to_contain_text("đã là của")
    expect(page.get_by_label("Mã định danh điện tử")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Tên", exact=True)).to_have_value("Sở Mẫu Mới")
    axe(page)
    page.get_by_label("Mã định danh điện tử").fill("H33.05")
    page.get_by_label("Tên", exact=True).fill("Sở Mẫu")
    page.get_by_role("button", name="Ghi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sở Mẫu")
    expect(page.locator("main")).to_contain_text("Sửa cơ quan Sở Mẫu")
    expect(page.locator("td ins").first).to_have_text("H33.05")
    axe(page)
    for name in ("Sở Khoa học và Công nghệ", "Trung tâm Chuyển đổi số"):
        page.goto("/work/registers/agencies/new")
        page.get_by_label("Tên", exact=True).press_sequentially(name)
        page.get_by_label("Cấp", exact=True).select_option("province")
        page.get_by_role("button", name="Ghi").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert page.url.endswith("/trung-tam-chuyen-doi-so")
    page.goto("/work/registers/systems/import")
    page.locator("#file").set_input_files(
        files=[{"name": "he-thong.xlsx", "mimeType": XLSX, "buffer": systems_workbook()}]
    )
    page.get_by_role("button", name="Gửi và xem trước").click()
    expect(page.locator(".mistake").first).to_contain_text("C69: Không có cơ quan “Sở Mấu X”")
    look(page, page.url.partition("//")[2].partition("/")[2].join(["/", ""]))
    page.goto(page.url.replace("/en/", "/"))
    page.get_by_role("button", name="Ghi 61 dòng mới và thay đổi").click()
    page.wait_for_url("**/work/registers/systems")
    systems = yaml.safe_load((folder / "systems.yaml").read_text(encoding="utf-8"))
    assert len(systems) == 62
