"""Text as a terminal may have it: what would drive the terminal, or turn the line around, is shown and does nothing."""

from collections.abc import Iterable
from typing import TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

_KEPT = frozenset("\t\n")
_TURNS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Marks by which text in two directions is ordered (Unicode Bidirectional Algorithm, UAX 9)."""
_SHOWN = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in _KEPT},
    0x7F: "\u2421",
    **dict.fromkeys((*range(0x80, 0xA0), *_TURNS), "\u2426"),
}
"""Control characters as Unicode's pictures of them, one for one."""


def harmless(text: str) -> str:
    """The text with each control character as a picture of itself, of the same length."""
    return text.translate(_SHOWN)


class CalmConsole(Console):
    """A console whose texts are only texts: no markup, no emoji codes, no control characters."""

    def __init__(self, file: TextIO | None = None, *, width: int | None = None) -> None:
        super().__init__(file=file, width=width, highlight=False, soft_wrap=False, markup=False, emoji=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """What is shown of a renderable; styles and cursor moves are rich's own and stay."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=harmless(segment.text))
