"""Conversions as SQL, for engines that compute in SQL: the rules of `kho.quality.texts`, guarded text by text.

Engines alone would round '12.7' to 13, read '1_000' and '1e3' as numbers, '1/2/24' as a day of the year 24 and
'epoch' as one of 1900; so every cast stands behind a look at the text. Written in the duckdb dialect with functions
that every engine has; what engines write in different ways is the `Dialect`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from sqlglot import exp

from kho.blocks import block, named_as
from kho.contracts.model import LogicalType
from kho.engines.amounts import Figures, scaled
from kho.quality.cells import UNREADABLE, CellKind, kind_column, text_column
from kho.quality.dates import DatePattern, date_pattern, time_pattern
from kho.quality.plan import CheckPlan, Conversion, Scaling, value_column
from kho.quality.texts import (
    CLOCK,
    FALSE_TEXTS,
    ISO_DATE,
    ISO_DAY,
    ISO_TIMESTAMP,
    LOCAL_OFFSET_MINUTES,
    TRUE_TEXTS,
    number_pattern,
)
from kho.standards.registry import standard


def decimal(number: exp.Expr, precision: int, scale: int) -> exp.Expr:
    """A text that has been looked at as a decimal; null where it has too many digits before the point."""
    return exp.TryCast(this=number.copy(), to=exp.DataType.build(f"decimal({precision},{scale})"))


def _no_faster_way(_pattern: DatePattern, _value: exp.Expr) -> exp.Expr | None:
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """What engines write in different ways.

    `trim` cuts white space at both ends of a text; `later` is a moment some minutes later; `json` the canonical JSON
    of a text; `decimal` a text as a decimal; `simple_day` a faster way to read the days of a pattern, None where there
    is none.
    """

    trim: Callable[[exp.Expr], exp.Expr]
    later: Callable[[exp.Expr, exp.Expr], exp.Expr]
    json: Callable[[LogicalType, exp.Expr], exp.Expr]
    decimal: Callable[[exp.Expr, int, int], exp.Expr] = decimal
    simple_day: Callable[[DatePattern, exp.Expr], exp.Expr | None] = _no_faster_way


@dataclass(frozen=True, kw_only=True, slots=True)
class Making:
    """How one column's expressions are made.

    `edged` where some text has white space at an end or is empty, `typed` where some cell has a kind: what nobody needs
    is left out.
    """

    conversion: Conversion
    dialect: Dialect
    edged: bool = True
    typed: bool = True

    @property
    def kind(self) -> exp.Expr:
        """The column's staged kind."""
        return named(kind_column(self.conversion.column))

    @property
    def value(self) -> exp.Expr:
        """The column's `_value_`."""
        return named(value_column(self.conversion.column))


MIDNIGHT = r"\A00:00:00\.0+\z"


def named(name: str) -> exp.Expr:
    """A column by its name."""
    return exp.column(exp.to_identifier(name, quoted=True))


def text(value: str) -> exp.Expr:
    """A text."""
    return exp.Literal.string(value)


def value_of(making: Making) -> exp.Expr:
    """The expression of `_value_<column>` over the staged columns."""
    value = named(text_column(making.conversion.column))
    if making.edged:
        value = block("nullif($value, '')", value=making.dialect.trim(value))
    if making.conversion.missing:
        value = exp.Case(ifs=[exp.If(this=_one_of(value, making.conversion.missing).not_(), true=value.copy())])
    if not making.typed:
        return value
    readable = block(
        "$kind is null or not ($unreadable)", kind=making.kind, unreadable=_one_of(making.kind, sorted(UNREADABLE))
    )
    return exp.Case(ifs=[exp.If(this=readable, true=value)])


def mapped_column(name: str) -> str:
    """The column of a mapping's table with the values of contract column `name`; its texts stand in `mapped_from`."""
    return f"_mapped_{name}"


def mapped_from(name: str) -> str:
    """The column of a mapping's table with the texts of contract column `name`."""
    return f"_mapped_from_{name}"


def _mapped_days(name: str) -> tuple[str, str]:
    """The columns of a mapping's table with the first and the last day of each of its rows."""
    return f"_mapped_since_{name}", f"_mapped_until_{name}"


def mapping(conversion: Conversion) -> exp.Select:
    """The columns of a mapping's table; it is to be taken from its lookup."""
    columns = [("key_1", mapped_from(conversion.column)), ("value", mapped_column(conversion.column))]
    if conversion.mapping_on is not None:
        columns += zip(("valid_from", "valid_to"), _mapped_days(conversion.column), strict=True)
    return exp.select(*(named_as(named(name), as_) for name, as_ in columns))


def with_mappings(
    rows: exp.Select, plan: CheckPlan, tables: Mapping[str, str], making: Callable[[Conversion], Making]
) -> exp.Select:
    """The rows joined with the table of each mapping, told by column, on the text and the row's own day."""
    made = {each.column: making(each) for each in plan.conversions}
    for each in plan.conversions:
        if each.mapping is not None:
            same = block("$text = $value", text=named(mapped_from(each.column)), value=named(value_column(each.column)))
            if each.mapping_on is not None:
                first, last = map(named, _mapped_days(each.column))
                day = convert(made[each.mapping_on])
                same = exp.and_(same, block("$day between $first and $last", day=day, first=first, last=last))
            rows = rows.join(exp.to_table(tables[each.column]), on=same, join_type="left")
    return rows


def convert(making: Making) -> exp.Expr:
    """The expression of the conformed column over `_value_<column>`; null where the text is no such value."""
    if making.conversion.mapping is not None:
        return named(mapped_column(making.conversion.column))
    made = CONVERTERS[making.conversion.type](making)
    return made if making.conversion.scaling is None else _scaled(making, making.conversion.scaling, made)


def _scaled(making: Making, scaling: Scaling, plain: exp.Expr) -> exp.Expr:
    figures = Figures(
        conversion=making.conversion,
        value=making.value,
        kind=making.kind if making.typed else None,
        plain=plain,
        decimals=making.dialect.decimal,
    )
    return scaled(figures, scaling)


def _one_of(value: exp.Expr, texts: Sequence[str]) -> exp.In:
    return exp.In(this=value.copy(), expressions=[text(each) for each in texts])


def _when(value: exp.Expr, pattern: str, then: exp.Expr) -> exp.Expr:
    """What is made of a text that matches."""
    return block(
        "case when regexp_matches($value, $pattern) then $then end", value=value, pattern=text(pattern), then=then
    )


def _first(found: Sequence[exp.Expr]) -> exp.Expr:
    return exp.Coalesce(this=found[0], expressions=list(found[1:])) if len(found) > 1 else found[0]


def _string(making: Making) -> exp.Expr:
    kept = making.conversion.standard
    made = None if kept is None else standard(kept).sql
    return making.value if made is None else made(making.value)


def _number(making: Making) -> exp.Expr:
    conversion, value = making.conversion, making.value
    scale = _scale(conversion)
    plain = _when(value, number_pattern(conversion.decimal_mark, scale), _exact(making, _canonical(making)))
    if not making.typed:
        return plain
    typed = _when(value, number_pattern(None, scale), _exact(making, value))
    return block("case when $kind is null then $plain else $typed end", kind=making.kind, plain=plain, typed=typed)


def _integer(making: Making) -> exp.Expr:
    """A text that is the number as engines write it needs no further look: most are."""
    plain = block(
        "case when try_cast(try_cast($value as bigint) as text) = $value then try_cast($value as bigint) end",
        value=making.value,
    )
    return _first([plain, _number(making)])


def _scale(conversion: Conversion) -> int | None:
    """How many digits may follow the decimal mark; None for a double."""
    if conversion.type is LogicalType.INTEGER:
        return 0
    return None if conversion.precision is None else conversion.scale or 0


def _canonical(making: Making) -> exp.Expr:
    """The number's text with a decimal point and no groups."""
    if making.conversion.decimal_mark == ".":
        return block("replace($value, ',', '')", value=making.value)
    return block("replace(replace($value, '.', ''), ',', '.')", value=making.value)


def _exact(making: Making, canonical: exp.Expr) -> exp.Expr:
    """A text with a decimal point as the number's type."""
    conversion = making.conversion
    if conversion.type is LogicalType.INTEGER:
        return block("try_cast(split_part($text, '.', 1) as bigint)", text=canonical)
    if conversion.precision is not None:
        return making.dialect.decimal(canonical, conversion.precision, conversion.scale or 0)
    return block(
        "case when $number = 0 then try_cast(0 as double)"
        " when abs($number) <= try_cast('1.7976931348623157e308' as double) then $number end",
        number=block("try_cast($text as double)", text=canonical),
    )


def _boolean(making: Making) -> exp.Expr:
    true, false = _one_of(making.value, TRUE_TEXTS), _one_of(making.value, FALSE_TEXTS)
    return block("case when $true then true when $false then false end", true=true, false=false)


def _date(making: Making) -> exp.Expr:
    by_format = [_day(making, date_pattern(each)) for each in making.conversion.formats]
    iso = _when(making.value, ISO_DAY, block("try_cast(left($value, 10) as date)", value=making.value))
    return _first([*_of_texts(making, by_format), iso])


def _timestamp(making: Making) -> exp.Expr:
    by_format = [_moment(making, date_pattern(each)) for each in making.conversion.formats]
    iso_day = block("try_cast($day as timestamp)", day=_iso_day(making.value))
    return _first([*_of_texts(making, by_format), _iso_moment(making, making.value), iso_day])


def _of_texts(making: Making, found: Sequence[exp.Expr]) -> list[exp.Expr]:
    """Formats are applied to texts and to numbers, never to a cell that is a date already."""
    if not making.typed:
        return list(found)
    sql = "case when $kind is null or $kind = $number then $found end"
    return [block(sql, kind=making.kind, number=text(CellKind.NUMBER), found=each) for each in found]


def _iso_day(value: exp.Expr) -> exp.Expr:
    return _when(value, ISO_DATE, block("try_cast($value as date)", value=value))


def _day(making: Making, pattern: DatePattern) -> exp.Expr:
    """The day a text of this pattern says; none where it tells another time than midnight."""
    simple = making.dialect.simple_day(pattern, making.value)
    if simple is not None:
        return simple
    fields = _fields(making, pattern)
    day = _iso_day(_day_text(fields, pattern))
    return _when(making.value, pattern.regex(), _when(_clock(fields), MIDNIGHT, day))


def _moment(making: Making, pattern: DatePattern) -> exp.Expr:
    day = making.dialect.simple_day(pattern, making.value)
    return block("try_cast($day as timestamp)", day=day) if day is not None else _by_pattern(making, pattern)


def _by_pattern(making: Making, pattern: DatePattern) -> exp.Expr:
    """The moment a text of any pattern says: its fields put together as ISO and read as that."""
    fields = _fields(making, pattern)
    moment = _joined(" ", [_day_text(fields, pattern), _clock(fields)])
    return _when(making.value, pattern.regex(), _iso_moment(making, moment))


def _day_text(fields: dict[str, exp.Expr], pattern: DatePattern) -> exp.Expr:
    """`2024-01-31` from the fields of a pattern."""
    year = fields["year"]
    if pattern.two_digit_year:
        year = block("case when $year >= '50' then '19' || $year else '20' || $year end", year=year)
    return _joined("-", [year, _two(fields["month"]), _two(fields["day"])])


def _fields(making: Making, pattern: DatePattern) -> dict[str, exp.Expr]:
    """The digits of each field of a text that matches."""
    sql = "regexp_extract($value, $pattern, {})"
    return {
        name: block(sql.format(number), value=making.value, pattern=text(pattern.regex()))
        for number, name in enumerate(pattern.fields, start=1)
    }


def _two(digits: exp.Expr) -> exp.Expr:
    return block("lpad($digits, 2, '0')", digits=digits)


def _clock(fields: dict[str, exp.Expr]) -> exp.Expr:
    """`10:15:00.0` from the fields of a pattern; those it does not have are zero."""
    parts = [_two(fields[name]) if name in fields else text("00") for name in ("hour", "minute", "second")]
    return _joined(".", [_joined(":", parts), fields.get("fraction", text("0"))])


def _joined(mark: str, parts: Sequence[exp.Expr]) -> exp.Expr:
    return reduce(lambda left, right: block("$l || $m || $r", l=left, m=text(mark), r=right), parts)


def _iso_moment(making: Making, value: exp.Expr) -> exp.Expr:
    """An ISO timestamp; one with an offset as the clock in Vietnam showed it."""
    offset = block("substr($value, 17)", value=value)
    told = block(
        "case when regexp_matches($offset, '[Z+-]') then $moved else $local end",
        offset=offset,
        moved=_moved(making, value),
        local=_local(value),
    )
    return _when(value, ISO_TIMESTAMP, told)


def _local(value: exp.Expr) -> exp.Expr:
    """The moment itself, its offset left out: second and fraction are zero where they are not told."""
    return block(
        "try_cast(left($value, 10) || ' ' || substr($value, 12, 5) || ':' || $second || '.' || $fraction as timestamp)",
        value=value,
        second=block("case when substr($value, 17, 1) = ':' then substr($value, 18, 2) else '00' end", value=value),
        fraction=block(
            "case when substr($value, 20, 1) = '.' then regexp_extract($value, '[.]([0-9]+)', 1) else '0' end",
            value=value,
        ),
    )


def _moved(making: Making, value: exp.Expr) -> exp.Expr:
    """The moment moved by what Vietnam's clock is ahead of it; null past the calendar's ends."""
    digits = block("regexp_extract($value, '[+-]([0-9]{2}:?[0-9]{2})$', 1)", value=value)
    minutes = block(
        "coalesce(try_cast(nullif(left($digits, 2), '') as bigint) * 60"
        " + try_cast(nullif(right($digits, 2), '') as bigint), 0)",
        digits=digits,
    )
    behind = block("case when contains(substr($value, 17), '-') then $m else -$m end", value=value, m=minutes)
    ahead = block("$local + $behind", local=exp.Literal.number(LOCAL_OFFSET_MINUTES), behind=behind)
    moved = making.dialect.later(_local(value), ahead)
    return block("case when year($moved) between 1000 and 9999 then $moved end", moved=moved)


def _time(making: Making) -> exp.Expr:
    by_format = [_clock_by_pattern(making, each) for each in making.conversion.formats]
    padded = block("case when substr($value, 2, 1) = ':' then '0' || $value else $value end", value=making.value)
    return _first([*_of_texts(making, by_format), _clock_text(padded)])


def _clock_by_pattern(making: Making, told: str) -> exp.Expr:
    pattern = time_pattern(told)
    return _when(making.value, pattern.regex(), _clock_text(_clock(_fields(making, pattern))))


def _clock_text(clock: exp.Expr) -> exp.Expr:
    """`10:15:00`, with a fraction of six digits where there is one."""
    second = block("coalesce(nullif(substr($clock, 7, 2), ''), '00')", clock=clock)
    fraction = block("rpad(substr($clock, 10, 6), 6, '0')", clock=clock)
    told = block(
        "left($clock, 5) || ':' || $second || case when $fraction = '000000' then '' else '.' || $fraction end",
        clock=clock,
        second=second,
        fraction=fraction,
    )
    return _when(clock, CLOCK, told)


def _json(making: Making) -> exp.Expr:
    return making.dialect.json(making.conversion.type, making.value)


CONVERTERS: dict[LogicalType, Callable[[Making], exp.Expr]] = {
    LogicalType.STRING: _string,
    LogicalType.INTEGER: _integer,
    LogicalType.NUMBER: _number,
    LogicalType.BOOLEAN: _boolean,
    LogicalType.DATE: _date,
    LogicalType.TIMESTAMP: _timestamp,
    LogicalType.TIME: _time,
    LogicalType.OBJECT: _json,
    LogicalType.ARRAY: _json,
}
