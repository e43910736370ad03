"""Figures of other units, one cell at a time: what all engines must agree with."""

import re
from decimal import Context, Decimal

from kho.contracts.model import LogicalType
from kho.quality.amounts import figure_pattern, result_digits, result_places, room, tail_pattern
from kho.quality.patterns import for_python
from kho.quality.plan import Conversion, Scaling
from kho.quality.texts import INTEGER_LEAST, INTEGER_MOST

_EXACT = Context(prec=1000)


def parted(conversion: Conversion, scaling: Scaling, value: str, unit: str | None) -> tuple[str, Decimal | None]:
    """The figure of a cell and its factor, None where its unit is not known.

    `unit` is the text of the row in the column that `scaling` names.
    """
    for text, factor in scaling.own:
        tail = tail_pattern([text])
        if re.match(for_python(figure_pattern(conversion.decimal_mark, tail)), value):
            return re.sub(for_python(tail), "", value), factor
    if scaling.by is None or unit is None:
        return value, scaling.otherwise
    return value, dict(scaling.factors).get(unit)


def product(conversion: Conversion, text: str, factor: Decimal) -> Decimal | float | int | None:
    """A number's text, with a decimal point and no groups, times the factor; None where a digit would be lost."""
    given = room(conversion, factor)
    whole, _, fraction = text.lstrip("+-").partition(".")
    has_room = len(whole.lstrip("0")) <= given.whole and not fraction[given.places :].strip("0")
    exact = _EXACT.multiply(Decimal(text), factor)
    if conversion.type is LogicalType.NUMBER and conversion.precision is None:
        return float(exact) + 0.0 if has_room else _near(text, factor)
    if not has_room or (given.places == 0 and not whole):
        return None
    return _held(conversion, exact)


def _near(text: str, factor: Decimal) -> float | None:
    number = float(text) * float(factor)
    return None if number in (float("inf"), float("-inf")) else number + 0.0


def _held(conversion: Conversion, exact: Decimal) -> Decimal | int | None:
    """The product as the column's type; None where it does not fit."""
    places = result_places(conversion)
    held = exact.quantize(Decimal(1).scaleb(-places), context=_EXACT)
    digits = len(str(abs(held.scaleb(places, context=_EXACT)).to_integral_value(context=_EXACT)).lstrip("0"))
    if held != exact or digits > result_digits(conversion):
        return None
    if conversion.type is LogicalType.INTEGER:
        return int(held) if INTEGER_LEAST <= int(held) <= INTEGER_MOST else None
    return held or abs(held)
