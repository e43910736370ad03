"""`kho serve` over a province whose datasets lie somewhere: a process of its own, asked by real clients."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from tests.services.portal import serving
from tests.web.layered import province as layered

from kho.cli.main import cli


@pytest.fixture(scope="session")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The province folder, all of it loaded."""
    folder = layered.write(tmp_path_factory.mktemp("mapped") / "tinh-mau")
    result = CliRunner().invoke(cli, ["-C", str(folder), "run"], prog_name="kho")
    assert "so-mau/tram-do" in result.output, result.output
    return folder


@pytest.fixture(scope="session")
def site(mapped: Path) -> Iterator[str]:
    """The address of its portal."""
    names = (layered.STATIONS, layered.PEOPLE, layered.ROADS, layered.WELLS, layered.PLAIN)
    with serving(mapped, *(f"/api/v1/datasets/{name}/records" for name in names)) as address:
        yield address


@pytest.fixture
def ogc(site: str) -> Iterator[httpx.Client]:
    """What asks /ogc."""
    with httpx.Client(base_url=f"{site}/ogc", timeout=60) as asking:
        yield asking
