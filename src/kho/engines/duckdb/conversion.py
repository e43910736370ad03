r"""Conversions as DuckDB SQL: the rules of `kho.quality.texts`, guarded where DuckDB itself is lenient.

DuckDB alone would round '12.7' to 13, read '1_000' and '1e3' as numbers, '1/2/24' as a day of the year 24 and
'epoch' as one of 1900; so every cast stands behind a look at the text.
"""

from functools import reduce

from sqlglot import exp

from kho.contracts.model import LogicalType
from kho.quality.blocks import block
from kho.quality.cells import UNREADABLE, CellKind, kind_column, text_column
from kho.quality.dates import YEAR_DIGITS, DateField, DatePattern, date_pattern, time_pattern
from kho.quality.plan import Conversion, value_column
from kho.quality.texts import (
    CLOCK,
    FALSE_TEXTS,
    ISO_DATE,
    ISO_TIMESTAMP,
    LOCAL_OFFSET_MINUTES,
    TRUE_TEXTS,
    WHITE_SPACE,
    number_pattern,
)

EDGES = rf"\A[{WHITE_SPACE}]+|[{WHITE_SPACE}]+\z"
STRPTIME = {"year": "%Y", "month": "%m", "day": "%d"}


def named(name: str) -> exp.Expr:
    """A column by its name."""
    return exp.column(exp.to_identifier(name, quoted=True))


def text(value: str) -> exp.Expr:
    """A text."""
    return exp.Literal.string(value)


def trimmed(column: str) -> exp.Expr:
    """The text of a column without white space at its ends."""
    return block("regexp_replace($text, $edges, '', 'g')", text=named(text_column(column)), edges=text(EDGES))


def value_of(conversion: Conversion, *, edged: bool, typed: bool) -> exp.Expr:
    """The expression of `_value_<column>`; `edged` where white space was seen, `typed` where kinds were."""
    value = trimmed(conversion.column) if edged else named(text_column(conversion.column))
    value = block("nullif($value, '')", value=value)
    if conversion.missing:
        missing = exp.Tuple(expressions=[text(each) for each in conversion.missing])
        value = exp.Case(ifs=[exp.If(this=_not_in(value, missing), true=value.copy())])
    if not typed:
        return value
    kinds = exp.Tuple(expressions=[text(kind) for kind in sorted(UNREADABLE)])
    readable = exp.or_(block("$kind is null", kind=_kind(conversion)), _not_in(_kind(conversion), kinds))
    return exp.Case(ifs=[exp.If(this=readable, true=value)])


def _not_in(value: exp.Expr, texts: exp.Tuple) -> exp.Expr:
    return exp.In(this=value.copy(), expressions=[each.copy() for each in texts.expressions]).not_()


def _kind(conversion: Conversion) -> exp.Expr:
    return named(kind_column(conversion.column))


def convert(conversion: Conversion, *, typed: bool) -> exp.Expr:
    """The expression of the conformed column over `_value_<column>`; null where the text is no such value."""
    return CONVERTERS[conversion.type](conversion, named(value_column(conversion.column)), typed=typed)


def _string(conversion: Conversion, value: exp.Expr, *, typed: bool) -> exp.Expr:
    del conversion, typed
    return value


def _when(value: exp.Expr, pattern: str, then: exp.Expr) -> exp.Expr:
    return block(
        "case when regexp_matches($value, $pattern) then $then end", value=value, pattern=text(pattern), then=then
    )


def _by_kind(conversion: Conversion, plain: exp.Expr, of_typed: exp.Expr, *, typed: bool) -> exp.Expr:
    """What is made of texts and what of cells with a kind."""
    if not typed:
        return plain
    return block(
        "case when $kind is null then $plain else $typed end", kind=_kind(conversion), plain=plain, typed=of_typed
    )


def _number(conversion: Conversion, value: exp.Expr, *, typed: bool) -> exp.Expr:
    scale = _scale(conversion)
    group, mark = (",", ".") if conversion.decimal_mark == "." else (".", ",")
    canonical = block("replace($value, $group, '')", value=value, group=text(group))
    if mark == ",":
        canonical = block("replace($value, ',', '.')", value=canonical)
    plain = _when(value, number_pattern(conversion.decimal_mark, scale), _exact(conversion, canonical))
    of_typed = _when(value, number_pattern(None, scale), _exact(conversion, value))
    return _by_kind(conversion, plain, of_typed, typed=typed)


def _scale(conversion: Conversion) -> int | None:
    """How many digits may follow the decimal mark; None for a double."""
    if conversion.type is LogicalType.INTEGER:
        return 0
    return None if conversion.precision is None else conversion.scale or 0


def _exact(conversion: Conversion, canonical: exp.Expr) -> exp.Expr:
    """A text with a decimal point as the number's type."""
    if conversion.type is LogicalType.INTEGER:
        return block("try_cast(split_part($text, '.', 1) as bigint)", text=canonical)
    if conversion.precision is not None:
        target = exp.DataType.build(f"decimal({conversion.precision},{conversion.scale or 0})")
        return exp.TryCast(this=canonical, to=target)
    double = exp.TryCast(this=canonical, to=exp.DataType.build("double"))
    return block("case when isinf($number) then null when $number = 0 then 0 else $number end", number=double)


def _boolean(conversion: Conversion, value: exp.Expr, *, typed: bool) -> exp.Expr:
    del conversion, typed
    true = exp.In(this=value.copy(), expressions=[text(each) for each in TRUE_TEXTS])
    false = exp.In(this=value.copy(), expressions=[text(each) for each in FALSE_TEXTS])
    return block("case when $true then true when $false then false end", true=true, false=false)


def _date(conversion: Conversion, value: exp.Expr, *, typed: bool) -> exp.Expr:
    patterns = [date_pattern(each) for each in conversion.formats]
    by_format = _formats_apply(conversion, [_day(pattern, value) for pattern in patterns], typed=typed)
    iso = _when(value, ISO_DATE, block("try_cast($value as date)", value=value))
    midnight = _midnight(_iso_timestamp(value))
    return _first([*by_format, iso, midnight])


def _formats_apply(conversion: Conversion, found: list[exp.Expr], *, typed: bool) -> list[exp.Expr]:
    """Formats are applied to texts and to numbers, never to a cell that is a date already."""
    if not typed:
        return found
    number = text(CellKind.NUMBER)
    return [
        block("case when $kind is null or $kind = $n then $found end", kind=_kind(conversion), n=number, found=each)
        for each in found
    ]


def _first(found: list[exp.Expr]) -> exp.Expr:
    return exp.Coalesce(this=found[0], expressions=found[1:]) if len(found) > 1 else found[0]


def _midnight(moment: exp.Expr) -> exp.Expr:
    """The day of a moment; null where it is not the day's beginning."""
    return block(
        "case when $moment = try_cast(try_cast($moment as date) as timestamp) then try_cast($moment as date) end",
        moment=moment,
    )


def _day(pattern: DatePattern, value: exp.Expr) -> exp.Expr:
    """The day a text of this pattern says."""
    if not _is_simple(pattern):
        return _midnight(_patterned(pattern, value))
    told = "".join(STRPTIME[part.name] if isinstance(part, DateField) else part for part in pattern.parts)
    longest = sum(part.most if isinstance(part, DateField) else len(part) for part in pattern.parts)
    parsed = block("try_cast(try_strptime($value, $told) as date)", value=value, told=text(told))
    return block(
        "case when strlen($value) between $shortest and $longest and $value < ':'"
        " then case when $parsed >= date '1000-01-01' then $parsed end end",
        value=value,
        shortest=exp.Literal.number(pattern.shortest),
        longest=exp.Literal.number(longest),
        parsed=parsed,
    )


def _is_simple(pattern: DatePattern) -> bool:
    """Day, month and year of four digits with one `/`, `-` or `.` between: what `try_strptime` reads strictly enough."""
    fields = [part for part in pattern.parts if isinstance(part, DateField)]
    marks = [part for part in pattern.parts if isinstance(part, str)]
    shape = [isinstance(part, DateField) for part in pattern.parts] == [True, False, True, False, True]
    years = [part.most for part in fields if part.name == "year"]
    return shape and set(pattern.fields) == set(STRPTIME) and years == [YEAR_DIGITS] and set(marks) <= set("/-.")


def _patterned(pattern: DatePattern, value: exp.Expr) -> exp.Expr:
    """The moment a text of any pattern says: its fields put together as ISO and read as that."""
    return _when(value, pattern.regex(), _iso_timestamp(_iso_text(pattern, value)))


def _iso_text(pattern: DatePattern, value: exp.Expr) -> exp.Expr:
    given = {name: _group(pattern, value, number) for number, name in enumerate(pattern.fields, start=1)}
    two = {name: block("lpad($field, 2, '0')", field=field) for name, field in given.items()}
    year = given.get("year", text("2000"))
    if pattern.two_digit_year:
        year = block("case when $year >= '50' then '19' || $year else '20' || $year end", year=year)
    day = _joined("-", [year, two.get("month", text("01")), two.get("day", text("01"))])
    clock = _joined(":", [two.get(name, text("00")) for name in ("hour", "minute", "second")])
    fraction = given.get("fraction", text("0"))
    return _joined(".", [_joined(" ", [day, clock]), fraction])


def _group(pattern: DatePattern, value: exp.Expr, number: int) -> exp.Expr:
    return exp.Anonymous(
        this="regexp_extract", expressions=[value.copy(), text(pattern.regex()), exp.Literal.number(number)]
    )


def _joined(mark: str, parts: list[exp.Expr]) -> exp.Expr:
    return reduce(lambda left, right: block("$l || $m || $r", l=left, m=text(mark), r=right), parts)


def _timestamp(conversion: Conversion, value: exp.Expr, *, typed: bool) -> exp.Expr:
    patterns = [date_pattern(each) for each in conversion.formats]
    by_format = _formats_apply(conversion, [_moment(pattern, value) for pattern in patterns], typed=typed)
    iso_day = _when(value, ISO_DATE, block("try_cast(try_cast($value as date) as timestamp)", value=value))
    return _first([*by_format, _iso_timestamp(value), iso_day])


def _moment(pattern: DatePattern, value: exp.Expr) -> exp.Expr:
    if _is_simple(pattern):
        return block("try_cast($day as timestamp)", day=_day(pattern, value))
    return _patterned(pattern, value)


def _iso_timestamp(value: exp.Expr) -> exp.Expr:
    """An ISO timestamp; one with an offset as the clock in Vietnam showed it."""
    local = block("try_cast($value as timestamp)", value=value)
    shifted = block(
        "case when regexp_matches(substr($value, 17), '[Z+-]') then $moved else $local end",
        value=value,
        moved=_moved(value),
        local=local,
    )
    return _when(value, ISO_TIMESTAMP, shifted)


def _moved(value: exp.Expr) -> exp.Expr:
    """The moment before its offset, moved by what Vietnam's clock is ahead; null past the calendar's ends."""
    moment = block("try_cast(regexp_replace($value, '(Z|[+-][0-9]{2}:?[0-9]{2})$', '') as timestamp)", value=value)
    sign = block("case when contains(substr($value, 17), '-') then -1 else 1 end", value=value)
    digits = block("nullif(regexp_extract($value, '[+-]([0-9]{2}:?[0-9]{2})$', 1), '')", value=value)
    minutes = block(
        "coalesce(try_cast(left($digits, 2) as bigint) * 60 + try_cast(right($digits, 2) as bigint), 0)", digits=digits
    )
    local = block(
        "$moment + to_minutes($ahead - $sign * $minutes)",
        moment=moment,
        ahead=exp.Literal.number(LOCAL_OFFSET_MINUTES),
        sign=sign,
        minutes=minutes,
    )
    return block("case when year($local) between 1000 and 9999 then $local end", local=local)


def _time(conversion: Conversion, value: exp.Expr, *, typed: bool) -> exp.Expr:
    patterns = [time_pattern(each) for each in conversion.formats]
    by_format = _formats_apply(conversion, [_patterned(pattern, value) for pattern in patterns], typed=typed)
    clock = _when(
        value, CLOCK, _iso_timestamp(block("'2000-01-01 ' || lpad($v, $length, '0')", v=value, length=_padded(value)))
    )
    return _clock_text(_first([*by_format, clock]))


def _padded(value: exp.Expr) -> exp.Expr:
    """The length with an hour of two digits."""
    return block("strlen($value) + case when $value like '_:%' then 1 else 0 end", value=value)


def _clock_text(moment: exp.Expr) -> exp.Expr:
    """`10:15:00`, with a fraction of six digits where there is one."""
    return block(
        "case when microsecond($moment) % 1000000 = 0 then strftime($moment, '%H:%M:%S')"
        " else strftime($moment, '%H:%M:%S.%f') end",
        moment=moment,
    )


def _json(conversion: Conversion, value: exp.Expr, *, typed: bool) -> exp.Expr:
    del typed
    return exp.Anonymous(this=json_function(conversion.type), expressions=[value.copy()])


def json_function(wanted: LogicalType) -> str:
    """The name under which the engine offers canonical JSON to its SQL."""
    return f"kho_json_{wanted}"


CONVERTERS = {
    LogicalType.STRING: _string,
    LogicalType.INTEGER: _number,
    LogicalType.NUMBER: _number,
    LogicalType.BOOLEAN: _boolean,
    LogicalType.DATE: _date,
    LogicalType.TIMESTAMP: _timestamp,
    LogicalType.TIME: _time,
    LogicalType.OBJECT: _json,
    LogicalType.ARRAY: _json,
}
