"""The guide to work that runs by itself works as it stands: its commands are run in their order."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from tests.unit.docs.conftest import Reader

from kho.contracts.problems import Report
from kho.contracts.schedules import check_schedule
from kho.province.known_settings import KNOWN
from kho.province.settings import WorkSettings


def test_the_guide_to_work(reader: Callable[[str], Reader]):
    person = reader("work")
    said = person.walk()
    assert "đã nạp" in said["$ kho work --once"]
    assert "so-y-te/co-so-y-te" in said["$ kho runs"]
    assert "on arrival" in said["$ kho work status"]
    assert json.loads(said["$ kho work status --format json"])["jobs"] == []
    assert "Đã xếp hàng" in said["$ kho work add so-y-te/co-so-y-te"]
    assert "có người yêu cầu" in person.type("kho work status")


def test_its_schedules_are_schedules(reader: Callable[[str], Reader]):
    report = Report(file=Path("work.md"))
    values = re.findall(r"kho\.schedule, value: (.*?)\}", reader("work").text)
    texts = [text.strip(' "') for value in values for text in value.strip("[]").split(",")]
    check_schedule([text for text in texts if text != "by hand"], (), report)
    assert len(texts) == 5
    assert report.problems == []


def test_its_numbers_are_those_of_the_program():
    settings = WorkSettings()
    assert (settings.settle, settings.wait, settings.longest_wait, settings.attempts) == (5, 30, 3600, 8)
    assert settings.strikes == 3
    assert settings.grace < 90
    assert set(KNOWN["work"]) == set(WorkSettings.__dataclass_fields__)
