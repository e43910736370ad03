"""Households, and the services that each of them has."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hungyen import dirt
from hungyen.chance import Index
from hungyen.codes import citizen_ids, numbered, phones
from hungyen.deliveries import Dataset, Delivery
from hungyen.files.delimited import Csv
from hungyen.names import people
from hungyen.spelling import Heading, Spelling
from hungyen.world import World, day_number, parts

HOUSEHOLDS, SERVICES = "cong-an-tinh/ho-dan", "trung-tam-chuyen-doi-so/dich-vu-ho-dan"
SPARED = 7
"""Households whose number ends so are in no other dataset; faults stand in them alone."""


def household_count(world: World) -> int:
    """How many households there are."""
    return world.count(12_000)


def household_codes(at: Index) -> pa.Array:
    """The code of each household."""
    return numbered("HD", at, 8)


def known_households(world: World, label: str, at: Index) -> Index:
    """A household without a fault for each number."""
    tens = world.chance.whole(f"{label}.tens", at, 0, household_count(world) // 10 - 1)
    return tens * 10 + world.chance.whole(f"{label}.digit", at, 0, SPARED - 1)


def household_places(world: World, at: Index) -> Index:
    """The former commune of each household."""
    return world.communes.of(world.chance, "household.place", at)


def sizes(world: World, at: Index) -> Index:
    """How many people live in each household."""
    return 1 + world.chance.weighted("household.size", at, (8, 18, 24, 28, 13, 6, 3))


def _spare(row: dirt.Row) -> bool:
    return int(row["ma_ho"][-1]) == SPARED


def households(world: World) -> Iterator[Delivery]:
    """All households in 2025, and half a year later those that changed; between them a file of the form of long ago."""
    plain = Csv(heading=Heading(order=("ma_ho", "ma_xa", "dia_chi")))
    old_form = Csv(heading=Heading(left_out=("ma_xa", "loai_cu_tru", "ngay_cap_nhat")))
    drifted = Heading(names={"so_dinh_danh": "Số định danh chủ hộ"})
    changed = Csv(heading=drifted, encoding="utf-8-sig", spelling=Spelling(days="%Y-%m-%d"))
    faults: list[Any] = [
        dirt.old_code(fits=lambda row: _spare(row) and row["ngay_cap_nhat"] >= date(2025, 7, 1)),
        dirt.cell("wrong_type", "so_nhan_khau", "bốn", ".type", fits=_spare),
        dirt.cell("cut_number", "so_dinh_danh", "033 199", ".standard", fits=_spare),
        dirt.against_standard("citizen_id", "so_dinh_danh", "033900000001", count=2, fits=_spare),
        dirt.against_standard("phone", "dien_thoai", "09000", fits=_spare),
        dirt.suspicious("ho_dong_nguoi", "so_nhan_khau", lambda _row: 17, fits=_spare),
        dirt.cell("excel_serial_date", "ngay_cap_nhat", "45900", ".type", fits=_spare_of_today),
    ]
    nameless = dirt.cell("missing_value", "chu_ho", None, ".required", fits=_spare)

    def all_rows() -> Iterator[pa.Table]:
        for at in parts(household_count(world)):
            yield household_rows(world, at)

    def rows_changed() -> Iterator[pa.Table]:
        for at in parts(household_count(world) // 20):
            yield household_rows(world, at * 20 + 7 * (at % 2), date(2026, 6, 1))

    yield Delivery(file="ho-dan-2025.csv", on=date(2025, 12, 20), write=plain, rows=all_rows, dirt=faults)
    yield Delivery(
        file="ho-dan-mau-cu.csv",
        on=date(2026, 1, 5),
        write=old_form,
        rows=rows_changed,
        status="failed",
        code="KHO-R203",
        kind="missing_columns",
    )
    name = "ho-dan-2026-bien-dong.csv"
    yield Delivery(file=name, on=date(2026, 6, 20), write=changed, rows=rows_changed, dirt=[nameless])


def _spare_of_today(row: dirt.Row) -> bool:
    return _spare(row) and dirt.is_today_s(row)


def household_rows(world: World, at: Index, changed: date | None = None) -> pa.Table:
    """Households by their numbers; those that changed have one person more."""
    chance, places = world.chance, household_places(world, at)
    women = chance.happens("household.woman", at, 0.4)
    years = chance.whole("household.born", at, 1945, 2001)
    updated = chance.whole("household.updated", at, day_number(date(2024, 6, 1)), day_number(date(2025, 12, 1)))
    days = updated if changed is None else np.full(len(at), day_number(changed))
    names = pa.array([commune.short for commune in world.communes.former]).take(pa.array(places))
    return world.table(
        HOUSEHOLDS,
        ma_ho=household_codes(at),
        chu_ho=people(chance, "household.head", at, women),
        so_dinh_danh=citizen_ids(at, women, years),
        dia_chi=_joined("Thôn mẫu ", numbered("", chance.whole("household.village", at, 1, 9), 1), ", ", names),
        ma_xa=world.communes.codes_on(places, days),
        loai_cu_tru=chance.pick("household.kind", at, ("Thường trú", "Tạm trú"), (93, 7)),
        so_nhan_khau=sizes(world, at) + (changed is not None),
        dien_thoai=phones(at),
        ngay_cap_nhat=days,
    )


def _joined(*texts: Any) -> pa.Array:
    """Texts put together, row by row."""
    return pc.binary_join_element_wise(*texts, "")


def household_services(world: World) -> Iterator[Delivery]:
    """What households have, twice; more of them the second time."""
    early = Csv(encoding="utf-8-sig")
    late = Csv(
        delimiter=";",
        spelling=Spelling(yes="Có", no="Không"),
        heading=Heading(names={"khong_tien_mat": "Thanh toán không tiền mặt"}),
    )
    faults: list[Any] = [
        dirt.broken_reference("ma_ho", "HD99999999"),
        dirt.wrong_type("internet", "chập chờn"),
        dirt.doubled(),
    ]
    for period, sent, write in (("2025-12", date(2026, 1, 15), early), ("2026-06", date(2026, 7, 10), late)):

        def rows(period: str = period) -> Iterator[pa.Table]:
            for at in parts(household_count(world)):
                yield service_rows(world, at[at % 10 < SPARED], period)

        yield Delivery(file=f"dich-vu-ho-dan-{period}.csv", on=sent, write=write, rows=rows, dirt=faults)


def service_rows(world: World, at: Index, period: str) -> pa.Table:
    """What these households have; towns have more."""
    chance, later = world.chance, 0.04 * (period > "2026")
    town = np.array([commune.kind != "Xã" for commune in world.communes.former])[household_places(world, at)]
    return world.table(
        SERVICES,
        ky=period,
        ma_ho=household_codes(at),
        dien=chance.happens("service.power", at, 0.998),
        nuoc_sach=chance.unit("service.water", at) < 0.86 + 0.1 * town + later,
        internet=chance.unit("service.internet", at) < 0.74 + 0.15 * town + later,
        so_nguoi_bhyt=np.round(sizes(world, at) * (0.85 + 0.15 * chance.unit(f"service.insured.{period}", at))).astype(
            np.int64
        ),
        khong_tien_mat=chance.unit("service.cashless", at) < 0.55 + 0.2 * town + 2 * later,
    )


DATASETS = (
    Dataset(name=HOUSEHOLDS, deliveries=households),
    Dataset(name=SERVICES, deliveries=household_services),
)
