"""A run's report is one page that loads nothing and says what came as it came, never as markup."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from tests.unit.pipeline.test_run_records import FULL

from kho.messages import Language, Message
from kho.pipeline.report import broken_rules, html, number
from kho.pipeline.runs import RunStatus
from kho.pipeline.trace import UntracedRowError
from kho.quality.plan import Measured
from kho.sources.base import LeftOut, Repair

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"


class Tags(HTMLParser):
    """Collects the tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def tags(page: str) -> Tags:
    parser = Tags()
    parser.feed(page)
    return parser


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_stands_for_itself(language: Language):
    page = html(FULL, language)
    assert re.search(r"https?:|url\(|@import", page) is None
    assert {name for name, _ in tags(page).attributes} & {"src", "href", "action", "onerror"} == set()
    assert "script" not in tags(page).tags
    assert "default-src 'none'" in page
    assert f'<html lang="{language}">' in page


def test_each_language_says_everything():
    vietnamese, english = html(FULL, "vi"), html(FULL, "en")
    for vi, en in (("đã nạp", "loaded"), ("Cách ly", "Quarantined"), ("Lỗi dữ liệu", "Findings"), ("sửa", "mend")):
        assert vi in vietnamese
        assert en in english
        assert f">{vi}<" not in english
        assert f">{en}<" not in vietnamese


def test_what_came_from_outside_is_text():
    part = replace(
        FULL.parts[0],
        part=HOSTILE,
        unused=(HOSTILE,),
        found={HOSTILE: HOSTILE},
        left_out=(LeftOut(place=HOSTILE, why=Message(vi=HOSTILE, en=HOSTILE), text=HOSTILE),),
        repairs=(Repair(before=HOSTILE, after=HOSTILE, why=HOSTILE, count=1),),
    )
    finding = replace(FULL.findings[0], part=HOSTILE, value=HOSTILE, what=Message(vi=HOSTILE, en=HOSTILE))
    run = replace(
        FULL,
        parts=(part,),
        findings=(finding,),
        delivery=replace(FULL.delivery, name=HOSTILE, origin=HOSTILE),
    ).failing(UntracedRowError(where=HOSTILE, sha256=HOSTILE), at=datetime(2025, 9, 1, tzinfo=UTC))
    page = html(run, "vi")
    assert {"script", "img"}.isdisjoint(tags(page).tags)
    assert "&lt;script&gt;" in page


def test_a_run_says_when_by_vietnams_clock():
    assert "01/09/2025 12:00" in html(FULL, "vi")


def test_what_could_not_be_measured_is_a_dash():
    page = html(replace(FULL, measured=(Measured(rule="trong", value=None, holds=True),)), "vi")
    assert "None" not in page
    assert ">—<" in page


def test_a_run_that_read_nothing_has_a_page_too():
    failed = replace(FULL, parts=(), findings=(), broken={}, measured=(), committed=None, status=RunStatus.FAILED)
    assert "hỏng" in html(failed, "vi")


def test_rules_are_told_with_the_most_broken_first():
    run = replace(FULL, broken={"so.range": 1, "ma.required": 3, "key": 0})
    assert [(each.rule, each.count, len(each.findings)) for each in broken_rules(run)] == [
        ("ma.required", 3, 0),
        ("so.range", 1, 1),
    ]


def test_numbers_are_grouped_as_people_write_them():
    assert (number(1234567, "vi"), number(1234567, "en")) == ("1.234.567", "1,234,567")
