"""Text folded for search: whoever types `dat dai`, `Đất đai` or `ĐẤT ĐAI` finds the same.

Marks are taken off (Unicode NFKD, UAX #15), `đ` becomes `d`, which has no decomposition, letters are case-folded
(Unicode Standard, section 3.13) and white space is one blank. Look-alikes are read as the letters they stand for.
"""

import unicodedata

from kho.standards.text.lookalikes import mended, with_plain_spaces, without_invisible

_STROKES = str.maketrans("đĐðÐɖƉ", "dddddd")


def folded(text: str) -> str:
    """The text as search compares it: `Hoà Bình` → `hoa binh`, `QÐ-UBND` → `qd-ubnd`."""
    clean = mended(without_invisible(with_plain_spaces(text)))
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", clean).casefold())
    return " ".join("".join(each for each in apart if not unicodedata.combining(each)).translate(_STROKES).split())
