"""A warehouse in a temporary folder, a synthetic dataset of households, and a way to make deliveries of it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kho.contracts.model import Classification, Column, Contract, LoadMode, LogicalType
from kho.contracts.names import DatasetName
from kho.warehouse.commit import Commit
from kho.warehouse.schemas import arrow_type
from kho.warehouse.storage import Storage
from kho.warehouse.tables import TableRef
from kho.warehouse.warehouse import Warehouse

Rows = Sequence[tuple[Any, ...]]

HOUSEHOLDS = Contract(
    name=DatasetName("so-mau", "ho-dan"),
    version="1.0.0",
    title="Hộ dân (dữ liệu giả)",
    load=LoadMode.UPSERT,
    columns=(
        Column(name="ma", primary_key=1, classification=Classification.PERSONAL),
        Column(name="ten"),
        Column(name="so_nguoi", logical_type=LogicalType.INTEGER),
    ),
)


@pytest.fixture
def households() -> Contract:
    """A small contract: key `ma`, a text, a whole number; loaded by upsert."""
    return HOUSEHOLDS


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """An empty warehouse."""
    return Warehouse(Storage(url=str(tmp_path / "store")), tmp_path / "state")


@pytest.fixture
def deliver(tmp_path: Path) -> Callable[[Contract, Rows], Path]:
    """Write rows as an engine would: a folder of Parquet files with `_part`, `_row` and the contract's columns."""

    def write(contract: Contract, rows: Rows) -> Path:
        folder = tmp_path / f"good-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        fields = [pa.field("_part", pa.string()), pa.field("_row", pa.int64())]
        fields += [pa.field(column.name, arrow_type(column)) for column in contract.columns]
        numbered = [("", number, *row) for number, row in enumerate(rows, start=2)]
        columns = zip(*numbered, strict=True) if numbered else [[] for _ in fields]
        pq.write_table(pa.table([list(column) for column in columns], schema=pa.schema(fields)), folder / "0.parquet")
        return folder

    return write


@pytest.fixture
def load(warehouse: Warehouse, deliver: Callable[[Contract, Rows], Path]) -> Callable[..., Commit]:
    """Load rows as one delivery, whose hash is made from its label."""

    def run(contract: Contract, rows: Rows, label: str, **options: Any) -> Commit:
        good = deliver(contract, rows)
        return warehouse.load(contract, good=good, delivery=sha(label), run=f"run-{label}", **options)

    return run


@pytest.fixture
def rows(warehouse: Warehouse) -> Callable[..., list[tuple[Any, ...]]]:
    """The dataset's rows, sorted, without the columns that lead to their source."""

    def read(contract: Contract, **options: Any) -> list[tuple[Any, ...]]:
        names = [column.name for column in contract.columns]
        table = warehouse.read(TableRef.of(contract), names, **options).read_all()
        return sorted(tuple(row.values()) for row in table.to_pylist())

    return read


@pytest.fixture
def variant() -> Callable[..., Contract]:
    """The contract of households with other fields."""

    def make(**fields: Any) -> Contract:
        return replace(HOUSEHOLDS, **fields)

    return make


def sha(label: str) -> str:
    return hashlib.sha256(label.encode()).hexdigest()
