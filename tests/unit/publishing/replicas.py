"""Replicas of small invented tables."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kho.contracts.model import Column, LogicalType
from kho.publishing.records.answering import Replica
from kho.publishing.records.building import Plan, build
from kho.publishing.records.fields import Field
from kho.quality.cells import DELIVERY, PART, ROW
from kho.warehouse.duck import Workroom
from kho.warehouse.reading import Snapshot
from kho.warehouse.schemas import arrow_type

COLUMNS = (
    Column(name="ten", title="Tên"),
    Column(name="rank"),
    Column(name="so", logical_type=LogicalType.INTEGER),
    Column(name="ty_le", logical_type=LogicalType.NUMBER),
    Column(name="tien", logical_type=LogicalType.NUMBER, precision=12, scale=2),
    Column(name="lon", logical_type=LogicalType.NUMBER, precision=38, scale=4),
    Column(name="ngay", logical_type=LogicalType.DATE),
    Column(name="luc", logical_type=LogicalType.TIMESTAMP),
    Column(name="co", logical_type=LogicalType.BOOLEAN),
)
FIELDS = {column.name: Field.of(column) for column in COLUMNS}


def made(  # noqa: PLR0913 - what and how
    folder: Path,
    rows: Sequence[Mapping[str, object]],
    columns: Sequence[Column] = COLUMNS,
    *,
    key: tuple[str, ...] = (),
    pairs: tuple[tuple[str, str], ...] = (),
    version: int = 0,
) -> Path:
    """The replica's file; rows stand as given, in one delivery."""
    file = folder / "rows.parquet"
    schema = [pa.field(column.name, arrow_type(column)) for column in columns]
    schema += [pa.field(DELIVERY, pa.string()), pa.field(PART, pa.string()), pa.field(ROW, pa.int64())]
    placed = [{DELIVERY: "d", PART: "", ROW: number, **row} for number, row in enumerate(rows, start=1)]
    pq.write_table(pa.Table.from_pylist(placed, schema=pa.schema(schema)), file)
    names = tuple(field.name for field in schema)
    table = Snapshot(version=version, rows=len(rows), columns=names, files=(file,))
    into = folder / f"{version}.sqlite"
    plan = Plan(fields=tuple(map(Field.of, columns)), key=key, pairs=pairs)
    build(Workroom(folder=folder / "scratch"), table, plan, into)
    return into


@contextmanager
def replica(
    folder: Path, rows: Sequence[Mapping[str, object]], columns: Sequence[Column] = COLUMNS, **how: object
) -> Iterator[Replica]:
    """The replica, opened."""
    opened = Replica(made(folder, rows, columns, **how))  # type: ignore[arg-type]  # as `made` has them
    try:
        yield opened
    finally:
        opened.close()
