"""A budget workbook that nobody described: published, sent again with mistakes, reported by a citizen, mended."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page
from tests.browser import invented
from tests.browser.conftest import Visitor
from tests.browser.steps import look_in, with_people
from tests.browser.whole_way import BROKEN, Story, walks
from tests.services.portal import load

pytestmark = pytest.mark.service("chromium")

BUDGET, SHEET = "QT-2018-N-B62-TT343-27.xlsx", "Sheet1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The province, where nobody described the budget."""
    folder = invented.write(tmp_path_factory.mktemp("whole-way") / "tinh-mau")
    load(folder, invented.NAMES)
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """The portal's address, with an officer and a citizen who have accounts."""
    with with_people(folder) as address:
        yield address


def looked_over(page: Page, name: str) -> None:  # noqa: ARG001  only pictures need a name
    look_in(page, "")


def test_the_whole_way(visitor: Visitor, folder: Path, shared_data: Path):
    budget = (shared_data / "budget" / BUDGET).read_bytes()
    story = Story(budget=budget, title="Quyết toán ngân sách 2018", name="quyet-toan-2018")
    marked = load_workbook(io.BytesIO(walks(visitor, story, looked_over)))[SHEET]
    assert [cell.coordinate for row in marked.iter_rows() for cell in row if cell.comment] == [*BROKEN]
    assert (folder / "contracts" / "so-mau" / "quyet-toan-2018.odcs.yaml").is_file()
