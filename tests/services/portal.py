"""`kho serve` as a process of its own over a loaded province, as its readers have it."""

import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from tests.services.ports import free_ports

from kho.cli.main import cli


def load(folder: Path, names: Iterable[str]) -> None:
    """Load datasets in this order, as what refers to another comes after it."""
    for name in names:
        result = CliRunner().invoke(cli, ["-C", str(folder), "run", name], prog_name="kho")
        assert result.exit_code == 0, result.output


@contextmanager
def serving(folder: Path, ready: str) -> Iterator[str]:
    """The portal's address, as soon as the path `ready` of it answers."""
    [port] = free_ports(1)
    kho = Path(sys.executable).with_name("kho")
    words = [str(kho), "-C", str(folder), "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, f"{address}{ready}")
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
