"""Charts as pictures: the specification that browsers draw by, drawn by the same Vega here."""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from kho.publishing.charts.failures import NotDrawnError

VERSION: Final = "6.4"
"""The version of Vega-Lite; the Vega that pages have reads what it compiles."""
FONTS: Final = Path(__file__).with_name("fonts")
SHARPNESS: Final = 2.0
"""Pixels of a PNG for each of the specification."""
_KEPT: Final = 128


def svg(specification: dict[str, Any]) -> str:
    """The chart as SVG. Raises NotDrawnError."""
    return _svg(_text(specification))


def png(specification: dict[str, Any]) -> bytes:
    """The chart as PNG. Raises NotDrawnError."""
    return to_png(svg(specification))


def to_png(drawing: str) -> bytes:
    """An SVG picture as PNG, at twice its size, with the fonts of pages. Raises NotDrawnError."""
    import vl_convert

    _learn_fonts()
    try:
        return bytes(vl_convert.svg_to_png(drawing, scale=SHARPNESS))
    except ValueError as error:
        raise NotDrawnError(reason=_first(error)) from error


def compiled(specification: dict[str, Any]) -> str:
    """The chart as a Vega specification, in JSON: browsers need no compiler. Raises NotDrawnError."""
    return _compiled(_text(specification))


@lru_cache(maxsize=_KEPT)
def _svg(specification: str) -> str:
    import vl_convert

    _learn_fonts()
    try:
        return str(vl_convert.vegalite_to_svg(specification, vl_version=VERSION, allowed_base_urls=[]))
    except ValueError as error:
        raise NotDrawnError(reason=_first(error)) from error


@lru_cache(maxsize=_KEPT)
def _compiled(specification: str) -> str:
    import vl_convert

    try:
        return json.dumps(vl_convert.vegalite_to_vega(specification, vl_version=VERSION), ensure_ascii=False)
    except ValueError as error:
        raise NotDrawnError(reason=_first(error)) from error


@cache
def _learn_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))


def _text(specification: dict[str, Any]) -> str:
    return json.dumps(specification, ensure_ascii=False, sort_keys=True)


def _first(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0][:200]
