"""Telecoms and payments."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from hungyen import dirt
from hungyen.codes import numbered
from hungyen.datasets.months import last_day, months
from hungyen.deliveries import Dataset, Delivery
from hungyen.files.columnar import Parquet
from hungyen.files.databases import SqliteTable
from hungyen.files.delimited import Csv
from hungyen.spelling import Heading, Spelling
from hungyen.world import World

MASTS, LINES = "so-khoa-hoc-va-cong-nghe/tram-bts", "doanh-nghiep-vien-thong/thue-bao"
PAYMENTS = "ngan-hang-nha-nuoc-khu-vuc/thanh-toan-so"
CHANNELS = {"QR": (9.0, 0.35), "Thẻ": (2.0, 0.9), "Chuyển khoản": (14.0, 2.2), "Ví điện tử": (3.0, 0.2)}
"""Of each channel: transactions a head and month, millions of đồng each."""
PEOPLE_IN_ALL = 3_400_000


def masts(world: World) -> Iterator[Delivery]:
    """Two years' lists."""
    drifted = Heading(names={"cong_nghe": "Công nghệ"}, order=("ma_tram", "ma_xa"), more={"Ghi chú": "mẫu"})
    first = Csv(delimiter=";", spelling=Spelling(decimal=",", yes="x", no="không"), encoding="utf-8-sig")
    second = Csv(spelling=Spelling(decimal=",", yes="có", no="không"), heading=drifted)
    faults = [
        dirt.old_code(),
        dirt.undecodable("nha_mang"),
        dirt.out_of_list("cong_nghe", "6G", "cong_nghe_hop_le"),
        dirt.cell("swapped_coordinates", "vi_do", lambda row: row["kinh_do"], ".range"),
        dirt.total_row("ma_tram", "Cộng", ".pattern"),
    ]
    for year, write, dirty in ((2024, first, ()), (2025, second, faults)):
        day = date(year, 12, 31)

        def rows(day: date = day) -> Iterator[pa.Table]:
            yield mast_rows(world, day)

        yield Delivery(file=f"bts-{year}.csv", on=date(year + 1, 1, 30), write=write, rows=rows, dirt=dirty)


def mast_rows(world: World, day: date) -> pa.Table:
    """Every mast."""
    at, chance = np.arange(2_400), world.chance
    places = world.communes.of(chance, "mast.place", at)
    lat = np.array([commune.lat for commune in world.communes.former])[places]
    lon = np.array([commune.lon for commune in world.communes.former])[places]
    newer = 0.1 * (day.year - 2024)
    return world.table(
        MASTS,
        ma_tram=numbered("BTS", at + 1, 4),
        nha_mang=chance.pick("mast.operator", at, ("Mạng A", "Mạng B", "Mạng C"), (5, 3, 2)),
        cong_nghe=[("4G", "5G")[five] for five in (chance.unit("mast.kind", at) < 0.25 + newer).astype(int)],
        ma_xa=world.communes.codes(places, day),
        vi_do=np.round(lat + 0.02 * (chance.unit("mast.lat", at) - 0.5), 6),
        kinh_do=np.round(lon + 0.02 * (chance.unit("mast.lon", at) - 0.5), 6),
        dung_chung=chance.happens("mast.shared", at, 0.3),
        ngay_so_lieu=day,
    )


def lines(world: World) -> Iterator[Delivery]:
    """Subscribers, a half-year a file."""
    beyond = dirt.cross("part_beyond_whole", "smartphone_khong_qua", "smartphone", lambda row: row["di_dong"] + 7)
    for year, month in ((2025, 1), (2025, 7), (2026, 1)):

        def rows(year: int = year, month: int = month) -> Iterator[pa.Table]:
            yield pa.concat_tables(line_rows(world, *each) for each in months(year, month, 6))

        faults = [beyond, dirt.doubled(), *([dirt.old_code()] if (year, month) > (2025, 6) else [])]
        sent = last_day(year, month + 5) + timedelta(days=6)
        name = f"thue-bao-{year}-{1 + month // 7}.parquet"
        yield Delivery(file=name, on=sent, write=Parquet(as_texts=("ma_xa",)), rows=rows, dirt=faults)


def line_rows(world: World, year: int, month: int) -> pa.Table:
    """A month's subscribers in each commune."""
    day = last_day(year, month)
    communes = world.communes.on(day)
    at = np.arange(len(communes))
    mobile = np.round(world.chance.near(f"lines.{day}", at, PEOPLE_IN_ALL * 1.2 * world.communes.share(day), 0.05))
    return world.table(
        LINES,
        thang=f"{year}-{month:02}",
        ma_xa=[commune.code for commune in communes],
        di_dong=mobile.astype(np.int64),
        smartphone=np.floor(mobile * 0.86).astype(np.int64),
        internet_co_dinh=np.round(mobile * 0.2).astype(np.int64),
        ngay_chot=day,
    )


def payments(world: World) -> Iterator[Delivery]:
    """Payments of a year and a half, as a query over a database gives them."""
    faults = [
        dirt.suspicious(
            "gia_tri_cao", "gia_tri_trieu", lambda row: row["gia_tri_trieu"] * 0 + row["so_giao_dich"] * 600
        ),
        dirt.old_code(count=3, fits=lambda row: row["ngay_chot"] > date(2025, 7, 1)),
        dirt.out_of_list("kenh", "Séc", "kenh_hop_le"),
        dirt.wrong_type("so_giao_dich", "n/a"),
    ]

    def rows() -> Iterator[pa.Table]:
        yield pa.concat_tables(payment_rows(world, *each) for each in months(2025, 1, 18))

    yield Delivery(
        file="/databases/thanh-toan.sqlite",
        on=date(2026, 7, 8),
        write=SqliteTable(table="giao_dich"),
        rows=rows,
        dirt=faults,
        arrives_as="query.parquet",
    )


def payment_rows(world: World, year: int, month: int) -> pa.Table:
    """A month's payments in each commune, by channel."""
    day = last_day(year, month)
    communes, share = world.communes.on(day), world.communes.share(day)
    place = np.repeat(np.arange(len(communes)), len(CHANNELS))
    channel = np.tile(np.arange(len(CHANNELS)), len(communes))
    heads, worth = np.array(list(CHANNELS.values())).T
    growth = 1 + 0.02 * ((year - 2025) * 12 + month)
    at = place * len(CHANNELS) + channel
    number = np.round(world.chance.near(f"pay.{day}", at, PEOPLE_IN_ALL * share[place] * heads[channel] * growth, 0.1))
    return world.table(
        PAYMENTS,
        thang=f"{year}-{month:02}",
        ma_xa=[communes[commune].code for commune in place],
        kenh=[tuple(CHANNELS)[kind] for kind in channel],
        so_giao_dich=number.astype(np.int64),
        gia_tri_trieu=np.round(number * worth[channel], 1),
        ngay_chot=day,
    )


DATASETS = (
    Dataset(name=MASTS, deliveries=masts),
    Dataset(name=LINES, deliveries=lines),
    Dataset(name=PAYMENTS, deliveries=payments),
)
