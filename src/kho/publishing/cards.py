"""The picture that stands beside a shared link: what it leads to, whose it is and of which day (1200 x 630)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final
from xml.etree import ElementTree as ET

from kho.publishing.charts.looks import FONT, LOOKS, Theme

WIDTH, HEIGHT, MARGIN = 600, 315, 36
"""In pixels of the drawing; a PNG has twice as many, as sites want it."""
LETTERS: Final = 27
"""Letters of a title on one line."""
LINES: Final = 4
"""Lines of a title, the last one cut where it is longer."""
_LOOK: Final = LOOKS[Theme.LIGHT]
_PORTAL: Final = {"font-size": "17", "font-weight": "600", "fill": _LOOK.series[0]}
_TITLE: Final = {"font-size": "34", "font-weight": "600", "fill": _LOOK.ink}
_FACT: Final = {"font-size": "17", "fill": _LOOK.quiet}


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What a card says: the portal's name above, a title, and facts below it."""

    portal: str
    title: str
    facts: Sequence[str]


def drawn(card: Card) -> str:
    """The card as SVG; `kho.publishing.charts.pictures.to_png` makes it a PNG."""
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "width": str(WIDTH), "height": str(HEIGHT)})
    ET.SubElement(root, "rect", {"width": str(WIDTH), "height": str(HEIGHT), "fill": _LOOK.paper})
    ET.SubElement(root, "rect", {"width": "12", "height": str(HEIGHT), "fill": _LOOK.series[0]})
    _text(root, 56, card.portal, _PORTAL)
    for number, line in enumerate(_lines(card.title)):
        _text(root, 108 + 42 * number, line, _TITLE)
    for number, fact in enumerate(reversed(card.facts)):
        _text(root, HEIGHT - MARGIN - 26 * number, fact, _FACT)
    return ET.tostring(root, encoding="unicode")


def _lines(title: str) -> Sequence[str]:
    return wrap(title, LETTERS, max_lines=LINES, placeholder="…") or [""]


def _text(root: ET.Element, y: int, text: str, look: Mapping[str, str]) -> None:
    place = {"x": str(MARGIN + 8), "y": str(y), "font-family": FONT}
    ET.SubElement(root, "text", {**place, **look}).text = text
