"""A small invented province in a temporary folder: contracts are written into it, files sent to it, datasets run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from kho.contracts.model import Column, Contract, LogicalType, Problem, Source
from kho.contracts.names import DatasetName
from kho.contracts.write import to_yaml
from kho.pipeline.delivering import run_dataset, run_file
from kho.pipeline.opening import open_workplace
from kho.pipeline.progress import Silence
from kho.pipeline.runs import FileRunLog, Run
from kho.pipeline.workplace import RunOptions, Workplace
from kho.province.folder import load
from kho.warehouse.tables import TableRef

SETTINGS = """[province]
name = "Tỉnh mẫu (dữ liệu giả)"
code = "33"
[engine]
name = "duckdb"
memory_limit = "500MB"
"""
AGENCIES = "- {id: so-mau, name: {vi: Sở mẫu, en: Sample department}, level: province}\n"
HOUSEHOLDS = Contract(
    name=DatasetName("so-mau", "ho-dan"),
    version="1.0.0",
    title="Hộ dân (dữ liệu giả)",
    domain="mau",
    description="Dữ liệu giả.",
    steward="can-bo-mau",
    columns=(
        Column(name="ma", title="Mã", required=True, primary_key=1),
        Column(name="ten", title="Tên"),
        Column(name="so", title="Số người", logical_type=LogicalType.INTEGER, minimum=0),
    ),
    sources=(Source(name="inbox", transport="local", address={"path": "inbox/*"}),),
)
"""Households, all invented: a code, a name, how many people."""


@dataclass(kw_only=True)
class SmallProvince:
    """A province folder and what a person does with it."""

    folder: Path
    _now: datetime = field(default=datetime(2025, 9, 1, 1, 0, tzinfo=UTC))

    def clock(self) -> datetime:
        """A clock that goes on by a second each time somebody looks at it."""
        self._now += timedelta(seconds=1)
        return self._now

    def promise(self, contract: Contract) -> Path:
        """Write a contract."""
        return self.write(f"contracts/{contract.name}.odcs.yaml", to_yaml(contract))

    def write(self, path: str, content: str | bytes) -> Path:
        """Write any file of the folder."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def send(self, name: str, content: str | bytes) -> Path:
        """Put a file into the inbox."""
        return self.write(f"inbox/{name}", content)

    def send_workbook(self, name: str, **sheets: Sequence[Sequence[Any]]) -> Path:
        """Put a workbook into the inbox: each sheet's rows by its name."""
        book = Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        file = self.folder / "inbox" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        book.save(file)
        return file

    def problems(self) -> list[Problem]:
        """What the folder by itself says is wrong."""
        return load(self.folder)[1]

    def open(self) -> Workplace:
        """The workplace of the folder as it is now."""
        province, problems = load(self.folder)
        assert problems == []
        state = self.folder / ".kho"
        return open_workplace(province, FileRunLog(state / "runs"), state=state, clock=self.clock)

    def run(self, name: DatasetName = HOUSEHOLDS.name, *, again: bool = False) -> list[Run]:
        """Run what is due."""
        return list(run_dataset(self.open(), name, options=RunOptions(again=again), progress=Silence()))

    def hand_over(self, file: Path, name: DatasetName = HOUSEHOLDS.name) -> Run:
        """Run one file."""
        return run_file(self.open(), name, file, by="nguoi-thu", progress=Silence())

    def rows(self, contract: Contract = HOUSEHOLDS) -> list[tuple[Any, ...]]:
        """The table's rows, sorted, without the columns that lead to their source; none where there is no table."""
        warehouse, ref = self.open().warehouse, TableRef.of(contract)
        if not warehouse.exists(ref):
            return []
        names = [column.name for column in contract.columns]
        return sorted((tuple(row.values()) for row in warehouse.read(ref, names).read_all().to_pylist()), key=str)

    def loaded(self, contract: Contract = HOUSEHOLDS) -> list[Mapping[str, Any]]:
        """The table's rows with their places, in the order of these."""
        rows = self.open().warehouse.read(TableRef.of(contract)).read_all().to_pylist()
        return sorted(rows, key=lambda row: (row["_delivery"], row["_part"], row["_row"]))


NewProvince = Callable[..., SmallProvince]
"""Makes a province whose contracts are the given ones."""
