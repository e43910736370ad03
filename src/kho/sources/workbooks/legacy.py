"""Decodes the texts of a sheet that are set in legacy fonts, in the light of their fonts and of the cells beside them.

Each text is read once alone; then those that are not certain are read again, knowing in which encoding the texts of
the same kind of font in the same column, or on the sheet, surely are. What is not certain then is marked.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from kho.sources.workbooks.fonts import CellFonts
from kho.sources.workbooks.grid import ErrorValue, Grid, LegacyText, Mended
from kho.standards.text.chain import Neighbours
from kho.standards.text.decoding import TELLS, Decoded, Run, decode_runs
from kho.standards.text.fonts import UNICODE_FONT, Encoding, FontSign, font_sign
from kho.standards.text.suspicion import SUSPICIOUS

_SUSPICIOUS: Final = re.compile(SUSPICIOUS)
_CERTAIN: Final = 0.9999
_ENOUGH: Final = 5
"""Neighbours in a column that tell more than the whole sheet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cell:
    """A text at its 0-based place, by its fonts."""

    row: int
    column: int
    runs: tuple[Run, ...]

    @property
    def kind(self) -> FontSign:
        """What the font it begins in stands for."""
        return _sign(self.runs[0][1])


def _sign(font: str | None) -> FontSign:
    return font_sign(font) if font else UNICODE_FONT


@dataclass(kw_only=True, slots=True)
class _Beside:
    """How many texts were surely in which encoding, by kind of font: on the sheet and in each column."""

    sheet: dict[FontSign, Counter[Encoding]] = field(default_factory=dict)
    column: dict[tuple[FontSign, int], Counter[Encoding]] = field(default_factory=dict)

    def add(self, kind: FontSign, column: int, encodings: Iterable[Encoding]) -> None:
        self.sheet.setdefault(kind, Counter()).update(encodings)
        self.column.setdefault((kind, column), Counter()).update(encodings)

    def of(self, kind: FontSign, column: int, own: Iterable[Encoding]) -> Neighbours:
        """The neighbours of a cell, without what it tells itself."""
        near = self.column.get((kind, column), Counter()) - Counter(own)
        return near if near.total() >= _ENOUGH else self.sheet.get(kind, Counter()) - Counter(own)


def decode_grid(grid: Grid, fonts: CellFonts) -> None:
    """Put decoded texts into the cells of a sheet, each on record in `grid.mended`; LegacyText where it is a doubt."""
    beside = _Beside()
    first = [(cell, _read(cell, beside)) for cell in _cells(grid, fonts)]
    for cell, decoded in first:
        certain = decoded if decoded.confidence >= _CERTAIN else _read_beside(cell, decoded, beside)
        _put(grid, cell, certain)


def _cells(grid: Grid, fonts: CellFonts) -> Iterator[_Cell]:
    for row, cells in enumerate(grid.rows, grid.top):
        for column, value in enumerate(cells, grid.left):
            if isinstance(value, str) and value and not isinstance(value, ErrorValue):
                runs = tuple((text, font) for text, font in fonts.runs(row, column, value) if text)
                yield _Cell(row=row, column=column, runs=runs)


def _read(cell: _Cell, beside: _Beside) -> Decoded:
    decoded = decode_runs(cell.runs) if _is_to_be_read(cell) else _as_it_is(cell)
    own = _told(decoded)
    if own:
        beside.add(cell.kind, cell.column, own)
    return decoded


def _is_to_be_read(cell: _Cell) -> bool:
    whole = "".join(text for text, _ in cell.runs)
    signs = {_sign(font) for _, font in cell.runs}
    if whole.isascii():
        return any(sign.capitals for sign in signs)
    return signs != {UNICODE_FONT} or _SUSPICIOUS.search(whole) is not None


def _as_it_is(cell: _Cell) -> Decoded:
    return Decoded(text="".join(text for text, _ in cell.runs))


def _told(decoded: Decoded) -> tuple[Encoding, ...]:
    """What a text tells of those beside it: nothing where it could be otherwise, or is ASCII."""
    return decoded.encodings if decoded.confidence >= TELLS and not decoded.text.isascii() else ()


def _read_beside(cell: _Cell, decoded: Decoded, beside: _Beside) -> Decoded:
    neighbours = beside.of(cell.kind, cell.column, _told(decoded))
    return decode_runs(cell.runs, neighbours=neighbours) if neighbours else decoded


def _put(grid: Grid, cell: _Cell, decoded: Decoded) -> None:
    before = "".join(text for text, _ in cell.runs)
    cells, place = grid.rows[cell.row - grid.top], cell.column - grid.left
    if not decoded.sure:
        cells[place] = LegacyText(unicodedata.normalize("NFC", before))
    elif decoded.text != before:
        cells[place] = decoded.text
        grid.mended[cell.row, cell.column] = Mended(before=before, why=decoded.encoding)
