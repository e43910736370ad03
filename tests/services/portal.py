"""`kho serve` as a process of its own over a loaded province, as its readers have it."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from click.testing import CliRunner
from tests.services.ports import free_ports, stop, wait_until

from kho.cli.main import cli

KHO = Path(sys.executable).with_name("kho")
"""The command, as it was installed beside the interpreter."""


def load(folder: Path, names: Iterable[str]) -> None:
    """Load datasets in this order, as what refers to another comes after it."""
    for name in names:
        result = CliRunner().invoke(cli, ["-C", str(folder), "run", name], prog_name="kho")
        assert result.exit_code == 0, result.output


@contextmanager
def serving(folder: Path, *ready: str) -> Iterator[str]:
    """The portal's address, as soon as all paths of `ready` answer."""
    [port] = free_ports(1)
    address = f"http://127.0.0.1:{port}"
    words = [str(KHO), "-C", str(folder), "serve", "--port", str(port), "--workers", "1"]
    with TemporaryDirectory() as aside:
        log = Path(aside) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(words, stdout=output, stderr=output)
        try:
            wait_until(lambda: all(_answers(f"{address}{path}") for path in ready), process, log)
            yield address
        finally:
            stop(process)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=30).is_success
    except httpx.TransportError:
        return False
