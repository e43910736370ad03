"""Checks a delivery with DuckDB."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import accumulate
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from weakref import finalize

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from duckdb.func import ARROW, SPECIAL
from sqlglot import exp

from kho.contracts.model import LogicalType, Severity
from kho.engines.conversions import text
from kho.engines.duckdb import statements
from kho.engines.duckdb.dialect import json_function
from kho.engines.duckdb.profile import profile
from kho.engines.duckdb.staged import has_kinds, told_edges
from kho.engines.duckdb.statements import ALL, APART, BATCH, VERDICT, Names, Seen, Verdict, checked_rules
from kho.engines.duckdb.transform import transform
from kho.engines.schemas import bad_schema, good_schema
from kho.engines.settings import EngineFailedError, EngineSettings, MissingLookupError
from kho.quality.jsontext import canonical_json
from kho.quality.measuring import measured
from kho.quality.plan import CheckPlan, CheckResult, Measured
from kho.quality.profile import Measures
from kho.quality.profiling import ProfilePlan
from kho.quality.queries.plan import TransformPlan
from kho.scratch import scratch_folder

CONFIG = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "preserve_insertion_order": False,
}
ROWS_PER_GROUP = 122_880
FILE_SIZE = 256 * 2**20
"""About the bytes of a file of loaded rows at most: small enough to rewrite, large enough to read well."""


class DuckdbEngine:
    """Executes plans in this process within `memory_limit`, spilling into the temp folder.

    One database in memory serves all plans, each through a connection of its own: what a plan makes is temporary there.
    """

    def __init__(self, settings: EngineSettings) -> None:
        self.settings = settings
        self._database: duckdb.DuckDBPyConnection | None = None
        self._closing: finalize[..., DuckdbEngine] | None = None

    @property
    def name(self) -> str:
        """`duckdb`."""
        return "duckdb"

    def check(self, plan: CheckPlan, staged: Path, lookups: Mapping[str, Path], out: Path) -> CheckResult:
        """See `kho.engines.base.Engine`. Raises EngineFailedError, MissingLookupError."""
        with self._connection(plan.dataset) as connection:
            return _Check(connection, plan, staged, out).run(lookups)

    def transform(self, plan: TransformPlan, tables: Mapping[str, Sequence[Path]], out: Path) -> None:
        """See `kho.engines.base.Engine`. Raises EngineFailedError."""
        with self._connection(plan.model) as connection:
            transform(connection, plan, tables, out)

    def profile(self, plan: ProfilePlan, table: Sequence[Path]) -> Measures:
        """See `kho.engines.base.Engine`. Raises EngineFailedError."""
        with self._connection(plan.dataset) as connection:
            return profile(connection, plan, table)

    @contextmanager
    def _connection(self, where: str) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            with self._opened().cursor() as connection:
                yield connection
        except duckdb.Error as error:
            self._close()  # a database that failed may not be fit for the next plan
            raise EngineFailedError(where=where, engine="duckdb", reason=str(error)) from error

    def _opened(self) -> duckdb.DuckDBPyConnection:
        if self._database is None:
            held = ExitStack()
            temp = held.enter_context(scratch_folder(self.settings.temp or Path(gettempdir())))
            own = {"memory_limit": self.settings.memory_limit, "temp_directory": str(temp)}
            config: dict[str, Any] = {**CONFIG, **own, "threads": self.settings.thread_count}
            self._database = held.enter_context(duckdb.connect(config=config))
            self._closing = finalize(self, held.close)
            _offer_json(self._database)
        return self._database

    def _close(self) -> None:
        if self._closing is not None:
            self._closing()
        self._database = self._closing = None


def _offer_json(connection: duckdb.DuckDBPyConnection) -> None:
    text_type = duckdb.sqltype("VARCHAR")
    for wanted in (LogicalType.OBJECT, LogicalType.ARRAY):
        connection.create_function(
            json_function(wanted), _canonical(wanted), [text_type], text_type, type=ARROW, null_handling=SPECIAL
        )


def _canonical(wanted: LogicalType) -> Callable[[pa.ChunkedArray], pa.Array]:
    def canonical(texts: pa.ChunkedArray) -> pa.Array:
        told = [None if each is None else canonical_json(each, wanted) for each in texts.to_pylist()]
        return pa.array(told, pa.string())

    return canonical


class _Check:
    """One check: a connection, the plan, where rows come from and go to."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, plan: CheckPlan, staged: Path, out: Path) -> None:
        self.connection = connection
        self.plan = plan
        self.paths = sorted(staged.rglob("*.parquet")) if staged.is_dir() else [staged]
        self.rows = [pq.read_metadata(path).num_rows for path in self.paths]
        self.out = out

    def run(self, lookups: Mapping[str, Path]) -> CheckResult:
        seen = self._seen()
        self._view(ALL.staged, statements.staged(self.plan, self.paths, seen))
        self._views(seen, ALL)
        tables = self._tables(lookups)
        apart = self._part_rows(tables)
        bad, broken, *per_rule = self._look_again(seen, tables, apart)
        results = self._measure()
        held = _held(self.plan, results)
        shutil.rmtree(self.out / "parted")
        self._set_apart(bad=bad, warned=broken - bad, held=held)
        return self._result(bad, per_rule, results, held)

    def _part_rows(self, tables: Mapping[str, str]) -> list[Path]:
        """Write all rows parted by their verdict and take those to load; gives the files of those that break a rule."""
        parts = self.out / "parted"
        parts.mkdir(parents=True)
        before = [0, *accumulate(self.rows)]
        batch = _rows_to_a_file(self.paths, before[-1])
        select = statements.parted(self.plan, tables, rows_before=before[:-1], batch=batch)
        split = f"partition_by ({VERDICT}, {BATCH})"
        options = f"format parquet, compression zstd, row_group_size {ROWS_PER_GROUP}, {split}"
        self.connection.execute(f"copy ({select.sql('duckdb')}) to {text(str(parts)).sql('duckdb')} ({options})")
        by_verdict = {each: sorted((parts / f"{VERDICT}={each}").rglob("*.parquet")) for each in Verdict}
        self._take(*by_verdict[Verdict.GOOD], *by_verdict[Verdict.WARNED])
        return [*by_verdict[Verdict.WARNED], *by_verdict[Verdict.BAD]]

    def _take(self, *files: Path) -> None:
        """Link the files of rows to load into `good`."""
        good = self.out / "good"
        good.mkdir()
        for number, file in enumerate(files):
            (good / f"{number:05}.parquet").hardlink_to(file)
        if not files:
            pq.write_table(good_schema(self.plan).empty_table(), good / "none.parquet")

    def _look_again(self, seen: Seen, tables: Mapping[str, str], apart: Sequence[Path]) -> tuple[int, ...]:
        """Make the table `broken`: which rules the rows break that were set apart.

        Gives how many rows break an error, how many break something, and how many break each rule.
        """
        if not apart:
            self._create("broken", statements.nothing_broken(self.plan))
            return 0, 0
        self._view(APART.staged, statements.staged_apart(apart))
        self._views(seen, APART)
        self._create("broken", statements.ruled(self.plan, tables))
        return self._one(statements.counts(self.plan))

    def _result(
        self, bad: int, per_rule: Sequence[int], results: tuple[Measured, ...], held: tuple[str, ...]
    ) -> CheckResult:
        read = sum(self.rows)
        broken = {rule.id: count for rule, count in zip(checked_rules(self.plan), per_rule, strict=False) if count}
        broken |= dict.fromkeys(held, read) if read else {}
        accepted = 0 if held else read - bad
        return CheckResult(read=read, accepted=accepted, quarantined=read - accepted, broken=broken, measured=results)

    def _seen(self) -> Seen:
        names = [each.column for each in self.plan.conversions]
        edged = told_edges(self.paths)
        if edged is None:
            found = self._one(statements.look(self.plan, self.paths))
            edged = frozenset(name for name, is_edged in zip(names, found, strict=True) if is_edged)
        return Seen(typed=frozenset(name for name in names if has_kinds(self.paths, name)), edged=edged)

    def _views(self, seen: Seen, names: Names) -> None:
        self._view(names.valued, statements.valued(self.plan, seen, names))
        self._view(names.conformed, statements.conformed(self.plan, seen, names))

    def _tables(self, lookups: Mapping[str, Path]) -> dict[str, str]:
        """Temporary tables of keys: those that stand twice, those loaded already, those looked up."""
        tables: dict[str, str] = {}
        for number, rule in enumerate(self.plan.unique_rules):
            tables[rule.id] = self._create(f"twice_{number}", statements.keys(rule))
            if rule.existing:
                path = self._lookup(lookups, rule.existing)
                tables[rule.existing] = self._create(f"loaded_{number}", statements.existing_keys(rule, path))
        for number, looked_up in enumerate(self.plan.lookup_rules):
            path = self._lookup(lookups, looked_up.lookup)
            tables[looked_up.id] = self._create(f"lookup_{number}", statements.lookup_keys(looked_up, path))
        return tables

    def _lookup(self, lookups: Mapping[str, Path], name: str) -> Path:
        if name not in lookups:
            raise MissingLookupError(lookup=name, dataset=self.plan.dataset)
        return lookups[name]

    def _measure(self) -> tuple[Measured, ...]:
        if not self.plan.set_rules:
            return ()
        loaded = exp.select(statements.STAR).from_(statements.files(sorted((self.out / "good").iterdir())))
        self._view("candidate", loaded)
        return tuple(measured(rule, self._value(rule.measure)) for rule in self.plan.set_rules)

    def _value(self, select: exp.Expr) -> object:
        row = self.connection.execute(select.sql("duckdb")).fetchone()
        return row[0] if row else None

    def _set_apart(self, *, bad: int, warned: int, held: tuple[str, ...]) -> None:
        schema = bad_schema(self.plan)
        if held:
            shutil.rmtree(self.out / "good")
            _write_empty(self.out / "good", good_schema(self.plan))
            self._copy(statements.held_back(self.plan, held), "bad", schema)
        elif bad:
            self._copy(statements.bad(self.plan), "bad", schema)
        else:
            _write_empty(self.out / "bad", schema)
        if warned and not held:
            self._copy(statements.warned(self.plan), "warned", schema)
        else:
            _write_empty(self.out / "warned", schema)

    def _view(self, name: str, select: exp.Expr) -> None:
        self.connection.execute(f"create temp view {name} as {select.sql('duckdb')}")

    def _create(self, table: str, select: exp.Expr) -> str:
        self.connection.execute(f"create temp table {table} as {select.sql('duckdb')}")
        return table

    def _one(self, select: exp.Expr) -> tuple[Any, ...]:
        row = self.connection.execute(select.sql("duckdb")).fetchone()
        return row or ()

    def _copy(self, select: exp.Expr, folder: str, schema: pa.Schema) -> None:
        target = self.out / folder
        target.mkdir(parents=True)
        options = f"format parquet, compression zstd, row_group_size {ROWS_PER_GROUP}, file_size_bytes {FILE_SIZE}"
        self.connection.execute(f"copy ({select.sql('duckdb')}) to {text(str(target)).sql('duckdb')} ({options})")
        if not any(target.iterdir()):
            shutil.rmtree(target)
            _write_empty(target, schema)


def _rows_to_a_file(paths: Sequence[Path], rows: int) -> int:
    """So many rows that a file of loaded rows has about `FILE_SIZE` bytes, going by what the staged ones take."""
    size = sum(path.stat().st_size for path in paths)
    return max(ROWS_PER_GROUP, rows * FILE_SIZE // max(size, 1))


def _write_empty(folder: Path, schema: pa.Schema) -> None:
    folder.mkdir(parents=True)
    pq.write_table(schema.empty_table(), folder / "none.parquet")


def _held(plan: CheckPlan, results: Sequence[Measured]) -> tuple[str, ...]:
    """The broken promises that hold the delivery back."""
    errors = {rule.id for rule in plan.set_rules if rule.severity is Severity.ERROR}
    return tuple(each.rule for each in results if not each.holds and each.rule in errors)
