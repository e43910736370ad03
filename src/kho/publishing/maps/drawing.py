"""A map as SVG, drawn here: for readers without JavaScript, and to take along."""

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

import shapely

from kho.publishing.charts.looks import FONT, LOOKS, Theme
from kho.publishing.charts.naming import Naming, told
from kho.publishing.charts.specs import Picture
from kho.publishing.maps.figures import Mapped, bounds
from kho.publishing.maps.ground import Ground
from kho.publishing.maps.looks import PALETTES, steps
from kho.publishing.maps.naming import class_told, title
from kho.publishing.maps.view import View

STEP: Final = 0.1
"""Degrees between lines of the grid."""
_EDGE, _LINE, _SWATCH, _TALLEST = 16, 20, 14, 1.25
_LETTERS, _SMALL = 9.2, 7.0
_SPOT, _CENTRE = 3.5, 8.0


def svg(view: View, shown: Mapped, ground: Ground, naming: Naming, picture: Picture) -> str:
    """The picture: title and source, the map, its legend."""
    return _Drawing(view=view, shown=shown, ground=ground, naming=naming, picture=picture).whole()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Frame:
    """Degrees as pixels: a plate carrée that is true in the middle."""

    west: float
    north: float
    scale: float
    narrowing: float
    top: float
    left: float

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place is in the picture."""
        x = self.left + (longitude - self.west) * self.narrowing * self.scale
        return x, self.top + (self.north - latitude) * self.scale


@dataclass(frozen=True, kw_only=True, slots=True)
class _Drawing:
    view: View
    shown: Mapped
    ground: Ground
    naming: Naming
    picture: Picture

    def whole(self) -> str:
        """All parts under each other."""
        look, words = LOOKS[self.picture.theme], title(self.view, self.naming)
        head = list(self._head(words))
        top = 20.0 + len(head) * _LINE
        frame, height = self._frame(top)
        legend = list(self._legend(top + height + _LINE))
        whole = int(top + height + _LINE + len(legend) * _LINE + _EDGE)
        width = self.picture.width
        size = f'width="{width}" height="{whole}" viewBox="0 0 {width} {whole}" role="img"'
        return "".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}, sans-serif" font-size="13">',
                f"<title>{escape(words)}</title>",
                f'<rect width="{width}" height="{whole}" fill="{look.paper}"/>',
                *head,
                *self._grid(frame, top, height),
                *self._units(frame),
                *self._spots(frame),
                *legend,
                "</svg>",
            ]
        )

    def _head(self, words: str) -> Iterator[str]:
        look, width = LOOKS[self.picture.theme], self.picture.width - 2 * _EDGE
        lines = [(each, look.ink, 16, 600) for each in textwrap.wrap(words, int(width / _LETTERS))]
        lines += [(each, look.quiet, 13, 400) for each in textwrap.wrap(self.picture.source, int(width / _SMALL))]
        for number, (line, ink, size, weight) in enumerate(lines):
            y = 26 + number * _LINE
            type_ = f'fill="{ink}" font-size="{size}" font-weight="{weight}"'
            yield f'<text x="{_EDGE}" y="{y}" {type_}>{escape(line)}</text>'

    def _geometries(self) -> list[Any]:
        if self.view.is_points and self.shown.spots and self.ground.boundaries is None:
            return [each.geometry for each in self.shown.spots]
        return [each for each in map(self.ground.geometry, self.ground.units) if each is not None]

    def _frame(self, top: float) -> tuple[_Frame, float]:
        west, south, east, north = bounds(self._geometries()) or (105.0, 20.0, 106.0, 21.0)
        pad = max(east - west, north - south, 0.02) * 0.04
        west, south, east, north = west - pad, south - pad, east + pad, north + pad
        narrowing = math.cos(math.radians((south + north) / 2))
        width = self.picture.width - 2 * _EDGE
        scale = min(width / ((east - west) * narrowing), width * _TALLEST / (north - south))
        left = _EDGE + (width - (east - west) * narrowing * scale) / 2
        frame = _Frame(west=west, north=north, scale=scale, narrowing=narrowing, top=top, left=left)
        return frame, (north - south) * scale

    def _grid(self, frame: _Frame, top: float, height: float) -> Iterator[str]:
        """Meridians and parallels: something to measure by where there is nothing else."""
        ink = PALETTES[self.picture.theme].grid
        right, bottom = self.picture.width - _EDGE, top + height
        path = []
        east = frame.west + (right - frame.left) / (frame.scale * frame.narrowing)
        west = frame.west - (frame.left - _EDGE) / (frame.scale * frame.narrowing)
        for longitude in lines(west, east):
            x, _ = frame.place(longitude, 0)
            path.append(f"M{x:.1f} {top:.1f}V{bottom:.1f}")
        for latitude in lines(frame.north - height / frame.scale, frame.north):
            _, y = frame.place(0, latitude)
            path.append(f"M{_EDGE} {y:.1f}H{right}")
        yield f'<path d="{"".join(path)}" stroke="{ink}" fill="none"/>'

    def _units(self, frame: _Frame) -> Iterator[str]:
        palette = PALETTES[self.picture.theme]
        colours = steps(self.picture.theme, len(self.shown.classes))
        figures = {each.code: each for each in self.shown.figures}
        if self.ground.boundaries is None and self.view.is_points:
            return
        for code, unit in self.ground.units.items():
            found = figures.get(code)
            fill = palette.ground if found is None else colours[found.at]
            name = unit.name if found is None else f"{unit.name}: {told(found.value, self.naming.language)}"
            yield self._shape(frame, self.ground.geometry(code), fill, name)

    def _shape(self, frame: _Frame, geometry: Any, fill: str, name: str) -> str:
        """An area, or a dot where only the centre is known."""
        edge, words = PALETTES[self.picture.theme].edge, f"<title>{escape(name)}</title>"
        if geometry is None:
            return ""
        if geometry.geom_type == "Point":
            x, y = frame.place(geometry.x, geometry.y)
            radius = _CENTRE if self.picture.width > 480 else _CENTRE * 0.6  # noqa: PLR2004  a phone's width
            dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" stroke="{edge}" stroke-width="0.7">'
            return f"{dot}{words}</circle>"
        drawn = (
            f'<path d="{path(geometry, frame)}" fill="{fill}" stroke="{edge}" stroke-width="0.7" fill-rule="evenodd">'
        )
        return f"{drawn}{words}</path>"

    def _spots(self, frame: _Frame) -> Iterator[str]:
        ink, paper = PALETTES[self.picture.theme].spot, LOOKS[self.picture.theme].paper
        for each in self.shown.spots:
            if each.geometry.geom_type == "Point":
                x, y = frame.place(each.geometry.x, each.geometry.y)
                at = f'cx="{x:.1f}" cy="{y:.1f}" r="{_SPOT}"'
                yield f'<circle {at} fill="{ink}" fill-opacity="0.75" stroke="{paper}" stroke-width="0.6"/>'
            else:
                yield f'<path d="{path(each.geometry, frame)}" fill="{ink}" fill-opacity="0.35" stroke="{ink}"/>'

    def _legend(self, top: float) -> Iterator[str]:
        look, palette = LOOKS[self.picture.theme], PALETTES[self.picture.theme]
        colours = steps(self.picture.theme, len(self.shown.classes))
        told_ = [
            (colour, class_told(each, self.naming)) for colour, each in zip(colours, self.shown.classes, strict=True)
        ]
        if self.shown.figures and len(self.shown.figures) < len(self.ground.units):
            none = "không có số liệu" if self.naming.language == "vi" else "no figure"
            told_.append((palette.ground, none))
        for number, (colour, words) in enumerate(told_):
            y = top + number * _LINE
            box = f'x="{_EDGE}" y="{y - 11:.0f}" width="{_SWATCH}" height="{_SWATCH}"'
            yield (
                f'<rect {box} fill="{colour}" stroke="{palette.edge}" stroke-width="0.7"/>'
                f'<text x="{_EDGE + 22}" y="{y:.0f}" fill="{look.ink}">{escape(words)}</text>'
            )


def lines(low: float, high: float) -> Sequence[float]:
    """The grid's degrees between two: at most about twenty."""
    step = STEP
    while (high - low) / step > 20:  # noqa: PLR2004  more lines than that hide the map
        step *= 2
    return [step * at for at in range(math.ceil(low / step), math.floor(high / step) + 1)]


def path(geometry: Any, frame: _Frame) -> str:
    """Lines and areas as SVG's path."""
    parts = []
    for part in shapely.get_parts(geometry):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            places = (frame.place(x, y) for x, y in shapely.get_coordinates(ring))
            told_ = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
            parts.append(f"M{told_}Z" if part.geom_type == "Polygon" else f"M{told_}")
    return "".join(parts)


def theme_steps(number: int) -> dict[str, list[str]]:
    """The colours of so many classes in both themes."""
    return {theme.value: list(steps(theme, number)) for theme in Theme}
