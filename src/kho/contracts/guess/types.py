"""Which type a column's values prove."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kho.contracts.guess.moments import Moments, are_times, moments
from kho.contracts.guess.numbers import Numbers, numbers, value_of
from kho.contracts.guess.samples import Cells
from kho.contracts.model import Column, LogicalType
from kho.messages import Message
from kho.standards.text.folding import folded

_CODE = re.compile(
    r"\bma\b|\bcode\b|\bid\b|\bso (hieu|ho so|quyet dinh|van ban|dinh danh|dien thoai|tai khoan|giay|seri)|"
    r"cccd|cmnd|can cuoc|\bmst\b|\bsdt\b|dien thoai|tai khoan|bien so|\bphone|\bfax|\bzip"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where `MaTinh` has its words' border."""
_LEADING_ZERO = re.compile(r"0\d+")
_LONG_DIGITS = re.compile(r"\d{16,}")
_BOOLEANS = {"true", "false"}
_EXACT_SCALE = 2
_DIGITS = 18


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """A column with its type, and what a person should know of how it was found."""

    column: Column
    notes: tuple[Message, ...] = ()


def is_code(header: str) -> bool:
    """Whether a header speaks of codes, which are texts even where all are digits."""
    return _CODE.search(folded(_CAMEL.sub(" ", header)).replace("_", " ")) is not None


def typed(column: Column, cells: Cells, header: str, *, day_first_known: bool) -> Typed:
    """The column with the narrowest type that all of its values prove; a text where none is proven."""
    if not cells.all:
        return Typed(column=column, notes=(_EMPTY,))
    kinds = {kind for kind, _ in cells.typed}
    return (
        _from_dates(column, cells, kinds, day_first_known=day_first_known)
        or _from_others(column, cells, kinds)
        or _from_numbers(column, cells, header, kinds)
        or _text(column, cells)
    )


def _from_others(column: Column, cells: Cells, kinds: set[str]) -> Typed | None:
    values = cells.all
    kind: LogicalType | None = None
    if kinds == {"j"}:
        kind = LogicalType.ARRAY if all(text.startswith("[") for text in values) else LogicalType.OBJECT
    elif kinds <= {"b"} and all(value.casefold() in _BOOLEANS for value in values):
        kind = LogicalType.BOOLEAN
    elif kinds <= {"h"} and are_times(values):
        kind = LogicalType.TIME
    return Typed(column=replace(column, logical_type=kind)) if kind is not None else None


def _from_dates(column: Column, cells: Cells, kinds: set[str], *, day_first_known: bool) -> Typed | None:
    if not kinds <= {"d", "s"}:
        return None
    none = Moments(timestamps=False, formats=())
    found = moments(cells.texts, day_first_known=day_first_known) if cells.texts else none
    if found is None:
        return None
    if found.ambiguous:
        return Typed(column=column, notes=(_ambiguous_dates(found),))
    stamped = found.timestamps or "s" in kinds
    kind = LogicalType.TIMESTAMP if stamped else LogicalType.DATE
    return Typed(column=replace(column, logical_type=kind, formats=found.formats))


def _from_numbers(column: Column, cells: Cells, header: str, kinds: set[str]) -> Typed | None:
    if not kinds <= {"n"}:
        return None
    if _all_digits(cells.all) and (kept := _kept_as_text(cells.all, header)):
        return Typed(column=column, notes=(kept,))
    plain = numbers(cells.texts) if cells.texts else Numbers(mark=None, ambiguous=False, scale=0)
    if plain is None or is_code(header) or any(_LEADING_ZERO.fullmatch(text) for text in cells.all):
        return None
    if plain.ambiguous:
        return Typed(column=column, notes=(_ambiguous_numbers(),))
    fractions = plain.scale > 0 or any("." in text or "e" in text.lower() for _, text in cells.typed)
    made = replace(column, decimal_mark=plain.mark or ".", point_told=plain.mark == ".")
    if not fractions:
        return Typed(column=replace(made, logical_type=LogicalType.INTEGER))
    exact = not cells.typed and plain.scale <= _EXACT_SCALE
    precision, scale = (_DIGITS, plain.scale) if exact else (None, None)
    return Typed(column=replace(made, logical_type=LogicalType.NUMBER, precision=precision, scale=scale))


def _kept_as_text(values: Sequence[str], header: str) -> Message | None:
    if any(_LEADING_ZERO.fullmatch(value) or _LONG_DIGITS.fullmatch(value) for value in values):
        return _DIGITS_KEPT
    return _CODE_KEPT if is_code(header) else None


def _all_digits(values: Sequence[str]) -> bool:
    return all(value.isdigit() for value in values)


def _text(column: Column, cells: Cells) -> Typed:
    """A text column; a lone `x` or `.` may well be a value there, so only clear words count as missing."""
    clear = tuple(text for text in column.missing if text.casefold() != "x")
    mixed = numbers([text for text in cells.all if text[:1].isdigit()] or [""])
    share = sum(text[:1].isdigit() for text in cells.all) / len(cells.all)
    notes = (_MIXED,) if mixed is not None and _MOSTLY <= share < 1 else ()
    return Typed(column=replace(column, missing=clear), notes=notes)


_MOSTLY = 0.9
_EMPTY = Message("Mẫu không có giá trị nào: kiểm tra kiểu.", "The sample has no value here: check the type.")
_DIGITS_KEPT = Message("Giữ là chữ vì có số 0 ở đầu hoặc quá dài.", "Kept as text: leading zeros or too many digits.")
_CODE_KEPT = Message("Giữ là chữ vì tiêu đề nói đây là mã.", "Kept as text: the header says these are codes.")
_MIXED = Message(
    "Phần lớn là số nhưng có giá trị không phải số: xem lại.", "Mostly numbers, but some values are none: look again."
)


def _ambiguous_dates(found: Moments) -> Message:
    day, month = ", ".join(found.formats), ", ".join(found.others)
    return Message(
        vi=f"Không rõ ngày hay tháng đứng trước. Nếu chắc: logicalType: date, format: {day} (hoặc {month}).",
        en=f"No value tells whether day or month comes first. If sure: logicalType: date, format: {day} (or {month}).",
    )


def _ambiguous_numbers() -> Message:
    return Message(
        vi="Không rõ 1.234 là một nghìn hai trăm ba mươi tư hay một phẩy hai ba tư. Nếu chắc: logicalType: integer và "
        'kho.decimal: "," (dấu chấm phân nhóm), hoặc logicalType: number và kho.decimal: ".".',
        en="1.234 may be one thousand two hundred thirty-four or one point two. If sure: logicalType: integer and "
        'kho.decimal: "," (the point groups), or logicalType: number and kho.decimal: ".".',
    )


def bounds(column: Column, cells: Cells) -> tuple[str, str] | None:
    """Least and greatest value in the sample of a number column, as texts."""
    if column.logical_type not in {LogicalType.INTEGER, LogicalType.NUMBER}:
        return None
    values = [value_of(text, column.decimal_mark if not kind else None) for kind, text in _with_kind(cells)]
    return (_plain(min(values)), _plain(max(values))) if values else None


def _plain(number: Decimal | float) -> str:
    """A number without exponent, in at most fifteen digits."""
    return format(Decimal(f"{number:.15g}"), "f")


def _with_kind(cells: Cells) -> list[tuple[str, str]]:
    return [*(("", text) for text in cells.texts), *cells.typed]
