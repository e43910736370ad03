"""A score over time as a line of a small picture; the figures stand in a table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 360
HEIGHT: Final = 90
EDGE: Final = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Pieces of a line, each as SVG's points, parted where there is no score; `ends` are its dots."""

    pieces: tuple[str, ...]
    ends: tuple[tuple[str, str], ...]


def line(scores: Sequence[float | None]) -> Line | None:
    """Scores from 0 to 1, evenly apart; None where fewer than two are known."""
    known = [score for score in scores if score is not None]
    if len(known) < 2:  # noqa: PLR2004  a line has two ends
        return None
    step = (WIDTH - 2 * EDGE) / (len(scores) - 1)
    pieces: list[list[tuple[float, float]]] = [[]]
    for number, score in enumerate(scores):
        if score is None:
            pieces.append([])
        else:
            pieces[-1].append((round(EDGE + number * step, 1), round(EDGE + (1 - score) * (HEIGHT - 2 * EDGE), 1)))
    drawn = [piece for piece in pieces if piece]
    return Line(
        pieces=tuple(" ".join(f"{x},{y}" for x, y in piece) for piece in drawn),
        ends=tuple((str(piece[-1][0]), str(piece[-1][1])) for piece in drawn),
    )
