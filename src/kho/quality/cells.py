"""What a cell is when it arrives: a text and the kind its source gave it."""

from enum import StrEnum


class CellKind(StrEnum):
    """The kind of one arrived cell; plain text has none (null in a staged file).

    A source with types writes the text in one unambiguous way: numbers with a decimal point and no grouping, dates
    as `2024-01-31`, timestamps as `2024-01-31T10:15:00[.ffffff]`, times as `10:15:00`, booleans as `true` and
    `false`, objects and arrays as JSON. So a contract's decimal comma or date format is applied to texts alone.
    """

    NUMBER = "n"
    DATE = "d"
    TIMESTAMP = "s"
    TIME = "h"
    BOOLEAN = "b"
    JSON = "j"
    ERROR = "e"
    """A workbook's error value such as `#REF!`, or a formula without a stored value."""
    UNDECODED = "u"
    """Bytes that no provable encoding turns to text; each undecodable byte is shown as `\\xNN`."""
    LEGACY = "l"
    """Text that may be in a legacy Vietnamese encoding (TCVN3, VNI, ...), not certainly enough to be decoded."""


UNREADABLE = frozenset({CellKind.ERROR, CellKind.UNDECODED, CellKind.LEGACY})
"""Kinds whose text must never reach a table."""

PART = "_part"
"""Staged and loaded column: which table of the delivery a row stood in, such as `2024.zip/budget.xls#Sheet1`."""
ROW = "_row"
"""Staged and loaded column: the 1-based row there as a person sees it (spreadsheet row, record of a text file)."""
DELIVERY = "_delivery"
"""Loaded column: SHA-256 of the landed bytes the row came from, in hex."""

KIND = "_kind_"
"""What names of columns of kinds begin with."""


def text_column(name: str) -> str:
    """Staged column with the original text of contract column `name`."""
    return f"_text_{name}"


def kind_column(name: str) -> str:
    """Staged column with the kind of the cell of contract column `name`; null for plain text."""
    return f"{KIND}{name}"
