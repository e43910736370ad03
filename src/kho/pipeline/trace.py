"""From a loaded row back to the text it came from, by its place in the landed bytes."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.dataset as ds

from kho.contracts.model import Contract, Source
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.matching.refusing import refuse_as_source as refuse_match_as_source
from kho.pipeline.models import refuse_as_source
from kho.pipeline.runs import Run
from kho.pipeline.source_units import brought
from kho.pipeline.staging import stage, staged_schema
from kho.pipeline.workplace import Workplace
from kho.quality.cells import DELIVERY, PART, ROW, text_column
from kho.warehouse.corrections import Correction, Corrections
from kho.warehouse.errors import ErasedBytesError


class UntracedRowError(KhoError):
    """No run of this dataset brought this delivery."""

    code = "KHO-R501"
    what = Message(
        vi="Không có lượt chạy nào ghi đã nạp tệp có SHA-256 {sha256}.",
        en="No run is on record that loaded the file with SHA-256 {sha256}.",
    )
    mend = Message(
        vi="Khôi phục thư mục .kho/runs từ bản sao lưu; tệp gốc vẫn nằm trong kho, ở landing/sha256.",
        en="Restore .kho/runs from a backup; the file itself still lies in the warehouse under landing/sha256.",
    )


class LostRowError(KhoError):
    """The landed bytes, read as the contract says now, have no such row."""

    code = "KHO-R502"
    what = Message(
        vi="Đọc lại “{name}” theo cam kết hiện nay thì không còn dòng {row} của bảng “{part}”.",
        en="Read again as the contract says now, “{name}” has no row {row} of “{part}”.",
    )
    mend = Message(
        vi="Cách đọc (kho.read, kho.header) đã đổi sau khi nạp: nạp lại bằng `kho run {dataset} --again`.",
        en="How it is read (kho.read, kho.header) has changed since: load again with `kho run {dataset} --again`.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectedText:
    """What a person put in the place of a cell's text, by whom and when; `text` is what was read.

    `erased`: what had been there is gone, as a person was erased.
    """

    text: str | None
    by: str
    at: datetime
    erased: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TracedCell:
    """One value beside its original text and the place that text stands in.

    `corrected` where another text was read in its place. `units` is what a figure was brought from and to,
    `kg → tấn`, where the source told another unit than the contract.
    """

    column: str
    value: Any
    text: str | None
    source_column: int | None
    source_header: str
    units: str = ""
    corrected: CorrectedText | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TracedRow:
    """One loaded row: the delivered file, the part and row in it, and every cell."""

    file: str
    sha256: str
    part: str
    row: int
    cells: tuple[TracedCell, ...]


def trace(place: Workplace, name: DatasetName, rows: Sequence[Mapping[str, Any]]) -> list[TracedRow]:
    """The original text of loaded rows, given with their `_delivery`, `_part` and `_row`.

    Raises ModelRowsError, MatchRowsError, UntracedRowError, LostRowError, and what reading the landed bytes raises.
    """
    contract = place.contract(name)
    if name in place.province.models:
        raise refuse_as_source(place.province.models[name])
    if name in place.province.matches:
        raise refuse_match_as_source(place.province.matches[name])
    traced: list[TracedRow] = []
    for sha256 in dict.fromkeys(row[DELIVERY] for row in rows):
        run = _run_that_brought(place, name, sha256)
        corrected = place.warehouse.corrections(sha256, run.delivery.corrections)
        with place.warehouse.workroom.scratch() as folder:
            cells = _cells_again(place, contract, run, corrected, folder)
            traced += [_traced(contract, run, cells, corrected, row) for row in rows if row[DELIVERY] == sha256]
    return traced


def source_of(contract: Contract, run: Run) -> Source:
    """The source a run read, as the contract describes it now; a file handed over is read as the first source is."""
    for source in contract.sources:
        if source.name == run.delivery.source:
            return source
    read = contract.sources[0].read if contract.sources else {}
    return Source(name=run.delivery.source, transport="local", read=read)


def _run_that_brought(place: Workplace, name: DatasetName, sha256: str) -> Run:
    """The newest run on record that committed the delivery, or that was killed before it could say so."""
    runs = [run for run in place.runs.newest(name) if run.delivery.sha256 == sha256]
    for run in sorted(runs, key=lambda run: run.committed is None):
        return run
    raise UntracedRowError(where=str(name), sha256=sha256)


def _cells_again(place: Workplace, contract: Contract, run: Run, corrected: Corrections, folder: Path) -> ds.Dataset:
    """The delivery's cells again, with their place; of bytes that were erased, the cells that were kept."""
    sha256, name, into = run.delivery.sha256, run.delivery.name, folder / "staged"
    try:
        with place.warehouse.landed(sha256) as file:
            staged = stage(contract, source_of(contract, run), file, name=name, into=into, corrected=corrected)
        return ds.dataset(staged.folder, schema=staged_schema(contract.columns), format="ipc")
    except ErasedBytesError:
        with place.warehouse.redacted(sha256, contract.name) as kept:
            return ds.dataset(shutil.copy(kept, folder / "kept.parquet"), format="parquet")


def _traced(
    contract: Contract, run: Run, staged: ds.Dataset, corrected: Corrections, row: Mapping[str, Any]
) -> TracedRow:
    here = (pc.field(PART) == row[PART]) & (pc.field(ROW) == row[ROW])
    found = staged.to_table(filter=here).to_pylist()
    if not found:
        name = run.delivery.name
        raise LostRowError(where=name, name=name, row=row[ROW], part=row[PART], dataset=contract.name)
    (texts, *_) = found
    places = next((part.columns for part in run.parts if part.part == row[PART]), {})
    units = next((part.units for part in run.parts if part.part == row[PART]), {})
    cells = []
    for column in contract.columns:
        position, header = places.get(column.name, (None, ""))
        text = texts[text_column(column.name)]
        mended = corrected.by_cell.get((row[PART], row[ROW], column.name))
        beside = texts[text_column(column.measure.of)] if column.measure and column.measure.of else None
        cells.append(
            TracedCell(
                column=column.name,
                value=row.get(column.name),
                text=mended.before if mended is not None else text,
                source_column=position,
                source_header=header,
                units=brought(column.measure, text, beside or units.get(column.name)) if column.measure else "",
                corrected=_corrected(mended, text) if mended is not None else None,
            )
        )
    return TracedRow(
        file=run.delivery.name, sha256=run.delivery.sha256, part=row[PART], row=row[ROW], cells=tuple(cells)
    )


def _corrected(mended: Correction, text: str | None) -> CorrectedText:
    return CorrectedText(text=text, by=mended.by, at=mended.at, erased=mended.erased)
