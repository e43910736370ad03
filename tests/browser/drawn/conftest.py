"""A served province with units and places, and Debian's Chromium to look at it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from playwright.sync_api import Browser, Page
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.services.commands import FindCommand
from tests.services.portal import load, serving
from tests.web import invented

from kho.cli.main import cli
from kho.standards.units.atlas import Atlas
from kho.standards.units.model import MERGER, Level

PEOPLE = "so-mau/dan-so"
FLAGS = (
    *("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
)
_KEY = {"primaryKey": True, "required": True}
_COLUMNS = (
    {
        "name": "ma_xa",
        "businessName": "Mã xã",
        "primaryKeyPosition": 1,
        **_KEY,
        "customProperties": [{"property": "kho.admin_unit", "value": {"level": "commune", "of": "nam"}}],
    },
    {"name": "nam", "businessName": "Năm", "logicalType": "integer", "primaryKeyPosition": 2, **_KEY},
    {"name": "loai", "businessName": "Loại"},
    {"name": "dan_so", "businessName": "Dân số", "logicalType": "integer"},
    {"name": "vi_do", "businessName": "Vĩ độ", "logicalType": "number"},
    {"name": "kinh_do", "businessName": "Kinh độ", "logicalType": "number"},
)


def communes() -> list[Any]:
    """Communes of the province's code; their names and codes alone are real."""
    return [each for each in Atlas.of().units(on=MERGER, level=Level.COMMUNE) if each.parent == "33"]


def _write(folder: Path) -> None:
    invented.write(folder)
    contract = invented.contract(PEOPLE, "Dân số theo xã (dữ liệu giả)", "open", _COLUMNS)
    file = folder / "contracts" / f"{PEOPLE}.odcs.yaml"
    file.write_text(yaml.safe_dump(contract, allow_unicode=True, sort_keys=False), encoding="utf-8")
    rows = [
        f"{unit.code},{year},{unit.name.split()[0]},{1000 + 37 * at + year},{unit.latitude},{unit.longitude}"
        for at, unit in enumerate(communes())
        for year in (2025, 2026)
    ]
    told = "\n".join(["Mã xã,Năm,Loại,Dân số,Vĩ độ,Kinh độ", *rows])
    (folder / "inbox" / "dan-so.csv").write_text(told, encoding="utf-8")


def squares(folder: Path) -> Path:
    """Each commune as a square around its centre."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": each.code},
            "geometry": {"type": "Polygon", "coordinates": [_square(each.longitude, each.latitude)]},
        }
        for each in communes()
    ]
    file = folder / "vuong.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return file


def _square(longitude: float, latitude: float) -> list[list[float]]:
    west, east, south, north = longitude - 0.02, longitude + 0.02, latitude - 0.02, latitude + 0.02
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The portal's address."""
    folder = tmp_path_factory.mktemp("drawn") / "tinh-mau"
    _write(folder)
    load(folder, (*invented.CONTRACTS, PEOPLE))
    words = ("geo", "import", str(squares(folder)), "--source", "Ô vuông giả", "--licence", "CC0-1.0")
    done = CliRunner().invoke(cli, ["-C", str(folder), *words], prog_name="kho")
    assert done.exit_code == 0, done.output
    with serving(folder, f"/dataset/{PEOPLE.replace('/', '--')}/chart.csv") as address:
        yield address


@pytest.fixture(scope="session")
def painter(browser: Browser, command: FindCommand) -> Iterator[Browser]:
    """Another Chromium, with graphics drawn by the processor: maps need them."""
    opened = browser.browser_type.launch(executable_path=command("chromium"), args=[*FLAGS])
    yield opened
    opened.close()


@dataclass(frozen=True, kw_only=True)
class Watched:
    """Opens pages in one way."""

    visitor: Visitor
    how: dict[str, Any]

    def open(self, path: str) -> Page:
        """The page at a path."""
        return self.visitor.opens(path, **self.how)


@pytest.fixture(params=["desktop", "phone, dark"])
def watched(request: pytest.FixtureRequest, painter: Browser, site: str) -> Iterator[Watched]:
    """Pages on a desktop in the light, and on a phone in the dark; none may complain."""
    is_phone = request.param == "phone, dark"
    yield from _watching(painter, site, size=PHONE if is_phone else DESKTOP, theme="dark" if is_phone else "light")


@pytest.fixture
def plain(painter: Browser, site: str) -> Iterator[Watched]:
    """Pages without JavaScript."""
    yield from _watching(painter, site, scripts=False)


def _watching(painter: Browser, site: str, **how: Any) -> Iterator[Watched]:
    visitor = Visitor(browser=painter, site=site)
    yield Watched(visitor=visitor, how=how)
    visitor.leave()
    assert [each for each in visitor.complaints if "GPU stall" not in each] == []
