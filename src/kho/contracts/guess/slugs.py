"""Names for columns from Vietnamese headers."""

import re
from collections.abc import Iterable, Sequence

from kho.standards.text.folding import folded

LONGEST = 40
"""Of a proposed name; long headers are cut at a word."""


def dataset_slug(text: str) -> str:
    """A dataset's part of its name, such as `dan-so-2024` for `Dân số 2024`; `du-lieu` where nothing is left."""
    name = "-".join(re.findall(r"[a-z0-9]+", folded(text)))
    if not name:
        return "du-lieu"
    return name if name[0].isalpha() else f"du-lieu-{name}"


def column_name(text: str, position: int) -> str:
    """A snake_case name; `cot_3` where the header has no letter or digit, `cot_2024` where it begins with one."""
    words = re.findall(r"[a-z0-9]+", folded(text))
    name = ""
    for word in words:
        longer = f"{name}_{word}" if name else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        name = longer
    if not name:
        return f"cot_{position}"
    return name if name[0].isalpha() else f"cot_{name}"


def column_names(headers: Sequence[tuple[str, ...]], positions: Iterable[int]) -> list[str]:
    """Unique names: the lowest header text; where several share it, with those above; then numbered."""
    places = list(positions)
    lowest = [column_name(lowest_text(header), place) for header, place in zip(headers, places, strict=True)]
    whole = [column_name(" ".join(header), place) for header, place in zip(headers, places, strict=True)]
    wanted = [long if lowest.count(short) > 1 else short for short, long in zip(lowest, whole, strict=True)]
    found: list[str] = []
    for name in wanted:
        unique, number = name, 2
        while unique in found:
            unique, number = f"{name}_{number}", number + 1
        found.append(unique)
    return found


def lowest_text(header: tuple[str, ...]) -> str:
    """The lowest header text that is not blank, on one line."""
    return next((" ".join(part.split()) for part in reversed(header) if part.strip()), "")
