"""The guide to the portal works as it stands: its commands are run, what it serves is asked for."""

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
from tests.services.portal import serving
from tests.services.ports import until
from tests.unit.docs.conftest import Reader

from kho.province.known_settings import KNOWN

DATASET = "so-y-te--co-so-y-te"


def test_the_guide_to_the_portal(reader: Callable[[str], Reader]):
    person = reader("portal")
    said = person.walk()
    assert "đã nạp" in said["$ kho run"]
    with serving(Path.cwd(), f"/dataset/{DATASET}/rows") as site:
        assert "Cơ sở y tế" in httpx.get(f"{site}/dataset?q=co+so+y+te").text
        for path in pages(person.text):
            assert httpx.get(f"{site}{path}").status_code == 200, path
        rows = httpx.get(f"{site}/files/{DATASET}/latest/co-so-y-te.csv").text
        assert rows.startswith("ma_co_so,ten_co_so")
        close()
        until(lambda: httpx.get(f"{site}/dataset/{DATASET}").status_code == 404)
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


def close() -> None:
    """Make the dataset shared."""
    contract = Path("contracts/so-y-te/co-so-y-te.odcs.yaml")
    text = contract.read_text(encoding="utf-8")
    assert "value: open" in text
    contract.write_text(text.replace("value: open", "value: shared"), encoding="utf-8")
