"""What codes of administrative units are called today."""

from collections.abc import Mapping
from datetime import date

from kho.standards.units.atlas import Atlas


def unit_names(atlas: Atlas, province: str, on: date) -> Mapping[str, str]:
    """The names of a province's units on a day, by code; those of other provinces are told by their codes."""
    found = {each.code: each for each in atlas.units(on=on)}
    return {code: unit.name for code, unit in found.items() if province in (code, unit.parent)}
