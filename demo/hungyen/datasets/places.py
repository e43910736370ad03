"""Communes, what became of the former ones, and how many people live in each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from hungyen import dirt
from hungyen.communes import MERGER
from hungyen.deliveries import LATE, Dataset, Delivery, sent_twice
from hungyen.files.delimited import Csv
from hungyen.files.maps import GeoPackage
from hungyen.files.workbooks import Book
from hungyen.spelling import Heading
from hungyen.world import World

UNITS, FORMER, PEOPLE = "so-noi-vu/don-vi-hanh-chinh", "so-noi-vu/xa-cu", "thong-ke-tinh/dan-so"
MENDED = 7
"""Every seventh commune has other figures in a corrected file."""
PEOPLE_OF_ALL = {2023: 3_208_000, 2024: 3_236_000, 2025: 3_262_000}


def units(world: World) -> Iterator[Delivery]:
    """Today's communes: once with mistakes, two months later mended."""
    layer = GeoPackage(layer="xa_phuong")
    faults = [
        dirt.old_code(count=1),
        dirt.out_of_list("loai", "Thị trấn", "loai_hop_le"),
        dirt.out_of_range("dien_tich_km2", 2292.0),
    ]

    def rows() -> Iterator[pa.Table]:
        yield _units(world)

    yield Delivery(file="xa-phuong-2025-07.gpkg", on=date(2025, 7, 5), write=layer, rows=rows, dirt=faults)
    yield Delivery(file="xa-phuong-2025-09.gpkg", on=date(2025, 9, 8), write=layer, rows=rows)


def _units(world: World) -> pa.Table:
    today = world.communes.today
    return world.table(
        UNITS,
        ma_xa=[commune.code for commune in today],
        ten=[commune.name for commune in today],
        loai=[commune.kind for commune in today],
        dien_tich_km2=np.array([commune.area_km2 for commune in today]),
        vi_do=np.array([commune.lat for commune in today]),
        kinh_do=np.array([commune.lon for commune in today]),
        so_xa_cu=np.bincount(world.communes.today_of, minlength=len(today)),
        hieu_luc_tu=MERGER,
    )


def former(world: World) -> Iterator[Delivery]:
    """Where each of the former communes is today; one that never was leads nowhere."""
    old = world.communes.former

    def rows() -> Iterator[pa.Table]:
        yield world.table(
            FORMER,
            ma_xa_cu=[*(commune.code for commune in old), "99901"],
            ten_cu=[*(commune.name for commune in old), "Xã Không Có (giả)"],
            huyen=[*(commune.district for commune in old), "Huyện Không Có (giả)"],
            ma_tinh_cu=[*("33" if commune.code < "12433" else "34" for commune in old), "34"],
            ma_xa=[*(commune.successor for commune in old), old[0].successor],
            het_hieu_luc=date(2025, 6, 30),
        )

    faults = [
        dirt.cell("broken_reference", "ma_xa", "99900", ".reference", fits=lambda row: row["ma_xa_cu"] == "99901")
    ]
    yield Delivery(file="xa-cu.csv", on=date(2025, 7, 6), write=Csv(), rows=rows, dirt=faults)


def people(world: World) -> Iterator[Delivery]:
    """Every year's workbook; half a year later it is mended; that of 2025 is sent twice."""
    title = "DÂN SỐ TRUNG BÌNH THEO ĐƠN VỊ HÀNH CHÍNH CẤP XÃ"
    book = Book(
        title=title,
        office="THỐNG KÊ TỈNH (MẪU)",
        units="Đơn vị tính: người, hộ",
        total=("dan_so", "so_nam", "so_nu", "so_ho"),
        ordinal=True,
    )
    drifted = Heading(
        names={"ma_xa": "Mã xã/phường", "ten_xa": "Xã/phường", "dan_so": "Dân số trung bình", "so_ho": "Số hộ dân"},
        order=("ten_xa", "ma_xa"),
    )
    usual = [
        dirt.cross("sum_broken", "nam_nu_bang_tong", "so_nam", lambda row: row["so_nam"] + 100),
        dirt.suspicious("nguoi_moi_ho", "so_ho", lambda row: row["dan_so"] // 20),
    ]
    yield _people(world, 2023, book, [*usual, dirt.wrong_type("dan_so", "khoảng 9000")])
    yield _people(world, 2024, replace(book, heading=drifted), [*usual, dirt.error_value("so_nu")])
    yield _people(world, 2024, replace(book, heading=drifted), [], mended=True)
    yield _people(
        world,
        2025,
        replace(book, heading=drifted, numbered=True),
        [
            *usual,
            dirt.old_code(),
            dirt.missing("dan_so"),
            dirt.doubled(),
        ],
    )
    yield sent_twice("dan-so-2025-12-31-gui-lai.xlsx", "dan-so-2025-12-31.xlsx", date(2026, 2, 20))
    yield _people(world, 2025, replace(book, heading=drifted), [], mended=True)


def _people(world: World, year: int, book: Book, faults: list[Any], *, mended: bool = False) -> Delivery:
    day = date(year, 12, 31)

    def rows() -> Iterator[pa.Table]:
        table = people_rows(world, year, mended=mended)
        yield table.filter(pa.array(np.arange(len(table)) % MENDED == 0)) if mended and year == 2024 else table

    name = f"dan-so-{day}{'-dinh-chinh' if mended else ''}.xlsx"
    sent = date(year + 1, 6 if mended else 1, 25)
    kind = LATE if mended else ""
    titled = replace(book, title=f"{book.title} NĂM {year}")
    return Delivery(file=name, on=sent, write=titled, rows=rows, dirt=faults, kind=kind)


def people_rows(world: World, year: int, *, mended: bool = False) -> pa.Table:
    """How many people lived in each commune at the end of a year; mended, every seventh commune has other figures."""
    day, chance = date(year, 12, 31), world.chance
    communes = world.communes.on(day)
    at = np.arange(len(communes))
    number = np.round(world.communes.share(day) * PEOPLE_OF_ALL[year]).astype(np.int64)
    if mended:
        number = number + np.where(at % MENDED == 0, 37, 0)
    men = np.round(number * chance.near("people.men", at, 0.492, 0.02)).astype(np.int64)
    return world.table(
        PEOPLE,
        nam=year,
        ma_xa=[commune.code for commune in communes],
        ten_xa=[commune.name for commune in communes],
        dan_so=number,
        so_nam=men,
        so_nu=number - men,
        so_ho=np.round(number / chance.near("people.household", at, 3.4, 0.1)).astype(np.int64),
        ngay_so_lieu=day,
    )


DATASETS = (
    Dataset(name=UNITS, deliveries=units),
    Dataset(name=FORMER, deliveries=former),
    Dataset(name=PEOPLE, deliveries=people),
)
