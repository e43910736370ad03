"""What a delivery changes in a table, worked out by DuckDB from the loaded files and the new rows."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.dataset as pads

from kho.contracts.model import Contract, LoadMode
from kho.quality.cells import DELIVERY, PART, ROW
from kho.warehouse import parts
from kho.warehouse.duck import listed, literal, parquet, quoted
from kho.warehouse.errors import BadKeyError, LossyChangeError
from kho.warehouse.schemas import Evolution, sql_type, table_schema

EXACT = 2**53
"""Integers up to this size are exact as floating numbers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """The table as it is: its rows, and how they become rows of the contract."""

    rows: pads.FileSystemDataset
    evolution: Evolution


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What the load will do: counts of rows, and the paths of loaded files that the written ones replace.

    `removed` None means all of them.
    """

    inserted: int
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    removed: frozenset[str] | None = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """One load to work out: the session, the contract, the rows as they are and as they come, and where files go.

    `repeats`: an earlier commit brought rows of the same delivery, under another contract version or before a restore.
    """

    session: duckdb.DuckDBPyConnection
    contract: Contract
    loaded: Loaded | None
    good: Path
    delivery: str
    out: Path
    repeats: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The table's columns after the load."""
        return tuple(table_schema(self.contract).names)

    @property
    def values(self) -> tuple[str, ...]:
        """The contract's columns: what counts when rows are compared."""
        return tuple(column.name for column in self.contract.columns)


INCOMING = """
CREATE OR REPLACE TEMP VIEW incoming AS
SELECT {casts}, getvariable('delivery') AS {d}, CAST({p} AS VARCHAR) AS {p}, CAST({r} AS BIGINT) AS {r} FROM {good}
"""

BAD_KEYS = """
SELECT coalesce(sum(n), 0)::BIGINT FROM
(SELECT count(*) AS n FROM incoming GROUP BY {keys} HAVING count(*) > 1 OR {none})
"""

HITS = """
CREATE TEMP TABLE hit AS
SELECT {n_keys}, l._file AS _file, {differs} AS _changed FROM loaded l JOIN incoming n ON {same}
"""

BROUGHT_BEFORE = """
SELECT _file, count(*) FROM loaded WHERE {delivery} = getvariable('delivery') GROUP BY _file
"""

APPENDED = """
SELECT {columns} FROM incoming
UNION ALL
SELECT {columns} FROM loaded WHERE {delivery} <> getvariable('delivery')
"""

UPSERTED = """
SELECT {columns} FROM loaded l ANTI JOIN (FROM hit WHERE _changed) h ON {l_same}
UNION ALL
SELECT {columns} FROM incoming n ANTI JOIN (FROM hit WHERE NOT _changed) h ON {n_same}
"""


def work_out(work: Work) -> Changes:
    """Write the files that the load adds, and say what changes. Raises BadKeyError and LossyChangeError."""
    _show_incoming(work)
    try:
        if work.loaded is None:
            return _first(work)
        return _STEPS[work.contract.load](work, work.loaded)
    except (duckdb.ConversionException, duckdb.InvalidInputException) as error:
        if work.loaded is None or not work.loaded.evolution.rewrite:
            raise
        reason = str(error).strip().split("\n")[0]
        raise LossyChangeError(where=str(work.contract.name), reason=reason) from error


def _show_incoming(work: Work) -> None:
    schema = table_schema(work.contract)
    casts = ", ".join(f"CAST({quoted(n)} AS {sql_type(schema.field(n).type)}) AS {quoted(n)}" for n in work.values)
    place = {"d": quoted(DELIVERY), "p": quoted(PART), "r": quoted(ROW)}
    work.session.execute("SET VARIABLE delivery = ?", [work.delivery])
    work.session.execute(INCOMING.format(casts=casts, good=parquet(work.good), **place))


def _show_loaded(work: Work, loaded: Loaded, only: frozenset[str] | None = None) -> None:
    """Make the rows of the loaded files (all, or `only` some) the view `loaded`; it can be read once."""
    old = tuple(loaded.rows.schema.names)
    reader = parts.scan(loaded.rows, old, lambda path: only is None or path in only)
    work.session.register("loaded_files", reader)
    casts = ", ".join(_as_wanted(work, loaded, name) for name in work.columns)
    work.session.execute(f"CREATE OR REPLACE TEMP VIEW loaded AS SELECT {casts}, _file FROM loaded_files")  # noqa: S608 - built from quoted names


def show_both(work: Work) -> None:
    """Make the rows before and after the tables `old_rows` and `new_rows`, as far as the load touches them.

    An append touches no loaded row but those that the same delivery brought; an upsert those whose keys come.
    """
    columns = listed(work.values)
    work.session.execute(f"CREATE TEMP TABLE new_rows AS SELECT {columns} FROM incoming")  # noqa: S608 - quoted names
    if work.loaded is None:
        work.session.execute("CREATE TEMP TABLE old_rows AS FROM new_rows LIMIT 0")
        return
    _show_loaded(work, work.loaded)
    touched = {
        LoadMode.APPEND: f"WHERE {quoted(DELIVERY)} = getvariable('delivery')",
        LoadMode.UPSERT: f"SEMI JOIN new_rows n ON {_equal('l', 'n', work.contract.primary_key)}",
        LoadMode.REPLACE: "",
    }[work.contract.load]
    work.session.execute(f"CREATE TEMP TABLE old_rows AS SELECT {columns} FROM loaded l {touched}")  # noqa: S608 - quoted names


def _as_wanted(work: Work, loaded: Loaded, name: str) -> str:
    """One column of the loaded rows in the type and under the name of the new contract."""
    kind = sql_type(table_schema(work.contract).field(name).type)
    column = quoted(name)
    if name in loaded.evolution.added:
        return f"CAST(NULL AS {kind}) AS {column}"
    if name in loaded.evolution.checked:
        told = literal(f"{name}: {{}} is not exact as a floating number")
        wrong = f"error(replace({told}, '{{}}', CAST({column} AS VARCHAR)))"
        return f"CASE WHEN abs({column}) > {EXACT} THEN {wrong} ELSE CAST({column} AS DOUBLE) END AS {column}"
    return f"CAST({column} AS {kind}) AS {column}"


def _first(work: Work) -> Changes:
    if work.contract.load is LoadMode.UPSERT:
        _check_keys(work)
    _write_incoming(work)
    return Changes(inserted=_count(work, "incoming"))


def _append(work: Work, loaded: Loaded) -> Changes:
    """Add the rows; those that the same delivery brought before are replaced, never doubled."""
    _show_loaded(work, loaded)
    touched, deleted = _brought_before(work) if work.repeats else (frozenset(), 0)
    removed = None if loaded.evolution.rewrite else touched
    if removed == frozenset():
        _write_incoming(work)
        return Changes(inserted=_count(work, "incoming"))
    _show_loaded(work, loaded, removed)
    _write(work, APPENDED.format(columns=listed(work.columns), delivery=quoted(DELIVERY)))
    return Changes(inserted=_count(work, "incoming"), deleted=deleted, removed=removed)


def _brought_before(work: Work) -> tuple[frozenset[str], int]:
    found = work.session.execute(BROUGHT_BEFORE.format(delivery=quoted(DELIVERY))).fetchall()
    return frozenset(path for path, _ in found), sum(rows for _, rows in found)


def _replace(work: Work, loaded: Loaded) -> Changes:
    _write_incoming(work)
    _show_loaded(work, loaded)
    return compare(work.session, "loaded", "incoming", work.values, work.contract.primary_key)


def _upsert(work: Work, loaded: Loaded) -> Changes:
    _check_keys(work)
    keys = work.contract.primary_key
    _show_loaded(work, loaded)
    differs = " OR ".join(f"l.{quoted(n)} IS DISTINCT FROM n.{quoted(n)}" for n in work.values if n not in keys)
    work.session.execute(
        HITS.format(n_keys=listed(keys, "n."), differs=f"({differs or 'false'})", same=_equal("l", "n", keys))
    )
    touched = _touched(work)
    removed = None if loaded.evolution.rewrite else touched
    _show_loaded(work, loaded, removed)
    same = {"l_same": _equal("l", "h", keys), "n_same": _equal("n", "h", keys)}
    _write(work, UPSERTED.format(columns=listed(work.columns), **same))
    updated, unchanged = _row(work, "SELECT count(*) FILTER (_changed), count(*) FILTER (NOT _changed) FROM hit")
    inserted = _count(work, "incoming") - updated - unchanged
    return Changes(inserted=inserted, updated=updated, unchanged=unchanged, removed=removed)


_STEPS = {LoadMode.APPEND: _append, LoadMode.REPLACE: _replace, LoadMode.UPSERT: _upsert}


def _check_keys(work: Work) -> None:
    keys = work.contract.primary_key
    none = " OR ".join(f"{quoted(key)} IS NULL" for key in keys) or "true"
    (rows,) = _row(work, BAD_KEYS.format(keys=listed(keys) or "()", none=none))
    if rows:
        raise BadKeyError(where=str(work.contract.name), key=", ".join(keys) or "-", rows=rows)


def _touched(work: Work) -> frozenset[str]:
    found = work.session.execute("SELECT DISTINCT _file FROM hit WHERE _changed").fetchall()
    return frozenset(path for (path,) in found)


def _equal(left: str, right: str, names: tuple[str, ...]) -> str:
    return " AND ".join(f"{left}.{quoted(name)} = {right}.{quoted(name)}" for name in names)


def _write_incoming(work: Work) -> None:
    """The delivery's own files where they are as the table's must be, else written anew."""
    if work.contract.partition_by or not parts.are_ready(work.good, table_schema(work.contract), work.delivery):
        _write(work, f"SELECT {listed(work.columns)} FROM incoming")  # noqa: S608 - quoted names
    else:
        parts.link(work.good, work.out)


def _write(work: Work, query: str) -> None:
    parts.write(work.session, query, work.contract.partition_by, work.out)


def _count(work: Work, relation: str) -> int:
    (count,) = _row(work, f"SELECT count(*) FROM {relation}")  # noqa: S608 - one of our own views
    return count


def _row(work: Work, query: str) -> tuple[int, ...]:
    row = work.session.execute(query).fetchone()
    return tuple(int(value) for value in row or ())


BY_KEY = """
SELECT count(*) FILTER (b._there IS NULL), count(*) FILTER (b._there AND a._there AND ({differs})),
  count(*) FILTER (a._there IS NULL), count(*) FILTER (b._there AND a._there AND NOT ({differs}))
FROM (SELECT true AS _there, {columns} FROM {before}) b
FULL OUTER JOIN (SELECT true AS _there, {columns} FROM {after}) a ON {same}
"""

BY_ROW = """
SELECT coalesce(sum(greatest(a - b, 0)), 0)::BIGINT, 0, coalesce(sum(greatest(b - a, 0)), 0)::BIGINT,
  coalesce(sum(least(a, b)), 0)::BIGINT
FROM (SELECT sum(_after) AS a, sum(_before) AS b FROM (
  SELECT {columns}, 1 AS _after, 0 AS _before FROM {after}
  UNION ALL
  SELECT {columns}, 0 AS _after, 1 AS _before FROM {before}) GROUP BY {columns})
"""


def compare(
    session: duckdb.DuckDBPyConnection, before: str, after: str, columns: tuple[str, ...], keys: tuple[str, ...]
) -> Changes:
    """Count rows that differ between two relations: by key, or as whole rows where there is no key."""
    differs = " OR ".join(f"b.{quoted(n)} IS DISTINCT FROM a.{quoted(n)}" for n in columns if n not in keys) or "false"
    same = " AND ".join(f"b.{quoted(n)} IS NOT DISTINCT FROM a.{quoted(n)}" for n in keys)
    names = {"columns": listed(columns), "before": before, "after": after}
    query = BY_KEY.format(differs=differs, same=same, **names) if keys else BY_ROW.format(**names)
    added, changed, removed, unchanged = session.execute(query).fetchone() or (0, 0, 0, 0)
    return Changes(inserted=added, updated=changed, deleted=removed, unchanged=unchanged, removed=None)
