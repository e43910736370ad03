"""Education: schools, and their classes and pupils by year."""

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
from hungyen.files.delimited import Csv
from hungyen.files.records import Json
from hungyen.files.workbooks import Book
from hungyen.spelling import Heading, Spelling
from hungyen.world import World

SCHOOLS, CLASSES = "so-giao-duc-va-dao-tao/truong-hoc", "so-giao-duc-va-dao-tao/lop-hoc"
EXAMS = "so-giao-duc-va-dao-tao/ket-qua-thi"
LEVELS = ("Mầm non", "Tiểu học", "THCS", "THPT")
GRADES = {
    "Mầm non": ("MN",),
    "Tiểu học": ("1", "2", "3", "4", "5"),
    "THCS": ("6", "7", "8", "9"),
    "THPT": ("10", "11", "12"),
}
SCHOOLS_IN_ALL = 480
NO_MORE = 6
"""Schools behind the last one with pupils, in which faults stand."""


def levels_of(at: Index) -> list[str]:
    """The level of each school; upper secondary schools are few."""
    return [LEVELS[3] if number % 12 == 11 else LEVELS[number % 3] for number in at]


def school_codes(at: Index) -> pa.Array:
    """The code of each school."""
    return numbered("33", at + 1, 6)


def schools(world: World) -> Iterator[Delivery]:
    """The schools at the beginning of two school years."""

    def ghost(row: dirt.Row) -> bool:
        return int(row["ma_truong"]) > 33_000_000 + SCHOOLS_IN_ALL

    faults = [
        dirt.cell("out_of_list", "cap_hoc", "Cấp 3", "cap_hoc_hop_le", fits=ghost),
        dirt.cell("missing_value", "so_phong_hoc", None, ".required", fits=ghost),
        dirt.cell("old_commune_code", "ma_xa", "11950", ".codelist", fits=ghost),
        dirt.cell("swapped_coordinates", "vi_do", lambda row: row["kinh_do"], ".range", fits=ghost),
    ]
    for year, dirty in ((2024, ()), (2025, faults)):
        day = date(year, 9, 5)

        def rows(day: date = day) -> Iterator[pa.Table]:
            yield school_rows(world, day)

        write = Json(records="truong", more={"nam_hoc": f"{year}-{year + 1}"})
        yield Delivery(file=f"truong-{day}.json", on=date(year, 9, 20), write=write, rows=rows, dirt=dirty)


def school_rows(world: World, day: date) -> pa.Table:
    """Every school as of a day."""
    chance, at = world.chance, np.arange(SCHOOLS_IN_ALL + NO_MORE)
    places = world.communes.of(chance, "school.place", at)
    lat = np.array([world.communes.former[place].lat for place in places])
    lon = np.array([world.communes.former[place].lon for place in places])
    return world.table(
        SCHOOLS,
        ma_truong=school_codes(at),
        ten=[
            f"Trường {level} {world.communes.former[place].short} (mẫu {number + 1})"
            for level, place, number in zip(levels_of(at), places, at, strict=True)
        ],
        cap_hoc=levels_of(at),
        loai_hinh=chance.pick("school.owner", at, ("Công lập", "Ngoài công lập"), (9, 1)),
        ma_xa=world.communes.codes(places, day),
        vi_do=np.round(lat + 0.01 * (chance.unit("school.lat", at) - 0.5), 6),
        kinh_do=np.round(lon + 0.01 * (chance.unit("school.lon", at) - 0.5), 6),
        so_phong_hoc=chance.whole("school.rooms", at, 8, 40),
        dat_chuan=chance.happens("school.standard", at, 0.5 + 0.1 * (day.year - 2024)),
        ngay_so_lieu=day,
    )


def classes(world: World) -> Iterator[Delivery]:
    """Workbooks of three school years, whose header rows change."""
    two_rows = Heading(names={"so_hoc_sinh": ("Học sinh", "Tổng số"), "so_nu": ("Học sinh", "Nữ")})
    one_row = Heading(names={"khoi": "Khối", "so_hoc_sinh": "Học sinh", "so_nu": "Trong đó nữ"}, order=("khoi",))
    book = Book(
        title="SỐ LỚP, SỐ HỌC SINH", office="SỞ GIÁO DỤC VÀ ĐÀO TẠO (MẪU)", total=("so_lop", "so_hoc_sinh", "so_nu")
    )
    usual = [
        dirt.cross("part_beyond_whole", "nu_khong_qua_tong", "so_nu", lambda row: row["so_hoc_sinh"] + 1),
        dirt.suspicious(
            "lop_qua_dong", "so_hoc_sinh", lambda row: row["so_lop"] * 58, fits=lambda row: row["so_lop"] > 0
        ),
        dirt.broken_reference("ma_truong", "33999999"),
    ]
    for year, write, more in (
        (2023, replace(book, heading=two_rows), [dirt.wrong_type("so_lop", "3 lớp")]),
        (2024, replace(book, heading=two_rows, numbered=True), [dirt.doubled()]),
        (
            2025,
            replace(book, heading=one_row, ordinal=True),
            [dirt.off_pattern("khoi", "13"), dirt.error_value("so_lop", "#N/A")],
        ),
    ):
        yield _classes(world, year, write, [*usual, *more])


def _classes(world: World, year: int, book: Book, faults: list[Any]) -> Delivery:
    def rows() -> Iterator[pa.Table]:
        yield class_rows(world, year)

    name = f"lop-hoc-{year}-{year + 1}.xlsx"
    write = replace(book, title=f"{book.title} NĂM HỌC {year}-{year + 1}")
    return Delivery(file=name, on=date(year, 10, 15), write=write, rows=rows, dirt=faults)


def class_rows(world: World, year: int) -> pa.Table:
    """Classes and pupils of every school and grade at the beginning of a school year."""
    every = np.arange(SCHOOLS_IN_ALL)
    pairs = [(number, grade) for number, level in zip(every, levels_of(every), strict=True) for grade in GRADES[level]]
    at = np.arange(len(pairs))
    number = world.chance.whole("class.count", at, 2, 5)
    pupils = np.round(number * world.chance.near(f"class.size.{year}", at, 34.0, 0.25)).astype(np.int64)
    return world.table(
        CLASSES,
        nam_hoc=f"{year}-{year + 1}",
        ma_truong=school_codes(np.array([school for school, _ in pairs])),
        khoi=[grade for _, grade in pairs],
        so_lop=number,
        so_hoc_sinh=pupils,
        so_nu=np.round(pupils * world.chance.near("class.girls", at, 0.47, 0.1)).astype(np.int64),
    )


def exams(world: World) -> Iterator[Delivery]:
    """Results of two years' examinations."""
    write = Csv(delimiter=";", spelling=Spelling(decimal=","))
    for year in (2024, 2025):

        def rows(year: int = year) -> Iterator[pa.Table]:
            yield exam_rows(world, year)

        faults: list[Any] = [dirt.out_of_range("diem_trung_binh", 11), dirt.broken_reference("ma_truong", "33888888")]
        if year == 2025:
            faults += [dirt.again(exam_rows(world, 2024).slice(6, 1)), dirt.out_of_list("mon", "Triết", "mon_hop_le")]
        yield Delivery(file=f"thi-{year}.csv", on=date(year, 7, 30), write=write, rows=rows, dirt=faults)


def exam_rows(world: World, year: int) -> pa.Table:
    """The average mark of each upper secondary school and subject."""
    every = np.arange(SCHOOLS_IN_ALL)
    upper = [int(number) for number, level in zip(every, levels_of(every), strict=True) if level == "THPT"]
    pairs = [(school, subject) for school in upper for subject in ("Toán", "Ngữ văn", "Ngoại ngữ", "Tin học")]
    at = np.arange(len(pairs))
    return world.table(
        EXAMS,
        nam=year,
        ma_truong=school_codes(np.array([school for school, _ in pairs])),
        mon=[subject for _, subject in pairs],
        so_thi_sinh=world.chance.whole(f"exam.pupils.{year}", at, 80, 420),
        diem_trung_binh=np.round(world.chance.near(f"exam.mark.{year}", at, 6.3, 0.2), 2),
    )


DATASETS = (
    Dataset(name=SCHOOLS, deliveries=schools),
    Dataset(name=CLASSES, deliveries=classes),
    Dataset(name=EXAMS, deliveries=exams),
)
