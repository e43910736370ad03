"""Marks that tables of statistics have in the place of a number.

Rule: the yearbooks of the statistics offices say in their foreword that `-` means nothing of the kind occurred, and
`...` that something did and was not collected (Vĩnh Phúc 2018, 2019). So `-` may stand for zero or for no value, which
the table's maker decides and not Kho: both are no value here. Crosses (`x`) in cells that cannot have a value are
custom; no source was found that lays them down.
"""

from enum import StrEnum
from typing import Final

from kho.standards.identifiers.forms import without
from kho.standards.numbers.decimals import MINUSES
from kho.standards.numbers.forms import SPACES
from kho.standards.standard import Source

SOURCE: Final = Source(
    title="Niên giám thống kê tỉnh Vĩnh Phúc 2018",
    clause="Lời nói đầu",
    url="http://niengiam2018.thongkevinhphuc.gov.vn/main_page.htm",
)


class Mark(StrEnum):
    """What a mark says: nothing occurred, something was not collected, or there can be no value."""

    NONE_OCCURRED = "none_occurred"
    NOT_COLLECTED = "not_collected"
    NO_MEANING = "no_meaning"


MARKS: Final = {
    **dict.fromkeys((*MINUSES, "\u2014"), Mark.NONE_OCCURRED),
    **dict.fromkeys(("...", "\u2026", "(...)"), Mark.NOT_COLLECTED),
    **dict.fromkeys(("x", "X"), Mark.NO_MEANING),
}
"""Each mark as it is written, without the blanks around it; texts for `kho.missing` of a column of figures."""


UNSURE: Final = ("KPS", "kps", "K.P.S", "n/a", "N/A", "#N/A", "NA", "na")
"""Not laid down anywhere either: `không phát sinh` (nothing arose), and what English programs write."""
MISSING_TEXTS: Final = (*MARKS, "--", "---", *UNSURE)
"""All texts that stand for no figure, for a column that says so at once."""


def mark_of(text: str) -> Mark | None:
    """What the mark in a cell says; None where it is no mark."""
    return MARKS.get(without(text, SPACES))
