"""Makes a replica: one version of a table as one SQLite file, sorted, indexed, its texts in words for search.

Beside it lies a file of DuckDB's with the same rows by columns. DuckDB writes the rows and folds the texts; SQLite
indexes both. Of a column that is not among the fields nothing gets in, not even the order by it.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
from sqlglot import exp

from kho.blocks import block
from kho.contracts.model import LogicalType
from kho.publishing.places import GEOMETRY
from kho.publishing.records import boxes
from kho.publishing.records.fields import Field
from kho.publishing.records.natural import type_of
from kho.publishing.records.statements import ID, ROWS, TEXTS, text_column
from kho.publishing.records.stored import WIDE, is_floating, is_wide
from kho.publishing.records.words import ODD, in_words, learn
from kho.quality.cells import DELIVERY, PART, ROW
from kho.sources.sql.extensions import load_scanner
from kho.warehouse.duck import Workroom, literal, quoted
from kho.warehouse.reading import Snapshot

ABOUT: Final = "about"
"""The replica's table of what it is."""
FORMAT: Final = 4
"""How replicas are made: one that was made otherwise is made again. To be raised by whoever changes this module."""
PLACE: Final = (DELIVERY, PART, ROW)
_FASTEST: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -64000;
PRAGMA analysis_limit = 1000;
"""
"""A file that is thrown away if anything happens while it is made needs no journal."""
_HELD: Final = 64 * 2**20
"""Bytes of the full-text index that are gathered in memory before they are written: the larger, the less is merged."""
_TYPES: Final = {
    LogicalType.INTEGER: "INTEGER",
    LogicalType.NUMBER: "REAL",
    LogicalType.BOOLEAN: "INTEGER",
}
_FORMS: Final = {LogicalType.DATE: "%Y-%m-%d", LogicalType.TIMESTAMP: "%Y-%m-%d %H:%M:%S.%f"}
_DIGITS: Final = "lpad(replace(replace(cast($column as varchar), '-', ''), '.', ''), $width, '0')"
_WIDE: Final = f"""
case when $column < 0 then '0' || translate({_DIGITS}, '0123456789', '9876543210') else '1' || {_DIGITS} end
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a replica is made of. `key` orders the rows, as far as it is published.

    `pairs` are columns by one value of which rows are often looked up in the order of another: each gets an index.
    """

    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def wanted(self) -> tuple[str, ...]:
        """The columns of the table that are read."""
        return (*(field.name for field in self.fields), *PLACE)

    @property
    def digest(self) -> str:
        """What two replicas of one version have in common exactly where they are made in the same way."""
        told = [[field.name, field.kind, field.precision, field.scale] for field in self.fields]
        return hashlib.sha256(json.dumps([FORMAT, told, self.key, self.pairs]).encode()).hexdigest()


def columns_of(replica: Path) -> Path:
    """The file of a replica's columns, which lies beside it."""
    return replica.with_suffix(".duckdb")


def build(workroom: Workroom, table: Snapshot, plan: Plan, into: Path) -> None:
    """Write the file `into`, and its columns beside it; rows stand by the key, without one as they were delivered.

    Columns that the table does not have yet have no values.
    """
    texts = [field for field in plan.fields if field.is_searched]
    with workroom.scratch() as scratch:
        aside = scratch / "texts.sqlite"
        _empty(into, f"CREATE TABLE {ROWS} ({ID} INTEGER PRIMARY KEY, {_columns(plan.fields)})")
        _empty(aside, f"CREATE TABLE {TEXTS} ({ID} INTEGER PRIMARY KEY, {_listed(texts, ' TEXT')})")
        with workroom.session(scratch) as session:
            session.execute("SET preserve_insertion_order = true")
            write_columns(session, table, plan, columns_of(into))
            _fill(session, plan, texts, into, aside)
        with _making(into) as made:
            _index(made, plan)
            _index_texts(made, texts, aside)
            if any(field.is_shape for field in plan.fields):
                boxes.build(made, ROWS, GEOMETRY)
            _tell(made, table, plan)
            made.execute("ANALYZE")


@contextmanager
def _making(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as made:
        made.executescript(_FASTEST)
        yield made


def _empty(file: Path, table: str) -> None:
    with _making(file) as made:
        made.execute(table)


def _columns(fields: Iterable[Field]) -> str:
    return ", ".join(f"{quoted(field.name)} {_type(field)}" for field in fields)


def _type(field: Field) -> str:
    if field.scale is not None:
        return "TEXT" if is_wide(field) else "INTEGER"
    return _TYPES.get(field.kind, "TEXT")


def _listed(texts: Sequence[Field], kind: str = "") -> str:
    """The columns of the full-text index, which cannot be without one."""
    names = [text_column(field.name) for field in texts] or ["nothing"]
    return ", ".join(quoted(name) + kind for name in names)


def write_columns(session: duckdb.DuckDBPyConnection, table: Snapshot, plan: Plan, into: Path) -> None:
    """Write the rows in their order, numbered, as a table of DuckDB's; it stays attached as `columns`."""
    texts = [field.name for field in plan.fields if field.is_searched and field.name in table.columns]
    files = exp.Array(expressions=[exp.Literal.string(str(file)) for file in table.files])
    source = exp.Subquery(this=block("select * from read_parquet($files, hive_partitioning = false)", files=files))
    is_odd = learn(session, source, texts)
    names = {field.name for field in plan.fields}
    order = [name for name in (*(each for each in plan.key if each in names), *PLACE) if name in table.columns]
    rows = exp.select(*_values(plan, table), *_words(plan, texts, is_odd=is_odd)).from_(source.as_("given"))
    for number, name in enumerate(texts if is_odd else ()):
        rows = rows.join(exp.table_(ODD, alias=f"odd_{number}"), on=_same(name, number), join_type="left")
    rows = rows.order_by(*(_given(name) for name in order))
    numbered = exp.select(exp.alias_(exp.maybe_parse("row_number() over ()"), ID), "*").from_(rows.subquery("kept"))
    session.execute(f"ATTACH {literal(str(into))} AS columns")
    session.execute(f"CREATE TABLE columns.{ROWS} AS {numbered.sql('duckdb')}")


def _values(plan: Plan, table: Snapshot) -> Iterator[exp.Expr]:
    """The values of the fields as DuckDB keeps them; SQLite has no number that is none."""
    for field in plan.fields:
        value: exp.Expr = _given(field.name) if field.name in table.columns else exp.Null()
        if is_floating(field) and field.name in table.columns:
            value = block("case when isnan($value) then null else $value end", value=value)
        yield exp.alias_(exp.Cast(this=value, to=type_of(field)), field.name, quoted=True)


def _words(plan: Plan, texts: Sequence[str], *, is_odd: bool) -> Iterator[exp.Expr]:
    """The words of the texts; of those that are not there, none."""
    for name in (field.name for field in plan.fields if field.is_searched):
        odd = exp.column("words", f"odd_{texts.index(name)}") if is_odd and name in texts else exp.Null()
        held = in_words(_given(name), odd) if name in texts else exp.Literal.string("")
        yield exp.alias_(held, text_column(name), quoted=True)


def _given(name: str) -> exp.Column:
    return exp.column(name, "given", quoted=True)


def _same(name: str, number: int) -> exp.Expr:
    return exp.EQ(this=_given(name), expression=exp.column("text", f"odd_{number}"))


def _fill(session: duckdb.DuckDBPyConnection, plan: Plan, texts: Sequence[Field], into: Path, aside: Path) -> None:
    """Write the rows, and their texts in words into a file beside: DuckDB cannot write a full-text index itself."""
    load_scanner(session, "sqlite")
    rows = exp.select(exp.column(ID), *map(_kept, plan.fields)).from_(exp.table_(ROWS, db="columns"))
    held: list[exp.Expr] = [exp.column(text_column(field.name), quoted=True) for field in texts]
    words = exp.select(exp.column(ID), *(held or [exp.null()])).from_(exp.table_(ROWS, db="columns"))
    for file, name, query in ((into, ROWS, rows), (aside, TEXTS, words)):
        session.execute(f"ATTACH {literal(str(file))} AS made (TYPE sqlite)")
        session.execute(f"INSERT INTO made.{name} {query.sql('duckdb')}")
        session.execute("DETACH made")
    session.execute("DETACH columns")


def _kept(field: Field) -> exp.Expr:
    """A value as the replica keeps it (see `kho.publishing.records.stored`)."""
    column = exp.column(field.name, quoted=True)
    if is_wide(field):
        return block(_WIDE, column=column, width=exp.Literal.number(WIDE))
    if field.scale is not None:
        kind = exp.DataType.build(f"decimal({field.precision}, {field.scale})")
        exact = exp.Cast(this=column, to=kind)
        return block("cast($exact * $factor as bigint)", exact=exact, factor=exp.Literal.number(10**field.scale))
    if field.kind in _FORMS:
        return block("strftime($column, $form)", column=column, form=exp.Literal.string(_FORMS[field.kind]))
    if field.kind is LogicalType.BOOLEAN:
        return block("cast($column as bigint)", column=column)
    return column


def _index(made: sqlite3.Connection, plan: Plan) -> None:
    ordered = (field for field in plan.fields if not field.is_shape)
    for names in (*((field.name,) for field in ordered), *plan.pairs):
        made.execute(f"CREATE INDEX {quoted('by ' + ', '.join(names))} ON {ROWS} ({', '.join(map(quoted, names))})")


def _index_texts(made: sqlite3.Connection, texts: Sequence[Field], aside: Path) -> None:
    """The full-text index: of each word the rows and columns that have it, and no text.

    Words come parted by blanks, so that its tokenizer for ASCII reads them as they are.
    """
    columns = _listed(texts)
    made.execute("ATTACH ? AS aside", (str(aside),))
    made.execute(
        f"CREATE VIRTUAL TABLE {TEXTS} USING fts5({columns}, content='', columnsize=0, detail=column, tokenize='ascii')"
    )
    made.execute(f"INSERT INTO {TEXTS} ({TEXTS}, rank) VALUES ('hashsize', ?)", (_HELD,))  # noqa: S608 - fixed names
    made.execute("BEGIN")
    made.execute(f"INSERT INTO {TEXTS} (rowid, {columns}) SELECT {ID}, {columns} FROM aside.{TEXTS}")  # noqa: S608 - quoted
    made.execute("COMMIT")
    made.execute("DETACH aside")


def _tell(made: sqlite3.Connection, table: Snapshot, plan: Plan) -> None:
    told = json.dumps([[field.name, field.kind, field.title, field.precision, field.scale] for field in plan.fields])
    made.execute(f"CREATE TABLE {ABOUT} (version INTEGER, row_count INTEGER, fields TEXT, plan TEXT)")
    rows = made.execute(f"SELECT count(*) FROM {ROWS}").fetchone()[0]  # noqa: S608 - a fixed name
    made.execute(f"INSERT INTO {ABOUT} VALUES (?, ?, ?, ?)", (table.version, rows, told, plan.digest))  # noqa: S608
