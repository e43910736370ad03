"""Erasing a person: from the warehouse's every layer, and from what runs remember."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from kho.contracts.names import DatasetName
from kho.engines.staged import read, write_parquet
from kho.errors import KhoError
from kho.pipeline.files import without
from kho.pipeline.interrupted import was_killed
from kho.pipeline.matching import decisions
from kho.pipeline.runs import Run
from kho.pipeline.staging import stage, staged_schema
from kho.pipeline.trace import source_of
from kho.pipeline.workplace import Workplace
from kho.warehouse.erasure import TELLING, Match
from kho.warehouse.erasure_landing import Decoded
from kho.warehouse.erasure_record import ErasureRecord


def erase(place: Workplace, matches: Sequence[Match], *, reason: str, by: str) -> ErasureRecord:
    """Erase the rows that match from tables, quarantine and landed bytes, and what runs, lineage and profiles tell.

    Decisions about pairs with such keys go too. Raises BadErasureError, BusyError and what reading landed bytes
    raises; called again it completes.
    """
    record = place.warehouse.erase(matches, reason=reason, by=by, decode=_Decoder(place))
    values = {value for match in matches for value in match.values if len(value) >= TELLING}
    for match in matches:
        for run in list(place.runs.newest(match.contract.name)):
            place.runs.save(without_person(run, values))
    for name in place.province.matches:
        decisions.forget(place.warehouse.storage, name, values)
    place.lineage.forget(values)
    place.profiles.forget({match.contract.name for match in matches}, values)
    place.troubles.forget(values)
    return record


def without_person(run: Run, values: Collection[str]) -> Run:
    """The run's record without any text of its delivery, and with these values out of its names; counts stay."""
    findings = tuple(replace(finding, value=None) for finding in run.findings)
    parts = tuple(
        replace(part, repairs=(), left_out=tuple(replace(left, text="") for left in part.left_out))
        for part in run.parts
    )
    came = run.delivery
    unnamed = replace(came, name=without(came.name, values), origin=without(came.origin, values))
    return replace(run, findings=findings, parts=parts, delivery=unnamed)


class _Decoder:
    """Stages landed bytes as each dataset that ever read rows in them read them.

    Bytes that no run could read have no rows to tell; the warehouse searches them as raw text. Where cells were
    corrected, the person may stand in what was sent, or in what became of it by any of the corrections.
    """

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._readers: dict[str, dict[DatasetName, list[Run]]] = {}
        for run in place.runs.newest():
            if (run.read or was_killed(run)) and run.dataset in place.province.contracts:
                self._readers.setdefault(run.delivery.sha256, {}).setdefault(run.dataset, []).append(run)

    def __call__(self, sha256: str, folder: Path) -> dict[DatasetName, Decoded]:
        """The staged cells by dataset, as Parquet files in folders."""
        readers = self._readers.get(sha256, {})
        decoded = {
            name: self._decoded(runs, folder / f"{name.agency}.{name.dataset}") for name, runs in readers.items()
        }
        return {name: cells for name, cells in decoded.items() if cells is not None}

    def _decoded(self, runs: Sequence[Run], folder: Path) -> Decoded | None:
        """As `trace` reads them, then by other corrections and by none; None where nothing can be read."""
        brought = min(runs, key=lambda run: run.committed is None)
        names = dict.fromkeys([brought.delivery.corrections, *(each.delivery.corrections for each in runs), ""])
        tried = [self._tried(brought, name, folder / (name or "as-sent")) for name in names]
        readings = [each for each in tried if each is not None]
        return Decoded(cells=readings[0], others=tuple(readings[1:])) if readings else None

    def _tried(self, run: Run, corrections: str, into: Path) -> Path | None:
        """The staged cells; None where a killed run did not get so far as to find that they cannot be read."""
        try:
            return self._stage(run, corrections, into)
        except KhoError:
            if run.read and corrections == run.delivery.corrections:
                raise
            return None

    def _stage(self, run: Run, corrections: str, into: Path) -> Path:
        contract, warehouse, sha256 = self._place.contract(run.dataset), self._place.warehouse, run.delivery.sha256
        source, name = source_of(contract, run), run.delivery.name
        corrected = warehouse.corrections(sha256, corrections)
        with warehouse.landed(sha256) as file:
            staged = stage(contract, source, file, name=name, into=into, corrected=corrected)
        write_parquet(read(staged.folder), staged_schema(contract.columns), into / "cells.parquet")
        return into
