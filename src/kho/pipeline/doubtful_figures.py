"""Figures of a delivery that may mean something else than what is loaded: told as warnings, by column.

`1.234` is one and a bit, or one thousand; a workbook's cell that shows `12,5%` holds 0.125. One other figure of the
column settles it: `1.5`, `1.234,5`, or a share above 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from kho.contracts.measure_use import target_of
from kho.contracts.model import Column, Contract, LogicalType, Severity
from kho.engines import staged
from kho.messages import Message
from kho.quality.cells import PART, ROW, CellKind, kind_column, text_column
from kho.quality.findings import Finding
from kho.standards.numbers.measures import unit

_EITHER: Final = r"^\s*[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}\s*$"
"""A figure whose mark is a decimal one or groups thousands."""
_PERCENT: Final = unit("%")
_DECIMAL: Final = Message(
    vi="Cột “{column}”: không rõ dấu trong “{value}” là dấu thập phân hay phân nhóm nghìn; cả cột đều như vậy.",
    en="“{column}”: the mark in “{value}” may be a decimal mark or group thousands; no figure of the column tells.",
)
_DECIMAL_MEND: Final = Message(
    vi='Đã đọc dấu chấm là dấu thập phân. Ghi kho.decimal của cột: "," (dấu chấm phân nhóm) hoặc ".".',
    en='The point was read as the decimal mark. Give the column\'s kho.decimal: "," (points group) or ".".',
)
_SHARE: Final = Message(
    vi="Cột “{column}”: mọi số đều từ 0 đến 1, như “{value}”, mà đơn vị là %. Ô hiển thị 12,5% chứa số 0,125.",
    en="“{column}”: all figures lie from 0 to 1, such as “{value}”; the unit is %. A cell shown as 12.5% holds 0.125.",
)
_SHARE_MEND: Final = Message(
    vi='Nếu là tỷ lệ từ 0 đến 1, ghi kho.unit: {{unit: "%", from: "1"}}; nếu đúng là %, ghi from: "%".',
    en='Where they are shares of 1, give kho.unit: {{unit: "%", from: "1"}}; where they are percent, from: "%".',
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """How many figures are in doubt, and the first of them."""

    count: int
    part: str
    row: int
    value: str


def doubtful_figures(contract: Contract, folder: Path) -> tuple[tuple[Finding, int], ...]:
    """A warning for each column of a staged delivery whose figures leave open what they mean, and how many they are."""
    return tuple(each for column in contract.columns for each in _of(contract, column, staged.read(folder)))


def _of(contract: Contract, column: Column, rows: staged.StagedRows) -> Iterator[tuple[Finding, int]]:
    is_open = column.decimal_mark == "." and not column.point_told
    if is_open and column.logical_type is LogicalType.NUMBER and (found := _marks(column, rows)) is not None:
        yield _finding(contract, column, "decimal", found, _DECIMAL, _DECIMAL_MEND), found.count
    use = column.measure
    if use is not None and use.source is None and use.of is None and target_of(use) == _PERCENT:
        shares = _shares(column, rows)
        if shares is not None:
            yield _finding(contract, column, "share", shares, _SHARE, _SHARE_MEND), shares.count


def _finding(  # noqa: PLR0913, PLR0917 - a finding is these facts
    contract: Contract, column: Column, rule: str, found: _Found, what: Message, mend: Message
) -> Finding:
    return Finding(
        dataset=contract.name,
        part=found.part,
        row=found.row,
        column=column.name,
        rule=f"{column.name}.{rule}",
        severity=Severity.WARNING,
        value=found.value,
        what=what.filled(column=column.title or column.name, value=found.value),
        mend=mend.filled(),
    )


def _marks(column: Column, rows: staged.StagedRows) -> _Found | None:
    """Texts of a number whose marks are open; None where one settles it, or none has a mark."""
    found: _Found | None = None
    for batch in _cells(column, rows):
        marked = pc.or_(pc.match_substring(batch["text"], "."), pc.match_substring(batch["text"], ","))
        texts = batch.filter(pc.and_(pc.is_null(batch["kind"]), marked))
        if not pc.all(pc.match_substring_regex(texts["text"], _EITHER), min_count=0).as_py():
            return None
        found = _more(found, texts)
    return found


def _shares(column: Column, rows: staged.StagedRows) -> _Found | None:
    """Typed numbers that all lie from 0 to 1, some between; None where one does not."""
    found: _Found | None = None
    for batch in _cells(column, rows):
        typed = batch.filter(pc.equal(batch["kind"], CellKind.NUMBER.value))
        figures = typed["text"].cast(pa.float64())
        if pc.any(pc.or_(pc.less(figures, 0), pc.greater(figures, 1)), min_count=0).as_py():
            return None
        found = _more(found, typed.filter(pc.and_(pc.greater(figures, 0), pc.less(figures, 1))))
    return found


def _cells(column: Column, rows: staged.StagedRows) -> Iterator[pa.RecordBatch]:
    names = [text_column(column.name), kind_column(column.name), PART]
    schema = pa.schema([*(pa.field(name, pa.string()) for name in names), pa.field(ROW, pa.int64())])
    for batch in rows.batches(schema):
        yield batch.rename_columns(["text", "kind", PART, ROW])


def _more(found: _Found | None, doubtful: pa.RecordBatch) -> _Found | None:
    if not len(doubtful):
        return found
    if found is None:
        first = doubtful.slice(0, 1).to_pylist()[0]
        found = _Found(count=0, part=first[PART], row=first[ROW], value=first["text"].strip())
    return _Found(count=found.count + len(doubtful), part=found.part, row=found.row, value=found.value)
