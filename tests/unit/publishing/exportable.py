"""A small invented table of every type, loaded, and taken as files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from tests.unit.publishing.invented import dataset

from kho.contracts.model import Access, Classification, Column, Contract, LogicalType
from kho.contracts.names import DatasetName
from kho.publishing.catalogue import HIDDEN, PublishedColumn
from kho.publishing.exports.asking import Export, Wanted
from kho.publishing.exports.exporting import export
from kho.publishing.exports.source import Source
from kho.publishing.formats import FileFormat
from kho.publishing.places import unit_columns
from kho.standards.units.atlas import Atlas
from kho.warehouse.schemas import arrow_type
from kho.warehouse.storage import Storage
from kho.warehouse.tables import TableRef
from kho.warehouse.warehouse import Warehouse

COLUMNS = (
    Column(name="ma", title="Mã", primary_key=1, description="Mã có số 0 ở đầu"),
    Column(name="ten", title="=Tên"),
    Column(name="so", logical_type=LogicalType.INTEGER),
    Column(name="ty_le", logical_type=LogicalType.NUMBER),
    Column(name="tien", logical_type=LogicalType.NUMBER, precision=12, scale=2),
    Column(name="lon", logical_type=LogicalType.NUMBER, precision=38, scale=4),
    Column(name="ngay", logical_type=LogicalType.DATE),
    Column(name="luc", logical_type=LogicalType.TIMESTAMP),
    Column(name="co", logical_type=LogicalType.BOOLEAN),
    Column(name="nguoi_phu_trach", classification=Classification.PERSONAL),
)
LONG = Decimal("1234567890123456789012345678901234.5678")
ROWS: Sequence[Mapping[str, Any]] = (
    {
        "ma": "00123",
        "ten": "Nguyễn Thị Ất, “Đường 1”",
        "so": 2**62 + 1,
        "ty_le": 0.1,
        "tien": Decimal("-1.10"),
        "lon": LONG,
        "ngay": date(2024, 2, 29),
        "luc": datetime(2025, 7, 1, 8, 30, 0, 500_000),  # noqa: DTZ001 - tables hold moments without zones
        "co": True,
    },
    {"ma": "00124", "ten": '=cmd|"/c calc"!A1', "so": -5, "ngay": date(1899, 1, 1), "co": False},
    {"ma": "00125", "ten": "a;b,c\n<b>&amp;</b>\x0b_x0041_\r", "ty_le": 1e300, "tien": Decimal("0.00")},
    {"ma": "00126", "ten": "", "so": 0},
    {"ma": "-00127"},
)
SECRET = "Người Bí Mật"


def contract(columns: Sequence[Column] = COLUMNS, **given: Any) -> Contract:
    """A contract of an open dataset with these columns."""
    values = {"version": "1.0.0", "title": "Bảng mẫu", "access": Access.OPEN, **given}
    return Contract(name=DatasetName("so-mau", "bang-mau"), columns=tuple(columns), **values)


@dataclass(frozen=True)
class Taken:
    """A table that exports are taken of."""

    folder: Path
    contract: Contract
    warehouse: Warehouse

    @classmethod
    def of(cls, folder: Path, rows: Sequence[Mapping[str, Any]] = ROWS, made: Contract | None = None) -> "Taken":
        """A table with these rows."""
        warehouse = Warehouse(Storage(url=str(folder / "store")), folder / "state")
        taken = cls(folder, made or contract(), warehouse)
        taken.load(rows)
        return taken

    def load(self, rows: Sequence[Mapping[str, Any]], made: Contract | None = None) -> "Taken":
        """Load another version, perhaps under another contract."""
        now = made or self.contract
        good = self.folder / f"good-{len([*self.folder.glob('good-*')])}"
        good.mkdir(parents=True)
        schema = [pa.field("_part", pa.string()), pa.field("_row", pa.int64())]
        schema += [pa.field(column.name, arrow_type(column)) for column in now.columns]
        hidden = {column.name: SECRET for column in now.columns if column.classification in HIDDEN}
        told = [{"_part": "", "_row": number, **hidden, **row} for number, row in enumerate(rows, start=1)]
        pq.write_table(pa.Table.from_pylist(told, schema=pa.schema(schema)), good / "0.parquet")
        delivery = good.name.removeprefix("good-").zfill(64)
        self.warehouse.load(now, good=good, delivery=delivery, run=good.name, allow_breaking=True)
        return replace(self, contract=now)

    def source(self, **given: Any) -> Source:
        """What the catalogue says of it now."""
        ref = TableRef.of(self.contract)
        columns = tuple(PublishedColumn.of(each) for each in self.contract.columns if each.classification not in HIDDEN)
        told = dataset(
            str(self.contract.name),
            title=given.pop("title", self.contract.title),
            columns=columns,
            units=unit_columns(self.contract, columns, ()),
            rows=self.warehouse.row_count(ref),
            versions=tuple(self.warehouse.versions(ref)),
            **given,
        )
        return Source(
            warehouse=self.warehouse, contract=self.contract, dataset=told, atlas=Atlas.of, today=date(2026, 1, 1)
        )

    def export(self, form: FileFormat, **wanted: Any) -> Export:
        """An export, not read yet."""
        return export(self.source(), Wanted(format=form, **wanted))

    def bytes(self, form: FileFormat, **wanted: Any) -> bytes:
        """All bytes of an export."""
        return b"".join(self.export(form, **wanted).chunks)

    def file(self, form: FileFormat, **wanted: Any) -> Path:
        """An export as a file."""
        made = self.export(form, **wanted)
        file = self.folder / made.filename
        file.write_bytes(b"".join(made.chunks))
        return file
