"""One check: keys first, then one pass that converts every row, judges it and writes those to load."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import duckdb
import pyarrow as pa
from sqlglot import exp

from kho.contracts.model import Severity
from kho.engines.duckdb import statements
from kho.engines.duckdb.broken import Broken, Hits
from kho.engines.duckdb.statements import CONFORMED, INPUT, STAGED, VALUED, Seen, checked_rules
from kho.engines.duckdb.writing import row_files, write_empty
from kho.engines.schemas import bad_schema, good_schema, staged_schema
from kho.engines.settings import MissingLookupError
from kho.engines.staged import AT, StagedRows, in_order_of, windows
from kho.quality.cells import DELIVERY, PART, ROW, kind_column, text_column
from kho.quality.measuring import measured
from kho.quality.plan import CheckPlan, CheckResult, Measured


class Check:
    """A connection, the plan, where rows come from and go to."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, plan: CheckPlan, staged: StagedRows, out: Path) -> None:
        self.connection = connection
        self.plan = plan
        self.staged = staged
        self.out = out
        self.mappings: dict[str, str] = {}
        names = [each.column for each in plan.conversions]
        self.seen = Seen(
            edged=frozenset(name for name in names if staged.may_have_edges(name)),
            typed=frozenset(name for name in names if staged.has(kind_column(name))),
        )

    def run(self, lookups: Mapping[str, Path]) -> CheckResult:
        """Write the three folders. Raises MissingLookupError and DuckDB's errors."""
        self._map(lookups)
        broken = self._part_rows(self._tables(lookups))
        results = self._measure()
        held = _held(self.plan, results)
        self._set_apart(broken, held)
        return self._result(broken, results, held)

    def _map(self, lookups: Mapping[str, Path]) -> None:
        """Make the temporary table of each column's mapping."""
        for number, each in enumerate(self.plan.conversions):
            if each.mapping is not None:
                select = statements.mapping_table(each, self._lookup(lookups, each.mapping))
                self.mappings[each.column] = self._create(f"mapping_{number}", select)

    def _tables(self, lookups: Mapping[str, Path]) -> dict[str, str]:
        """Temporary tables of keys: those that stand twice, those loaded already, those looked up."""
        tables: dict[str, str] = {}
        for number, rule in enumerate(self.plan.unique_rules):
            with self._reading(rule.columns):
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

    @contextmanager
    def _reading(self, columns: Sequence[str]) -> Iterator[None]:
        """Within, the views stand over the staged rows, to be read once, with these columns alone."""
        days = {each.mapping_on for each in self.plan.conversions if each.column in columns}
        needed = days | {each.measured_by for each in self.plan.conversions if each.column in columns}
        wanted = tuple(each for each in self.plan.conversions if each.column in needed.union(columns))
        plan = replace(self.plan, conversions=wanted)
        schema = self._schema(plan)
        with self._given(INPUT, _stream(schema, self.staged.batches(schema))):
            self._views(plan)
            yield

    def _views(self, plan: CheckPlan) -> None:
        self._view(STAGED, statements.staged(plan, self.seen))
        self._view(VALUED, statements.valued(plan, self.seen))
        self._view(CONFORMED, statements.conformed(plan, self.seen, self.mappings))

    def _schema(self, plan: CheckPlan) -> pa.Schema:
        """What is read: kinds only where some cell has one."""
        names = [each.column for each in plan.conversions]
        kinds = [kind_column(name) for name in names if name in self.seen.typed]
        texts = [text_column(name) for name in names]
        cells = [pa.field(name, pa.string()) for name in (PART, *texts, *kinds)]
        return pa.schema([pa.field(AT, pa.int64()), pa.field(ROW, pa.int64()), *cells])

    @contextmanager
    def _given(self, name: str, rows: object) -> Iterator[None]:
        """Within, statements may read these rows under a name."""
        self.connection.register(name, rows)
        try:
            yield
        finally:
            self.connection.unregister(name)

    def _part_rows(self, tables: Mapping[str, str]) -> Broken:
        """Write the rows to load; tells which rows break which rule."""
        broken = Broken(rules=checked_rules(self.plan))
        select = statements.judged(self.plan, self.seen, tables).sql("duckdb")
        schema = self._schema(self.plan)
        with self._given(INPUT, schema.empty_table()):
            self._views(self.plan)
        with row_files(self.out / "good", good_schema(self.plan)) as good:
            for staged in windows(self.staged.batches(schema)):
                with self._given(INPUT, staged):
                    judged = self.connection.sql(select).to_arrow_table()
                good.add(self._to_load, staged, judged, ~broken.add(judged))
        return broken

    def _to_load(self, staged: pa.Table, judged: pa.Table, sound: Hits) -> pa.Table:
        """The sound rows as the table has them: values as they were made, and texts that are values as they are."""
        there = in_order_of(staged, judged[AT])
        kept = {each.column for each in self.plan.conversions if statements.is_kept(each, self.seen)}
        columns = []
        for name in good_schema(self.plan).names:
            if name == DELIVERY:
                columns.append(pa.repeat(pa.scalar(self.plan.delivery), judged.num_rows))
            elif name in kept:
                columns.append(there[text_column(name)])
            else:
                columns.append(there[name] if name in (PART, ROW) else judged[name])
        rows = pa.table(columns, schema=good_schema(self.plan))
        return rows if sound.all() else rows.filter(pa.array(sound))

    def _measure(self) -> tuple[Measured, ...]:
        if not self.plan.set_rules:
            return ()
        loaded = exp.select(statements.STAR).from_(statements.files(sorted((self.out / "good").iterdir())))
        self._view("candidate", loaded)
        return tuple(measured(rule, self._value(rule.measure)) for rule in self.plan.set_rules)

    def _value(self, select: exp.Expr) -> object:
        row = self.connection.execute(select.sql("duckdb")).fetchone()
        return row[0] if row else None

    def _set_apart(self, broken: Broken, held: tuple[str, ...]) -> None:
        """Write the rows to quarantine and those that break a warning; a delivery held back is quarantined whole."""
        if held:
            rmtree(self.out / "good")
            write_empty(self.out / "good", good_schema(self.plan))
            write_empty(self.out / "warned", bad_schema(self.plan))
            self._write_apart("bad", broken.every_row(self._cells(), held))
        else:
            self._write_apart("bad", broken.rows(self._cells(), bad=True))
            self._write_apart("warned", broken.rows(self._cells(), bad=False))

    def _cells(self) -> Iterator[pa.RecordBatch]:
        """The rows as they are staged, with every kind."""
        return self.staged.batches(pa.schema([pa.field(AT, pa.int64()), *staged_schema(self.plan)]))

    def _write_apart(self, folder: str, apart: Iterator[pa.RecordBatch]) -> None:
        with row_files(self.out / folder, bad_schema(self.plan)) as files:
            for rows in windows(apart):
                files.add(rows.select, bad_schema(self.plan).names)

    def _result(self, broken: Broken, results: tuple[Measured, ...], held: tuple[str, ...]) -> CheckResult:
        read = self.staged.rows
        counts = broken.counts() | (dict.fromkeys(held, read) if read else {})
        accepted = 0 if held else read - broken.bad
        return CheckResult(read=read, accepted=accepted, quarantined=read - accepted, broken=counts, measured=results)

    def _view(self, name: str, select: exp.Expr) -> None:
        self.connection.execute(f"create or replace temp view {name} as {select.sql('duckdb')}")

    def _create(self, table: str, select: exp.Expr) -> str:
        self.connection.execute(f"create temp table {table} as {select.sql('duckdb')}")
        return table


def _stream(schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> object:
    """Rows to be read once, as a bare C stream: of a reader DuckDB would fetch all it can before anybody uses it."""
    return pa.RecordBatchReader.from_batches(schema, batches).__arrow_c_stream__()


def _held(plan: CheckPlan, results: Sequence[Measured]) -> tuple[str, ...]:
    """The broken promises that hold the delivery back."""
    errors = {rule.id for rule in plan.set_rules if rule.severity is Severity.ERROR}
    return tuple(each.rule for each in results if not each.holds and each.rule in errors)
