"""Pictures of the page kinds for docs/ui.md: of the invented province, or of a portal that is served already.

make screenshots
make screenshots ARGS="--address http://127.0.0.1:8000 --dataset agency--dataset"
make screenshots ARGS=--guide

With `--guide` those of the officer's guide instead, taken on the whole way that a test walks too.
"""

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.browser import invented
from tests.browser.conftest import DESKTOP, PHONE, QUIET, Theme, Visitor
from tests.browser.guide import photograph
from tests.services.portal import load, serving

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shot:
    """One picture: which page, how large, in which theme; `{dataset}` is the one that is shown."""

    name: str
    path: str
    size: tuple[int, int] = DESKTOP
    theme: Theme = "light"


SHOTS = (
    Shot(name="front", path="/"),
    Shot(name="front-phone-dark", path="/en/", size=PHONE, theme="dark"),
    Shot(name="search", path="/dataset?q=truong+hoc"),
    Shot(name="search-phone", path="/dataset", size=PHONE),
    Shot(name="dataset", path="/dataset/{dataset}"),
    Shot(name="dataset-phone", path="/dataset/{dataset}", size=PHONE),
    Shot(name="rows", path="/dataset/{dataset}/rows"),
    Shot(name="chart-dark", path="/dataset/{dataset}/chart", theme="dark"),
    Shot(name="agencies", path="/agency"),
    Shot(name="systems-dark", path="/system", theme="dark"),
    Shot(name="quality", path="/en/quality"),
    Shot(name="developers-phone", path="/developers", size=PHONE),
    Shot(name="not-found-phone", path="/khong-co", size=PHONE),
)


def main() -> None:
    """Take all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", help="of a portal that is served; else the invented province is")
    parser.add_argument("--dataset", default=invented.OPEN)
    parser.add_argument("--guide", action="store_true", help="the officer's guide's")
    asked = parser.parse_args()
    if asked.guide:
        photograph()
        return
    FOLDER.mkdir(exist_ok=True)
    with _portal(asked.address) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*QUIET])
        visitor = Visitor(browser=browser, site=address)
        for each in SHOTS:
            page = visitor.opens(each.path.format(dataset=asked.dataset), size=each.size, theme=each.theme)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=FOLDER / f"{each.name}.png")
        visitor.leave()
        browser.close()


@contextmanager
def _portal(address: str | None) -> Iterator[str]:
    if address:
        yield address
        return
    with tempfile.TemporaryDirectory() as place:
        folder = invented.write(Path(place) / "tinh-mau")
        load(folder, invented.NAMES)
        with serving(folder, f"/api/v1/datasets/{invented.MANY}/records") as served:
            yield served


if __name__ == "__main__":
    main()
