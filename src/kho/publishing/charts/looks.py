"""How charts look: the portal's colours and type, light and dark, and numbers and days as the language writes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from kho.messages import Language

FONT: Final = "Be Vietnam Pro"
TYPE: Final = 13
"""Letters of axes, in pixels."""


class Theme(StrEnum):
    """What a picture stands on."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """Colours of a theme, the same as the pages' tokens. `series` can be told apart with any colour vision."""

    paper: str
    ink: str
    quiet: str
    line: str
    series: tuple[str, ...]
    rest: str


LOOKS: Final[Mapping[Theme, Look]] = {
    Theme.LIGHT: Look(
        paper="#ffffff",
        ink="#22201d",
        quiet="#5d5850",
        line="#dcd8d1",
        series=("#00735a", "#a24605", "#4058b8", "#bc840c", "#c9208a", "#3a9ad9", "#6b4a2b", "#27211b"),
        rest="#8d877d",
    ),
    Theme.DARK: Look(
        paper="#201f1c",
        ink="#ece8e1",
        quiet="#b1aa9f",
        line="#3b3833",
        series=("#5fd0b0", "#f08a4b", "#8fa2f5", "#e8c14f", "#e080b4", "#58b8e8", "#b98d66", "#f4f1ec"),
        rest="#8d877d",
    ),
}
_NUMBERS: Final[Mapping[Language, Mapping[str, Any]]] = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["₫", ""]},
}
_WEEKDAYS: Final = ("Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy")
_TIMES: Final[Mapping[str, Any]] = {
    "dateTime": "%H:%M %d/%m/%Y",
    "date": "%d/%m/%Y",
    "time": "%H:%M:%S",
    "periods": ["SA", "CH"],
    "days": list(_WEEKDAYS),
    "shortDays": ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
    "months": [f"Tháng {month}" for month in range(1, 13)],
    "shortMonths": [f"Th{month}" for month in range(1, 13)],
}


def config(theme: Theme, language: Language) -> dict[str, Any]:
    """The `config` of a Vega-Lite specification."""
    look = LOOKS[theme]
    locale: dict[str, Any] = {"number": dict(_NUMBERS[language])}
    if language == "vi":
        locale["time"] = dict(_TIMES)
    text = {"labelColor": look.ink, "titleColor": look.ink, "labelFontSize": TYPE, "titleFontSize": TYPE}
    return {
        "font": FONT,
        "background": look.paper,
        "locale": locale,
        "view": {"stroke": None},
        "range": {"category": list(look.series)},
        "mark": {"color": look.series[0]},
        "axis": {
            **text,
            "titleFontWeight": 400,
            "titleColor": look.quiet,
            "domainColor": look.line,
            "tickColor": look.line,
            "gridColor": look.line,
            "labelLimit": 230,
            "labelPadding": 6,
            "titlePadding": 10,
        },
        "legend": {**text, "titleFontWeight": 600, "labelLimit": 220, "symbolType": "circle"},
        "title": {
            "anchor": "start",
            "color": look.ink,
            "fontSize": 16,
            "fontWeight": 600,
            "subtitleColor": look.quiet,
            "subtitleFontSize": TYPE,
            "subtitlePadding": 6,
            "offset": 14,
        },
        "line": {"strokeWidth": 2.5, "strokeCap": "round"},
        "point": {"filled": True, "size": 60},
        "bar": {"cornerRadiusEnd": 2},
    }
