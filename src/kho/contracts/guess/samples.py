"""A column's sample and what is clear of it at first sight."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MISSING = frozenset(
    {
        "-", "--", "---", "–", "—", ".", "..", "...", "…", "n/a", "na", "nan", "null", "none", "(null)", "#n/a",
        "không có", "chưa có", "không xác định", "kxđ", "không rõ", "đang cập nhật", "x", "kps", "k.p.s", "(...)",
    }
)  # fmt: skip
"""Texts that people write for "no value", in lower case."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleColumn:
    """One column of a sample.

    `header` is its header text from top to bottom, `position` its 1-based place. `values` are the cells' texts, None
    for an empty one. `kinds` are the kinds of the cells in the letters of `kho.quality.cells.CellKind` (`n` number,
    `d` date, `s` timestamp, `h` time, `b` boolean, `j` JSON; None plain text); empty where the source has no types.
    """

    header: tuple[str, ...]
    position: int
    unit: str | None = None
    values: Sequence[str | None] = ()
    kinds: Sequence[str | None] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Cells:
    """A column's values without the blank ones and those for "no value"; `blank` counts both."""

    texts: tuple[str, ...]
    typed: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    blank: int

    @property
    def all(self) -> tuple[str, ...]:
        """Texts of plain and typed cells."""
        return (*self.texts, *(text for _, text in self.typed))


def cells_of(column: SampleColumn) -> Cells:
    """Part a column's cells into plain texts, typed ones (kind, text), and those for "no value" as written."""
    kinds = column.kinds or [None] * len(column.values)
    texts, typed, missing, blank = [], [], [], 0
    for value, kind in zip(column.values, kinds, strict=True):
        text = unicodedata.normalize("NFC", value).strip() if value is not None else ""
        if not text:
            blank += 1
        elif kind:
            typed.append((kind, text))
        elif text.casefold() in MISSING:
            blank += 1
            missing.append(text)
        else:
            texts.append(text)
    return Cells(texts=tuple(texts), typed=tuple(typed), missing=tuple(dict.fromkeys(missing)), blank=blank)
