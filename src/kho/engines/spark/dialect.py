"""What Spark writes in its own way."""

from sqlglot import exp

from kho.blocks import block
from kho.contracts.model import LogicalType
from kho.engines.conversions import Dialect, decimal, text
from kho.engines.settings import EngineFailedError
from kho.messages import Message
from kho.quality.texts import WHITE_SPACE

EDGES = rf"\A[{WHITE_SPACE}]+|[{WHITE_SPACE}]+\z"


class NoJsonInSparkError(EngineFailedError):
    """Spark SQL has no canonical JSON."""

    code = "KHO-E120"
    what = Message(
        vi="Máy spark chưa đọc được cột kiểu {type}.",
        en="The Spark engine does not read columns of type {type} yet.",
    )
    mend = Message(
        vi="Chạy bộ dữ liệu này bằng máy duckdb, hoặc khai báo cột là string.",
        en="Run this dataset with the duckdb engine, or declare the column a string.",
    )


def _trimmed(value: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="regexp_replace", expressions=[value.copy(), text(EDGES), text("")])


def _later(moment: exp.Expr, minutes: exp.Expr) -> exp.Expr:
    moved = exp.Anonymous(this="timestampadd", expressions=[exp.var("MINUTE"), minutes.copy(), moment.copy()])
    return exp.Cast(this=moved, to=exp.DataType.build("timestamp"))


def _json(wanted: LogicalType, value: exp.Expr) -> exp.Expr:
    del value
    raise NoJsonInSparkError(type=wanted)


def _decimal(number: exp.Expr, precision: int, scale: int) -> exp.Expr:
    """Sail fails, rather than gives null, where a number is one digit too long."""
    fits = rf"\A[+-]?0*[0-9]{{0,{precision - scale}}}(?:\.[0-9]+)?\z"
    return block(
        "case when regexp_matches($n, $fits) then $cast end",
        n=number,
        fits=text(fits),
        cast=decimal(number, precision, scale),
    )


SPARK = Dialect(trim=_trimmed, later=_later, json=_json, decimal=_decimal)


def sql(expression: exp.Expr) -> str:
    """The expression as Spark reads it; timestamps are those without a time zone."""

    def local(node: exp.Expr) -> exp.Expr:
        is_timestamp = isinstance(node, exp.DataType) and node.this is exp.DType.TIMESTAMP
        return exp.DataType.build("timestampntz", dialect="duckdb") if is_timestamp else node

    return expression.transform(local).sql("spark")


def day(value: object) -> exp.Expr:
    """A date, from its ISO text."""
    return block("cast($day as date)", day=text(str(value)))
