"""What stands in a box of the picture: short lines; what is cut off is told by the box's title."""

import re
import textwrap
from dataclasses import dataclass

from kho.messages import Language
from kho.pipeline.lineage.graph import Node, NodeKind
from kho.pipeline.lineage.words import KINDS, MODEL, about, spot

LETTERS = 34
"""Letters in a line of a box."""
SMALL = 40
"""The same of small letters."""
NAME_LINES = 2
COLUMNS_SHOWN = 14
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 (section 2.2) cannot hold."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of text and its class in the style sheet."""

    text: str
    style: str


def texts(node: Node, language: Language) -> list[Line]:
    """The lines of a box: its name, its meaning, and the columns of a table."""
    if node.kind is NodeKind.OLDER:
        return [Line(text=about(node).in_(language), style="dim")]
    lines = [Line(text=text, style="name") for text in _wrapped(node.name, LETTERS, NAME_LINES)]
    title = f"“{node.header}”" if node.header and not node.named else node.title
    lines += [Line(text=text, style="small") for text in _wrapped(spot(node).in_(language), SMALL, 1)]
    lines += [Line(text=text, style="small") for text in _wrapped(title, SMALL, 1)]
    kind = KINDS[node.kind] if not node.model or node.kind is NodeKind.COLUMN else MODEL
    beside = f" · {node.type}" if node.type else ""
    lines.append(Line(text=f"{kind.in_(language)}{beside}", style="small dim"))
    lines += [Line(text=short(f"– {column}", SMALL), style="small") for column in node.columns[:COLUMNS_SHOWN]]
    if len(node.columns) > COLUMNS_SHOWN:
        lines.append(Line(text=f"… +{len(node.columns) - COLUMNS_SHOWN}", style="small dim"))
    return lines


def _wrapped(text: str, letters: int, lines: int) -> list[str]:
    """The text in at most so many lines, the last one shortened; broken after / . # ! where that does."""
    parts = re.sub(r"(?<=[/.#!])(?=\w)", "\u200b ", clean(text))
    wrapped = [line.replace("\u200b ", "").rstrip("\u200b") for line in textwrap.wrap(parts, letters)]
    if len(wrapped) <= lines:
        return wrapped
    return [*wrapped[: lines - 1], short("".join(wrapped[lines - 1 :]), letters)]


def short(text: str, letters: int) -> str:
    """The text, or its beginning with an ellipsis, in at most so many letters."""
    text = clean(text)
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def clean(text: str) -> str:
    """The text with U+FFFD for each character that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
