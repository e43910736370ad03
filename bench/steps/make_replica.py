"""Makes a replica of invented plots of land: 8 columns. Prints the seconds that it took and its bytes.

python make_replica.py ROWS FOLDER
"""

import json
import sys
import time
from pathlib import Path

import duckdb
from plots_sql import plots

from kho.contracts.model import Column, LogicalType
from kho.publishing.records.building import PLACE, Plan, build, columns_of
from kho.publishing.records.fields import Field
from kho.warehouse.duck import Workroom
from kho.warehouse.reading import Snapshot

COLUMNS = (
    Column(name="ma", primary_key=1),
    Column(name="ten"),
    Column(name="dia_chi"),
    Column(name="ma_xa"),
    Column(name="so_thua", logical_type=LogicalType.INTEGER),
    Column(name="dien_tich", logical_type=LogicalType.NUMBER, precision=12, scale=2),
    Column(name="ngay", logical_type=LogicalType.DATE),
    Column(name="muc_dich"),
)
MADE = "copy (select * exclude (i), 'd' as _delivery, '' as _part, i as _row from plots) to '{file}' (format parquet)"

PLAN = Plan(fields=tuple(map(Field.of, COLUMNS)), key=("ma",), pairs=(("ma_xa", "dien_tich"),))

rows, folder = int(sys.argv[1]), Path(sys.argv[2])
file, into = folder / "rows.parquet", folder / "replica.sqlite"
with duckdb.connect() as session:
    plots(session, "narrow", rows)
    session.execute(MADE.format(file=file))
into.unlink(missing_ok=True)
columns_of(into).unlink(missing_ok=True)
names = (*(column.name for column in COLUMNS), *PLACE)
start = time.perf_counter()
table = Snapshot(version=0, rows=rows, columns=names, files=(file,))
build(Workroom(folder=folder / "scratch"), table, PLAN, into)
print(
    json.dumps({"seconds": time.perf_counter() - start, "bytes": into.stat().st_size + columns_of(into).stat().st_size})
)
