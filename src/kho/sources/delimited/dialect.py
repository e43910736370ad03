"""How a text file parts its cells: delimiter, quote, escape; given, or found by how evenly it parts the records."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kho.sources.delimited.records import NONE, Dialect, Record, sample_records

_DELIMITERS: Final = ",;\t|^~¦\x1f"
_LEAST_SHARE: Final = 0.5
_SURE_SHARE: Final = 0.9
_LEAST_BLOCK_SHARE: Final = 0.15
_BLOCK_WIDTH: Final = 4
_BLOCK_ROWS: Final = 3
_JUDGED: Final = 2**16
_DECIMAL: Final = re.compile(r"\s*-?[\d.]+,\d+\s*%?")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fit:
    """How well a dialect fits a sample: share of records with the usual width, less those with broken quoting."""

    dialect: Dialect
    width: int
    share: float
    rows: int

    @property
    def holds(self) -> bool:
        """Whether the sample is a table in this dialect at all."""
        is_block = self.width >= _BLOCK_WIDTH and self.rows >= _BLOCK_ROWS and self.share >= _LEAST_BLOCK_SHARE
        return self.width > 1 and (self.share >= _LEAST_SHARE or is_block)


def find_dialect(
    sample: str, *, delimiter: str | None = None, quote: str | None = None, escape: str | None = None
) -> Dialect:
    """The dialect of a sample that ends at a record's end; what is given is kept, `NONE` means that there is none."""
    head = _whole_lines(sample)
    delimiters = [delimiter] if delimiter is not None else [each for each in _DELIMITERS if each in head]
    fits = [_best_quoting(head, each, quote, escape) for each in delimiters]
    if delimiter is not None:
        return fits[0].dialect
    held = [fit for fit in fits if fit.holds and not _is_decimal_comma(fit, fits, head)]
    if held:
        return max(held, key=lambda fit: (round(fit.share, 1), fit.width, fit.share)).dialect
    return _best_quoting(head, NONE, quote, escape).dialect


def usual_width(rows: Sequence[Record]) -> int:
    """The width most records have that have more than one cell; 1 where none has."""
    widths = Counter(len(row.cells) for row in rows if len(row.cells) > 1)
    return max(widths, key=lambda width: (widths[width], width)) if widths else 1


def _whole_lines(sample: str) -> str:
    head = sample[:_JUDGED]
    end = max(head.rfind("\n"), head.rfind("\r")) + 1
    return head[:end] if len(sample) > _JUDGED and end else head


def _best_quoting(sample: str, delimiter: str, quote: str | None, escape: str | None) -> _Fit:
    """The best way of quoting; none at all where quotes stand in most records and never as quoting."""
    fits = [_fit(sample, each) for each in _quotings(sample, delimiter, quote, escape)]
    best = max(fits, key=lambda fit: (round(fit.share, 2), fit.width))
    if quote is not None or best.share >= _LEAST_SHARE:
        return best
    bare = _fit(sample, Dialect(delimiter=delimiter, quote=NONE))
    return bare if bare.share >= _SURE_SHARE else best


def _quotings(sample: str, delimiter: str, quote: str | None, escape: str | None) -> Iterator[Dialect]:
    """Ways of quoting the sample gives reason to try, the usual one first."""
    for mark in [quote] if quote is not None else _quotes(sample, delimiter):
        escapes = [NONE, "\\"] if escape is None and mark != NONE and f"\\{mark}" in sample else [escape or NONE]
        spaced = bool(mark != NONE and re.search(f"{re.escape(delimiter)} +{re.escape(mark)}", sample))
        for sign in escapes:
            for skips_space in [False, True] if spaced else [False]:
                yield Dialect(delimiter=delimiter, quote=mark, escape=sign, skip_space=skips_space)


def _quotes(sample: str, delimiter: str) -> list[str]:
    if '"' in sample or not _is_quoted_by_apostrophes(sample, delimiter):
        return ['"']
    return ["'", '"']


def _is_quoted_by_apostrophes(sample: str, delimiter: str) -> bool:
    sign = re.escape(delimiter)
    quoted = re.findall(f"(?:^|{sign})'[^'\r\n]*'(?=$|\r|{sign})", sample, re.MULTILINE)
    return 4 * len(quoted) > sample.count("'") > 0


def _fit(sample: str, dialect: Dialect) -> _Fit:
    rows = [row for row in sample_records(sample, dialect) if any(row.cells)]
    width = usual_width(rows)
    sound = sum(len(row.cells) == width and not row.damaged for row in rows)
    return _Fit(dialect=dialect, width=width, share=sound / len(rows) if rows else 0.0, rows=len(rows))


def _is_decimal_comma(fit: _Fit, fits: list[_Fit], sample: str) -> bool:
    """Whether the comma only parts the decimals of numbers that another delimiter parts: `1,5;2,5`."""
    if fit.dialect.delimiter != ",":
        return False
    return any(_all_commas_are_decimal(other, sample) for other in fits if other.holds and other is not fit)


def _all_commas_are_decimal(fit: _Fit, sample: str) -> bool:
    rows = sample_records(sample, fit.dialect)
    with_comma = [cell for row in rows for cell in row.cells if "," in cell]
    return sum(_DECIMAL.fullmatch(cell) is not None for cell in with_comma) * 10 >= len(with_comma) * 9
