"""Invented plots of land in two shapes as SQL of DuckDB, from any row's number on: another number, other rows."""

from typing import Final

import duckdb

NARROW: Final = """
    printf('T%08d', i) as ma,
    ['Nguyễn', 'Trần', 'Đỗ', 'Lê'][1 + any_of(i, 4)] || ' ' || ['Văn', 'Thị'][1 + any_of(i + 1, 2)] || ' '
        || ['Hoà', 'Đức', 'Yến', 'Phượng', 'Ất'][1 + any_of(i + 2, 5)] as ten,
    printf('Tổ %d, thôn %d, đường Lê Lợi nối dài', any_of(i + 3, 20), any_of(i + 4, 40)) as dia_chi,
    printf('%05d', 12000 + any_of(i + 5, 104)) as ma_xa,
    any_of(i + 6, 5000) as so_thua,
    cast(any_of(i + 7, 10000000) / 100 as decimal(12, 2)) as dien_tich,
    date '2000-01-01' + cast(any_of(i + 8, 9000) as integer) as ngay,
    ['ODT', 'ONT', 'CLN', 'LUC', 'BHK'][1 + any_of(i + 9, 5)] as muc_dich
"""
WIDE: Final = """
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
    cast(any_of(i + 7, 10000000) / 100 as decimal(12, 2)) as dien_tich,
    ['ODT', 'ONT', 'CLN', 'LUC', 'BHK'][1 + any_of(i + 9, 5)] as muc_dich,
    date '2000-01-01' + cast(any_of(i + 11, 9000) as integer) as ngay_cap
"""
SHAPES: Final = {"narrow": NARROW, "wide": WIDE}
ANY_OF: Final = "create or replace macro any_of(i, most) as cast(hash(i) % most as bigint)"


def plots(session: duckdb.DuckDBPyConnection, shape: str, rows: int, *, first: int = 0) -> None:
    """The view `plots` of so many rows; `i` is the number of each."""
    session.execute(ANY_OF)
    numbers = f"range({first}, {first + rows})"
    session.execute(f"create or replace view plots as select i, {SHAPES[shape]} from {numbers} made(i)")  # noqa: S608 - of fixed texts
