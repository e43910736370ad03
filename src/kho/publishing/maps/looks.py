"""Colours of maps, light and dark: from few to many by how light they are, which any colour vision sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kho.publishing.charts.looks import Theme


@dataclass(frozen=True, kw_only=True, slots=True)
class Palette:
    """`steps` from the smallest figures to the largest; `ground` is of communes without a figure."""

    steps: tuple[str, ...]
    ground: str
    edge: str
    grid: str
    spot: str


PALETTES: Final[Mapping[Theme, Palette]] = {
    Theme.LIGHT: Palette(
        steps=("#d5ede5", "#a9dac8", "#78c2a8", "#44a384", "#178263", "#006048", "#003d2d"),
        ground="#efece6",
        edge="#7d766b",
        grid="#e6e2db",
        spot="#00735a",
    ),
    Theme.DARK: Palette(
        steps=("#1d3b33", "#255548", "#2f7260", "#3f9079", "#57b296", "#82d2b9", "#b9f0de"),
        ground="#2b2925",
        edge="#8d877d",
        grid="#33302b",
        spot="#5fd0b0",
    ),
}


def steps(theme: Theme, number: int) -> Sequence[str]:
    """So many colours, the lightest and the strongest among them."""
    every = PALETTES[theme].steps
    if number <= 1:
        return every[-3:-2] * number
    return [every[round(at * (len(every) - 1) / (number - 1))] for at in range(number)]
