"""What DuckDB writes in its own way: trimming, its fast reading of days, canonical JSON."""

from sqlglot import exp

from kho.blocks import block
from kho.contracts.model import LogicalType
from kho.engines.conversions import Dialect, text
from kho.quality.dates import DateField, DatePattern
from kho.quality.texts import WHITE_SPACE

EDGES = rf"\A[{WHITE_SPACE}]+|[{WHITE_SPACE}]+\z"
STRPTIME = {"year": "%Y", "month": "%m", "day": "%d"}
SIMPLE = {f"{mark}".join(fields): -4 for mark in "/-." for fields in (("%d", "%m", "%Y"), ("%m", "%d", "%Y"))}
"""Patterns whose year is last, with the place of its first digit: a digit from 1 on there means four digits."""


def _trimmed(value: exp.Expr) -> exp.Expr:
    """A text without white space at its ends; `trim` with a set of letters takes ten times as long."""
    return block("regexp_replace($value, $edges, '', 'g')", value=value, edges=text(EDGES))


def _later(moment: exp.Expr, minutes: exp.Expr) -> exp.Expr:
    return exp.Add(this=moment, expression=exp.Anonymous(this="to_minutes", expressions=[minutes]))


def json_function(wanted: LogicalType) -> str:
    """The name under which the engine offers canonical JSON to its SQL."""
    return f"kho_json_{wanted}"


def _json(wanted: LogicalType, value: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=json_function(wanted), expressions=[value])


def _simple_day(pattern: DatePattern, value: exp.Expr) -> exp.Expr | None:
    """`try_strptime` for the usual patterns, its leniencies shut out by length, first letter and year.

    Without them it would read '1/2/24' as a day of the year 24 and 'infinity' as one of 1900.
    """
    told = "".join(STRPTIME.get(part.name, "") if isinstance(part, DateField) else part for part in pattern.parts)
    if told not in SIMPLE or pattern.two_digit_year:
        return None
    return block(
        "case when strlen($value) between 8 and 10 and $value < ':' and substr($value, $year, 1) >= '1'"
        " then try_cast($parsed as date) end",
        value=value,
        year=exp.Literal.number(SIMPLE[told]),
        parsed=_strptime(value, told),
    )


def _strptime(value: exp.Expr, told: str) -> exp.Expr:
    return exp.Anonymous(this="try_strptime", expressions=[value.copy(), text(told)])


DUCKDB = Dialect(trim=_trimmed, later=_later, json=_json, simple_day=_simple_day)
