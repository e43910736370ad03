"""Typed Arrow columns become text cells with kinds; only nested, binary and broken values pass through Python."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from kho.quality.cells import CellKind
from kho.sources.records.nested import DEEPEST, Invalid, Number, cell

Texts = tuple[pa.Array, pa.Array]
"""Texts and kinds of one column, both `string`."""

NOT_FINITE = pa.array(["nan", "-nan", "inf", "-inf"])
ZERO_FRACTION = r"\.0+$"
NANO_FRACTION = r"(\.\d{6})000$"


def texts(column: pa.Array) -> Texts:
    """The cells of a column of any Arrow type.

    Numbers have a decimal point and no exponent; timestamps with a zone are in UTC; binary is in hexadecimal digits;
    lists, structs, maps and intervals are canonical JSON; a duration is the number of its unit. NaN and infinities,
    and dates outside the years 1 to 9999, are marked as errors.
    """
    if isinstance(column.type, pa.BaseExtensionType) and column.type.extension_name == "arrow.json":
        return marked(column.storage.cast(pa.string()), CellKind.JSON)
    column = _plain(column)
    kind = column.type
    for fits, convert in _CONVERSIONS:
        if fits(kind):
            return convert(column)
    return _json(column)


def _plain(column: pa.Array) -> pa.Array:
    """Without extension types, dictionaries and run ends: what is stored."""
    if isinstance(column.type, pa.BaseExtensionType):
        return _plain(_unwrapped(column))
    if pt.is_dictionary(column.type):
        return _plain(column.dictionary_decode())
    if pt.is_run_end_encoded(column.type):
        return _plain(pc.run_end_decode(column))
    return column


def _unwrapped(column: pa.Array) -> pa.Array:
    if column.type.extension_name == "arrow.uuid":
        return pa.array([None if each is None else str(each) for each in column.to_pylist()], pa.string())
    return column.storage


def marked(texts: pa.Array, kind: CellKind | None) -> Texts:
    """All cells but the empty ones of one kind."""
    if kind is None:
        return texts, pa.nulls(len(texts), pa.string())
    return texts, pc.if_else(pc.is_valid(texts), pa.scalar(kind, pa.string()), pa.scalar(None, pa.string()))


def _text(column: pa.Array) -> Texts:
    """Texts, empty ones as empty cells; Arrow does not promise that their bytes are UTF-8, so they are looked at."""
    try:
        column.validate(full=True)
        plain = column.cast(pa.string())
    except pa.ArrowInvalid:
        return _damaged_text(column)
    return marked(pc.if_else(pc.equal(plain, ""), pa.scalar(None, pa.string()), plain), None)


def _damaged_text(column: pa.Array) -> Texts:
    raw = column.cast(pa.large_binary() if pt.is_large_string(column.type) else pa.binary()).to_pylist()
    texts = [None if not each else each.decode(errors="backslashreplace") for each in raw]
    kinds = [None if not each or _is_utf8(each) else CellKind.UNDECODED for each in raw]
    return pa.array(texts, pa.string()), pa.array(kinds, pa.string())


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _integer(column: pa.Array) -> Texts:
    return marked(column.cast(pa.string()), CellKind.NUMBER)


def _boolean(column: pa.Array) -> Texts:
    return marked(column.cast(pa.string()), CellKind.BOOLEAN)


def _decimal(column: pa.Array) -> Texts:
    return marked(_without_exponent(column.cast(pa.string())), CellKind.NUMBER)


def _float(column: pa.Array) -> Texts:
    """The shortest text that reads back as the same number; NaN and infinities are errors."""
    wide = column.cast(pa.float32()) if pt.is_float16(column.type) else column
    texts, kinds = marked(_without_exponent(wide.cast(pa.string())), CellKind.NUMBER)
    return texts, _errors_where(pc.is_in(texts, NOT_FINITE), kinds)


def _errors_where(wrong: pa.Array, kinds: pa.Array) -> pa.Array:
    return pc.if_else(pc.fill_null(wrong, fill_value=False), pa.scalar(CellKind.ERROR, pa.string()), kinds)


def _without_exponent(texts: pa.Array) -> pa.Array:
    powers = pc.fill_null(pc.match_substring_regex(texts, r"^-?[\d.]+[eE]"), fill_value=False)
    if not pc.any(powers).as_py():
        return texts
    return pc.replace_with_mask(texts, powers, pa.array([_expanded(each) for each in texts.filter(powers).to_pylist()]))


def _expanded(text: str) -> str:
    return format(Decimal(text), "f")


def _date(column: pa.Array) -> Texts:
    texts, kinds = marked(column.cast(pa.date32()).cast(pa.string()), CellKind.DATE)
    return texts, _errors_where(pc.invert(pc.match_substring_regex(texts, r"^\d{4}-\d\d-\d\d$")), kinds)


def _timestamp(column: pa.Array) -> Texts:
    """Without its zone a timestamp is in UTC already: that is how Arrow stores it."""
    naive = column.cast(pa.timestamp(column.type.unit))
    texts = pc.replace_substring(naive.cast(pa.string()), " ", "T", max_replacements=1)
    texts, kinds = marked(_short_fraction(texts), CellKind.TIMESTAMP)
    return texts, _errors_where(pc.invert(pc.match_substring_regex(texts, r"^\d{4}-\d\d-\d\dT")), kinds)


def _time(column: pa.Array) -> Texts:
    return marked(_short_fraction(column.cast(pa.string())), CellKind.TIME)


def _short_fraction(texts: pa.Array) -> pa.Array:
    """No fraction where it is zero, else six digits; nine only where a nanosecond would be lost."""
    shortened = pc.replace_substring_regex(texts, ZERO_FRACTION, "")
    shortened = pc.replace_substring_regex(shortened, NANO_FRACTION, r"\1")
    return pc.replace_substring_regex(shortened, r"(\.\d{3})$", r"\1000")


def _duration(column: pa.Array) -> Texts:
    return marked(column.cast(pa.int64()).cast(pa.string()), CellKind.NUMBER)


def _binary(column: pa.Array) -> Texts:
    return marked(pa.array([each.hex() if each else None for each in column.to_pylist()], pa.string()), None)


def _null(column: pa.Array) -> Texts:
    return pa.nulls(len(column), pa.string()), pa.nulls(len(column), pa.string())


def _json(column: pa.Array) -> Texts:
    values = column.to_pylist(maps_as_pydicts="strict") if _has_text_keys(column.type) else column.to_pylist()
    cells = [cell(_as_json(each), DEEPEST) for each in values]
    texts, kinds = [text for text, _ in cells], [kind for _, kind in cells]
    return pa.array(texts, pa.string()), pa.array(kinds, pa.string())


def _has_text_keys(kind: pa.DataType) -> bool:
    return bool(pt.is_map(kind) and pt.is_string(kind.key_type))


def _as_json(value: Any) -> Any:  # noqa: PLR0911 - one line for each kind of value
    """A Python value that Arrow gave as a value of `kho.sources.records.nested`."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, dict):
        return {str(key): _as_json(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_json(each) for each in value]
    if isinstance(value, (int, float, Decimal)):
        return _json_number(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return Number(format(Decimal(str(value.total_seconds())), "f"))
    return str(value)


def _json_number(value: float | Decimal) -> Number | Invalid:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return Number(format(exact, "f")) if exact.is_finite() else Invalid(str(exact))


_CONVERSIONS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], Texts]], ...] = (
    (lambda kind: pt.is_string(kind) or pt.is_large_string(kind) or pt.is_string_view(kind), _text),
    (pt.is_integer, _integer),
    (pt.is_boolean, _boolean),
    (pt.is_decimal, _decimal),
    (pt.is_floating, _float),
    (pt.is_date, _date),
    (pt.is_timestamp, _timestamp),
    (pt.is_time, _time),
    (pt.is_duration, _duration),
    (lambda kind: pt.is_binary(kind) or pt.is_large_binary(kind) or pt.is_fixed_size_binary(kind), _binary),
    (pt.is_binary_view, _binary),
    (pt.is_null, _null),
)


def batch(first_row: int, columns: list[Texts]) -> pa.RecordBatch:
    """One batch of `row`, `c1 ... cn`, `k1 ... kn` from columns of the same length; rows count on from `first_row`."""
    length = len(columns[0][0]) if columns else 0
    rows = pa.array(np.arange(first_row, first_row + length))
    names = ["row", *(f"c{i + 1}" for i in range(len(columns))), *(f"k{i + 1}" for i in range(len(columns)))]
    arrays = [rows, *(text for text, _ in columns), *(kind for _, kind in columns)]
    return pa.RecordBatch.from_arrays(arrays, names=names)
