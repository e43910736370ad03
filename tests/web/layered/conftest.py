"""`kho serve` over a province whose datasets lie somewhere: a process of its own, asked by real clients."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from tests.services.ports import free_ports, stop, wait_until
from tests.web.layered import province as layered

from kho.cli.main import cli

KHO = Path(sys.executable).with_name("kho")


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
    [port] = free_ports(1)
    log, address = mapped.parent / "log", f"http://127.0.0.1:{port}"
    words = [str(KHO), "-C", str(mapped), "serve", "--port", str(port), "--workers", "1"]
    with log.open("wb") as output:
        process = subprocess.Popen(words, stdout=output, stderr=output)
    try:
        wait_until(lambda: _is_ready(address), process, log)
        yield address
    finally:
        stop(process)


@pytest.fixture
def ogc(site: str) -> Iterator[httpx.Client]:
    """What asks /ogc."""
    with httpx.Client(base_url=f"{site}/ogc", timeout=60) as asking:
        yield asking


def _is_ready(address: str) -> bool:
    """Whether the rows of all datasets can be asked for."""
    names = (layered.STATIONS, layered.PEOPLE, layered.ROADS, layered.WELLS, layered.PLAIN)
    try:
        answers = [httpx.get(f"{address}/api/v1/datasets/{name}/records", timeout=30) for name in names]
    except httpx.HTTPError:
        return False
    return all(each.status_code == 200 for each in answers)
