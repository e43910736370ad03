"""What DuckDB writes in its own way: trimming, its fast reading of days, canonical JSON."""

from sqlglot import exp

from kho.contracts.model import LogicalType
from kho.engines.conversions import Dialect, text
from kho.quality.blocks import block
from kho.quality.dates import YEAR_DIGITS, DateField, DatePattern
from kho.quality.texts import WHITE_SPACE

EDGES = rf"\A[{WHITE_SPACE}]+|[{WHITE_SPACE}]+\z"
STRPTIME = {"year": "%Y", "month": "%m", "day": "%d"}
ONE_MARK_BETWEEN = [True, False, True, False, True]


def trimmed(value: exp.Expr) -> exp.Expr:
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
    """`try_strptime` for the usual patterns, its leniencies shut out by length, first letter and year."""
    if not _is_simple(pattern):
        return None
    told = "".join(STRPTIME[part.name] if isinstance(part, DateField) else part for part in pattern.parts)
    longest = sum(part.most if isinstance(part, DateField) else len(part) for part in pattern.parts)
    return block(
        "case when strlen($value) between $shortest and $longest and $value < ':'"
        " then case when $parsed >= date '1000-01-01' then $parsed end end",
        value=value,
        shortest=exp.Literal.number(pattern.shortest),
        longest=exp.Literal.number(longest),
        parsed=block("try_cast($strptime as date)", strptime=_strptime(value, told)),
    )


def _strptime(value: exp.Expr, told: str) -> exp.Expr:
    return exp.Anonymous(this="try_strptime", expressions=[value.copy(), text(told)])


def _is_simple(pattern: DatePattern) -> bool:
    """Day, month and year of four digits with `/`, `-` or `.` between: `try_strptime` is strict enough there."""
    years = [part.most for part in pattern.parts if isinstance(part, DateField) and part.name == "year"]
    marks = {part for part in pattern.parts if isinstance(part, str)}
    shape = [isinstance(part, DateField) for part in pattern.parts]
    return (
        shape == ONE_MARK_BETWEEN
        and set(pattern.fields) == set(STRPTIME)
        and years == [YEAR_DIGITS]
        and marks <= set("/-.")
    )


DUCKDB = Dialect(trim=trimmed, later=_later, json=_json, simple_day=_simple_day)
