"""Events of runs as JSON lines, one file per run; handed to a sender where the province has a receiver for them."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from kho.contracts.model import Contract
from kho.pipeline.files import without, write_atomically
from kho.pipeline.runs import Run, RunStatus
from kho.quality.plan import CheckPlan
from kho.quality.profile import TableProfile

if TYPE_CHECKING:
    from kho.pipeline.lineage.sending import Sender


class LineageFiles:
    """Writes each run's OpenLineage events into a folder; `sender` sends them on."""

    def __init__(self, folder: Path, province: str, *, sender: "Sender | None" = None) -> None:
        self._folder, self._province, self._sender = folder, province, sender

    def tell(self, run: Run, contract: Contract, checks: CheckPlan | None) -> None:
        """Add the event of the run's present state; when the run has ended, what waits is sent."""
        from kho.pipeline.lineage import events

        if run.status is RunStatus.RUNNING:
            self._keep(run, events.started(run, self._province, contract))
            return
        self._keep(run, events.ended(run, self._province, contract, checks))
        self._send()

    def measured(self, run: Run, contract: Contract, profile: TableProfile) -> None:
        """Add what a profile made after the run has measured."""
        from kho.pipeline.lineage import events

        self._keep(run, events.profiled(run, self._province, contract, profile))
        self._send()

    def told(self, run: Run) -> frozenset[str]:
        """The kinds of events that were told of the run."""
        path = self._file(run)
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return frozenset(json.loads(line)["eventType"] for line in lines)

    def forget(self, values: Collection[str]) -> None:
        """Take these texts out of every event: file names and addresses may hold a person's number."""
        for path in [*self._folder.glob("*.jsonl"), *self._folder.glob("*/*.json")]:
            try:
                before = path.read_text(encoding="utf-8")
            except FileNotFoundError:
                continue  # sent in this moment
            after = without(before, values)
            if after != before:
                write_atomically(path, after.encode())

    def _keep(self, run: Run, event: str) -> None:
        """First into the outbox: what is killed in between is then told once too often, never too rarely."""
        if self._sender is not None:
            self._sender.outbox.put(event)
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._file(run)
        before = path.read_bytes() if path.exists() else b""
        write_atomically(path, before + f"{event}\n".encode())

    def _file(self, run: Run) -> Path:
        return self._folder / f"{run.id}.jsonl"

    def _send(self) -> None:
        if self._sender is not None:
            self._sender.send_soon()
