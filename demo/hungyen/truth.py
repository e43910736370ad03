"""What is true of the province: what was sent, what was meant by it, and every fault that was planted in it.

The folder `truth` beside the inbox has `deliveries.jsonl`, `faults.jsonl` and, per delivery, a Parquet file of the rows
that were meant, in their order. From these follows what must stand in each table after all deliveries.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import TypeAdapter

from hungyen.batch import Batch, Outcome, Planted
from hungyen.deliveries import Delivery, Span
from kho.contracts.model import Contract, LoadMode

FOLDER = "truth"
STANDARDS = (
    "address",
    "citizen_id",
    "phone",
    "tax_code",
    "text_encodings",
    "tone_placement",
    "units_conversion",
)
"""National standards that faults wait for because Kho does not have them yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One planted fault.

    `at` is its row's number in the delivery, from 0; `part` and `row` are its place as Kho tells it.
    """

    dataset: str
    file: str
    part: str
    row: int
    at: int
    column: str
    kind: str
    written: str
    outcome: Outcome
    waits_for: str | None = None
    today: Outcome | None = None

    def due(self, built: Collection[str]) -> Outcome:
        """What must become of the row when these standards are built."""
        return self.outcome if self.today is None or self.waits_for in built else self.today


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """One delivery: the name it is landed under, how many rows it has and how its run must end."""

    dataset: str
    number: int
    file: str
    on: date
    rows: int
    status: str
    code: str = ""
    kind: str = ""


_SENT, _FAULT = TypeAdapter(Sent), TypeAdapter(Fault)


class Recorder:
    """Writes the truth down while the province is made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "rows").mkdir(parents=True)
        self._number = 0

    def meant(self, delivery: Delivery, contract: Contract, batches: Iterable[Batch]) -> "Meant":
        """Records the batches of one delivery as they pass."""
        self._number += 1
        return Meant(folder=self._folder, number=self._number, delivery=delivery, contract=contract, batches=batches)


class Meant:
    """The batches of one delivery on their way into its file."""

    def __init__(
        self, *, folder: Path, number: int, delivery: Delivery, contract: Contract, batches: Iterable[Batch]
    ) -> None:
        self._folder, self._number, self._delivery, self._contract = folder, number, delivery, contract
        self._batches = batches
        self._rows = 0
        self._planted: list[tuple[int, Planted]] = []

    def passing(self) -> Iterator[Batch]:
        """The batches, recorded."""
        writer: pq.ParquetWriter | None = None
        for batch in self._batches:
            self._planted += [(self._rows + each.row, each) for each in batch.planted]
            self._rows += batch.meant.num_rows
            writer = writer or pq.ParquetWriter(_rows_file(self._folder, self._number), batch.meant.schema)
            writer.write_table(batch.meant)
            yield batch
        if writer is not None:
            writer.close()

    def close(self, spans: Iterable[Span]) -> None:
        """Record where the rows stand and what is wrong with some."""
        name, file = str(self._contract.name), self._delivery.arrives_as or Path(self._delivery.file).name
        sent = Sent(
            dataset=name,
            number=self._number,
            file=file,
            on=self._delivery.on,
            rows=self._rows,
            status=self._delivery.status,
            code=self._delivery.code,
            kind=self._delivery.kind,
        )
        _append(self._folder / "deliveries.jsonl", [_SENT.dump_json(sent)])
        ends = list(spans)
        faults = [_fault(name, file, at, planted, ends) for at, planted in sorted(self._planted, key=lambda p: p[0])]
        _append(self._folder / "faults.jsonl", map(_FAULT.dump_json, faults))


def _fault(name: str, file: str, at: int, planted: Planted, spans: list[Span]) -> Fault:
    before = 0
    for span in spans:
        if at < before + span.count:
            return Fault(
                dataset=name,
                file=file,
                part=span.part,
                row=span.first + at - before,
                at=at,
                column=planted.column,
                kind=planted.kind,
                written=planted.written,
                outcome=planted.outcome,
                waits_for=planted.waits_for,
                today=planted.today,
            )
        before += span.count
    raise IndexError(at)


def _append(file: Path, lines: Iterable[bytes]) -> None:
    with file.open("ab") as stream:
        stream.writelines(line + b"\n" for line in lines)


def _rows_file(folder: Path, number: int) -> Path:
    return folder / "rows" / f"{number:05}.parquet"


class Truth:
    """The truth of a province that was made in a folder. `built` are the standards that Kho has by now."""

    def __init__(self, province: Path, built: Collection[str] = ()) -> None:
        self._folder = province / FOLDER
        self.built = frozenset(built)
        self.sent = _read(self._folder / "deliveries.jsonl", _SENT)
        self.faults = _read(self._folder / "faults.jsonl", _FAULT)

    def deliveries(self, dataset: str) -> list[Sent]:
        """What was sent of a dataset, oldest first."""
        return [each for each in self.sent if each.dataset == dataset]

    def faults_of(self, sent: Sent) -> list[Fault]:
        """The faults that were planted in one delivery."""
        return [each for each in self.faults if (each.dataset, each.file) == (sent.dataset, sent.file)]

    def table(self, contract: Contract) -> pa.Table:
        """The rows that must stand in the dataset's table after all deliveries; their order means nothing."""
        loads = [each for each in self.deliveries(str(contract.name)) if each.status == "loaded"]
        tables = [_dialled_from_abroad(contract, self._accepted(each)) for each in loads]
        if contract.load is LoadMode.REPLACE:
            return tables[-1]
        if contract.load is LoadMode.APPEND:
            return pa.concat_tables(tables)
        return _last_by_key(tables, contract.primary_key)

    def _accepted(self, sent: Sent) -> pa.Table:
        table = pq.read_table(_rows_file(self._folder, sent.number))
        gone: set[int] = set()
        values: dict[str, dict[int, str]] = {}
        for fault in self.faults_of(sent):
            due = fault.due(self.built)
            if not due.loaded:
                gone.add(fault.at)
            elif due.value is not None:
                values.setdefault(fault.column, {})[fault.at] = due.value
        for column, cells in values.items():
            table = _with_values(table, column, cells)
        return table.filter(pa.array([at not in gone for at in range(table.num_rows)])) if gone else table


def _dialled_from_abroad(contract: Contract, table: pa.Table) -> pa.Table:
    """Telephone numbers as tables have them; all that is meant here are mobile ones of ten digits."""
    for name in [column.name for column in contract.columns if column.standard == "phone"]:
        made = pc.binary_join_element_wise("+84", pc.utf8_slice_codeunits(table.column(name), 1), "")
        table = table.set_column(table.schema.get_field_index(name), table.schema.field(name), made)
    return table


def _with_values(table: pa.Table, column: str, cells: dict[int, str]) -> pa.Table:
    kind = table.schema.field(column)
    values: list[Any] = table.column(column).to_pylist()
    for at, text in cells.items():
        values[at] = _value(text, kind.type)
    return table.set_column(table.schema.get_field_index(column), kind, pa.array(values, kind.type))


def _value(text: str, kind: pa.DataType) -> Any:
    if pa.types.is_decimal(kind):
        return Decimal(text)
    return int(text) if pa.types.is_integer(kind) else text


def _last_by_key(tables: list[pa.Table], key: tuple[str, ...]) -> pa.Table:
    """The last row of each key."""
    whole = pa.concat_tables(tables).combine_chunks()
    at = pa.array(range(whole.num_rows))
    last = whole.select(list(key)).append_column("at", at).group_by(list(key)).aggregate([("at", "max")])
    return whole.take(last.column("at_max"))


def _read(file: Path, kind: TypeAdapter[Any]) -> list[Any]:
    return [kind.validate_json(line) for line in file.read_bytes().splitlines()]
