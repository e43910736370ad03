"""A published table of invented holders of land, 12 columns: where it is, and how it is opened without a province."""

from datetime import date
from pathlib import Path
from typing import Any

from kho.contracts.model import Access, Column, Contract, LogicalType
from kho.contracts.names import DatasetName
from kho.pipeline.assessing import Assessment
from kho.province.agencies import Agency
from kho.province.records import Name
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.publishing.exports.source import Source
from kho.quality.freshness import Freshness, State
from kho.quality.scoring import Score
from kho.standards.units.atlas import Atlas
from kho.warehouse.storage import Storage
from kho.warehouse.tables import TableRef
from kho.warehouse.warehouse import Warehouse

COLUMNS = (
    Column(name="ma", primary_key=1),
    Column(name="ten"),
    Column(name="ngay_sinh", logical_type=LogicalType.DATE),
    Column(name="gioi_tinh"),
    Column(name="ma_ho"),
    Column(name="ma_xa"),
    Column(name="dia_chi"),
    Column(name="so_thua", logical_type=LogicalType.INTEGER),
    Column(name="to_ban_do", logical_type=LogicalType.INTEGER),
    Column(name="dien_tich", logical_type=LogicalType.NUMBER, precision=12, scale=2),
    Column(name="muc_dich"),
    Column(name="ngay_cap", logical_type=LogicalType.DATE),
)
CONTRACT = Contract(
    name=DatasetName("do-toc-do", "nguoi-su-dung-dat"),
    version="1.0.0",
    title="Người sử dụng đất (dữ liệu giả để đo)",
    access=Access.OPEN,
    columns=COLUMNS,
)


def warehouse(folder: Path) -> Warehouse:
    """The warehouse in a folder."""
    return Warehouse(Storage(url=str(folder / "warehouse")), folder / "state")


def source(folder: Path) -> Source:
    """The dataset as an export takes it."""
    ref, made = TableRef.of(CONTRACT), warehouse(folder)
    name: dict[str, Any] = {"dataset": CONTRACT.name, "title": CONTRACT.title}
    dataset = PublishedDataset(
        name=CONTRACT.name,
        title=CONTRACT.title,
        description="",
        agency=Agency(id="do-toc-do", name=Name(vi="Đo tốc độ", en="Speed"), level="province"),
        domain=None,
        licence="CC-BY-4.0",
        frequency=None,
        contract_version="1.0.0",
        columns=tuple(map(PublishedColumn.of, COLUMNS)),
        rows=made.row_count(ref),
        versions=tuple(made.versions(ref)),
        assessment=Assessment(
            **name, score=Score(total=None, dimensions=()), freshness=Freshness(state=State.UNPROMISED)
        ),
    )
    return Source(warehouse=made, contract=CONTRACT, dataset=dataset, atlas=Atlas.of, today=date(2026, 1, 1))
