"""Provinces' published budgets of 2006 to 2015, by the 63 provinces of then, on the 34 of today: every total kept."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.unit.pipeline.small_province import AGENCIES, SETTINGS, SmallProvince

from kho.contracts.model import Column, Contract, LogicalType, Source
from kho.contracts.names import DatasetName
from kho.pipeline.runs import RunStatus
from kho.standards.units import known
from kho.warehouse.tables import TableRef

BEFORE = date(2025, 6, 30)
SPELLED = {"Thua Thien - Hue": "Huế", "Ho Chi Minh City": "Hồ Chí Minh"}
MODEL = DatasetName("ngan-sach", "theo-tinh-nay")
BUDGETS = Contract(
    name=DatasetName("so-mau", "ngan-sach"),
    version="1.0.0",
    title="Ngân sách các tỉnh",
    columns=(
        Column(name="tinh", headers=("prov",), required=True, primary_key=1),
        Column(name="nam", headers=("year",), logical_type=LogicalType.INTEGER, required=True, primary_key=2),
        Column(name="chi", headers=("total.exp",), logical_type=LogicalType.NUMBER, precision=20, scale=6),
    ),
    sources=(Source(name="inbox", transport="local", address={"path": "inbox/*"}),),
)
NAMES = Contract(
    name=DatasetName("so-mau", "ten-tinh"),
    version="1.0.0",
    title="Tên tỉnh không dấu",
    columns=(Column(name="ten", required=True, primary_key=1), Column(name="ma", required=True)),
    sources=(Source(name="inbox", transport="local", address={"path": "ten/*"}),),
)
SQL = """select b.nam, n.ma as ma_tinh, sum(b.chi) as chi
from so_mau.ngan_sach as b left join so_mau.ten_tinh as n on n.ten = b.tinh
group by b.nam, n.ma"""
PROMISE = """apiVersion: v3.1.0
kind: DataContract
id: ngan-sach/theo-tinh-nay
name: Ngân sách theo tỉnh hiện nay
version: "1.0.0"
status: active
team: {name: so-mau}
customProperties:
  - property: kho.on_units
    value: {column: ma_tinh, level: province, of: "2025-06-30", to: "2025-07-01", split: {chi: none}, basis: can_cu}
schema:
  - name: theo_tinh_nay
    properties:
      - {name: nam, logicalType: integer, primaryKey: true, primaryKeyPosition: 1}
      - {name: ma_tinh, logicalType: string, primaryKey: true, primaryKeyPosition: 2}
      - {name: chi, logicalType: number, physicalType: "decimal(20,6)"}
      - {name: can_cu, logicalType: string}
"""


@pytest.fixture
def published(shared_data: Path) -> bytes:
    return (shared_data / "papi" / "Vietnam_National_Budget_Final.csv").read_bytes()


def codes(names: set[str]) -> dict[str, str]:
    """The code of each province of 2025 by its name without marks."""
    found = {name: known.find(SPELLED.get(name, name), on=BEFORE) for name in names}
    return {
        name: code for name, units in found.items() for code in [each.code for each in units if len(each.code) == 2]
    }


def test_budgets_of_63_provinces_stand_on_34(published: bytes, tmp_path: Path):
    rows = list(csv.DictReader(published.decode().replace("\r", "\n").split("\n")))
    code_of = codes({row["prov"] for row in rows})
    assert len(code_of) == 63
    small = SmallProvince(folder=tmp_path / "tinh")
    small.write("kho.toml", SETTINGS)
    small.write("agencies.yaml", AGENCIES)
    for contract in (BUDGETS, NAMES):
        small.promise(contract)
    small.send("budget.csv", published)
    small.write("ten/ten.csv", "ten,ma\n" + "".join(f"{name},{code}\n" for name, code in code_of.items()))
    small.write("models/ngan-sach/theo-tinh-nay.sql", SQL)
    small.write("models/ngan-sach/theo-tinh-nay.odcs.yaml", PROMISE)
    for name in (BUDGETS.name, NAMES.name):
        assert [run.status for run in small.run(name)] == [RunStatus.LOADED]
    (run,) = small.run(MODEL)

    assert (run.status, run.broken) == (RunStatus.LOADED, {"ma_tinh.units_unknown": 3}), "Hà Tây, which ended in 2008"
    place = small.open()
    made = place.warehouse.read(TableRef.of(place.contract(MODEL))).read_all().to_pylist()
    assert len(made) == 340
    assert {row["can_cu"] for row in made} == {"exact"}
    given: Counter[int] = Counter()
    for row in rows:
        given[int(row["year"])] += Decimal(row["total.exp"]) if row["prov"] != "Ha Tay" else Decimal(0)
    placed: Counter[int] = Counter()
    for row in made:
        placed[row["nam"]] += row["chi"]
    assert placed == given
    (hung_yen,) = [row["chi"] for row in made if (row["nam"], row["ma_tinh"]) == (2015, "33")]
    parts = [
        Decimal(row["total.exp"]) for row in rows if row["year"] == "2015" and row["prov"] in ("Hung Yen", "Thai Binh")
    ]
    assert hung_yen == sum(parts)
    assert len(parts) == 2
