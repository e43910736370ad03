"""Agriculture: crops, irrigation works, livestock, aquaculture."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from hungyen import dirt
from hungyen.codes import numbered
from hungyen.deliveries import DRIFTED, LATE, Dataset, Delivery, sent_twice
from hungyen.files.delimited import Csv
from hungyen.files.maps import GeoPackage
from hungyen.files.workbooks import Book
from hungyen.spelling import Heading, Spelling
from hungyen.world import World

AGENCY = "so-nong-nghiep-va-moi-truong"
CROPS, WORKS = f"{AGENCY}/cay-trong", f"{AGENCY}/cong-trinh-thuy-loi"
LIVESTOCK, FISH = f"{AGENCY}/chan-nuoi", f"{AGENCY}/thuy-san"
YIELDS = {"LUA": (0.55, 6.2), "NGO": (0.12, 5.1), "RAU": (0.14, 18.0), "NHAN": (0.11, 9.5), "CAYAN": (0.08, 12.0)}
"""Of each crop: its part of the sown land, and tonnes per hectare."""
SEASONS = (
    (2023, "Mùa", 11),
    (2024, "Đông Xuân", 6),
    (2024, "Mùa", 11),
    (2025, "Đông Xuân", 6),
    (2025, "Mùa", 11),
    (2026, "Đông Xuân", 6),
)
HERDS = {"Trâu": (30, 0.09), "Bò": (260, 0.08), "Lợn": (4_200, 0.11), "Gia cầm": (62_000, 0.0022)}
"""Of each animal: how many there are in a former commune, and tonnes of meat for each."""
WORKS_IN_ALL = 620


def crops(world: World) -> Iterator[Delivery]:
    """A CSV per season; what was sent before is sent again in one, and one comes twice."""
    plain = Csv(
        delimiter=";",
        spelling=Spelling(decimal=",", grouped=True),
        above=["Diện tích, sản lượng cây trồng - DỮ LIỆU GIẢ"],
    )
    drifted = Heading(names={"ma_xa": "Mã xã", "cay": "Cây trồng", "dien_tich_ha": "Diện tích (ha)"}, order=("ma_xa",))
    usual = [
        dirt.cross("impossible_yield", "nang_suat", "san_luong_tan", lambda row: row["dien_tich_ha"] * 100 + 1),
        dirt.cell("wrong_decimal_mark", "dien_tich_ha", "12.5", ".type"),
    ]
    more: dict[int, list[Any]] = {
        0: [dirt.out_of_list("cay", "DAYY")],
        1: [dirt.ragged("ngay_so_lieu", dirt.is_today_s), dirt.serial_date("ngay_so_lieu")],
        2: [dirt.undecodable("vu")],
        3: [dirt.doubled()],
        4: [dirt.old_code(), dirt.again(crop_rows(world, *SEASONS[3]).slice(5, 2), count=2)],
        5: [dirt.old_code(), dirt.out_of_list("vu", "Hè Thu", "vu_hop_le"), dirt.missing("san_luong_tan")],
    }
    for number, (year, season, month) in enumerate(SEASONS):
        write = plain if number < 3 else replace(plain, heading=drifted, above=[])

        def rows(year: int = year, season: str = season, month: int = month) -> Iterator[pa.Table]:
            yield crop_rows(world, year, season, month)

        sent = date(year, month, 20)
        name = f"cay-trong-{year}-{'mua' if season == 'Mùa' else 'dong-xuan'}.csv"
        kind = DRIFTED if write.heading is drifted else ""
        yield Delivery(file=name, on=sent, write=write, rows=rows, dirt=[*usual, *more[number]], kind=kind)
    yield sent_twice("cay-trong-2026-dong-xuan (1).csv", "cay-trong-2026-dong-xuan.csv", date(2026, 6, 28))


def crop_rows(world: World, year: int, season: str, month: int) -> pa.Table:
    """What was sown and harvested in a season, in each commune."""
    day, chance = date(year, month, 10), world.chance
    communes, share = world.communes.on(day), world.communes.share(day)
    place = np.repeat(np.arange(len(communes)), len(YIELDS))
    crop = np.tile(np.arange(len(YIELDS)), len(communes))
    at = place * len(YIELDS) + crop
    parts, per_hectare = np.array(list(YIELDS.values())).T
    area = np.round(chance.near("crop.area", at, 160_000 * share[place] * parts[crop], 0.3), 2)
    tonnes = area * per_hectare[crop] * chance.near(f"crop.yield.{year}.{season}", at, 1.0, 0.12)
    return world.table(
        CROPS,
        nam=year,
        vu=season,
        ma_xa=[communes[commune].code for commune in place],
        cay=[tuple(YIELDS)[kind] for kind in crop],
        dien_tich_ha=area,
        san_luong_tan=np.round(tonnes, 2),
        ngay_so_lieu=day,
    )


def works(world: World) -> Iterator[Delivery]:
    """Irrigation works: the map of 2024 by former communes, that of 2026 by today's."""
    layer = GeoPackage(layer="cong_trinh")
    faults = [
        dirt.old_code(count=2),
        dirt.cross(
            "contradiction",
            "cong_suat_cua_tram_bom",
            "cong_suat_m3h",
            lambda _row: 500,
            fits=lambda row: row["loai"] == "Cống",
        ),
        dirt.out_of_list("tinh_trang", "Hỏng", "tinh_trang_hop_le"),
        dirt.out_of_range("nam_xay_dung", 1196),
        dirt.doubled(),
    ]
    for day, dirty in ((date(2024, 12, 31), ()), (date(2026, 3, 31), faults)):

        def rows(day: date = day) -> Iterator[pa.Table]:
            yield work_rows(world, day)

        name = f"cong-trinh-{day.year}.gpkg"
        yield Delivery(file=name, on=day + timedelta(days=20), write=layer, rows=rows, dirt=dirty)


def work_rows(world: World, day: date) -> pa.Table:
    """Every work as of a day."""
    chance, at = world.chance, np.arange(WORKS_IN_ALL)
    places = chance.whole("work.place", at, 0, len(world.communes.former) - 1)
    kinds = chance.pick("work.kind", at, ("Trạm bơm", "Cống", "Kênh"), (5, 4, 3))
    pump = np.array([kind == "Trạm bơm" for kind in kinds])
    power = chance.whole("work.power", at, 1, 60) * 500
    former = [world.communes.former[place] for place in places]
    return world.table(
        WORKS,
        ma_cong_trinh=numbered("TL-", at + 1, 4),
        ten=[
            f"{kind} {commune.short} {number + 1} (mẫu)"
            for kind, commune, number in zip(kinds, former, at, strict=True)
        ],
        loai=kinds,
        ma_xa=world.communes.codes(places, day),
        dien_tich_tuoi_ha=np.round(chance.near("work.area", at, 140.0, 0.8), 2),
        cong_suat_m3h=pa.array([int(value) if is_pump else None for value, is_pump in zip(power, pump, strict=True)]),
        nam_xay_dung=chance.whole("work.year", at, 1965, 2022),
        tinh_trang=chance.pick(f"work.state.{day.year}", at, ("Tốt", "Trung bình", "Xuống cấp"), (5, 3, 2)),
        vi_do=np.round(np.array([commune.lat for commune in former]) + 0.008 * (chance.unit("work.lat", at) - 0.5), 6),
        kinh_do=np.round(
            np.array([commune.lon for commune in former]) + 0.008 * (chance.unit("work.lon", at) - 0.5), 6
        ),
        ngay_so_lieu=day,
    )


def livestock(world: World) -> Iterator[Delivery]:
    """A workbook a year, typed on two machines: one still has its old fonts. That of 2024 was mended in 2025."""
    book = Book(
        title="CHĂN NUÔI",
        office="SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG (MẪU)",
        units="Đơn vị tính: con, tấn",
        total=("so_con", "thit_hoi_tan"),
    )
    as_text = replace(book, texts=("thit_hoi_tan",), heading=Heading(names={"ten_xa": "Tên xã", "so_con": "Số con"}))
    fonts = dirt.legacy("nguon", count=6)
    usual = [fonts, dirt.cross("impossible_weight", "thit_moi_con", "thit_hoi_tan", lambda row: row["so_con"] + 5)]
    yield _livestock(world, 2023, book, [*usual, dirt.serial_date("ngay_so_lieu")])
    yield _livestock(world, 2024, as_text, [*usual, dirt.wrong_type("so_con", "nhiều")])
    yield _livestock(world, 2024, as_text, [], mended=True)
    yield _livestock(
        world, 2025, as_text, [*usual, dirt.old_code(), dirt.out_of_list("vat_nuoi", "Heo", "vat_nuoi_hop_le")]
    )


def _livestock(world: World, year: int, book: Book, faults: list[Any], *, mended: bool = False) -> Delivery:
    def rows() -> Iterator[pa.Table]:
        table = livestock_rows(world, year, mended=mended)
        yield table.slice(40, 60) if mended else table

    name = f"chan-nuoi-{year}{'-dinh-chinh' if mended else ''}.xlsx"
    sent = date(year + 1, 8 if mended else 1, 18)
    kind = LATE if mended else ""
    titled = replace(book, title=f"{book.title} NĂM {year}")
    return Delivery(file=name, on=sent, write=titled, rows=rows, dirt=faults, kind=kind)


def livestock_rows(world: World, year: int, *, mended: bool = False) -> pa.Table:
    """Animals in each commune at the end of a year."""
    day = date(year, 12, 31)
    communes, share = world.communes.on(day), world.communes.share(day)
    place = np.repeat(np.arange(len(communes)), len(HERDS))
    kind = np.tile(np.arange(len(HERDS)), len(communes))
    at = place * len(HERDS) + kind
    herds, weights = np.array(list(HERDS.values())).T
    label = f"herd.{year}{'.mended' if mended else ''}"
    number = np.round(world.chance.near(label, at, herds[kind] * share[place] * 381, 0.2)).astype(np.int64)
    return world.table(
        LIVESTOCK,
        nam=year,
        ma_xa=[communes[commune].code for commune in place],
        ten_xa=[communes[commune].name for commune in place],
        vat_nuoi=[tuple(HERDS)[animal] for animal in kind],
        so_con=number,
        thit_hoi_tan=np.round(number * weights[kind], 2),
        nguon=world.chance.pick("herd.source", at, ("Ước tính của xã", "Điều tra trực tiếp", "Tổng hợp từ các thôn")),
        ngay_so_lieu=day,
    )


def fish(world: World) -> Iterator[Delivery]:
    """A workbook a year with a sheet per quarter; that of 2026 counts in kilograms."""

    def sheet(row: dirt.Row) -> str:
        return f"Quý {row['quy']}"

    book = Book(
        title="NUÔI TRỒNG THỦY SẢN", units="Đơn vị tính: ha, tấn", sheets=sheet, total=("dien_tich_ha", "san_luong_tan")
    )
    faults = [
        dirt.out_of_range("quy", 5),
        dirt.missing("dien_tich_ha"),
        dirt.impossible_date("ngay_so_lieu", "31/06/2024"),
    ]
    yield _fish(world, 2024, (1, 2, 3, 4), book, faults)
    yield _fish(world, 2025, (1, 2, 3, 4), book, [dirt.old_code(fits=lambda row: row["quy"] > 2)])
    in_kilograms = replace(book, units="Đơn vị tính: ha, kg")
    yield _fish(world, 2026, (1,), in_kilograms, [dirt.other_unit("san_luong_tan", 1000)])


def _fish(world: World, year: int, quarters: tuple[int, ...], book: Book, faults: list[Any]) -> Delivery:
    def rows() -> Iterator[pa.Table]:
        yield pa.concat_tables(fish_rows(world, year, quarter) for quarter in quarters)

    sent = date(year, 3 * quarters[-1], 28) + timedelta(days=20)
    return Delivery(
        file=f"thuy-san-{year}.xlsx",
        on=sent,
        write=replace(book, title=f"{book.title} NĂM {year}"),
        rows=rows,
        dirt=faults,
    )


def fish_rows(world: World, year: int, quarter: int) -> pa.Table:
    """Ponds and fish of a quarter, in each commune that has some."""
    day = date(year, 3 * quarter, 28)
    communes, share = world.communes.on(day), world.communes.share(day)
    at = np.flatnonzero(world.chance.happens("fish.some", np.arange(len(communes)), 0.6))
    area = world.chance.near("fish.area", at, 15_000 * share[at], 0.5)
    return world.table(
        FISH,
        nam=year,
        quy=quarter,
        ma_xa=[communes[commune].code for commune in at],
        dien_tich_ha=np.round(area, 2),
        san_luong_tan=np.round(area * world.chance.near(f"fish.yield.{year}.{quarter}", at, 1.4, 0.2), 2),
        ngay_so_lieu=day,
    )


DATASETS = (
    Dataset(name=CROPS, deliveries=crops),
    Dataset(name=WORKS, deliveries=works),
    Dataset(name=LIVESTOCK, deliveries=livestock),
    Dataset(name=FISH, deliveries=fish),
)
