"""Makes a replica: one version of a table as one SQLite file, sorted, indexed, its texts folded for search."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import duckdb
from sqlglot import exp

from kho.blocks import block
from kho.contracts.model import LogicalType
from kho.publishing.records.fields import Field
from kho.publishing.records.statements import ID, ROWS, TEXTS, is_searched
from kho.publishing.records.stored import MOST_DIGITS
from kho.quality.cells import DELIVERY, PART, ROW
from kho.warehouse.duck import Workroom, literal, quoted

_FASTEST: Final = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE"
"""A file that is thrown away if anything happens while it is made needs no journal."""
_TYPES: Final = {
    LogicalType.INTEGER: "INTEGER",
    LogicalType.NUMBER: "REAL",
    LogicalType.BOOLEAN: "INTEGER",
}
_FOLDED: Final = "strip_accents(lower(translate($text, 'đĐ', 'dd')))"


def build(workroom: Workroom, files: Sequence[Path], fields: Sequence[Field], key: Sequence[str], into: Path) -> None:
    """Write the file `into`; rows stand by the key, without one as they were delivered."""
    with closing(sqlite3.connect(into, isolation_level=None)) as made:
        made.executescript(_FASTEST)
        made.execute(f"CREATE TABLE {ROWS} ({ID} INTEGER PRIMARY KEY, {', '.join(map(_column, fields))})")
    with workroom.scratch() as scratch, workroom.session(scratch) as session:
        _fill(session, files, fields, key, into)
    with closing(sqlite3.connect(into, isolation_level=None)) as made:
        made.executescript(_FASTEST)
        for field in fields:
            made.execute(f"CREATE INDEX {quoted(f'by {field.name}')} ON {ROWS} ({quoted(field.name)})")
        _index_texts(made, [field.name for field in fields if is_searched(field)])
        made.execute("ANALYZE")


def _column(field: Field) -> str:
    kind = "INTEGER" if field.scale is not None else _TYPES.get(field.kind, "TEXT")
    return f"{quoted(field.name)} {kind}"


def _fill(
    session: duckdb.DuckDBPyConnection, files: Sequence[Path], fields: Sequence[Field], key: Sequence[str], into: Path
) -> None:
    """Write the rows, and their folded texts beside them."""
    load_sqlite(session)
    session.execute(f"ATTACH {literal(str(into))} AS made (TYPE sqlite)")
    session.execute("SET preserve_insertion_order = true")
    order = [quoted(name) for name in (*key, DELIVERY, PART, ROW)]
    source = f"read_parquet([{', '.join(literal(str(file)) for file in files)}], hive_partitioning = false)"
    kept = ", ".join(_kept(field).sql("duckdb") for field in fields)
    session.execute(
        f"INSERT INTO made.{ROWS} SELECT row_number() OVER (), * FROM"  # noqa: S608 - quoted names
        f" (SELECT {kept} FROM {source} ORDER BY {', '.join(order)})"
    )
    session.execute("DETACH made")


def _kept(field: Field) -> exp.Expr:
    """A value as the replica keeps it (see `kho.publishing.records.stored`)."""
    column = exp.column(field.name, quoted=True)
    if field.scale is not None:
        return block(f"cast($column * {10**field.scale} as bigint)", column=column)
    if field.kind in (LogicalType.DATE, LogicalType.TIMESTAMP):
        form = "%Y-%m-%d" if field.kind is LogicalType.DATE else "%Y-%m-%d %H:%M:%S.%f"
        return block("strftime($column, $form)", column=column, form=exp.Literal.string(form))
    if field.kind is LogicalType.BOOLEAN:
        return block("cast($column as bigint)", column=column)
    return column
