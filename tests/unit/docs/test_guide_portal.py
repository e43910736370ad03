"""The guide to the portal works as it stands: its commands are run, what it serves is asked for."""

import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
from tests.services.ports import free_ports
from tests.unit.docs.conftest import Reader

from kho.province.known_settings import KNOWN

DATASET = "so-y-te--co-so-y-te"


def test_the_guide_to_the_portal(reader: Callable[[str], Reader]):
    person = reader("portal")
    said = person.walk()
    assert "đã nạp" in said["$ kho run"]
    with serving() as site:
        assert "Cơ sở y tế" in httpx.get(f"{site}/dataset?q=co+so+y+te").text
        for path in pages(person.text):
            assert httpx.get(f"{site}{path}").status_code == 200, path
        rows = httpx.get(f"{site}/files/{DATASET}/latest/co-so-y-te.csv").text
        assert rows.startswith("ma_co_so,ten_co_so")
        close()
        gone(f"{site}/dataset/{DATASET}")
        assert httpx.get(f"{site}/files/{DATASET}/latest/co-so-y-te.csv").status_code == 404
        assert DATASET not in httpx.get(f"{site}/").text


def test_its_settings_are_settings(reader: Callable[[str], Reader]):
    [told] = reader("portal").blocks("toml")
    settings = tomllib.loads(told)["portal"]
    assert all(KNOWN["portal"][name].accepts(value) for name, value in settings.items())


def pages(text: str) -> Iterator[str]:
    """The addresses of the guide's table."""
    for cell in re.findall(r"^\| (`/.*?) \|", text, re.MULTILINE):
        for path in re.findall(r"`(/[^`]*)`", cell):
            named = path.replace("<agency>--<dataset>", DATASET).replace("<…>", DATASET)
            yield named.replace("<dataset>", "co-so-y-te").replace("v3", "v0").replace("/en/…", "/en/")


@contextmanager
def serving() -> Iterator[str]:
    """`kho serve` in the folder that the guide led to."""
    [port] = free_ports(1)
    kho = Path(sys.executable).with_name("kho")
    words = [str(kho), "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    site = f"http://127.0.0.1:{port}"
    try:
        until(lambda: httpx.get(f"{site}/dataset/{DATASET}/rows").status_code == 200, process)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=30)


def close() -> None:
    """Make the dataset shared."""
    contract = Path("contracts/so-y-te/co-so-y-te.odcs.yaml")
    text = contract.read_text(encoding="utf-8")
    assert "value: open" in text
    contract.write_text(text.replace("value: open", "value: shared"), encoding="utf-8")


def gone(url: str) -> None:
    """Wait until a page is gone."""
    until(lambda: httpx.get(url).status_code == 404)


def until(holds: Callable[[], bool], process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait for something that comes within a minute."""
    for _ in range(600):
        assert process is None or process.poll() is None
        with suppress(httpx.TransportError):
            if holds():
                return
        time.sleep(0.1)
    raise AssertionError
