"""Land: parcels and how they are used."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hungyen import dirt
from hungyen.chance import Index
from hungyen.codes import numbered
from hungyen.datasets.households import household_codes, household_places, known_households
from hungyen.deliveries import Dataset, Delivery
from hungyen.files.archives import ZippedCsv
from hungyen.files.delimited import Csv
from hungyen.spelling import Spelling
from hungyen.world import World, day_number, parts

PARCELS = "van-phong-dang-ky-dat-dai/thua-dat"
USES = {"LUC": 900.0, "CLN": 650.0, "NTS": 1500.0, "ONT": 180.0, "ODT": 90.0, "SKC": 4000.0}
"""Of each use: how many square metres a parcel has on average."""


def parcels(world: World) -> Iterator[Delivery]:
    """Parcels by the year they were registered in, each year a zipped CSV."""
    count = world.count(24_000)
    bounds = (0, count // 4, count // 2, 3 * count // 4, count)
    for year, first, last in zip((2023, 2024, 2025, 2026), bounds, bounds[1:], strict=False):

        def rows(year: int = year, first: int = first, last: int = last) -> Iterator[pa.Table]:
            for at in parts(last - first, first):
                yield parcel_rows(world, at, year)

        csv = Csv(delimiter=";", spelling=Spelling(decimal=","), encoding="utf-16" if year == 2023 else "utf-8")
        write = ZippedCsv(member=f"thua-dat-{year}.csv", csv=csv)
        yield Delivery(
            file=f"thua-dat-{year}.zip", on=date(year, 12, 28), write=write, rows=rows, dirt=_faults(world, year)
        )


def _faults(world: World, year: int) -> list[Any]:
    usual = [
        dirt.out_of_list("loai_dat", "DAT"),
        dirt.suspicious(
            "dat_o_rong",
            "dien_tich_m2",
            lambda row: row["dien_tich_m2"] * 0 + 7500,
            fits=lambda row: row["loai_dat"] == "ONT",
        ),
        dirt.cell("wrong_decimal_mark", "dien_tich_m2", "120.5", ".type"),
    ]
    more: dict[int, list[Any]] = {
        2023: [dirt.doubled()],
        2024: [
            dirt.ragged("ngay_dang_ky", dirt.is_today_s),
            dirt.again(parcel_rows(world, np.arange(3, 5), 2023), count=2),
        ],
        2025: [dirt.broken_reference("ma_ho", "HD99999998"), dirt.impossible_date("ngay_dang_ky", "31/04/2025")],
        2026: [dirt.old_code(), dirt.out_of_range("to_ban_do", 0)],
    }
    return [*usual, *more[year]]


def parcel_rows(world: World, at: Index, year: int) -> pa.Table:
    """Parcels by their numbers, registered in that year; a household has the parcel in its own commune."""
    chance = world.chance
    household = known_households(world, "parcel", at)
    use = chance.weighted("parcel.use", at, (40, 12, 6, 30, 8, 4))
    days = chance.whole("parcel.day", at, day_number(date(year, 1, 3)), day_number(date(year, 12, 20)))
    average = np.array(list(USES.values()))[use]
    owner = pc.if_else(chance.happens("parcel.owned", at, 0.9), household_codes(household), None)
    return world.table(
        PARCELS,
        ma_thua=numbered("TD", at + 1, 9),
        ma_xa=world.communes.codes_on(household_places(world, household), days),
        to_ban_do=chance.whole("parcel.sheet", at, 1, 120),
        so_thua=chance.whole("parcel.number", at, 1, 900),
        dien_tich_m2=np.round(chance.near("parcel.area", at, average, 0.8), 1),
        loai_dat=pa.array(tuple(USES)).take(pa.array(use)),
        ma_ho=owner,
        ngay_dang_ky=days,
    )


DATASETS = (Dataset(name=PARCELS, deliveries=parcels),)
