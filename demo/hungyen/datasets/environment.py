"""Environment: how land is used, and what stations measure in the air."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from hungyen import dirt
from hungyen.chance import Index
from hungyen.codes import numbered
from hungyen.deliveries import Dataset, Delivery
from hungyen.files.pages import Pages
from hungyen.files.workbooks import Book
from hungyen.spelling import Heading
from hungyen.world import World, day_number, parts

AGENCY = "so-nong-nghiep-va-moi-truong"
USE, AIR = f"{AGENCY}/su-dung-dat", f"{AGENCY}/quan-trac-moi-truong"
STATIONS = 12
AREAS = ("nong_nghiep_ha", "phi_nong_nghiep_ha", "chua_su_dung_ha")
SHARES = np.array([[0.66, 0.33, 0.01]])


def land_use(world: World) -> Iterator[Delivery]:
    """A workbook a year; the second has numbers typed as text."""
    names = ("Nông nghiệp", "Phi nông nghiệp", "Chưa sử dụng")
    heading = Heading(names={column: ("Trong đó", name) for column, name in zip(AREAS, names, strict=True)})
    book = Book(title="HIỆN TRẠNG SỬ DỤNG ĐẤT", units="Đơn vị tính: ha", heading=heading, total=("tong_ha", *AREAS))
    sums = dirt.cross("sum_broken", "tong_dien_tich", "tong_ha", lambda row: row["tong_ha"] + 10, count=2)
    yield _land_use(world, 2024, book, [sums, dirt.error_value("chua_su_dung_ha", "#DIV/0!")])
    texts = replace(book, texts=("tong_ha", *AREAS), total=(), numbered=True)
    yield _land_use(world, 2025, texts, [sums, dirt.old_code(), dirt.wrong_type("nong_nghiep_ha", "còn lại")])


def _land_use(world: World, year: int, book: Book, faults: list[Any]) -> Delivery:
    day = date(year, 12, 31)

    def rows() -> Iterator[pa.Table]:
        yield use_rows(world, day)

    write = replace(book, title=f"{book.title} NĂM {year}")
    return Delivery(file=f"su-dung-dat-{day}.xlsx", on=date(year + 1, 3, 1), write=write, rows=rows, dirt=faults)


def use_rows(world: World, day: date) -> pa.Table:
    """How land is used in each commune."""
    communes = world.communes.on(day)
    at = np.arange(len(communes))
    whole = np.round(world.communes.areas(day), 2)
    areas = np.round(whole[:, None] * SHARES, 2)
    areas[:, 1] = np.round(areas[:, 1] * world.chance.near(f"use.{day.year}", at, 0.9, 0.1), 2)
    areas[:, 0] = np.round(whole - areas[:, 1] - areas[:, 2], 2)
    return world.table(
        USE,
        nam=day.year,
        ma_xa=[commune.code for commune in communes],
        tong_ha=whole,
        **{name: areas[:, place] for place, name in enumerate(AREAS)},
        ngay_so_lieu=day,
    )


def air(world: World) -> Iterator[Delivery]:
    """What the stations' API hands out."""
    faults = [
        dirt.cross("part_beyond_whole", "pm_nho_hon", "pm25", lambda row: row["pm10"] + 5, count=2),
        dirt.wrong_type("nhiet_do", "lỗi cảm biến"),
        dirt.out_of_range("do_am", 130),
        dirt.impossible_date("luc", "2026-05-32T00:00:00"),
        dirt.old_code(),
    ]

    def rows() -> Iterator[pa.Table]:
        for at in parts(world.count(4_000)):
            yield air_rows(world, at)

    yield Delivery(
        file="/api/quan-trac.jsonl",
        on=date(2026, 6, 30),
        write=Pages(),
        rows=rows,
        dirt=faults,
        arrives_as="quan-trac.zip",
    )


def air_rows(world: World, at: Index) -> pa.Table:
    """Measurements by their numbers: every station once an hour, from March 2026 on."""
    chance, station, hour = world.chance, at % STATIONS, at // STATIONS
    fine = chance.near("air.fine", at, 38.0, 0.8)
    moment = day_number(date(2026, 3, 1)) * 86_400 + hour * 3600
    return world.table(
        AIR,
        ma_tram=numbered("QT", station + 1, 2),
        luc=moment,
        ma_xa=world.communes.today_codes(station * 31),
        pm25=np.round(fine, 1),
        pm10=np.round(fine * 1.6 + 2, 1),
        nhiet_do=np.round(chance.near("air.warmth", at, 26.0, 0.3), 1),
        do_am=chance.whole("air.wet", at, 45, 98),
        ngay=moment // 86_400,
    )


DATASETS = (
    Dataset(name=USE, deliveries=land_use),
    Dataset(name=AIR, deliveries=air),
)
