"""Health care: visits, vaccinations."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from hungyen import dirt
from hungyen.chance import Index
from hungyen.codes import numbered
from hungyen.datasets.health import facility_count
from hungyen.datasets.months import last_day, months
from hungyen.datasets.residents import resident_count, resident_ids
from hungyen.deliveries import Dataset, Delivery
from hungyen.files.delimited import Csv
from hungyen.files.workbooks import Book
from hungyen.spelling import Heading
from hungyen.world import World, day_number, parts

VISITS, VACCINATIONS = "so-y-te/kham-chua-benh", "trung-tam-kiem-soat-benh-tat/tiem-chung"
REPORTING = 60
"""The first facilities report every month."""


def visits(world: World) -> Iterator[Delivery]:
    """A half-year a workbook."""
    grouped = Heading(names={"luot_kham": ("Ngoại trú", "Lượt khám"), "kham_bhyt": ("Ngoại trú", "Trong đó BHYT")})
    flat = Heading(
        names={"thang": "Tháng", "luot_kham": "Lượt khám", "kham_bhyt": "Khám BHYT", "ngay_noi_tru": "Ngày nội trú"}
    )
    book = Book(title="HOẠT ĐỘNG KHÁM CHỮA BỆNH", office="SỞ Y TẾ (MẪU)", total=("luot_kham", "kham_bhyt"))
    beyond = dirt.cross("part_beyond_whole", "bhyt_khong_qua", "kham_bhyt", lambda row: row["luot_kham"] + 2)
    for year, month, heading, more in (
        (2025, 7, grouped, [dirt.broken_reference("ma_co_so", "99998")]),
        (2026, 1, flat, [dirt.missing("luot_kham"), dirt.doubled()]),
    ):

        def rows(year: int = year, month: int = month) -> Iterator[pa.Table]:
            yield visit_rows(world, list(months(year, month, 6)))

        write = replace(book, title=f"{book.title} TỪ {month:02}/{year}", heading=heading)
        sent = last_day(year, month + 5) + timedelta(days=8)
        name = f"kham-{year}-{1 + month // 7}.xlsx"
        yield Delivery(file=name, on=sent, write=write, rows=rows, dirt=[beyond, *more])


def visit_rows(world: World, asked: list[tuple[int, int]]) -> pa.Table:
    """Visits to the reporting facilities in these months."""
    cases = [(year, month, facility) for year, month in asked for facility in range(REPORTING)]
    at = np.array([(year * 12 + month) * REPORTING + facility for year, month, facility in cases])
    size = np.array([9_000 if facility < 8 else 2_600 if facility < 26 else 420 for *_, facility in cases])
    number = np.round(world.chance.near("visits", at, size, 0.25)).astype(np.int64)
    return world.table(
        VISITS,
        thang=[f"{year}-{month:02}" for year, month, _ in cases],
        ma_co_so=numbered("", np.array([33_001 + facility for *_, facility in cases]), 5),
        luot_kham=number,
        kham_bhyt=np.floor(number * 0.88).astype(np.int64),
        ngay_noi_tru=np.floor(number * 0.4).astype(np.int64),
    )


def vaccinations(world: World) -> Iterator[Delivery]:
    """A year a file."""
    count = world.count(15_000)
    for year, first, last in ((2024, 0, count // 2), (2025, count // 2, count)):

        def rows(year: int = year, first: int = first, last: int = last) -> Iterator[pa.Table]:
            for at in parts(last - first, first):
                yield vaccination_rows(world, at, year)

        faults: list[Any] = [
            dirt.cell("cut_number", "so_dinh_danh", "0330x9000001", ".standard"),
            dirt.against_standard("citizen_id", "so_dinh_danh", "033900000002"),
            dirt.broken_reference("ma_co_so", "99997"),
        ]
        if year == 2025:
            faults += [dirt.again(vaccination_rows(world, np.arange(1, 2), 2024)), dirt.serial_date("ngay_tiem")]
        yield Delivery(file=f"tiem-chung-{year}.csv", on=date(year, 12, 30), write=Csv(), rows=rows, dirt=faults)


def vaccination_rows(world: World, at: Index, year: int) -> pa.Table:
    """Vaccinations by their numbers, given in that year."""
    chance = world.chance
    person = chance.whole("jab.person", at, 0, resident_count(world) - 1)
    facility = chance.whole("jab.place", at, 0, facility_count(world) - 1)
    return world.table(
        VACCINATIONS,
        ma_mui=numbered("MT", at + 1, 9),
        so_dinh_danh=resident_ids(world, person),
        vac_xin=chance.pick("jab.kind", at, ("Sởi", "Lao", "Viêm gan B", "Bạch hầu", "Cúm")),
        mui_so=chance.whole("jab.number", at, 1, 4),
        ngay_tiem=chance.whole("jab.day", at, day_number(date(year, 1, 3)), day_number(date(year, 12, 20))),
        ma_co_so=numbered("", 33_001 + facility, 5),
    )


DATASETS = (
    Dataset(name=VISITS, deliveries=visits),
    Dataset(name=VACCINATIONS, deliveries=vaccinations),
)
