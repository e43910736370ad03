"""A large CSV of few short columns (narrow), or of more and longer ones (wide).

python make_rows.py narrow|wide ROWS CSV
"""

import sys

import duckdb

NARROW = """
  select printf('HS%09d', i) as ma, printf('%05d', 20000 + (hash(i) % 160) * 3) as ma_xa,
    strftime(date '2020-01-01' + (hash(i * 7) % 2000)::int, '%d/%m/%Y') as ngay,
    case when i % 1000 = 1 then 'abc' else (hash(i * 3) % 100000)::varchar end as so_luong
"""
WIDE = f"""{NARROW},
    'Thôn ' || (hash(i * 5) % 90) || ', đường ' || (['Hùng Vương', 'Trần Phú', 'Lê Lợi'])[1 + (hash(i) % 3)::int]
      || ' nối dài, xã ' || (hash(i) % 160) || ', dòng dữ liệu giả để đo' as dia_chi,
    replace((hash(i * 11) % 1000000 / 100.0)::varchar, '.', ',') as dien_tich,
    md5(i::varchar) as ma_bam
"""
COLUMNS = {"narrow": NARROW, "wide": WIDE}

shape, rows, file = sys.argv[1:]
duckdb.sql(f"{COLUMNS[shape]} from range({int(rows)}) t(i)").write_csv(file, header=True)
