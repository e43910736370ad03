"""The one SELECT that a source asks its database, and the window of it that an incremental fetch takes.

With `cursor: column` a fetch first asks for the greatest value there is, then for the rows up to it, so rows that
come in between wait for the next fetch. Rows with equal values are never split: all that are there are taken.
Rows that get the greatest value *after* the fetch are why `ties` exists:

- `again` (the default) takes the rows with the last value once more (`>=`), so none is lost. Use it with
  `kho.load: upsert`, which replaces a row by itself.
- `never` goes on behind the last value (`>`): right where no value ever comes twice, as of an identity column.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from kho.errors import KhoError
from kho.messages import Message
from kho.sources import options
from kho.sources.options import Trouble

_FORBIDDEN = (exp.DML, exp.DDL, exp.Command, exp.Into, exp.Lock)
_NUMERIC = re.compile(r"-?[0-9]+(\.[0-9]+)?")
INNER = "kho_source"
"""The name by which the source's own query stands in the query around it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Select:
    """`kho.fetch` of every database: a table or a query, and where incremental fetches go on.

    `table` is one name as the database spells it; `query` a single SELECT in the database's own SQL. `cursor` is a
    column whose value only grows; see the module for `ties`.
    """

    table: str | None = options.option(options.TEXT, default=None)
    query: str | None = options.option(options.TEXT, default=None)
    cursor: str | None = options.option(options.TEXT, default=None)
    ties: str = options.option(options.one_of("again", "never"), default="again")

    @property
    def name(self) -> str:
        """What the delivery is called, without suffix."""
        return re.sub(r"[^\w.-]", "_", self.table) if self.table else "query"


class NotOneSelectError(KhoError):
    """The query is not one SELECT, or not only that."""

    code = "KHO-T401"
    what = Message(vi="Câu truy vấn không phải là đúng một câu SELECT.", en="The query is not exactly one SELECT.")
    mend = Message(
        vi="Viết một câu SELECT (có thể bắt đầu bằng WITH), không INTO, FOR UPDATE hay lệnh thay đổi dữ liệu.",
        en="Write one SELECT (WITH may come first) without INTO, FOR UPDATE or statements that change data.",
    )


class UnfitCursorError(KhoError):
    """The cursor column is missing, of a type that cannot be compared exactly, or does not fit the last cursor."""

    code = "KHO-T402"
    what = Message(
        vi="Cột “{column}” không dùng làm mốc tải tăng dần được: {vi}.",
        en="Column “{column}” cannot serve as the cursor: {en}.",
    )
    mend = Message(
        vi="Chọn một cột có trong kết quả, kiểu số nguyên, số thập phân, ngày, thời điểm hoặc chữ, giá trị chỉ tăng.",
        en="Choose a column of the result of type integer, decimal, date, timestamp or text whose values only grow.",
    )


def problems(fetch: Mapping[str, Any], dialect: str) -> list[Trouble]:
    """Mistakes in `table` and `query` taken together."""
    table, query = fetch.get("table"), fetch.get("query")
    if (table is None) == (query is None):
        what = Message(vi="Cần đúng một trong table và query.", en="Exactly one of table and query is needed.")
        mend = Message(vi="Khai báo table hoặc query.", en="Declare table or query.")
        return [("kho.fetch.table", what, mend)]
    if isinstance(query, str) and _one_select(query, dialect) is None:
        return [("kho.fetch.query", NotOneSelectError.what, NotOneSelectError.mend)]
    return []


def statement(select: Select, dialect: str, *schema: str | None) -> exp.Query:
    """The whole SELECT of a source; a table stands in the given schemas. Raises NotOneSelectError."""
    if select.query is None:
        names = [exp.to_identifier(name, quoted=True) for name in (*schema, select.table) if name]
        return exp.select("*").from_(exp.Table(**dict(zip(("this", "db", "catalog"), reversed(names), strict=False))))
    if (query := _one_select(select.query, dialect)) is None:
        raise NotOneSelectError(where="kho.fetch.query")
    return query


def around(query: exp.Query) -> exp.Select:
    """`SELECT` without columns from the source's query, to be filled by the caller.

    An order within has no meaning there, and SQL Server refuses it; with a limit it has one and stays.
    """
    inner = query.copy()
    if not inner.args.get("limit") and not inner.args.get("fetch") and not inner.args.get("offset"):
        inner.set("order", None)
    return exp.Select().from_(inner.subquery(INNER, copy=False))


def column(name: str) -> exp.Column:
    """A column of the source's query, quoted."""
    return exp.column(name, quoted=True)


def after(query: exp.Select, select: Select, since: exp.Expression | None) -> exp.Select:
    """Keep what an incremental fetch has not brought: behind `since`, or from it on where ties come again."""
    if since is None or select.cursor is None:
        return query
    compare = exp.GTE if select.ties == "again" else exp.GT
    return query.where(compare(this=column(select.cursor), expression=since))


def window(query: exp.Query, select: Select, lower: exp.Expression | None, upper: exp.Expression) -> exp.Select:
    """The rows behind `lower` up to `upper`, in the order of the cursor column."""
    cursor = column(str(select.cursor))
    rows = after(around(query).select("*"), select, lower)
    return rows.where(exp.LTE(this=cursor, expression=upper)).order_by(cursor.copy())


def number(value: str, *, where: str, name: str) -> exp.Expression:
    """A number as a literal of SQL. Raises UnfitCursorError where the text is none."""
    if not _NUMERIC.fullmatch(value):
        vi, en = "mốc của lượt trước không phải là số", "the cursor of the last run is no number"
        raise UnfitCursorError(where=where, column=name, vi=vi, en=en)
    return exp.Literal.number(value)


def _one_select(text: str, dialect: str) -> exp.Query | None:
    """The query as an expression, so that what runs is what was checked: comments, also executable ones, are gone."""
    try:
        statements = [each for each in sqlglot.parse(text, dialect=dialect) if each is not None]
    except (SqlglotError, RecursionError):
        return None
    if len(statements) != 1 or not isinstance(statements[0], exp.Select | exp.SetOperation | exp.Subquery):
        return None
    return None if any(isinstance(node, _FORBIDDEN) for node in statements[0].walk()) else statements[0]
