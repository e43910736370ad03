"""Makes a replica of invented plots of land: 8 columns. Prints the seconds that it took and its bytes.

python make_replica.py ROWS FOLDER
"""

import json
import sys
import time
from pathlib import Path

import duckdb

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
MADE = """
copy (
    select
        printf('T%08d', i) as ma,
        ['Nguyễn', 'Trần', 'Đỗ', 'Lê'][1 + any_of(i, 4)] || ' ' || ['Văn', 'Thị'][1 + any_of(i + 1, 2)] || ' '
            || ['Hoà', 'Đức', 'Yến', 'Phượng', 'Ất'][1 + any_of(i + 2, 5)] as ten,
        printf('Tổ %d, thôn %d, đường Lê Lợi nối dài', any_of(i + 3, 20), any_of(i + 4, 40)) as dia_chi,
        printf('%05d', 12000 + any_of(i + 5, 104)) as ma_xa,
        any_of(i + 6, 5000) as so_thua,
        cast(hash(i + 7) % 10000000 / 100 as decimal(12, 2)) as dien_tich,
        date '2000-01-01' + cast(any_of(i + 8, 9000) as integer) as ngay,
        ['ODT', 'ONT', 'CLN', 'LUC', 'BHK'][1 + any_of(i + 9, 5)] as muc_dich,
        'd' as _delivery, '' as _part, i as _row
    from range(getvariable('rows')) as made(i)
) to '{file}' (format parquet)
"""

PLAN = Plan(fields=tuple(map(Field.of, COLUMNS)), key=("ma",), pairs=(("ma_xa", "dien_tich"),))

rows, folder = int(sys.argv[1]), Path(sys.argv[2])
file, into = folder / "rows.parquet", folder / "replica.sqlite"
with duckdb.connect() as session:
    session.execute("create macro any_of(i, most) as cast(hash(i) % most as bigint)")
    session.execute("set variable rows = ?", [rows])
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
