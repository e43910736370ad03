"""People: residents, what happens in their lives, vehicles, poor households, health insurance."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from hungyen import dirt
from hungyen.chance import Index, Truths
from hungyen.codes import citizen_ids, numbered, plates
from hungyen.datasets.households import household_codes, known_households
from hungyen.datasets.months import last_day
from hungyen.deliveries import Dataset, Delivery
from hungyen.files.columnar import Parquet
from hungyen.files.databases import SqliteTable
from hungyen.files.delimited import Csv
from hungyen.files.records import Xml
from hungyen.files.workbooks import Book
from hungyen.names import people
from hungyen.spelling import Heading
from hungyen.world import World, day_number, parts

RESIDENTS, VEHICLES = "cong-an-tinh/nhan-khau", "cong-an-tinh/phuong-tien"
EVENTS, POOR = "so-tu-phap/ho-tich", "so-nong-nghiep-va-moi-truong/ho-ngheo"
INSURED = "bao-hiem-xa-hoi-tinh/the-bhyt"
EVENTS_FILE = "/databases/ho-tich.sqlite"


def resident_ids(world: World, at: Index) -> pa.Array:
    """The citizen's number of each resident."""
    return citizen_ids(at, *_born(world, at))


def _born(world: World, at: Index) -> tuple[Truths, Index]:
    return world.chance.happens("resident.woman", at, 0.51), world.chance.whole("resident.year", at, 1940, 2024)


def resident_count(world: World) -> int:
    """How many residents there are."""
    return world.count(30_000)


def residents(world: World) -> Iterator[Delivery]:
    """Residents, as a modern system exports them."""
    faults = [
        dirt.cross(
            "contradiction", "gioi_tinh_theo_so", "gioi_tinh", lambda row: "Nam" if row["gioi_tinh"] == "Nữ" else "Nữ"
        ),
        dirt.broken_reference("ma_ho", "HD99999997", count=2),
        dirt.out_of_list("quan_he", "Bạn", "quan_he_hop_le"),
        dirt.cell("impossible_date", "ngay_sinh", "1990-02-31", ".type"),
        dirt.cell("out_of_range", "ngay_sinh", "1890-05-05", ".range"),
        dirt.missing("ho_ten"),
    ]

    def rows() -> Iterator[pa.Table]:
        for at in parts(resident_count(world)):
            yield resident_rows(world, at)

    write = Parquet(as_texts=("ngay_sinh", "gioi_tinh", "ma_ho"))
    yield Delivery(file="nhan-khau-2026.parquet", on=date(2026, 1, 31), write=write, rows=rows, dirt=faults)


def resident_rows(world: World, at: Index) -> pa.Table:
    """Residents by their numbers."""
    chance = world.chance
    women, years = _born(world, at)
    return world.table(
        RESIDENTS,
        so_dinh_danh=citizen_ids(at, women, years),
        ho_ten=people(chance, "resident", at, women),
        ngay_sinh=(years - 1970) * 365 + (years - 1969) // 4 + chance.whole("resident.day", at, 0, 364),
        gioi_tinh=["Nữ" if woman else "Nam" for woman in women],
        ma_ho=household_codes(known_households(world, "resident", at)),
        quan_he=chance.pick("resident.role", at, ("Vợ chồng", "Con", "Bố mẹ", "Khác"), (30, 50, 12, 8)),
        ngay_cap_nhat=chance.whole("resident.updated", at, day_number(date(2025, 1, 2)), day_number(date(2026, 1, 20))),
    )


def vehicles(world: World) -> Iterator[Delivery]:
    """Vehicles by the year they were registered in."""
    count = world.count(8_000)
    faults: dict[int, list[Any]] = {
        2024: [dirt.off_pattern("bien_so", "89A12345"), dirt.impossible_date("ngay_dang_ky", "30/02/2024")],
        2026: [dirt.old_code(), dirt.doubled(), dirt.again(vehicle_rows(world, np.arange(4, 5), 2024))],
    }
    late = dirt.cross(
        "contradiction",
        "san_xuat_truoc_dang_ky",
        "nam_san_xuat",
        lambda _row: 2026,
        fits=lambda row: row["ngay_dang_ky"].year < 2026,
    )
    for year, first, last in ((2024, 0, count // 2), (2026, count // 2, count)):

        def rows(year: int = year, first: int = first, last: int = last) -> Iterator[pa.Table]:
            for at in parts(last - first, first):
                yield vehicle_rows(world, at, year)

        write = Csv(delimiter="\t", encoding="utf-16")
        dirty = [*faults[year], *([late] if year == 2024 else [])]
        yield Delivery(file=f"xe-{year}.txt", on=date(year, 12, 29), write=write, rows=rows, dirt=dirty)


def vehicle_rows(world: World, at: Index, year: int) -> pa.Table:
    """Vehicles by their numbers, registered in that year."""
    chance = world.chance
    days = chance.whole("vehicle.day", at, day_number(date(year, 1, 2)), day_number(date(year, 12, 20)))
    return world.table(
        VEHICLES,
        bien_so=plates(at),
        loai_xe=chance.pick("vehicle.kind", at, ("Ô tô con", "Ô tô tải", "Ô tô khách", "Xe máy"), (30, 9, 1, 60)),
        nhien_lieu=chance.pick("vehicle.fuel", at, ("Xăng", "Dầu", "Điện"), (75, 12, 13)),
        nam_san_xuat=year - chance.whole("vehicle.age", at, 0, 8),
        ma_xa=world.communes.codes_on(world.communes.of(chance, "vehicle.place", at), days),
        ngay_dang_ky=days,
    )


def events(world: World) -> Iterator[Delivery]:
    """Births, marriages and deaths, as a query over the registry gives them."""
    faults = [
        dirt.cross(
            "contradiction",
            "dang_ky_sau",
            "ngay_xay_ra",
            lambda row: row["ngay_dang_ky"].replace(year=2027).isoformat(),
        ),
        dirt.old_code(fits=lambda row: row["ngay_dang_ky"] >= date(2025, 7, 1)),
        dirt.out_of_list("loai", "Ly hôn", "loai_hop_le"),
        dirt.wrong_type("dung_han", "hơi muộn"),
    ]

    def rows() -> Iterator[pa.Table]:
        for at in parts(world.count(8_000)):
            yield event_rows(world, at)

    table = SqliteTable(table="su_kien")
    yield Delivery(
        file=EVENTS_FILE, on=date(2026, 6, 30), write=table, rows=rows, dirt=faults, arrives_as="query.parquet"
    )


def event_rows(world: World, at: Index) -> pa.Table:
    """Events by their numbers, registered from January 2024 to June 2026."""
    chance = world.chance
    days = chance.whole("event.day", at, day_number(date(2024, 1, 2)), day_number(date(2026, 6, 28)))
    late = chance.whole("event.late", at, 0, 60)
    return world.table(
        EVENTS,
        ma_su_kien=numbered("HT", at + 1, 8),
        loai=chance.pick("event.kind", at, ("Khai sinh", "Kết hôn", "Khai tử"), (48, 27, 25)),
        ngay_dang_ky=days,
        ngay_xay_ra=days - late,
        ma_xa=world.communes.codes_on(world.communes.of(chance, "event.place", at), days),
        dung_han=late <= 30,
    )


def poor(world: World) -> Iterator[Delivery]:
    """A workbook a year."""
    book = Book(
        title="HỘ NGHÈO, HỘ CẬN NGHÈO", units="Đơn vị tính: hộ", total=("tong_so_ho", "ho_ngheo", "ho_can_ngheo")
    )
    drifted = Heading(names={"ho_ngheo": "Hộ nghèo", "ho_can_ngheo": "Hộ cận nghèo"}, more={"Ghi chú": "mẫu"})
    beyond = dirt.cross("part_beyond_whole", "ngheo_khong_qua_tong", "ho_can_ngheo", lambda row: row["tong_so_ho"] + 1)
    many = dirt.suspicious("ngheo_cao", "ho_ngheo", lambda row: row["tong_so_ho"] // 4)
    for year, write, more in (
        (2024, book, [dirt.wrong_type("ho_ngheo", "3 hộ")]),
        (2025, replace(book, heading=drifted, total=()), [dirt.old_code(), dirt.doubled()]),
    ):
        day = date(year, 12, 31)

        def rows(day: date = day) -> Iterator[pa.Table]:
            yield poor_rows(world, day)

        titled = replace(write, title=f"{book.title} NĂM {year}")
        sent = date(year + 1, 1, 14)
        yield Delivery(file=f"ho-ngheo-{day}.xlsx", on=sent, write=titled, rows=rows, dirt=[beyond, many, *more])


def poor_rows(world: World, day: date) -> pa.Table:
    """Poor households in each commune."""
    communes = world.communes.on(day)
    at = np.arange(len(communes))
    every = np.round(1_050_000 * world.communes.share(day)).astype(np.int64)
    return world.table(
        POOR,
        nam=day.year,
        ma_xa=[commune.code for commune in communes],
        tong_so_ho=every,
        ho_ngheo=np.round(world.chance.near(f"poor.{day.year}", at, every * 0.013, 0.6)).astype(np.int64),
        ho_can_ngheo=np.round(world.chance.near(f"near.{day.year}", at, every * 0.019, 0.6)).astype(np.int64),
        ngay_so_lieu=day,
    )


def insured(world: World) -> Iterator[Delivery]:
    """Health insurance of two quarters, one before and one after the communes were joined."""
    for year, quarter in ((2025, 2), (2026, 2)):
        day = last_day(year, 3 * quarter)

        def rows(day: date = day, period: str = f"{year}-Q{quarter}") -> Iterator[pa.Table]:
            yield insured_rows(world, day, period)

        faults = [dirt.cross("part_beyond_whole", "nhom_khong_qua", "so_the", lambda row: row["ho_gia_dinh"] // 2)]
        if year == 2026:
            faults += [dirt.old_code(), dirt.impossible_date("ngay_so_lieu", "31/06/2026")]
        write = Xml(root="baoCao", record="xa", namespace="urn:kho:mau:bhyt")
        name = f"bhyt-{year}-q{quarter}.xml"
        yield Delivery(file=name, on=date(year, 7, 20), write=write, rows=rows, dirt=faults)


def insured_rows(world: World, day: date, period: str) -> pa.Table:
    """Valid cards in each commune."""
    communes = world.communes.on(day)
    at = np.arange(len(communes))
    cards = np.round(world.chance.near(f"cards.{period}", at, 3_350_000 * world.communes.share(day), 0.04))
    return world.table(
        INSURED,
        ky=period,
        ma_xa=[commune.code for commune in communes],
        so_the=cards.astype(np.int64),
        ho_gia_dinh=np.round(cards * 0.38).astype(np.int64),
        tre_em=np.round(cards * 0.11).astype(np.int64),
        ngay_so_lieu=day,
    )


DATASETS = (
    Dataset(name=RESIDENTS, deliveries=residents),
    Dataset(name=VEHICLES, deliveries=vehicles),
    Dataset(name=EVENTS, deliveries=events),
    Dataset(name=POOR, deliveries=poor),
    Dataset(name=INSURED, deliveries=insured),
)
