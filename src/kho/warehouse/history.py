"""A table's past: what differs between two versions, and going back to one as a new version."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow.dataset as pads
from deltalake import DeltaTable

from kho.quality.cells import DELIVERY, PART, ROW
from kho.warehouse import parts
from kho.warehouse.changes import compare
from kho.warehouse.commit import HOOK, properties
from kho.warehouse.duck import Workroom, listed, quoted
from kho.warehouse.errors import told
from kho.warehouse.schemas import sql_type
from kho.warehouse.storage import Storage
from kho.warehouse.tables import AsOf, TableRef, dataset_of, open_table

EXAMPLES = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedRow:
    """One row that differs: `before` None where it was added, `after` None where it was removed."""

    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Diff:
    """What differs between two versions; without a key a changed row counts as one removed and one added."""

    old: int
    new: int
    added: int
    changed: int
    removed: int
    examples: tuple[ChangedRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Side:
    """One of the two versions: its rows, and the paths of the files that the other does not have."""

    table: DeltaTable
    rows: pads.FileSystemDataset
    own: frozenset[str]


KEYED = """
SELECT {b_columns}, {a_columns} FROM (SELECT true AS _there, * FROM old_rows) b
FULL OUTER JOIN (SELECT true AS _there, * FROM new_rows) a ON {same}
WHERE b._there IS NULL OR a._there IS NULL OR {differs} LIMIT {limit}
"""

WHOLE = """
(SELECT {columns} FROM {here} EXCEPT ALL SELECT {columns} FROM {there}) LIMIT {limit}
"""


def diff(  # noqa: PLR0913 - where, what, which two
    storage: Storage,
    workroom: Workroom,
    ref: TableRef,
    keys: tuple[str, ...],
    between: tuple[AsOf, AsOf],
    *,
    only: Collection[str] | None = None,
) -> Diff:
    """Compare two versions by `keys`, or as whole rows where there are none; where a row came from does not count.

    With `only`, other columns are not looked at, so that nothing is told of them. Only files that one of the two does
    not share with the other are read. A column that the newer version does not have is left out; one that the older
    lacks is null there. Raises NoTableError, NoVersionError.
    """
    old, new = _sides(storage, ref, between)
    with told(str(ref)), workroom.scratch() as scratch, workroom.session(scratch) as session:
        columns = _show(session, old, new, only)
        known = tuple(key for key in keys if key in columns)
        counts = compare(session, "old_rows", "new_rows", columns, known)
        examples = examples_of(session, columns, known)
    return Diff(
        old=old.table.version(),
        new=new.table.version(),
        added=counts.inserted,
        changed=counts.updated,
        removed=counts.deleted,
        examples=examples,
    )


def _sides(storage: Storage, ref: TableRef, between: tuple[AsOf, AsOf]) -> tuple[_Side, _Side]:
    old, new = (open_table(storage, ref, each) for each in between)
    old_files, new_files = (frozenset(_paths(table)) for table in (old, new))
    return (
        _Side(table=old, rows=dataset_of(storage, ref, old), own=old_files - new_files),
        _Side(table=new, rows=dataset_of(storage, ref, new), own=new_files - old_files),
    )


def _paths(table: DeltaTable) -> list[str]:
    return [str(path) for path in table.get_add_actions().column("path").to_pylist()]


def _show(session: duckdb.DuckDBPyConnection, old: _Side, new: _Side, only: Collection[str] | None) -> tuple[str, ...]:
    """Make the rows that may differ the tables `old_rows` and `new_rows`, both in the newer version's types."""
    fields = [each for each in new.rows.schema if each.name not in (DELIVERY, PART, ROW)]
    fields = [each for each in fields if only is None or each.name in only]
    for name, side in (("old_rows", old), ("new_rows", new)):
        there = set(side.rows.schema.names)
        wanted = tuple(field.name for field in fields if field.name in there)
        session.register("read_once", parts.scan(side.rows, wanted, lambda path, side=side: path in side.own))  # type: ignore[misc]  # a default argument binds the side
        casts = [(quoted(f.name) if f.name in there else "NULL", sql_type(f.type), quoted(f.name)) for f in fields]
        select = ", ".join(f"TRY_CAST({value} AS {kind}) AS {column}" for value, kind, column in casts)
        session.execute(f"CREATE TABLE {name} AS SELECT {select} FROM read_once")  # noqa: S608 - quoted names
    return tuple(field.name for field in fields)


def examples_of(
    session: duckdb.DuckDBPyConnection, columns: tuple[str, ...], keys: tuple[str, ...]
) -> tuple[ChangedRow, ...]:
    """The first rows that differ between the tables `old_rows` and `new_rows` of a session."""
    return _keyed(session, columns, keys) if keys else _whole(session, columns)


def _keyed(
    session: duckdb.DuckDBPyConnection, columns: tuple[str, ...], keys: tuple[str, ...]
) -> tuple[ChangedRow, ...]:
    differs = " OR ".join(f"b.{quoted(n)} IS DISTINCT FROM a.{quoted(n)}" for n in columns if n not in keys) or "false"
    same = " AND ".join(f"b.{quoted(n)} IS NOT DISTINCT FROM a.{quoted(n)}" for n in keys)
    both = {"b_columns": f"b._there, {listed(columns, 'b.')}", "a_columns": f"a._there, {listed(columns, 'a.')}"}
    found = session.execute(KEYED.format(differs=differs, same=same, limit=EXAMPLES, **both)).fetchall()
    width = len(columns) + 1
    return tuple(ChangedRow(before=_row(columns, row[:width]), after=_row(columns, row[width:])) for row in found)


def _row(columns: Sequence[str], values: Sequence[Any]) -> Mapping[str, Any] | None:
    """A row, unless its first value, which says that it is there, is null."""
    return dict(zip(columns, values[1:], strict=True)) if values[0] else None


def _whole(session: duckdb.DuckDBPyConnection, columns: tuple[str, ...]) -> tuple[ChangedRow, ...]:
    gone = _only_in(session, columns, "old_rows", "new_rows")
    new = _only_in(session, columns, "new_rows", "old_rows")
    return (
        *(ChangedRow(before=row, after=None) for row in gone),
        *(ChangedRow(before=None, after=row) for row in new),
    )


def _only_in(
    session: duckdb.DuckDBPyConnection, columns: tuple[str, ...], here: str, there: str
) -> list[Mapping[str, Any]]:
    query = WHOLE.format(columns=listed(columns), here=here, there=there, limit=EXAMPLES // 2)
    return [dict(zip(columns, row, strict=True)) for row in session.execute(query).fetchall()]


def restore(storage: Storage, ref: TableRef, version: int, *, run: str) -> int:
    """Make an earlier version the newest again, as a new version, and give its number; the newest stays as it is.

    Raises NoTableError, NoVersionError, and StoreFailedError where files of that version are past the retention.
    """
    open_table(storage, ref, version)
    table = open_table(storage, ref)
    if version == table.version():
        return version
    with told(str(ref)):
        note = properties({"what": "restore", "run": run, "restored": version})
        table.restore(version, commit_properties=note, post_commithook_properties=HOOK)
        return open_table(storage, ref).version()
