"""Industry and trade: markets, industrial zones, imports and exports."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from hungyen import dirt
from hungyen.codes import numbered
from hungyen.datasets.months import last_day, months
from hungyen.deliveries import Dataset, Delivery
from hungyen.files.delimited import Csv
from hungyen.files.records import Json
from hungyen.files.workbooks import Book
from hungyen.spelling import Heading, Spelling
from hungyen.world import World

MARKETS, FOREIGN = "so-cong-thuong/cho", "so-cong-thuong/xuat-nhap-khau"
ZONES = "ban-quan-ly-khu-cong-nghiep/khu-cong-nghiep"
GOODS = {"MAY": 210.0, "DT": 320.0, "NS": 28.0, "TH": 95.0, "KHAC": 160.0}
"""Of each kind of goods: millions of dollars a month."""


def markets(world: World) -> Iterator[Delivery]:
    """The markets of two years' ends."""
    faults = [
        dirt.old_code(count=1),
        dirt.out_of_range("hang", 4),
        dirt.cross(
            "part_beyond_whole", "khong_tien_mat_khong_qua", "ho_khong_tien_mat", lambda row: row["so_diem"] + 9
        ),
        dirt.missing("ten"),
    ]
    for year, dirty in ((2024, ()), (2025, faults)):
        day = date(year, 12, 31)

        def rows(day: date = day) -> Iterator[pa.Table]:
            yield market_rows(world, day)

        book = Book(title=f"DANH SÁCH CHỢ NĂM {year}", office="SỞ CÔNG THƯƠNG (MẪU)", ordinal=True, total=("so_diem",))
        yield Delivery(file=f"cho-{day}.xlsx", on=date(year + 1, 1, 12), write=book, rows=rows, dirt=dirty)


def market_rows(world: World, day: date) -> pa.Table:
    """Every market."""
    at, chance = np.arange(190), world.chance
    places = world.communes.of(chance, "market.place", at)
    stalls = chance.whole("market.stalls", at, 20, 320)
    share = chance.near("market.cashless", at, 0.3 + 0.2 * (day.year - 2024), 0.3)
    return world.table(
        MARKETS,
        ma_cho=numbered("CH", at + 1, 3),
        ten=[f"Chợ {world.communes.former[place].short} (mẫu)" for place in places],
        hang=1 + chance.weighted("market.class", at, (3, 15, 82)),
        ma_xa=world.communes.codes(places, day),
        so_diem=stalls,
        ho_khong_tien_mat=np.floor(stalls * share).astype(np.int64),
        ngay_so_lieu=day,
    )


def zones(world: World) -> Iterator[Delivery]:
    """Industrial zones of two years."""
    for year in (2024, 2025):
        faults = [dirt.cross("part_beyond_whole", "thue_khong_qua", "da_thue_ha", lambda row: row["dien_tich_ha"] + 1)]
        if year == 2025:
            faults += [dirt.old_code(count=1), dirt.wrong_type("lao_dong", "12 nghìn")]

        def rows(year: int = year) -> Iterator[pa.Table]:
            yield zone_rows(world, year)

        write = Json(records="khu")
        yield Delivery(file=f"khu-{year}.json", on=date(year + 1, 2, 3), write=write, rows=rows, dirt=faults)


def zone_rows(world: World, year: int) -> pa.Table:
    """Every zone at the end of a year."""
    at, chance, day = np.arange(17), world.chance, date(year, 12, 31)
    area = np.round(chance.near("zone.area", at, 260.0, 0.5), 2)
    return world.table(
        ZONES,
        nam=year,
        ma_khu=numbered("KCN", at + 1, 2),
        ten=[f"Khu công nghiệp mẫu {number + 1}" for number in at],
        ma_xa=world.communes.codes(chance.whole("zone.place", at, 0, 380), day),
        dien_tich_ha=area,
        da_thue_ha=np.round(area * np.minimum(0.98, chance.near("zone.let", at, 0.55 + 0.08 * (year - 2024), 0.3)), 2),
        du_an=chance.whole("zone.projects", at, 5, 60) + (year - 2024) * 4,
        lao_dong=chance.whole("zone.workers", at, 2_000, 15_000),
        ngay_so_lieu=day,
    )


def foreign(world: World) -> Iterator[Delivery]:
    """Half-years; each mends the last month of the one before."""
    halves = ((2025, 1), (2025, 7), (2026, 1))
    for number, (year, month) in enumerate(halves):
        heading = Heading(names={"kim_ngach_usd": "Kim ngạch (USD)"}) if number else Heading()
        above = [] if number else ["Sở Công Thương (mẫu): kim ngạch xuất nhập khẩu - DỮ LIỆU GIẢ"]
        write = Csv(delimiter=";", spelling=Spelling(decimal=",", grouped=True), heading=heading, above=above)

        def rows(year: int = year, month: int = month, number: int = number) -> Iterator[pa.Table]:
            before = list(months(year, month - 1, 1)) if number else []
            yield foreign_rows(world, [*before, *months(year, month, 6)], number)

        faults = [
            dirt.out_of_list("mat_hang", "VAI"),
            dirt.cell("wrong_decimal_mark", "kim_ngach_usd", "1,234.50", ".type"),
        ]
        sent = last_day(year, month + 5) + timedelta(days=14)
        name = f"xnk-{year}-{1 + month // 7}.csv"
        yield Delivery(file=name, on=sent, write=write, rows=rows, dirt=faults)


def foreign_rows(world: World, asked: list[tuple[int, int]], told: int) -> pa.Table:
    """Imports and exports of these months, as told in the delivery of that number."""
    cases = [(year, month, way, kind) for year, month in asked for way in (0, 1) for kind in range(len(GOODS))]
    at = np.array([((year * 12 + month) * 2 + way) * len(GOODS) + kind for year, month, way, kind in cases])
    middle = np.array([tuple(GOODS.values())[kind] * 1e6 for *_, kind in cases])
    return world.table(
        FOREIGN,
        thang=[f"{year}-{month:02}" for year, month, *_ in cases],
        chieu=[("Xuất", "Nhập")[way] for *_, way, _ in cases],
        mat_hang=[tuple(GOODS)[kind] for *_, kind in cases],
        kim_ngach_usd=np.round(world.chance.near(f"foreign.{told}", at, middle, 0.15), 2),
    )


DATASETS = (
    Dataset(name=MARKETS, deliveries=markets),
    Dataset(name=ZONES, deliveries=zones),
    Dataset(name=FOREIGN, deliveries=foreign),
)
