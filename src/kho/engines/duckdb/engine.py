"""The engine's database: one for all plans, in this process."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from weakref import finalize

import duckdb
import pyarrow as pa
from duckdb.func import ARROW, SPECIAL

from kho.contracts.model import LogicalType
from kho.engines.duckdb.check import Check
from kho.engines.duckdb.dialect import json_function
from kho.engines.duckdb.profile import profile
from kho.engines.duckdb.transform import transform
from kho.engines.settings import EngineFailedError, EngineSettings
from kho.engines.staged import read
from kho.quality.jsontext import canonical_json
from kho.quality.plan import CheckPlan, CheckResult
from kho.quality.profile import Measures
from kho.quality.profiling import ProfilePlan
from kho.quality.queries.plan import TransformPlan
from kho.scratch import scratch_folder

CONFIG = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "preserve_insertion_order": False,
}
STREAMING = "set streaming_buffer_size = '64MB'"
"""With DuckDB's own, smaller one, a single thread works while rows are handed on."""


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
            return Check(connection, plan, read(staged), out).run(lookups)

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
                connection.execute(STREAMING)
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
