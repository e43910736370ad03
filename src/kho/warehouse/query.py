"""An engineer's read-only question in SQL, as of any date, in a DuckDB that can reach nothing but the tables asked."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import sqlglot
from sqlglot import exp
from sqlglot.optimizer.scope import traverse_scope

from kho.errors import KhoError
from kho.messages import Message
from kho.warehouse.catalog import table_refs
from kho.warehouse.duck import Workroom, quoted
from kho.warehouse.errors import DamagedFileError, told
from kho.warehouse.storage import Storage
from kho.warehouse.tables import AsOf, TableRef, dataset_of, open_table

BATCH = 16_384


class NotAQuestionError(KhoError):
    """The SQL is not one SELECT."""

    code = "KHO-W120"
    what = Message(vi="Chỉ nhận một câu SELECT: {reason}.", en="One SELECT is allowed: {reason}.")
    mend = Message(
        vi="Viết một câu SELECT trên các bảng của kho, ví dụ select * from so_y_te.co_so limit 10.",
        en="Write one SELECT over the warehouse's tables: select * from so_y_te.co_so limit 10.",
    )


class UnknownTableError(KhoError):
    """The SQL names a table that the warehouse does not have."""

    code = "KHO-W121"
    http_status = 404
    what = Message(vi="Kho không có bảng “{table}”.", en="The warehouse has no table “{table}”.")
    mend = Message(
        vi="Tên bảng là cơ_quan.bộ_dữ_liệu, viết bằng gạch dưới. Đang có: {known}.",
        en="A table is agency.dataset with underscores. There are: {known}.",
    )


class AmbiguousTableError(KhoError):
    """The dataset has a table in more than one layer."""

    code = "KHO-W122"
    what = Message(vi="“{table}” có ở nhiều lớp: {layers}.", en="“{table}” is in several layers: {layers}.")
    mend = Message(
        vi="Viết thêm tên lớp ở trước, ví dụ {layer}.{table}.",
        en="Put the layer before it, such as {layer}.{table}.",
    )


class QueryFailedError(KhoError):
    """DuckDB refused the SQL or could not finish it."""

    code = "KHO-W123"
    what = Message(vi="Không thực hiện được câu hỏi: {reason}.", en="The query failed: {reason}.")
    mend = Message(
        vi="Sửa câu SQL theo lý do ở trên; nếu hết bộ nhớ hoặc thời gian, lọc bớt hoặc tổng hợp trước.",
        en="Mend the SQL as the reason says; where memory or time ran out, filter or aggregate first.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One SELECT in DuckDB's dialect. `limit` bounds the rows that come back, `seconds` the time it may take."""

    sql: str
    as_of: AsOf = None
    limit: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Named:
    """A table as the SQL names it: `layer.agency.dataset` or `agency.dataset`."""

    layer: str
    agency: str
    dataset: str

    def __str__(self) -> str:
        return ".".join(part for part in (self.layer, self.agency, self.dataset) if part)

    def fits(self, ref: TableRef) -> bool:
        """Whether this names that table."""
        same = (self.agency, self.dataset) == (ref.name.sql_schema, ref.name.sql_table)
        return same and self.layer in ("", ref.layer.value)


@contextmanager
def ask(
    storage: Storage, workroom: Workroom, question: Question, allowed: Sequence[TableRef] | None = None
) -> Iterator[pa.RecordBatchReader]:
    """The answer as a stream of Arrow batches. Only tables that the SQL names are opened, of those `allowed`.

    Raises NotAQuestionError, UnknownTableError, AmbiguousTableError, NoVersionError, QueryFailedError (also while the
    answer is being read).
    """
    tree = _parsed(question.sql)
    chosen = _choose(_tables(tree), list(table_refs(storage) if allowed is None else allowed))
    with workroom.scratch() as scratch, workroom.session(scratch) as session, _failing():
        for named, ref in chosen.items():
            _show(session, storage, named, ref, question.as_of)
        _lock(session)
        with _timed(session, question.seconds):
            relation = session.execute(_limited(tree, question.limit).sql("duckdb"))
            yield relation.to_arrow_reader(BATCH)


def _parsed(sql: str) -> exp.Query:
    try:
        statements = [each for each in sqlglot.parse(sql, read="duckdb") if each is not None]
    except sqlglot.errors.SqlglotError as error:
        raise NotAQuestionError(reason=str(error).split("\n")[0]) from error
    if len(statements) != 1:
        raise NotAQuestionError(reason=f"{len(statements)} statements")
    statement = statements[0]
    if not isinstance(statement, exp.Query):
        raise NotAQuestionError(reason=statement.key.upper())
    _refuse_inside(statement)
    return statement


def _refuse_inside(statement: exp.Query) -> None:
    """Refuse statements hidden in the query, SELECT INTO, and functions that make rows out of files or settings."""
    for node in statement.walk():
        if isinstance(node, exp.DML | exp.DDL | exp.Command | exp.Into) and not isinstance(node, exp.Query):
            raise NotAQuestionError(reason=node.key.upper())
        if isinstance(node, exp.Table) and not isinstance(node.this, exp.Identifier | exp.GenerateSeries):
            name = getattr(node.this, "name", "") or node.this.sql("duckdb")
            raise NotAQuestionError(reason=f"{name}() in FROM")


def _tables(tree: exp.Query) -> set[_Named]:
    """Tables the query names, leaving out its own WITH names."""
    found: set[_Named] = set()
    for scope in traverse_scope(tree):
        for source in scope.sources.values():
            if isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier):
                found.add(_Named(layer=source.catalog, agency=source.db, dataset=source.name))
    return found


def _choose(wanted: set[_Named], known: list[TableRef]) -> dict[_Named, TableRef]:
    chosen = {}
    for named in sorted(wanted, key=str):
        fitting = [ref for ref in known if named.fits(ref)]
        if not fitting:
            names = sorted({f"{ref.name.sql_schema}.{ref.name.sql_table}" for ref in known})
            raise UnknownTableError(table=str(named), known=", ".join(names) or "∅")
        if len(fitting) > 1:
            layers = ", ".join(ref.layer.value for ref in fitting)
            raise AmbiguousTableError(table=str(named), layers=layers, layer=fitting[0].layer.value)
        chosen[named] = fitting[0]
    return chosen


def _show(session: duckdb.DuckDBPyConnection, storage: Storage, named: _Named, ref: TableRef, as_of: AsOf) -> None:
    """Make a table visible under the name the query uses."""
    rows = f"table {named}"
    session.register(rows, dataset_of(storage, ref, open_table(storage, ref, as_of)))
    if named.layer:
        session.execute(f"ATTACH IF NOT EXISTS ':memory:' AS {quoted(named.layer)}")
    schema = ".".join(quoted(part) for part in (named.layer, named.agency) if part)
    session.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    view = "CREATE TEMP VIEW" if not schema else "CREATE VIEW"
    session.execute(f"{view} {schema}.{quoted(named.dataset)} AS FROM temp.main.{quoted(rows)}")


def _lock(session: duckdb.DuckDBPyConnection) -> None:
    """From here on no file, no network, no extension, and no way to change that."""
    session.execute("SET enable_external_access = false")
    session.execute("SET lock_configuration = true")


def _limited(tree: exp.Query, limit: int | None) -> exp.Query:
    if limit is None:
        return tree
    return exp.select("*").from_(tree.subquery("answer")).limit(limit)


@contextmanager
def _timed(session: duckdb.DuckDBPyConnection, seconds: float | None) -> Iterator[None]:
    if seconds is None:
        yield
        return
    timer = threading.Timer(seconds, session.interrupt)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def _failing() -> Iterator[None]:
    """Turn what DuckDB refuses into an error that says so; also while the answer is read."""
    try:
        with told("kho sql"):
            yield
    except DamagedFileError:
        raise
    except KhoError as error:
        cause = error.__cause__
        if isinstance(cause, duckdb.Error) or "Invalid Input Error" in str(cause):
            raise QueryFailedError(reason=str(cause).strip().split("\n")[0].rstrip(".")) from cause
        raise
