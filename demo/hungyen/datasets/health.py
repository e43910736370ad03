"""Health: facilities and who works in them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from hungyen import dirt
from hungyen.chance import Index
from hungyen.codes import numbered, phones
from hungyen.deliveries import Dataset, Delivery, empty
from hungyen.files.delimited import Csv
from hungyen.files.workbooks import Book
from hungyen.spelling import Heading
from hungyen.world import World
from kho.standards.text.tones import with_new_tones

FACILITIES, STAFF = "so-y-te/co-so-y-te", "so-y-te/nhan-luc-y-te"
HOSPITALS, CENTRES, CLINICS = 8, 18, 60
NO_MORE = 9
"""Facilities behind the last real one, in which faults stand: nobody refers to them."""
KINDS = {"BVT": "Bệnh viện mẫu số", "TTYT": "Trung tâm y tế mẫu số", "TYT": "Trạm y tế", "PK": "Phòng khám Hoà Bình số"}


def facility_count(world: World) -> int:
    """Hospitals, centres, a station per former commune and clinics."""
    return HOSPITALS + CENTRES + len(world.communes.former) + CLINICS


def kinds_of(world: World, at: Index) -> list[str]:
    """The kind of each facility."""
    stations = HOSPITALS + CENTRES + len(world.communes.former)
    bounds = np.searchsorted([HOSPITALS, HOSPITALS + CENTRES, stations], at, side="right")
    return [tuple(KINDS)[place] for place in bounds]


def places_of(world: World, at: Index) -> Index:
    """The former commune that each facility is in; every commune has its station."""
    first = HOSPITALS + CENTRES
    drawn = world.communes.of(world.chance, "facility.place", at)
    return np.where((at >= first) & (at < first + len(world.communes.former)), at - first, drawn)


def facilities(world: World) -> Iterator[Delivery]:
    """The list of each year's end: the first by former communes, the second by today's; then what was mended."""
    book = Book(title="DANH SÁCH CƠ SỞ Y TẾ", office="SỞ Y TẾ (MẪU)", units="Đơn vị tính: giường", total=("so_giuong",))
    newer = Heading(
        names={"ten": "Tên cơ sở", "ma_xa": "Mã xã", "so_giuong": "Số giường", "dien_thoai": "Điện thoại"},
        order=("ma_co_so", "ma_xa", "ten"),
    )
    count = facility_count(world)

    def ghost(row: dirt.Row) -> bool:
        return int(row["ma_co_so"]) > 33_000 + count

    faults = [
        dirt.cell("wrong_type", "so_giuong", "khoảng 30", ".type", fits=ghost),
        dirt.cell("old_commune_code", "ma_xa", "12010", ".codelist", fits=ghost),
        dirt.cell("out_of_list", "loai", "TRAM", ".codelist", fits=ghost),
        dirt.cell("off_pattern", "ma_co_so", "YT-33", ".pattern", fits=ghost),
        dirt.suspicious("tram_nhieu_giuong", "so_giuong", lambda _row: 45, fits=lambda row: row["loai"] == "TYT"),
        dirt.old_spelling("ten", lambda text: text.replace("Hoà", "Hòa"), fits=lambda row: "Hoà" in row["ten"]),
        dirt.against_standard("phone", "dien_thoai", "0900 12", fits=ghost),
        dirt.against_standard("address", "dia_chi", "gần chợ cũ", fits=ghost),
    ]
    yield _facilities(world, date(2024, 12, 31), book, [])
    yield _facilities(world, date(2025, 12, 31), replace(book, heading=newer, numbered=True), faults)
    yield empty("co-so-2026-03-31.xlsx", date(2026, 4, 2))
    yield _facilities(world, date(2026, 6, 30), replace(book, heading=newer), [], only=40)


def _facilities(world: World, day: date, book: Book, faults: list[Any], *, only: int = 0) -> Delivery:
    def rows() -> Iterator[pa.Table]:
        yield facility_rows(world, day, only=only)

    write = replace(book, title=f"{book.title} ĐẾN NGÀY {day:%d/%m/%Y}")
    sent = date(day.year + day.month // 12, day.month % 12 + 1, 12)
    return Delivery(file=f"co-so-{day}.xlsx", on=sent, write=write, rows=rows, dirt=faults)


def facility_rows(world: World, day: date, *, only: int = 0) -> pa.Table:
    """Every facility as of a day; with `only`, the first ones, whose beds have changed."""
    chance = world.chance
    at = np.arange(only or facility_count(world) + NO_MORE)
    places, kinds = places_of(world, at), kinds_of(world, at)
    beds = {"BVT": 500, "TTYT": 150, "TYT": 6, "PK": 0}
    average = np.array([beds[kind] for kind in kinds])
    communes = world.communes.former if day < date(2025, 7, 1) else None
    named = [
        (communes or world.communes.today)[place if communes else world.communes.today_of[place]] for place in places
    ]
    return world.table(
        FACILITIES,
        ma_co_so=numbered("", 33_001 + at, 5),
        ten=[
            with_new_tones(_name(kind, int(number), world.communes.former[place].short))
            for kind, number, place in zip(kinds, at, places, strict=True)
        ],
        loai=kinds,
        ma_xa=world.communes.codes(places, day),
        dia_chi=[f"Số {number % 90 + 1} đường Mẫu, {commune.where}" for number, commune in zip(at, named, strict=True)],
        dien_thoai=phones(at),
        so_giuong=np.round(chance.near(f"facility.beds.{day.year if not only else 'new'}", at, average, 0.3)).astype(
            np.int64
        ),
        ngay_so_lieu=day,
    )


def _name(kind: str, number: int, place: str) -> str:
    return f"{KINDS[kind]} {place}" if kind == "TYT" else f"{KINDS[kind]} {number + 1}"


def staff(world: World) -> Iterator[Delivery]:
    """Each year's CSV; columns were renamed in 2024 and a name was added in 2025."""
    plain = Csv(delimiter=";", above=["SỞ Y TẾ (MẪU) - DỮ LIỆU GIẢ", "Nhân lực theo cơ sở"])
    renamed = Heading(names={"bac_si": "Bác sĩ", "dieu_duong": "Điều dưỡng", "khac": "Khác"})
    reordered = Heading(order=("ma_co_so", "nam", "tong"), more={"Người lập": "Cán bộ mẫu"})
    usual = [
        dirt.broken_reference("ma_co_so", "99999"),
        dirt.cross("sum_broken", "tong_nhan_luc", "tong", lambda row: row["tong"] + 3),
    ]
    for year, write, more in (
        (
            2023,
            plain,
            [dirt.wrong_type("bac_si", "hai"), dirt.ragged("tong"), dirt.total_row("nam", "Tổng cộng", ".type")],
        ),
        (2024, replace(plain, heading=renamed, encoding="utf-8-sig"), [dirt.doubled(), dirt.missing("duoc_si")]),
        (
            2025,
            replace(plain, heading=reordered),
            [dirt.cell("out_of_range", "dieu_duong", -4, ".range", "tong_nhan_luc")],
        ),
    ):
        yield _staff(world, year, write, [*usual, *more])


def _staff(world: World, year: int, write: Csv, faults: list[Any]) -> Delivery:
    def rows() -> Iterator[pa.Table]:
        yield staff_rows(world, year)

    name = f"nhan-luc-{year}.csv"
    return Delivery(file=name, on=date(year + 1, 2, 10), write=write, rows=rows, dirt=faults)


def staff_rows(world: World, year: int) -> pa.Table:
    """Who works in each facility at the end of a year; more every year."""
    at, chance = np.arange(facility_count(world)), world.chance
    size = {"BVT": 300, "TTYT": 90, "TYT": 5, "PK": 6}
    people = chance.near("staff.size", at, np.array([size[kind] for kind in kinds_of(world, at)]), 0.4)
    people = people * (1 + 0.03 * (year - 2023))
    shares = {"bac_si": 0.24, "dieu_duong": 0.45, "duoc_si": 0.08, "khac": 0.18}
    counts = {name: np.maximum(1, np.round(people * share)).astype(np.int64) for name, share in shares.items()}
    return world.table(STAFF, nam=year, ma_co_so=numbered("", 33_001 + at, 5), **counts, tong=sum(counts.values()))


DATASETS = (
    Dataset(name=FACILITIES, deliveries=facilities),
    Dataset(name=STAFF, deliveries=staff),
)
