"""Checks a delivery on a Spark cluster by Spark Connect.

The server must see the lookups and the output folder under the same paths. What it computes of a
delivery is written once, to a folder beside the output, and parted from there.
"""

import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from sqlglot import exp

from kho.blocks import block
from kho.contracts.model import Severity
from kho.engines.conversions import mapping
from kho.engines.schemas import REASONS, bad_schema, good_schema, staged_schema
from kho.engines.settings import EngineFailedError, EngineSettings, MissingLookupError
from kho.engines.spark import statements
from kho.engines.spark.dialect import sql
from kho.engines.spark.profile import profile
from kho.engines.spark.transform import transform
from kho.engines.staged import read, write_parquet
from kho.errors import KhoError
from kho.messages import Message
from kho.quality.measuring import measured
from kho.quality.plan import CheckPlan, CheckResult, Measured
from kho.quality.profile import Measures
from kho.quality.profiling import ProfilePlan
from kho.quality.queries.plan import TransformPlan


class NoSparkAddressError(KhoError):
    """The Spark engine is chosen without saying where Spark is."""

    code = "KHO-E121"
    what = Message(vi="Chưa khai báo địa chỉ Spark Connect.", en="The address of Spark Connect is not set.")
    mend = Message(
        vi="Ghi address dạng sc://máy:15002 ở mục engine của kho.toml.",
        en="Set address, such as sc://host:15002, under engine in kho.toml.",
    )


class SparkEngine:
    """Executes plans on the cluster at `address`."""

    def __init__(self, settings: EngineSettings) -> None:
        if not settings.address:
            raise NoSparkAddressError
        self.address = settings.address

    @property
    def name(self) -> str:
        """`spark`."""
        return "spark"

    def check(self, plan: CheckPlan, staged: Path, lookups: Mapping[str, Path], out: Path) -> CheckResult:
        """See `kho.engines.base.Engine`. Raises EngineFailedError, MissingLookupError."""
        with self._session(plan.dataset) as session, _scratch(out) as scratch:
            return _Check(session, plan, out, scratch).run(staged, lookups)

    def transform(self, plan: TransformPlan, tables: Mapping[str, Sequence[Path]], out: Path) -> None:
        """See `kho.engines.base.Engine`. Raises EngineFailedError."""
        with self._session(plan.model) as session:
            transform(session, plan, tables, out)

    def profile(self, plan: ProfilePlan, table: Sequence[Path]) -> Measures:
        """See `kho.engines.base.Engine`. Raises EngineFailedError."""
        with self._session(plan.dataset) as session:
            return profile(session, plan, table)

    @contextmanager
    def _session(self, where: str) -> Iterator[SparkSession]:
        """A session for each plan: one left open would ask the server for something when the process ends."""
        try:
            session = SparkSession.builder.remote(self.address).config("spark.sql.session.timeZone", "UTC").create()
            try:
                yield session
            finally:
                session.client.close()
        except PySparkException as error:
            raise EngineFailedError(where=where, engine="spark", reason=str(error)) from error


@contextmanager
def _scratch(out: Path) -> Iterator[Path]:
    folder = out / f"spark-{uuid.uuid4().hex}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


class _Check:
    """One check: a session, the plan, where rows go to."""

    def __init__(self, session: SparkSession, plan: CheckPlan, out: Path, scratch: Path) -> None:
        self.session = session
        self.plan = plan
        self.out = out
        self.scratch = scratch

    def run(self, staged: Path, lookups: Mapping[str, Path]) -> CheckResult:
        self._checked(staged, self._lookups(lookups))
        self._copy(statements.good(self.plan, "checked"), "good", good_schema(self.plan))
        self._view("candidate", self._read(self.out / "good"))
        results = tuple(measured(rule, self._value(rule.measure)) for rule in self.plan.set_rules)
        held = self._held(results)
        self._set_apart(held)
        return self._result(results, held)

    def _checked(self, staged: Path, views: Mapping[str, str]) -> None:
        """Write every row with its values and reasons, and offer it as the view `checked`."""
        write_parquet(read(staged), staged_schema(self.plan), self.scratch / "staged.parquet")
        self._view("staged", self._read(self.scratch / "staged.parquet"))
        self._view("valued", self._sql(statements.valued(self.plan, "staged")))
        self._view("conformed", self._sql(statements.conformed(self.plan, "valued", self._mappings(views))))
        joined = statements.joins(self.plan, "conformed", views)
        for each in joined:
            self._view(each.view, self._sql(each.keys))
        checked = self._sql(statements.checked(self.plan, "conformed", joined))
        self._write(checked, self.scratch / "checked", statements.checked_schema(self.plan))
        self._view("checked", self._read(self.scratch / "checked"))

    def _mappings(self, views: Mapping[str, str]) -> dict[str, str]:
        """The view of each column's mapping."""
        made: dict[str, str] = {}
        for number, each in enumerate(self.plan.conversions):
            if each.mapping is not None:
                made[each.column] = f"mapping_{number}"
                self._view(made[each.column], self._sql(mapping(each).from_(views[each.mapping])))
        return made

    def _lookups(self, lookups: Mapping[str, Path]) -> dict[str, str]:
        wanted = {rule.lookup for rule in self.plan.lookup_rules}
        wanted |= {rule.existing for rule in self.plan.unique_rules if rule.existing}
        wanted |= {each.mapping for each in self.plan.conversions if each.mapping}
        views: dict[str, str] = {}
        for number, name in enumerate(sorted(wanted)):
            if name not in lookups:
                raise MissingLookupError(lookup=name, dataset=self.plan.dataset)
            views[name] = f"lookup_{number}"
            self._view(views[name], self._read(lookups[name]))
        return views

    def _sql(self, select: exp.Expr) -> DataFrame:
        return self.session.sql(sql(select))

    def _read(self, path: Path) -> DataFrame:
        return self.session.read.parquet(str(path))

    def _view(self, name: str, rows: DataFrame) -> None:
        rows.createOrReplaceTempView(name)

    def _value(self, select: exp.Expr) -> object:
        rows = self._sql(select).collect()
        return rows[0][0] if rows else None

    def _held(self, results: tuple[Measured, ...]) -> tuple[str, ...]:
        """The broken promises that hold the delivery back."""
        errors = {rule.id for rule in self.plan.set_rules if rule.severity is Severity.ERROR}
        return tuple(each.rule for each in results if not each.holds and each.rule in errors)

    def _set_apart(self, held: tuple[str, ...]) -> None:
        schema, rows = bad_schema(self.plan), statements.apart(self.plan, "checked", held)
        errors = statements.breaks(self.plan, Severity.ERROR)
        warnings = statements.breaks(self.plan, Severity.WARNING)
        only_warned = exp.and_(warnings, exp.Not(this=errors)) if not held else exp.false()
        if held:
            shutil.rmtree(self.out / "good")
            _write_empty(self.out / "good", good_schema(self.plan))
        self._copy(rows if held else rows.where(errors), "bad", schema)
        self._copy(rows.where(only_warned), "warned", schema)

    def _copy(self, select: exp.Expr, folder: str, schema: pa.Schema) -> None:
        self._write(self._sql(select), self.out / folder, schema)

    def _write(self, rows: DataFrame, target: Path, schema: pa.Schema) -> None:
        """Write rows to a folder that holds Parquet files alone, one even for no row."""
        rows.write.mode("overwrite").parquet(str(target))
        target.mkdir(exist_ok=True)  # some servers write nothing for no row
        for file in [each for each in target.iterdir() if each.suffix != ".parquet"]:
            file.unlink()
        if not any(target.iterdir()):
            _write_empty(target, schema)

    def _result(self, results: tuple[Measured, ...], held: tuple[str, ...]) -> CheckResult:
        read, accepted = self._count("checked"), self._count("candidate")
        broken = self._broken()
        broken |= dict.fromkeys(held, read) if read else {}
        accepted = 0 if held else accepted
        return CheckResult(read=read, accepted=accepted, quarantined=read - accepted, broken=broken, measured=results)

    def _count(self, view: str) -> int:
        counted: Any = self._value(exp.select(exp.Count(this=STAR)).from_(view))
        return int(counted)

    def _broken(self) -> dict[str, int]:
        reason = exp.Anonymous(this="explode", expressions=[exp.column(REASONS)])
        told = exp.select(exp.alias_(reason, "reason")).from_("checked").subquery("told")
        counted = exp.select("reason", block("count(*)")).from_(told).group_by("reason")
        return {row[0]: row[1] for row in self._sql(counted).collect()}


STAR = exp.Star()


def _write_empty(folder: Path, schema: pa.Schema) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(schema.empty_table(), folder / "none.parquet")
