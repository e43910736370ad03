"""Findings of a run given back to the sender, in a copy of their own table."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from kho.contracts.model import Contract, Severity
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.examples import findings_of
from kho.pipeline.formats import find_format
from kho.pipeline.marked_copy import Mark, bounded, mark, mark_rows
from kho.pipeline.matching.refusing import refuse_as_source as refuse_match_as_source
from kho.pipeline.models import refuse_as_source
from kho.pipeline.parts import sheet_of
from kho.pipeline.report import when
from kho.pipeline.runs import Run
from kho.pipeline.trace import source_of
from kho.pipeline.trial import Handed, bad_rows, plan_of
from kho.pipeline.workplace import Workplace
from kho.quality.findings import Finding
from kho.sources.base import SourceTable
from kho.warehouse.corrections import Corrections

CORRECTED = "kho.corrected"
"""What groups the marks of corrected cells."""


class NothingToGiveBackError(KhoError):
    """The run found nothing."""

    code = "KHO-R701"
    what = Message(vi="Lượt chạy này không có lỗi dữ liệu nào.", en="This run has no findings.")
    mend = Message(vi="Chọn lượt chạy khác: `kho runs`.", en="Choose another run: `kho runs`.")


class NoSheetToMarkError(KhoError):
    """The delivered file is neither a workbook nor delimited text."""

    code = "KHO-R702"
    what = Message(
        vi="“{name}” không phải sổ tính hay văn bản phân cách nên không có ô để đánh dấu.",
        en="“{name}” is no workbook and no delimited text, so there is no cell to mark.",
    )
    mend = Message(
        vi="Gửi lại báo cáo: `kho run show {id} --format html --out bao-cao.html`.",
        en="Send the report instead: `kho run show {id} --format html --out report.html`.",
    )


def give_back(place: Workplace, run: Run, into: Path) -> Path:
    """Write the marked copy of what a run received into a folder; the path of the copy.

    Raises NothingToGiveBackError, ModelRowsError, MatchRowsError, NoSheetToMarkError, UnknownDatasetError and what
    reading the landed bytes raises.
    """
    contract, came = _to_mark(place, run), run.delivery
    corrected = place.warehouse.corrections(came.sha256, came.corrections)
    with place.warehouse.landed(came.sha256) as file, _quarantined(place, run) as rows:
        marks = chain(_marks(run, _findings(place, contract, run, rows)), _corrected(corrected))
        return _marked(contract, run, file, marks, into)


def give_back_trial(place: Workplace, run: Run, folder: Path, handed: Handed, into: Path) -> Path:
    """The same of a trial: `run` is its run, `folder` holds what came of it, `handed` is what was tried."""
    contract = _to_mark(place, run)
    with bad_rows(folder) as rows:
        marks = chain(_marks(run, _findings(place, contract, run, rows)), _corrected(handed.corrected))
        return _marked(contract, run, handed.file, marks, into)


def _quarantined(place: Workplace, run: Run) -> AbstractContextManager[pa.RecordBatchReader]:
    return place.warehouse.quarantined(run.dataset, run.delivery.sha256)


def _to_mark(place: Workplace, run: Run) -> Contract:
    """The contract of a run that has something to mark."""
    if not (run.findings or run.corrected):
        raise NothingToGiveBackError(where=run.id)
    if run.dataset in place.province.models:
        raise refuse_as_source(place.province.models[run.dataset])
    if run.dataset in place.province.matches:
        raise refuse_match_as_source(place.province.matches[run.dataset])
    return place.contract(run.dataset)


def _findings(place: Workplace, contract: Contract, run: Run, rows: pa.RecordBatchReader) -> Iterator[Finding]:
    """Everything that is held against the rows set apart, then the run's examples of warnings about loaded rows."""
    warnings = {
        (finding.part, finding.row, finding.rule): finding
        for finding in run.findings
        if finding.severity is Severity.WARNING
    }
    for finding in findings_of(contract, plan_of(place, contract, run), rows, run.findings):
        warnings.pop((finding.part, finding.row, finding.rule), None)
        yield finding
    yield from warnings.values()


def _marks(run: Run, findings: Iterator[Finding]) -> Iterator[Mark]:
    columns = {part.part: part.columns for part in run.parts}
    for finding in findings:
        place = columns.get(finding.part, {}).get(finding.column or "")
        yield Mark(
            sheet=sheet_of(finding.part),
            row=finding.row,
            column=place[0] if place else None,
            message=f"{finding.what.vi} {finding.mend.vi}",
            severity=finding.severity,
            rule=finding.rule,
        )


def _corrected(corrected: Corrections) -> Iterator[Mark]:
    """The cells that were corrected: the sender's own table has the mistake still."""
    for each in corrected.cells:
        became = f"“{each.after}”" if each.after else "ô trống"
        yield Mark(
            sheet=sheet_of(each.part),
            row=each.row,
            column=each.position,
            message=f"Trên trang đã sửa thành {became} ({each.by}, {when(each.at)}).",
            severity=None,
            rule=CORRECTED,
        )


def _marked(contract: Contract, run: Run, file: Path, marks: Iterator[Mark], into: Path) -> Path:
    into.mkdir(parents=True, exist_ok=True)
    source, name = source_of(contract, run), run.delivery.name
    reader = find_format(file, name=name, named=source.format)
    kind = type(reader).__module__.rpartition(".")[2]
    if kind == "workbook":
        return mark(file, name, marks, into)
    if kind == "delimited":
        table = next(iter(reader.tables(file, name=name, read=source.read)))
        shown, hidden = bounded(marks)
        rows, moved = _only_marked(table, shown)
        return mark_rows(rows, name, moved, into, hidden=hidden)
    raise NoSheetToMarkError(where=name, name=name, id=run.id)


def _only_marked(table: SourceTable, marks: list[Mark]) -> tuple[list[list[str | None]], list[Mark]]:
    """The header and the rows with findings, before each its row in the sender's file; and the marks moved there.

    A text file can be far longer than a sheet, and its sender has it anyway.
    """
    wanted = {mark.row for mark in marks}
    header: list[str | None] = ["Dòng", *(" / ".join(filter(None, column.header)) for column in table.columns)]
    rows, places = [header], {}
    for batch in table.batches:
        for row, cells in _cells(batch, wanted, len(table.columns)):
            rows.append([str(row), *cells])
            places[row] = len(rows)
    moved = [
        replace(mark, row=places[mark.row], column=mark.column + 1 if mark.column else None)
        for mark in marks
        if mark.row in places
    ]
    return rows, moved


def _cells(batch: pa.RecordBatch, wanted: set[int], width: int) -> Iterator[tuple[int, list[str | None]]]:
    chosen = batch.filter(pc.is_in(batch.column("row"), pa.array(sorted(wanted), pa.int64())))
    columns = [chosen.column(f"c{number}").to_pylist() for number in range(1, width + 1)]
    for row, *cells in zip(chosen.column("row").to_pylist(), *columns, strict=True):
        yield row, cells
