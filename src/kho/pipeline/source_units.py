"""What a delivery tells of the units of its figures, for columns with `kho.unit`: headers, unit lines, cells, rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from kho.contracts.measure_use import region_of, target_of
from kho.contracts.model import Column, Contract, MeasureUse
from kho.engines import staged
from kho.errors import KhoError
from kho.messages import Message
from kho.quality.amounts import SPACES, TAIL, DeliveredUnits
from kho.quality.cells import text_column
from kho.quality.texts import WHITE_SPACE
from kho.sources.base import SourceColumn
from kho.standards.numbers import measures
from kho.standards.numbers.measures import Unit
from kho.standards.numbers.source_units import Doubt, told_beside, told_by_header

_CELL = rf"^\s*[+-]?[0-9.,]*[0-9](?P<tail>{TAIL})[\s{SPACES}]*$"
"""A figure with something behind it, whatever its marks mean."""

_WHY = {
    Doubt.OTHER_KIND: Message("không cùng loại với {unit}", "which is not of the kind of {unit}"),
    Doubt.SEVERAL: Message("có nhiều đơn vị cùng loại với {unit}", "with several units of the kind of {unit}"),
    Doubt.UNKNOWN: Message("không phải đơn vị mà Kho biết", "which is no unit that Kho knows"),
    Doubt.REGION: Message("mỗi vùng một khác", "which differs by region"),
}
_INEXACT = Message("không đổi được chính xác ra {unit}", "which is no exact number of {unit}")


class UnfitUnitError(KhoError):
    """A header or a unit line tells a unit that figures cannot be brought to the contract's from, or leaves it open."""

    code = "KHO-R205"
    what = Message(
        vi="Cột “{column}”: nguồn ghi đơn vị “{text}”, {why_vi}.",
        en="Column “{column}”: the source tells the unit “{text}”, {why_en}.",
    )
    mend = Message(
        vi="Sửa đơn vị trong tệp; nếu đó không phải đơn vị của cột này thì ghi from (và region cho sào, mẫu, công) "
        "vào kho.unit của cột.",
        en="Correct the unit in the file; where it is not that of the column, give from (and region for sào, mẫu, "
        "công) in the column's kho.unit.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a column's figures stand, for messages."""

    name: str
    column: Column
    use: MeasureUse
    target: Unit


def units_of_part(columns: Sequence[Column], places: Mapping[str, SourceColumn], where: str) -> dict[str, str]:
    """The unit of each column with `kho.unit` whose header, or the line beside it, tells one.

    `places` are the columns of the source by those of the contract. Raises UnfitUnitError where that unit is open, or
    not of the contract's kind.
    """
    found: dict[str, str] = {}
    for column in columns:
        use, source = column.measure, places.get(column.name)
        target = None if use is None else target_of(use)
        if use is None or target is None or source is None or use.of is not None:
            continue
        told = _told(Place(name=where, column=column, use=use, target=target), source)
        if told is not None:
            found[column.name] = told.name
    return found


def _told(place: Place, source: SourceColumn) -> Unit | None:
    region = region_of(place.use)
    told = told_by_header(source.header, place.target, region=region)
    if told.doubt is not None:
        raise _unfit(place, told.text, _WHY[told.doubt])
    if told.unit is None:
        told = told_beside(source.unit or source.line, place.target, region=region)
    if told.doubt is not None and place.use.source is None:
        raise _unfit(place, told.text, _WHY[told.doubt])
    if told.unit is not None and measures.factor(told.unit, place.target) is None:
        raise _unfit(place, told.text, _INEXACT)
    return told.unit


def _unfit(place: Place, text: str, why: Message) -> UnfitUnitError:
    told = why.filled(unit=place.target.name)
    title = place.column.title or place.column.name
    return UnfitUnitError(where=place.name, column=title, text=text, why_vi=told.vi, why_en=told.en)


def brought(use: MeasureUse, text: str | None, told: str | None) -> str:
    """What a figure was brought from and to, `kg → tấn`; empty where it was in the contract's unit.

    `text` is its cell, `told` the unit that its row, header or unit line tells.
    """
    region, target = region_of(use), target_of(use)
    own = re.match(_CELL, text or "")
    behind = measures.unit(own["tail"].strip(WHITE_SPACE), region=region) if own else None
    named = behind or measures.unit(told or use.source or "", region=region)
    if target is None or named is None or named.factor == target.factor:
        return ""
    return f"{named.name} → {target.name}"


def delivered_units(
    contract: Contract, parts: Mapping[str, Mapping[str, str]], folder: Path
) -> dict[str, DeliveredUnits]:
    """What a staged delivery tells of the units of each column with `kho.unit`; `parts` are those of its parts."""
    rows = staged.read(folder)
    found: dict[str, DeliveredUnits] = {}
    for column in contract.columns:
        if (use := column.measure) is not None:
            found[column.name] = DeliveredUnits(
                parts={part: units.get(column.name) for part, units in parts.items()},
                cells=_different(_behind(texts) for texts in _texts(rows, column.name)),
                rows=frozenset() if use.of is None else _different(_texts(rows, use.of)),
            )
    return found


def texts_of(folder: Path, column: str) -> Iterator[str]:
    """The texts of a column of a staged delivery; each comes more than once only where it stands far apart."""
    for texts in _texts(staged.read(folder), column):
        yield from (text for text in pc.unique(texts).to_pylist() if text is not None)


def _texts(rows: staged.StagedRows, column: str) -> Iterator[pa.Array]:
    name = text_column(column)
    for batch in rows.batches(pa.schema([pa.field(name, pa.string())])):
        yield batch.column(name)


def _behind(texts: pa.Array) -> pa.Array:
    """What stands behind figures in their own cells."""
    with_more = texts.filter(pc.match_substring_regex(texts, _CELL))
    return pc.struct_field(pc.extract_regex(with_more, _CELL), "tail")


def _different(texts: Iterator[pa.Array]) -> frozenset[str]:
    found = {text for each in texts for text in pc.unique(each).to_pylist() if text is not None}
    return frozenset(text.strip(WHITE_SPACE) for text in found) - {""}
