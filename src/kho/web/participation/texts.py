"""What people write: cleaned when it comes in, made safe when it is shown."""

import re
import unicodedata
from typing import Final

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

_LINK: Final = re.compile(r"https?://[^\s<>\"'`]{4,500}", re.IGNORECASE)
_ENDS: Final = ".,;:!?)]}…"
"""What ends a sentence rather than an address."""
_SHOWN: Final = 60
_UNSEEN: Final = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
"""Marks that nobody sees and that turn, hide or part what is around them: no text of a person needs them."""
_TAGS: Final = re.compile("[\U000e0000-\U000e0fff]")
_BREAKS: Final = re.compile(r"\n{3,}")
_HEAPED: Final = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]{3})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]+"
)
"""More marks on a letter than any language has."""


def cleaned(text: str) -> str:
    """A text of several lines, in composed form (NFC) and without what cannot be seen."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _HEAPED.sub(r"\1", _TAGS.sub("", _UNSEEN.sub("", text)))
    kept = "".join(each for each in text if each == "\n" or unicodedata.category(each) not in {"Cc", "Cs", "Co", "Cn"})
    return _BREAKS.sub("\n\n", "\n".join(line.rstrip() for line in kept.split("\n"))).strip()


def in_a_line(text: str) -> str:
    """A text of one line."""
    return " ".join(cleaned(text).split())


def links(text: str) -> int:
    """How many addresses are in a text; one without `https://` counts too, as it is copied all the same."""
    return len(re.findall(r"(?:https?://|www\.)\S", text, re.IGNORECASE))


def linked(text: str) -> SafeString:
    """A text as HTML: paragraphs, lines, and addresses as links that say that nobody here vouches for them."""
    paragraphs = (_paragraph(each) for each in text.split("\n\n") if each.strip())
    return format_html_join("", '<p dir="auto">{}</p>', ((each,) for each in paragraphs))


def link(url: str) -> SafeString:
    """An address as a link."""
    if not _LINK.fullmatch(url):
        return conditional_escape(url)
    told = re.sub(r"^https?://", "", url)
    told = told if len(told) <= _SHOWN else f"{told[:_SHOWN]}…"
    return format_html('<a href="{}" rel="nofollow ugc noopener noreferrer">{}</a>', url, told)


def _paragraph(text: str) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((_line(each),) for each in text.strip("\n").split("\n")))


def _line(text: str) -> SafeString:
    parts: list[tuple[SafeString]] = []
    at = 0
    for found in _LINK.finditer(text):
        url = found[0].rstrip(_ENDS)
        parts += [(conditional_escape(text[at : found.start()]),), (link(url),)]
        at = found.start() + len(url)
    return format_html_join("", "{}", [*parts, (conditional_escape(text[at:]),)])
