"""The officer's guide: one text, shown here as a page and printed into the documentation."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kho.web.accounts.permits import anyone

TEXT: Final = Path(__file__).with_name("can-bo.md")
STATIC: Final = "static/"
"""Where the text has its pictures, from its own folder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chapter:
    """A chapter of the guide: its title, and the id of its heading."""

    title: str
    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Guide:
    """The guide without its first heading, which the page has itself."""

    chapters: Sequence[Chapter]
    html: SafeString


@anyone
def page(request: HttpRequest) -> HttpResponse:
    """The guide, for everybody: who is invited reads it before there is an account."""
    return render(request, "working/help.html", {"guide": read()})


@cache
def read() -> Guide:
    """The text as a page has it."""
    markdown = MarkdownIt("commonmark", {"html": False})
    tokens = markdown.parse(TEXT.read_text(encoding="utf-8"))[3:]
    chapters = list(_numbered(tokens))
    for each in tokens:
        for image in each.children or ():
            if image.type == "image":
                _find(image)
    html = markdown.renderer.render(tokens, markdown.options, {})
    return Guide(chapters=chapters, html=SafeString(html))  # our own text, in which HTML is not understood


def _numbered(tokens: Sequence[Token]) -> Sequence[Chapter]:
    found: list[Chapter] = []
    for heading, title in pairwise(tokens):
        if heading.type == "heading_open" and heading.tag == "h2":
            chapter = Chapter(title=title.content, id=f"muc-{len(found) + 1}")
            heading.attrSet("id", chapter.id)
            found.append(chapter)
    return found


def _find(image: Token) -> None:
    """A picture where the portal has it, loaded as one comes to it."""
    image.attrSet("src", static(str(image.attrs["src"]).removeprefix(STATIC)))
    for name, value in (("loading", "lazy"), ("width", "1280"), ("height", "900")):
        image.attrSet(name, value)
