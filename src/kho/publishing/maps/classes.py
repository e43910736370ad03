"""Figures parted into classes, as a legend tells them."""

from collections.abc import Sequence
from dataclasses import dataclass

from kho.publishing.maps.view import Classes


@dataclass(frozen=True, kw_only=True, slots=True)
class Class:
    """From `least` to `most`, both of which are figures that are there, and how many units are in it."""

    least: float
    most: float
    count: int


def parted(figures: Sequence[float], how: Classes, number: int) -> tuple[Class, ...]:
    """The classes from the smallest on; those without a figure are left out, equal figures are in one class."""
    ordered = sorted(figures)
    groups: dict[int, list[float]] = {}
    for rank, figure in enumerate(ordered):
        at = ordered.index(figure) if rank and ordered[rank - 1] == figure else rank
        groups.setdefault(_place(figure, at, ordered, how, number), []).append(figure)
    return tuple(Class(least=group[0], most=group[-1], count=len(group)) for _, group in sorted(groups.items()))


def class_of(figure: float, classes: Sequence[Class]) -> int:
    """The place of the class that a figure is in."""
    return next((at for at, each in enumerate(classes) if figure <= each.most), len(classes) - 1)


def _place(figure: float, at: int, ordered: Sequence[float], how: Classes, number: int) -> int:
    if how is Classes.QUANTILE:
        return at * number // len(ordered)
    width = (ordered[-1] - ordered[0]) / number
    return min(int((figure - ordered[0]) / width), number - 1) if width else 0
