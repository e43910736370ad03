"""The guide to quality works as it stands: its commands are run in their order, its settings are settings."""

from collections.abc import Callable
from pathlib import Path

import yaml
from tests.unit.docs.conftest import Reader


def test_the_guide_to_quality(reader: Callable[[str], Reader]):
    said = reader("quality").walk()
    assert "so_giuong" in said["$ kho profile so-y-te/co-so-y-te"]
    assert "Chất lượng đợt gửi" in said["$ kho run show so-y-te/co-so-y-te"]
    assert "đầy đủ" in said["$ kho quality so-y-te/co-so-y-te"]


def test_its_settings_are_those_of_the_program(reader: Callable[[str], Reader]):
    person = reader("quality")
    person.type("kho new hungyen")
    person.type("cd hungyen")
    (told,) = person.blocks("toml")
    with Path("kho.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"\n{told}")
    assert person.type("kho check")


def test_its_promises_are_those_of_contracts(reader: Callable[[str], Reader]):
    (told,) = reader("quality").blocks("yaml")
    assert [each["property"] for each in yaml.safe_load(told)["slaProperties"]] == ["frequency", "latency"]
