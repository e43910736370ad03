"""Loads the invented table that exports are measured on.

python make_exported.py ROWS FOLDER
"""

import shutil
import sys
from pathlib import Path

import duckdb
from exported import CONTRACT, warehouse

MADE = """
copy (
    select
        '' as _part, i as _row,
        printf('%012d', i) as ma,
        ['Nguyễn', 'Trần', 'Đỗ', 'Lê'][1 + any_of(i, 4)] || ' ' || ['Văn', 'Thị'][1 + any_of(i + 1, 2)] || ' '
            || ['Hoà', 'Đức', 'Yến', 'Phượng', 'Ất'][1 + any_of(i + 2, 5)] as ten,
        date '1930-01-01' + cast(any_of(i + 8, 32000) as integer) as ngay_sinh,
        ['Nam', 'Nữ'][1 + any_of(i + 1, 2)] as gioi_tinh,
        printf('H%08d', i // 4) as ma_ho,
        printf('%05d', 12000 + any_of(i + 5, 104)) as ma_xa,
        printf('Tổ %d, thôn %d, đường Lê Lợi nối dài', any_of(i + 3, 20), any_of(i + 4, 40)) as dia_chi,
        any_of(i + 6, 5000) as so_thua,
        any_of(i + 10, 200) as to_ban_do,
        cast(hash(i + 7) % 10000000 / 100 as decimal(12, 2)) as dien_tich,
        ['ODT', 'ONT', 'CLN', 'LUC', 'BHK'][1 + any_of(i + 9, 5)] as muc_dich,
        date '2000-01-01' + cast(any_of(i + 11, 9000) as integer) as ngay_cap
    from range(getvariable('rows')) as made(i)
) to '{file}' (format parquet)
"""

rows, folder = int(sys.argv[1]), Path(sys.argv[2])
shutil.rmtree(folder, ignore_errors=True)
good = folder / "good"
good.mkdir(parents=True)
with duckdb.connect() as session:
    session.execute("create macro any_of(i, most) as cast(hash(i) % most as bigint)")
    session.execute("set variable rows = ?", [rows])
    session.execute(MADE.format(file=good / "rows.parquet"))
warehouse(folder).load(CONTRACT, good=good, delivery="0" * 64, run="run")
shutil.rmtree(good)
