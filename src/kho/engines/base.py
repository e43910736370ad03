"""What every engine offers. An engine reads staged Parquet files and writes Parquet files; it knows no source."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from kho.quality.plan import CheckPlan, CheckResult


class Engine(Protocol):
    """Executes plans. Every engine gives the same answer to the same plan; `memory` says what is right."""

    @property
    def name(self) -> str:
        """The name in `kho.toml`."""

    def check(self, plan: CheckPlan, staged: Path, lookups: Mapping[str, Path], out: Path) -> CheckResult:
        """Conform and check a staged file (or folder of Parquet files) and write three folders of Parquet into `out`.

        `out/good`: `_part`, `_row` and the conformed columns in the contract's order; rows to load.
        `out/bad`: `_part`, `_row`, `_text_*`, `_kind_*` and `_reasons` (list of rule ids in plan order); quarantined.
        `out/warned`: the same columns as bad, for loaded rows that break a rule of severity warning.
        Row order is not promised. A folder with no row still holds one empty file with the schema.
        """
