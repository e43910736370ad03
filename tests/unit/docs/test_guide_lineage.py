"""The guide to lineage works as it stands: its commands are run in their order, its settings are settings."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

from tests.unit.docs.conftest import Reader

from kho.contracts.problems import Report
from kho.province.settings import LineageSettings, SecretName, read_settings


def test_the_guide_to_lineage(tmp_path: Path, reader: Callable[[str], Reader]):
    person = reader("lineage")
    said = person.walk()
    (printed,) = person.blocks("text")
    shown = [line.rstrip() for line in said["$ kho lineage y-te/co-so-theo-loai.so_giuong"].splitlines()]
    assert shown[: len(printed.splitlines())] == printed.splitlines()
    assert "gián tiếp: nhóm" in said["$ kho lineage so-y-te/co-so-y-te.loai --downstream"]
    assert (tmp_path / "hungyen" / "nguon-goc.svg").read_text(encoding="utf-8").startswith("<svg")
    assert json.loads((tmp_path / "hungyen" / "nguon-goc.json").read_text(encoding="utf-8"))["nodes"]


def test_its_settings_are_those_of_the_program(tmp_path: Path, reader: Callable[[str], Reader]):
    (told,) = reader("lineage").blocks("toml")
    file = tmp_path / "kho.toml"
    file.write_text(f'[province]\nname = "Tỉnh mẫu"\ncode = "33"\n{told}', encoding="utf-8")
    report = Report(file=file)
    read = read_settings(file, report).lineage
    assert report.problems == []
    given = tomllib.loads(told)["lineage"]
    assert read == LineageSettings(url=given["url"], api_key=SecretName("lineage_key"), timeout=given["timeout"])
