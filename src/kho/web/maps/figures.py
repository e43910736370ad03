"""A map as pages have it among other things."""

import json
from dataclasses import dataclass

from kho.errors import KhoError
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.charts.looks import Theme
from kho.publishing.maps.drawing import theme_steps
from kho.publishing.maps.features import box
from kho.publishing.maps.looks import PALETTES
from kho.publishing.maps.naming import title
from kho.web.charts.showing import PHONE
from kho.web.charts.showing import USUAL as USUAL_WIDTH
from kho.web.holding import Holding
from kho.web.maps.showing import Shown, address, asked, shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A map on a page: its pictures, and what MapLibre draws it by."""

    title: str
    url: str
    light: str
    light_phone: str
    dark: str
    dark_phone: str
    features: str
    ground: str
    look: str


def figure(found: Shown) -> Figure:
    """A map as a page shows it."""
    dataset, which = found.dataset, found.view
    return Figure(
        title=title(which, found.naming),
        url=address("map", dataset, which),
        light=address("map_svg", dataset, which, theme=Theme.LIGHT.value, width=USUAL_WIDTH),
        light_phone=address("map_svg", dataset, which, theme=Theme.LIGHT.value, width=PHONE),
        dark=address("map_svg", dataset, which, theme=Theme.DARK.value, width=USUAL_WIDTH),
        dark_phone=address("map_svg", dataset, which, theme=Theme.DARK.value, width=PHONE),
        features=address("map_geojson", dataset, which),
        ground=address("map_ground", dataset, which),
        look=json.dumps(_look(found)),
    )


def _look(found: Shown) -> dict[str, object]:
    """What MapLibre must know beside the features: colours of both themes, the box, the kind."""
    palettes = {
        theme.value: {"ground": each.ground, "edge": each.edge, "grid": each.grid, "spot": each.spot}
        for theme, each in PALETTES.items()
    }
    return {
        "steps": theme_steps(len(found.mapped.classes)),
        "palettes": palettes,
        "box": box(found.view, found.mapped, found.ground),
        "points": found.view.is_points,
    }


def first(holding: Holding, dataset: PublishedDataset) -> Figure | None:
    """The suggested map; None where there is none, or it cannot be drawn now."""
    try:
        found = shown(holding, dataset, *asked(holding, dataset, ()))
    except KhoError:  # the page has the table; the map's own page says what is wrong
        return None
    return figure(found) if found.mapped.figures or found.mapped.spots else None
