"""Corrections of single cells, put in place where rows are read: before conversion and rules, which judge them too."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kho.errors import KhoError
from kho.messages import Message
from kho.warehouse.corrections import Correction, Corrections


class MissedCorrectionError(KhoError):
    """A cell that was corrected is no longer what it was: the file is read in another way by now."""

    code = "KHO-R722"
    what = Message(
        vi="Dòng {row}, cột “{header}”: ô này không còn nội dung như lúc được sửa, nên không áp dụng chỗ sửa nào.",
        en="Row {row}, column “{header}”: this cell is not what it was when it was corrected, so none was.",
    )
    mend = Message(
        vi="Bỏ chỗ sửa ô này, kiểm tra lại, rồi sửa theo nội dung hiện nay.",
        en="Undo the correction of this cell, check again, and correct what it holds now.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Cells:
    """One column of some rows: the texts and their kinds."""

    texts: pa.Array
    kinds: pa.Array


class Correcting:
    """The corrections of a delivery on their way into its rows, which come part by part."""

    def __init__(self, corrections: Corrections, name: str) -> None:
        self._name = name
        self._waiting = {each.cell: each for each in corrections.cells if not each.erased}

    def of_part(self, part: str, positions: Mapping[str, int]) -> "PartCorrecting":
        """Those of one part; `positions` are the columns' places in the source. Raises MissedCorrectionError."""
        columns: dict[str, list[Correction]] = {}
        for each in [each for each in self._waiting.values() if each.part == part]:
            if positions.get(each.column) != each.position:
                raise self.missed(each)
            columns.setdefault(each.column, []).append(each)
        return PartCorrecting(columns, self)

    def done(self, each: Correction) -> None:
        """The cell was found and corrected."""
        self._waiting.pop(each.cell, None)

    def missed(self, each: Correction) -> MissedCorrectionError:
        """The error where a cell is not as it was."""
        where = f"{self._name}#{each.part}" if each.part else self._name
        return MissedCorrectionError(where=where, row=each.row, header=each.header or each.column)

    def end(self) -> None:
        """Every part has been read. Raises MissedCorrectionError where a cell was in none."""
        for each in self._waiting.values():
            raise self.missed(each)


class PartCorrecting:
    """The corrections of one part, by column."""

    def __init__(self, columns: Mapping[str, list[Correction]], delivery: Correcting) -> None:
        self._columns, self._delivery = columns, delivery

    @property
    def columns(self) -> frozenset[str]:
        """Columns with a corrected cell."""
        return frozenset(self._columns)

    def put(self, column: str, rows: pa.Array, cells: Cells) -> Cells:
        """The cells of a column with those of these rows corrected. Raises MissedCorrectionError."""
        hits = self._found(column, rows)
        if not hits:
            return cells
        for at, each in hits.items():
            if cells.texts[at].as_py() != each.before:
                raise self._delivery.missed(each)
            self._delivery.done(each)
        mask = np.zeros(len(rows), dtype=bool)
        mask[list(hits)] = True
        after = pa.array([each.after for each in hits.values()], pa.string())
        return Cells(
            texts=pc.replace_with_mask(cells.texts, pa.array(mask), after),
            kinds=pc.replace_with_mask(cells.kinds, pa.array(mask), pa.nulls(len(hits), pa.string())),
        )

    def _found(self, column: str, rows: pa.Array) -> dict[int, Correction]:
        """The corrections whose row is among these, by where it is, in their order."""
        wanted = self._columns.get(column, [])
        if not wanted:
            return {}
        places = pc.index_in(pa.array([each.row for each in wanted], pa.int64()), value_set=rows).to_pylist()
        found = {at: each for at, each in zip(places, wanted, strict=True) if at is not None}
        return dict(sorted(found.items()))
