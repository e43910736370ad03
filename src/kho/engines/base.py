"""What every engine offers. An engine reads staged deliveries and writes Parquet files; it knows no source."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from kho.quality.plan import CheckPlan, CheckResult
from kho.quality.profile import Measures
from kho.quality.profiling import ProfilePlan
from kho.quality.queries.plan import TransformPlan


class Engine(Protocol):
    """Executes plans. Every engine gives the same answer to the same plan; `memory` says what is right."""

    @property
    def name(self) -> str:
        """The name in `kho.toml`."""

    def check(self, plan: CheckPlan, staged: Path, lookups: Mapping[str, Path], out: Path) -> CheckResult:
        """Conform and check a staged folder (`kho.engines.staged`) and write three folders of Parquet into `out`.

        `out/good`: the conformed columns in the contract's order, `_delivery` (the plan's), `_part`, `_row`; to load.
        `out/bad`: `_part`, `_row`, `_text_*`, `_kind_*` and `_reasons` (list of rule ids in plan order); quarantined.
        `out/warned`: the same columns as bad, for loaded rows that break a rule of severity warning.
        Row order is not promised. A folder with no row still holds one empty file with the schema.
        """

    def transform(self, plan: TransformPlan, tables: Mapping[str, Sequence[Path]], out: Path) -> None:
        """Answer a model's query over tables, given by the plan's names as Parquet files, into the Parquet file `out`.

        The answer's columns stand in the plan's order and are typed; its rows stand in the plan's order.
        """

    def profile(self, plan: ProfilePlan, table: Sequence[Path]) -> Measures:
        """Measure the columns of a table, given as Parquet files with the plan's columns, `_delivery` and `_row`."""
