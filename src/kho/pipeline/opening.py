"""Puts a workplace together from what the province folder says."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kho.engines.registry import engine
from kho.engines.settings import EngineSettings
from kho.pipeline.lineage.keeping import LineageFiles
from kho.pipeline.profiles import FileProfileLog
from kho.pipeline.runs import RunLog
from kho.pipeline.set_aside import FileTroubles
from kho.pipeline.workplace import Workplace
from kho.province.folder import Province
from kho.province.settings import EngineChoice, SecretName, StorageSettings
from kho.sources.secrets import Secret
from kho.warehouse.storage import Storage
from kho.warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from kho.pipeline.lineage.sending import Sender

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
    warehouse = open_warehouse(province, state=state)
    return Workplace(
        province=province,
        warehouse=warehouse,
        engine=engine(chosen.name, _engine_settings(chosen, warehouse.workroom.folder)),
        runs=runs,
        profiles=FileProfileLog(state / "profiles"),
        scratch=scratch,
        clock=clock,
        lineage=lineage_files(province, state=state),
        troubles=FileTroubles(state / TROUBLES),
    )


def lineage_files(province: Province, *, state: Path) -> LineageFiles:
    """Where lineage is told; sent on where kho.toml names a receiver."""
    return LineageFiles(state / LINEAGE, province.settings.name, sender=lineage_sender(province, state=state))


def lineage_sender(province: Province, *, state: Path) -> "Sender | None":
    """Who sends lineage on; None where kho.toml names no receiver."""
    chosen = province.settings.lineage
    if chosen.url is None:
        return None
    from kho.pipeline.lineage.sending import Outbox, Receiver, Sender  # an HTTP client, which few need

    key = Secret(chosen.api_key.name) if chosen.api_key is not None else None
    return Sender(Outbox(state / LINEAGE), Receiver(url=chosen.url, api_key=key, timeout=chosen.timeout))


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
