"""A loaded province, and Django over it: made once, as a process of the portal has it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from click.testing import CliRunner
from tests.services.ports import free_ports
from tests.web import invented

from kho.cli.main import cli
from kho.web.configuration import Configuration

if TYPE_CHECKING:
    from django.test import Client

SITE = "http://testserver"


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The province folder, all of it loaded."""
    folder = invented.write(tmp_path_factory.mktemp("portal") / "tinh-mau")
    for name in invented.CONTRACTS:  # in this order: one refers to another
        result = CliRunner().invoke(cli, ["-C", str(folder), "run", name], prog_name="kho")
        assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="session")
def portal(province: Path) -> Iterator[None]:
    """Django set up over the province, and what is open published."""
    from kho.publishing.publisher import publish
    from kho.publishing.shelves import folder_of
    from kho.web.opening import published_reader
    from kho.web.serving import prepare

    configuration = Configuration(folder=province, state=province / ".kho", address=SITE)
    before = dict(os.environ)
    prepare(configuration)
    now = published_reader(configuration).current()
    done = list(publish(now.place, now.catalogue, folder_of(now.place.warehouse, configuration.own)))
    assert not [each.error for each in done if each.error is not None]
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def client(portal: None) -> "Client":  # noqa: ARG001  it must be there
    """What asks the portal."""
    from django.test import Client

    return Client(SERVER_NAME="testserver")


@pytest.fixture(scope="session")
def served(province: Path) -> Iterator[str]:
    """The address of `kho serve`, a process of its own, over the same province."""
    [port] = free_ports(1)
    kho = Path(sys.executable).with_name("kho")
    words = [str(kho), "-C", str(province), "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, f"{address}/api/v1/datasets/{invented.OPEN}/records")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    for _ in range(600):
        assert process.poll() is None
        with suppress(httpx.TransportError):
            if httpx.get(address).status_code == 200:
                return
        time.sleep(0.1)
    pytest.fail("kho serve does not answer")
