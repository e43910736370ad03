"""The officer's guide: it names only what is there, and whoever has no account yet can read it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.web.people import signed_in, somebody

from kho import web

if TYPE_CHECKING:
    from django.test import Client

WEB = Path(web.__file__).parent
TEXT, STATIC = WEB / "working" / "can-bo.md", "static/"
GUIDE = TEXT.read_text(encoding="utf-8")
SAID = re.compile(r'\{%\s*say\s+"([^"]*)"')
ABOUT_ITSELF = {"đậm"}
"""What is bold to show what bold is."""


def labels() -> list[str]:
    """What the guide shows as words of the screen."""
    return [each for each in re.findall(r"\*\*(.+?)\*\*", GUIDE) if each not in ABOUT_ITSELF]


def on_the_screen() -> Iterator[str]:
    """Every Vietnamese sentence and word of the portal's pages."""
    for template in WEB.rglob("*.html"):
        yield from SAID.findall(template.read_text(encoding="utf-8"))
    for module in WEB.rglob("*.py"):
        yield from _messages(module)


def _messages(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
            told = [*node.args[:1], *(each.value for each in node.keywords if each.arg == "vi")]
            yield from (each.value for each in told if isinstance(each, ast.Constant) and isinstance(each.value, str))


def test_every_label_in_the_guide_stands_on_a_page():
    there = {each.casefold() for each in on_the_screen()}
    assert len(labels()) > 50
    assert [each for each in labels() if each.casefold() not in there] == []


def test_the_guide_shows_every_picture_that_is_there_and_no_other():
    shown = re.findall(rf"\]\({STATIC}guide/(.+?)\)", GUIDE)
    assert sorted(shown) == sorted(each.name for each in (TEXT.parent / STATIC / "guide").iterdir())
    assert len(shown) == len(set(shown))


def test_every_picture_says_what_it_shows():
    assert [each for each in re.findall(r"!\[(.*?)\]", GUIDE) if len(each) < 15] == []


def test_the_page_has_the_text_its_chapters_and_its_pictures(client: "Client"):
    page = client.get("/work/help").content.decode()
    chapters = re.findall(r"(?m)^## (.+)$", GUIDE)
    for number, title in enumerate(chapters, 1):
        assert f'<a href="#muc-{number}">{title}</a>' in page
        assert f'<h2 id="muc-{number}">{title}</h2>' in page
    pictures = re.findall(r'<img src="(/static/guide/[^"]+\.png)" alt="[^"]{15,}"', page)
    assert len(pictures) == len(re.findall(r"!\[", GUIDE))
    for each in pictures:
        assert client.get(each).status_code == 200
    assert page.count("<h1>") == 1


def test_it_is_one_press_away_in_the_working_place_and_where_one_signs_in(client: "Client"):
    officer = signed_in(somebody("steward"))
    for page in (client.get("/account/login/"), officer.get("/work"), officer.get("/account/me")):
        assert 'href="/work/help"' in page.content.decode()
