"""Culture and tourism: heritage sites, their visitors, festivals."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa

from hungyen import dirt
from hungyen.chance import Index
from hungyen.codes import numbered
from hungyen.datasets.months import months
from hungyen.deliveries import Dataset, Delivery
from hungyen.files.delimited import Csv
from hungyen.files.maps import GeoJson
from hungyen.files.workbooks import Book
from hungyen.spelling import Heading
from hungyen.world import World

AGENCY = "so-van-hoa-the-thao-va-du-lich"
SITES, VISITORS, FESTIVALS = f"{AGENCY}/di-tich", f"{AGENCY}/khach-tham-quan", f"{AGENCY}/le-hoi"
SITES_IN_ALL, NO_MORE, WITH_TICKETS = 420, 4, 24
"""Sites; those behind the last one, in which faults stand; those that count their visitors."""


def site_codes(at: Index) -> pa.Array:
    """The code of each site."""
    return numbered("DT", at + 1, 4)


def sites(world: World) -> Iterator[Delivery]:
    """The map of two years' ends."""

    def ghost(row: dirt.Row) -> bool:
        return int(row["ma_di_tich"][2:]) > SITES_IN_ALL

    faults = [
        dirt.cell("old_commune_code", "ma_xa", "11950", ".codelist", fits=ghost),
        dirt.cell("swapped_coordinates", "kinh_do", lambda row: row["vi_do"], ".range", fits=ghost),
        dirt.cell("out_of_list", "cap", "Cấp huyện", "cap_hop_le", fits=ghost),
    ]
    for year, dirty in ((2024, ()), (2025, faults)):
        day = date(year, 12, 31)

        def rows(day: date = day) -> Iterator[pa.Table]:
            yield site_rows(world, day)

        write = GeoJson(name="di_tich")
        yield Delivery(file=f"di-tich-{year}.geojson", on=date(year + 1, 1, 22), write=write, rows=rows, dirt=dirty)


def site_rows(world: World, day: date) -> pa.Table:
    """Every site."""
    at, chance = np.arange(SITES_IN_ALL + NO_MORE), world.chance
    places = world.communes.of(chance, "site.place", at)
    communes = [world.communes.former[place] for place in places]
    kinds = chance.pick("site.kind", at, ("Đình", "Chùa", "Đền", "Lăng mộ", "Địa điểm cách mạng"), (35, 35, 18, 6, 6))
    return world.table(
        SITES,
        ma_di_tich=site_codes(at),
        ten=[f"{kind} {commune.short} (mẫu)" for kind, commune in zip(kinds, communes, strict=True)],
        loai=kinds,
        cap=chance.pick("site.rank", at, ("Quốc gia đặc biệt", "Quốc gia", "Cấp tỉnh"), (1, 35, 64)),
        nam_xep_hang=chance.whole("site.year", at, 1962, 2023),
        ma_xa=world.communes.codes(places, day),
        vi_do=np.round(np.array([commune.lat for commune in communes]) + 0.01 * (chance.unit("site.lat", at) - 0.5), 6),
        kinh_do=np.round(
            np.array([commune.lon for commune in communes]) + 0.01 * (chance.unit("site.lon", at) - 0.5), 6
        ),
        ngay_so_lieu=day,
    )


def visitors(world: World) -> Iterator[Delivery]:
    """A workbook a year, with grouped headers the second time."""
    book = Book(title="KHÁCH THAM QUAN", units="Đơn vị tính: lượt, triệu đồng", total=("trong_nuoc", "quoc_te"))
    one_row = Heading(names={"trong_nuoc": "Khách trong nước", "quoc_te": "Khách quốc tế"})
    two_rows = Heading(names={"trong_nuoc": ("Lượt khách", "Trong nước"), "quoc_te": ("Lượt khách", "Quốc tế")})
    strange = dirt.suspicious("nhieu_quoc_te", "quoc_te", lambda row: row["trong_nuoc"] * 2)
    for year, heading, more in (
        (2024, one_row, [dirt.wrong_type("trong_nuoc", "đông")]),
        (
            2025,
            two_rows,
            [dirt.broken_reference("ma_di_tich", "DT9999"), dirt.error_value("doanh_thu_trieu", "#VALUE!")],
        ),
    ):

        def rows(year: int = year) -> Iterator[pa.Table]:
            yield visitor_rows(world, year)

        write = replace(book, title=f"{book.title} NĂM {year}", heading=heading)
        yield Delivery(
            file=f"khach-{year}.xlsx", on=date(year + 1, 1, 16), write=write, rows=rows, dirt=[strange, *more]
        )


def visitor_rows(world: World, year: int) -> pa.Table:
    """Visitors of a year's months at the sites that sell tickets."""
    cases = [(month, site) for _, month in months(year, 1, 12) for site in range(WITH_TICKETS)]
    at, chance = np.arange(len(cases)), world.chance
    festive = np.array([2.5 if month in {1, 2, 3} else 1.0 for month, _ in cases])
    home = np.round(chance.near(f"visitors.{year}", at, 4_000 * festive, 0.6)).astype(np.int64)
    abroad = np.round(home * chance.near(f"abroad.{year}", at, 0.02, 0.8)).astype(np.int64)
    return world.table(
        VISITORS,
        thang=[f"{year}-{month:02}" for month, _ in cases],
        ma_di_tich=site_codes(np.array([site for _, site in cases])),
        trong_nuoc=home,
        quoc_te=abroad,
        doanh_thu_trieu=np.round((home + abroad) * 0.03, 1),
    )


def festivals(world: World) -> Iterator[Delivery]:
    """The festivals, in an old encoding."""

    def rows() -> Iterator[pa.Table]:
        at, chance = np.arange(130), world.chance
        places = world.communes.of(chance, "festival.place", at)
        yield world.table(
            FESTIVALS,
            ma_le_hoi=numbered("LH", at + 1, 3),
            ten=[f"Lễ hội đình {world.communes.former[place].short} (mẫu)" for place in places],
            ma_xa=world.communes.today_codes(places),
            thang_am=1 + chance.weighted("festival.month", at, (30, 22, 20, 5, 2, 2, 2, 6, 4, 4, 2, 1)),
            quy_mo=chance.pick("festival.size", at, ("Xã", "Vùng", "Tỉnh"), (80, 16, 4)),
            ngay_so_lieu=date(2025, 12, 31),
        )

    faults = [
        dirt.old_code(count=1),
        dirt.out_of_range("thang_am", 13),
        dirt.out_of_list("quy_mo", "Làng", "quy_mo_hop_le"),
    ]
    yield Delivery(file="le-hoi.csv", on=date(2026, 1, 8), write=Csv(encoding="cp1258"), rows=rows, dirt=faults)


DATASETS = (
    Dataset(name=SITES, deliveries=sites),
    Dataset(name=VISITORS, deliveries=visitors),
    Dataset(name=FESTIVALS, deliveries=festivals),
)
