"""Puts a workplace together from what the province folder says."""

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from kho.contracts.model import Contract
from kho.engines.registry import engine
from kho.engines.settings import EngineSettings
from kho.pipeline.files import without, write_atomically
from kho.pipeline.profiles import FileProfileLog
from kho.pipeline.runs import Run, RunLog, RunStatus
from kho.pipeline.set_aside import FileTroubles
from kho.pipeline.workplace import Workplace
from kho.province.folder import Province
from kho.province.settings import EngineChoice, SecretName, StorageSettings
from kho.quality.plan import CheckPlan
from kho.sources.secrets import Secret
from kho.warehouse.storage import Storage
from kho.warehouse.warehouse import Warehouse

MEMORY = "1GB"
LINEAGE = "lineage"
"""The part of the state folder with the events of runs."""
TROUBLES = "set-aside"
"""The part of the state folder where it stands which deliveries are set aside."""


def open_workplace(province: Province, runs: RunLog, *, state: Path, clock: Callable[[], datetime]) -> Workplace:
    """The workplace of a checked province; `state` is its `.kho` folder."""
    scratch = state / "work"
    scratch.mkdir(parents=True, exist_ok=True)
    chosen = province.settings.engine
    return Workplace(
        province=province,
        warehouse=open_warehouse(province, state=state),
        engine=engine(chosen.name, _engine_settings(chosen, scratch)),
        runs=runs,
        profiles=FileProfileLog(state / "profiles"),
        scratch=scratch,
        clock=clock,
        lineage=LineageFiles(state / LINEAGE, province.settings.name),
        troubles=FileTroubles(state / TROUBLES),
    )


def open_warehouse(province: Province, *, state: Path) -> Warehouse:
    """The province's warehouse."""
    storage = _storage(province.settings.storage, province.folder)
    return Warehouse(storage, state, memory=province.settings.engine.memory_limit or MEMORY)


def _storage(settings: StorageSettings, folder: Path) -> Storage:
    local = "://" not in settings.warehouse
    url = str((folder / settings.warehouse).resolve()) if local else settings.warehouse
    options = {
        name: Secret(value.name).reveal() if isinstance(value, SecretName) else value
        for name, value in settings.options.items()
    }
    return Storage(url=url, options=options)


def _engine_settings(chosen: EngineChoice, scratch: Path) -> EngineSettings:
    return EngineSettings(
        memory_limit=chosen.memory_limit or MEMORY, threads=chosen.threads, temp=scratch, address=chosen.address
    )


class LineageFiles:
    """Writes each run's OpenLineage events as JSON lines, one file per run."""

    def __init__(self, folder: Path, province: str) -> None:
        self._folder, self._province = folder, province

    def tell(self, run: Run, contract: Contract, checks: CheckPlan | None) -> None:
        """Add the event of the run's present state."""
        from kho.pipeline.lineage import events

        if run.status is RunStatus.RUNNING:
            event = events.started(run, self._province)
        else:
            event = events.ended(run, self._province, contract, checks)
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f"{run.id}.jsonl").open("a", encoding="utf-8") as file:
            file.write(f"{event}\n")

    def forget(self, values: Collection[str]) -> None:
        """Take these texts out of every event: file names and addresses may hold a person's number."""
        for path in sorted(self._folder.glob("*.jsonl")):
            before = path.read_text(encoding="utf-8")
            after = without(before, values)
            if after != before:
                write_atomically(path, after.encode())
