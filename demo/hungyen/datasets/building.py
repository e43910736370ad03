"""Building and transport: permits, roads, warehouses, what is carried."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from hungyen import dirt
from hungyen.codes import numbered, phones, tax_codes
from hungyen.datasets.months import months
from hungyen.deliveries import DRIFTED, LATE, Dataset, Delivery
from hungyen.files.delimited import Csv
from hungyen.files.records import Json, Xml
from hungyen.files.workbooks import Book
from hungyen.spelling import Heading, Spelling
from hungyen.world import World, day_number

AGENCY = "so-xay-dung"
PERMITS, ROADS = f"{AGENCY}/giay-phep", f"{AGENCY}/tuyen-duong"
STORES, CARRIED = f"{AGENCY}/kho-bai", f"{AGENCY}/van-tai"
ROAD_KINDS = {"QL": ("Quốc lộ", 5, 40), "DT": ("Đường tỉnh", 35, 18), "DX": ("Đường xã", 260, 3)}
"""Of each prefix: the level, how many there are, kilometres on average."""


def permits(world: World) -> Iterator[Delivery]:
    """A year's permits; half a year later some are mended."""
    write = Xml(root="danhSach", record="giayPhep", namespace="urn:kho:mau:giay-phep")
    high = dirt.suspicious(
        "nha_o_cao", "so_tang", lambda _row: 14, fits=lambda row: row["loai_cong_trinh"] == "Nhà ở riêng lẻ"
    )
    faults = [
        high,
        dirt.impossible_date("ngay_cap"),
        dirt.old_code(fits=lambda row: row["ngay_cap"] >= date(2025, 7, 1)),
        dirt.out_of_list("loai_cong_trinh", "Nhà tạm", "loai_cong_trinh_hop_le"),
        dirt.doubled(),
    ]
    for name, sent, mended in (
        ("giay-phep-2025.xml", date(2026, 1, 9), False),
        ("dinh-chinh-2025.xml", date(2026, 6, 9), True),
    ):

        def rows(mended: bool = mended) -> Iterator[pa.Table]:  # noqa: FBT001 - bound here
            yield permit_rows(world, mended=mended)

        dirty, kind = ([], LATE) if mended else (faults, "")
        yield Delivery(file=name, on=sent, write=write, rows=rows, dirt=dirty, kind=kind)


def permit_rows(world: World, *, mended: bool) -> pa.Table:
    """Permits of 2025; mended, some have another floor area."""
    at, chance = np.arange(30 if mended else 900), world.chance
    days = chance.whole("permit.day", at, day_number(date(2025, 1, 3)), day_number(date(2025, 12, 28)))
    return world.table(
        PERMITS,
        so=[f"{number + 1}/2025/GPXD" for number in at],
        ngay_cap=days,
        ma_xa=world.communes.codes_on(world.communes.of(chance, "permit.place", at), days),
        loai_cong_trinh=chance.pick("permit.kind", at, ("Nhà ở riêng lẻ", "Công trình"), (9, 1)),
        so_tang=chance.whole("permit.floors", at, 1, 6),
        dien_tich_m2=np.round(chance.near("permit.area", at, 180.0, 0.7), 2) + (10 if mended else 0),
    )


def roads(world: World) -> Iterator[Delivery]:
    """Two years' lists, the second with other headers in another order; between them one with a few roads alone."""
    book = Book(
        title="DANH MỤC TUYẾN ĐƯỜNG BỘ",
        office="SỞ XÂY DỰNG (MẪU)",
        units="Đơn vị tính: km",
        total=("chieu_dai_km",),
        ordinal=True,
    )
    drifted = Heading(
        names={"ten": "Tên tuyến", "mat_duong": "Mặt đường"},
        order=("ten", "cap", "ma_tuyen"),
        more={"Đơn vị bảo trì": "Công ty mẫu"},
    )
    faults = [
        dirt.out_of_list("mat_duong", "Đất", "mat_duong_hop_le"),
        dirt.out_of_range("chieu_dai_km", 0),
        dirt.off_pattern("ma_tuyen", "đường mới"),
        dirt.doubled(),
    ]
    later = replace(book, heading=drifted, texts=("chieu_dai_km",), notes=("Số liệu mẫu.",))

    def rows_of(year: int, count: int | None = None) -> Callable[[], Iterator[pa.Table]]:
        return lambda: iter([road_rows(world, year).slice(0, count)])

    yield Delivery(file="tuyen-duong-2024.xlsx", on=date(2024, 2, 16), write=book, rows=rows_of(2024))
    yield Delivery(
        file="tuyen-duong-2025-bo-sung.xlsx",
        on=date(2025, 2, 16),
        write=book,
        rows=rows_of(2025, 12),
        status="held",
        kind="too_few_rows",
    )
    yield Delivery(
        file="tuyen-duong-2026.xlsx", on=date(2026, 2, 16), write=later, rows=rows_of(2026), dirt=faults, kind=DRIFTED
    )


def road_rows(world: World, year: int) -> pa.Table:
    """Every road."""
    kinds = [(prefix, number) for prefix, (_, count, _) in ROAD_KINDS.items() for number in range(1, count + 1)]
    at, chance = np.arange(len(kinds)), world.chance
    lengths = np.array([ROAD_KINDS[prefix][2] for prefix, _ in kinds])
    repaired = chance.whole(f"road.repaired.{year}", at, 2010, year)
    return world.table(
        ROADS,
        ma_tuyen=[f"{prefix}.{number:03}" for prefix, number in kinds],
        ten=[f"Đường mẫu {prefix} {number}" for prefix, number in kinds],
        cap=[ROAD_KINDS[prefix][0] for prefix, _ in kinds],
        chieu_dai_km=np.round(chance.near("road.length", at, lengths, 0.6), 3),
        mat_duong=chance.pick("road.surface", at, ("Bê tông nhựa", "Bê tông xi măng", "Cấp phối"), (5, 4, 1)),
        tinh_trang=chance.pick(f"road.state.{year}", at, ("Tốt", "Trung bình", "Xấu"), (5, 4, 1)),
        nam_sua=pa.array([int(each) if each % 4 else None for each in repaired]),
    )


def stores(world: World) -> Iterator[Delivery]:
    """Warehouses of 2026."""
    faults = [
        dirt.old_code(count=1),
        dirt.against_standard(
            "tax_code",
            "ma_so_thue",
            lambda row: row["ma_so_thue"][:9] + str((int(row["ma_so_thue"][9]) + 1) % 10),
            count=2,
        ),
        dirt.against_standard("phone", "dien_thoai", "0800-ABC"),
        dirt.out_of_range("dien_tich_m2", 8),
    ]

    def rows() -> Iterator[pa.Table]:
        at, chance = np.arange(80), world.chance
        yield world.table(
            STORES,
            ma_kho=numbered("KB", at + 1, 3),
            ten=[f"Kho mẫu {number + 1}" for number in at],
            loai=chance.pick("store.kind", at, ("Kho thường", "Kho lạnh", "Bãi container", "Cảng cạn"), (6, 2, 2, 1)),
            ma_so_thue=tax_codes(50_000 + at),
            dien_thoai=phones(90_000 + at),
            ma_xa=world.communes.today_codes(world.communes.of(chance, "store.place", at)),
            dien_tich_m2=chance.whole("store.area", at, 5, 400) * 100,
            ngay_so_lieu=date(2026, 3, 31),
        )

    yield Delivery(file="kho-bai-2026.json", on=date(2026, 4, 6), write=Json(), rows=rows, dirt=faults)


def carried(world: World) -> Iterator[Delivery]:
    """A year's months a file; the last of 2025 mends some of 2024."""
    write = Csv(delimiter=";", spelling=Spelling(decimal=",", grouped=True))
    for year in (2024, 2025):
        faults: list[Any] = [dirt.out_of_range("hanh_khach", -5), dirt.wrong_type("hang_hoa_tan", "chưa có")]

        def rows(year: int = year) -> Iterator[pa.Table]:
            mended = [(2024, 12)] if year == 2025 else []
            yield carried_rows(world, [*mended, *months(year, 1, 12)], year)

        yield Delivery(file=f"van-tai-{year}.csv", on=date(year + 1, 1, 15), write=write, rows=rows, dirt=faults)


def carried_rows(world: World, asked: list[tuple[int, int]], told: int) -> pa.Table:
    """What was carried in these months, as it was told in that year."""
    kinds = ("Đường bộ", "Đường thủy nội địa", "Đường sắt")
    cases = [(year, month, kind) for year, month in asked for kind in range(len(kinds))]
    at = np.array([(year * 12 + month) * 3 + kind for year, month, kind in cases])
    size = np.array([(2_900_000.0, 610_000.0, 24_000.0)[kind] for *_, kind in cases])
    riders = np.array([(3_100_000, 90_000, 11_000)[kind] for *_, kind in cases])
    return world.table(
        CARRIED,
        thang=[f"{year}-{month:02}" for year, month, _ in cases],
        loai=[kinds[kind] for *_, kind in cases],
        hang_hoa_tan=np.round(world.chance.near(f"carried.{told}", at, size, 0.1), 1),
        hanh_khach=np.round(world.chance.near("riders", at, riders, 0.1)).astype(np.int64),
    )


DATASETS = (
    Dataset(name=PERMITS, deliveries=permits),
    Dataset(name=ROADS, deliveries=roads),
    Dataset(name=STORES, deliveries=stores),
    Dataset(name=CARRIED, deliveries=carried),
)
