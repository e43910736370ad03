"""A small province in a folder, and the whole program over it, as a person at the command line has it."""

import io
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from kho.cli.main import main
from kho.cli.session import Session
from kho.contracts.model import Layer
from kho.contracts.names import DatasetName
from kho.pipeline.opening import open_warehouse
from kho.pipeline.runs import Run, RunStatus
from kho.province.folder import load
from kho.warehouse.tables import TableRef
from kho.warehouse.warehouse import Warehouse

SETTINGS = """
[province]
name = "Tỉnh thử (dữ liệu giả)"
code = "33"
[storage]
{storage}
"""
AGENCIES = [{"id": "so-mau", "name": {"vi": "Sở mẫu", "en": "Sample department"}, "level": "province"}]
HO_DAN = DatasetName("so-mau", "ho-dan")
COLUMNS: tuple[Mapping[str, Any], ...] = (
    {"name": "ma", "businessName": "Mã", "primaryKey": True, "primaryKeyPosition": 1, "required": True},
    {"name": "ten", "businessName": "Tên"},
    {"name": "so", "businessName": "Số", "logicalType": "integer", "logicalTypeOptions": {"minimum": 0}},
)
"""Households, all invented: a code, a name, a count."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the program said, and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, kw_only=True)
class Province:
    """A province folder; `kho` runs the program in this process, and an exception it does not tell reaches the test."""

    folder: Path

    def kho(self, *words: str | Path, lang: str = "en") -> Said:
        """One call of the command line."""
        argv = ["kho", "-C", str(self.folder), "--lang", lang, *map(str, words)]
        out, err = io.StringIO(), io.StringIO()
        with patch.object(sys, "argv", argv), redirect_stdout(out), redirect_stderr(err):
            try:
                main()
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(end.code is not None)
        return Said(code=code, out=out.getvalue(), err=err.getvalue())

    def runs(self) -> list[Run]:
        """The recorded runs, oldest first."""
        return list(self._session.run_log().newest())[::-1]

    def run(self, *words: str | Path) -> Run:
        """Call `kho run`; the one run it recorded."""
        before = {each.id for each in self.runs()}
        self.kho("run", *words)
        (made,) = (each for each in self.runs() if each.id not in before)
        return made

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse as it lies there."""
        province, problems = load(self.folder)
        assert problems == []
        return open_warehouse(province, state=self.folder / ".kho")

    def rows(self, name: DatasetName = HO_DAN) -> list[dict[str, Any]]:
        """The table's rows by place without the columns that say it; none where there is no table."""
        ref, warehouse = TableRef(layer=Layer.SOURCE, name=name), self.warehouse
        if not warehouse.exists(ref):
            return []
        rows = warehouse.read(ref).read_all().to_pylist()
        rows.sort(key=lambda row: (row["_delivery"], row["_part"], row["_row"]))
        return [{column: value for column, value in row.items() if not column.startswith("_")} for row in rows]

    def version(self, name: DatasetName = HO_DAN) -> int | None:
        """The table's version, None where there is no table."""
        ref, warehouse = TableRef(layer=Layer.SOURCE, name=name), self.warehouse
        return warehouse.versions(ref)[0].version if warehouse.exists(ref) else None

    def send(self, name: str, content: bytes | str) -> Path:
        """Put a file into the inbox."""
        path = self.folder / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def promise(  # noqa: PLR0913 - what a contract says, all by keyword
        self,
        name: DatasetName = HO_DAN,
        *,
        columns: Sequence[Mapping[str, Any]] = COLUMNS,
        load: str = "replace",
        version: str = "1.0.0",
        path: str = "inbox/*",
        kind: str = "csv",
        read: Mapping[str, Any] | None = None,
        server: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Path:
        """Write the contract of a dataset."""
        source = {"server": "inbox", "type": "local", "path": path, "format": kind} if server is None else dict(server)
        if read is not None:
            source["customProperties"] = [{"property": "kho.read", "value": dict(read)}]
        contract = {
            "apiVersion": "v3.1.0",
            "kind": "DataContract",
            "id": str(name),
            "name": "Hộ dân (dữ liệu giả)",
            "version": version,
            "status": "active",
            "domain": "mau",
            "description": {"purpose": "Dữ liệu giả."},
            "team": {"name": name.agency, "members": [{"username": "can-bo-mau", "role": "steward"}]},
            "servers": [source],
            "customProperties": [
                {"property": "kho.access", "value": "open"},
                {"property": "kho.load", "value": load},
            ],
            "schema": [
                {
                    "name": name.sql_table,
                    "physicalType": "table",
                    "properties": [{"logicalType": "string", **column} for column in columns],
                    **more,
                }
            ],
        }
        file = self.folder / "contracts" / name.agency / f"{name.dataset}.odcs.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(contract, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return file

    def nothing_is_lost(self) -> None:
        """Of every run: each row read is accepted or quarantined, and the bytes that came can be shown again."""
        warehouse = self.warehouse
        for run in self.runs():
            assert run.status is not RunStatus.RUNNING
            assert run.accepted + run.quarantined == run.read
            if run.delivery.sha256 and run.transformed is None:
                with warehouse.landed(run.delivery.sha256) as file:
                    assert file.stat().st_size == run.delivery.size
            if run.quarantined:
                with warehouse.quarantined(run.dataset, run.delivery.sha256) as rows:
                    assert rows.read_all().num_rows == run.quarantined

    @property
    def _session(self) -> Session:
        return Session.at(str(self.folder), "en")


def new_province(folder: Path, storage: str = "", **contract: Any) -> Province:
    """A province with the one dataset `so-mau/ho-dan`, whose files lie in `inbox`."""
    (folder / "inbox").mkdir(parents=True)
    (folder / "kho.toml").write_text(SETTINGS.format(storage=storage), encoding="utf-8")
    (folder / "agencies.yaml").write_text(yaml.safe_dump(AGENCIES, allow_unicode=True), encoding="utf-8")
    province = Province(folder=folder)
    province.promise(**contract)
    return province
