"""Electricity and water."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from hungyen import dirt
from hungyen.datasets.months import last_day, months
from hungyen.deliveries import Dataset, Delivery
from hungyen.files.delimited import Csv
from hungyen.files.workbooks import Book
from hungyen.spelling import Heading
from hungyen.world import World

POWER, WATER = "cong-ty-dien-luc/tieu-thu-dien", "cong-ty-nuoc-sach/cap-nuoc"
HOUSEHOLDS_IN_ALL = 1_050_000


def power(world: World) -> Iterator[Delivery]:
    """A CSV per half-year in the encoding of the company's old system; a month is sent again with the next file."""
    plain = Csv(encoding="cp1258", delimiter=";")
    drifted = replace(plain, heading=Heading(names={"khach_hang": "Khách hàng"}, order=("ma_xa", "ten_xa")))
    strange = dirt.suspicious("kwh_moi_khach", "dien_nang_kwh", lambda row: row["khach_hang"] * 30_000)
    yield _power(world, (2025, 1), plain, [strange, dirt.wrong_type("dien_nang_kwh", "chưa chốt")])
    yield _power(world, (2025, 7), drifted, [strange, dirt.old_code(), dirt.doubled()])
    before = power_rows(world, 2025, 7).slice(7, 3)
    yield _power(world, (2026, 1), drifted, [dirt.again(before, count=3), dirt.off_pattern("thang", "2026-13")])


def _power(world: World, first: tuple[int, int], write: Csv, faults: list[Any]) -> Delivery:
    def rows() -> Iterator[pa.Table]:
        yield pa.concat_tables(power_rows(world, year, month) for year, month in months(*first, 6))

    year, month = first
    sent = last_day(year, month + 5) + timedelta(days=12)
    name = f"dien-{year}-{'ky-1' if month < 7 else 'ky-2'}.csv"
    return Delivery(file=name, on=sent, write=write, rows=rows, dirt=faults)


def power_rows(world: World, year: int, month: int) -> pa.Table:
    """What a month's meters say, in each commune."""
    day = last_day(year, month)
    communes = world.communes.on(day)
    at = np.arange(len(communes))
    customers = np.round(HOUSEHOLDS_IN_ALL * world.communes.share(day) * 1.06).astype(np.int64)
    season = 1.0 + 0.35 * (month in {5, 6, 7, 8})
    return world.table(
        POWER,
        thang=f"{year}-{month:02}",
        ma_xa=[commune.code for commune in communes],
        ten_xa=[commune.name for commune in communes],
        khach_hang=customers,
        dien_nang_kwh=np.round(world.chance.near(f"power.{day}", at, customers * 210 * season, 0.2)).astype(np.int64),
        ngay_chot=day,
    )


def water(world: World) -> Iterator[Delivery]:
    """A workbook a year with a sheet per quarter."""

    def sheet(row: dirt.Row) -> str:
        return f"Q{row['quy']}"

    book = Book(title="CẤP NƯỚC SẠCH", office="CÔNG TY NƯỚC SẠCH (MẪU)", units="Đơn vị tính: hộ, m3", sheets=sheet)
    leaks = dirt.suspicious("that_thoat_cao", "that_thoat", lambda row: row["that_thoat"] * 0 + 55)
    yield _water(
        world,
        2024,
        book,
        [
            leaks,
            dirt.cell("out_of_range", "that_thoat", 140, ".range", "that_thoat_cao"),
            dirt.serial_date("ngay_so_lieu"),
        ],
    )
    of_today = dirt.old_code(fits=lambda row: row["quy"] > 2)
    yield _water(world, 2025, replace(book, ordinal=True), [leaks, of_today, dirt.missing("so_ho")])


def _water(world: World, year: int, book: Book, faults: list[Any]) -> Delivery:
    def rows() -> Iterator[pa.Table]:
        yield pa.concat_tables(water_rows(world, year, quarter) for quarter in range(1, 5))

    write = replace(book, title=f"{book.title} NĂM {year}")
    return Delivery(file=f"cap-nuoc-{year}.xlsx", on=date(year + 1, 1, 20), write=write, rows=rows, dirt=faults)


def water_rows(world: World, year: int, quarter: int) -> pa.Table:
    """Who had water in a quarter, in each commune."""
    day = last_day(year, 3 * quarter)
    communes = world.communes.on(day)
    at = np.arange(len(communes))
    served = np.round(HOUSEHOLDS_IN_ALL * world.communes.share(day) * world.chance.near("water", at, 0.88, 0.1))
    return world.table(
        WATER,
        nam=year,
        quy=quarter,
        ma_xa=[commune.code for commune in communes],
        so_ho=served.astype(np.int64),
        luong_nuoc_m3=np.round(served * 36).astype(np.int64),
        that_thoat=np.round(world.chance.near("water.lost", at, 17.0, 0.3), 2),
        ngay_so_lieu=day,
    )


DATASETS = (
    Dataset(name=POWER, deliveries=power),
    Dataset(name=WATER, deliveries=water),
)
