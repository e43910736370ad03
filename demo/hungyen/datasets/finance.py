"""Finance: budgets, public investment and what was paid of it, enterprises and their taxes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from hungyen import dirt
from hungyen.chance import Index
from hungyen.codes import numbered, phones, tax_codes
from hungyen.datasets.months import last_day, months
from hungyen.deliveries import Dataset, Delivery, sent_twice
from hungyen.files.delimited import Csv
from hungyen.files.records import Json
from hungyen.files.workbooks import Book
from hungyen.spelling import Heading, Spelling
from hungyen.world import World, day_number, parts

BUDGETS, ENTERPRISES = "so-tai-chinh/du-toan-chi", "so-tai-chinh/doanh-nghiep"
PROJECTS, PAID = "so-tai-chinh/du-an-dau-tu-cong", "kho-bac-nha-nuoc-khu-vuc/giai-ngan"
TAXES = "thue-tinh/nop-thue"
AGENCIES, PROJECTS_IN_ALL, NO_MORE = 32, 180, 3
SPARED = 7
"""Enterprises whose number ends so pay no taxes here; faults stand in them alone."""


def budgets(world: World) -> Iterator[Delivery]:
    """A workbook a year; the last one is in thousands by mistake of nobody: its headers were renamed."""
    book = Book(title="DỰ TOÁN VÀ THỰC CHI", office="SỞ TÀI CHÍNH (MẪU)", units="Đơn vị tính: triệu đồng")
    first = Heading(names={"du_toan_trieu": ("Ngân sách", "Dự toán"), "thuc_chi_trieu": ("Ngân sách", "Thực chi")})
    second = Heading(names={"du_toan_trieu": ("Ngân sách", "Dự toán"), "thuc_chi_trieu": ("Ngân sách", "Quyết toán")})
    over = dirt.suspicious("chi_vuot", "thuc_chi_trieu", lambda row: row["du_toan_trieu"] * 2)
    for year, heading, more in (
        (2024, first, [dirt.out_of_list("ma_co_quan", "H33.99"), dirt.wrong_type("du_toan_trieu", "theo QĐ")]),
        (2025, second, [dirt.out_of_range("thuc_chi_trieu", -12), dirt.doubled()]),
    ):

        def rows(year: int = year) -> Iterator[pa.Table]:
            yield budget_rows(world, year)

        write = replace(book, title=f"{book.title} NĂM {year}", heading=heading, numbered=year == 2025)
        yield Delivery(
            file=f"du-toan-{year}.xlsx", on=date(year + 1, 3, 20), write=write, rows=rows, dirt=[over, *more]
        )


def budget_rows(world: World, year: int) -> pa.Table:
    """What each agency was to spend and spent."""
    kinds = ("Thường xuyên", "Đầu tư", "Khác")
    cases = [(agency, kind) for agency in range(1, AGENCIES + 1) for kind in kinds]
    at, chance = np.arange(len(cases)), world.chance
    planned = np.round(chance.near(f"budget.{year}", at, 42_000.0, 0.9), 1)
    return world.table(
        BUDGETS,
        nam=year,
        ma_co_quan=numbered("H33.", np.array([agency for agency, _ in cases]), 2),
        loai_chi=[kind for _, kind in cases],
        du_toan_trieu=planned,
        thuc_chi_trieu=np.round(planned * chance.near(f"spent.{year}", at, 0.93, 0.1), 1),
    )


def enterprises(world: World) -> Iterator[Delivery]:
    """All enterprises in 2025, those that changed in 2026."""

    def spare(row: dirt.Row) -> bool:
        return int(row["ten"].rpartition(" ")[2]) % 10 == SPARED

    def wrong_check(row: dirt.Row) -> str:
        return str(row["ma_so_thue"][:9]) + str((int(row["ma_so_thue"][9]) + 3) % 10)

    faults: list[Any] = [
        dirt.cell("cut_number", "ma_so_thue", "0999-1", ".standard", fits=spare),
        dirt.against_standard("tax_code", "ma_so_thue", wrong_check, count=2, fits=spare),
        dirt.suspicious("von_thap", "von_dieu_le", lambda _row: 1000, fits=spare),
        dirt.cell("impossible_date", "ngay_thanh_lap", "29/02/2023", ".type", fits=spare),
        dirt.old_code(fits=spare),
        dirt.cell("contradiction", "ngay_thanh_lap", "01/01/2027", "thanh_lap_truoc", fits=spare),
    ]
    plain, drifted = Csv(delimiter=";"), Csv(heading=Heading(names={"ma_so_thue": "Mã số thuế"}, order=("ten",)))
    for name, sent, write, share, dirty in (
        ("doanh-nghiep-2025.csv", date(2025, 12, 5), plain, 1, faults),
        ("doanh-nghiep-2026-thay-doi.csv", date(2026, 6, 5), drifted, 9, []),
    ):

        def rows(sent: date = sent, share: int = share) -> Iterator[pa.Table]:
            for at in parts(enterprise_count(world) // share):
                yield enterprise_rows(world, at * share, sent)

        yield Delivery(file=name, on=sent, write=write, rows=rows, dirt=dirty)


def enterprise_count(world: World) -> int:
    """How many enterprises there are."""
    return world.count(5_000)


def enterprise_rows(world: World, at: Index, day: date) -> pa.Table:
    """Enterprises by their numbers as of a day."""
    chance = world.chance
    states = chance.pick(f"firm.state.{day.year}", at, ("Hoạt động", "Tạm ngừng", "Giải thể"), (85, 10, 5))
    return world.table(
        ENTERPRISES,
        ma_so_thue=tax_codes(at),
        ten=[f"Doanh nghiệp mẫu {number}" for number in at],
        loai_hinh=chance.pick("firm.kind", at, ("TNHH", "Cổ phần", "Tư nhân", "Hợp tác xã"), (60, 25, 10, 5)),
        von_dieu_le=chance.whole("firm.capital", at, 1, 400) * 50_000_000,
        ma_xa=world.communes.today_codes(world.communes.of(chance, "firm.place", at)),
        ngay_thanh_lap=chance.whole("firm.founded", at, day_number(date(2002, 1, 2)), day_number(date(2025, 11, 1))),
        trang_thai=states,
        dien_thoai=phones(at),
        ngay_cap_nhat=day,
    )


def taxes(world: World) -> Iterator[Delivery]:
    """Taxes paid in two years; the second file comes twice."""
    count = world.count(10_000)
    for year, first, last in ((2025, 0, count // 2), (2026, count // 2, count)):

        def rows(year: int = year, first: int = first, last: int = last) -> Iterator[pa.Table]:
            for at in parts(last - first, first):
                yield tax_rows(world, at, year)

        faults: list[Any] = [
            dirt.broken_reference("ma_so_thue", "0000000000", count=2),
            dirt.out_of_range("so_tien", 0),
        ]
        if year == 2026:
            faults += [dirt.again(tax_rows(world, np.arange(2, 4), 2025)), dirt.off_pattern("ky", "Quý 1/2026")]
        yield Delivery(file=f"nop-thue-{year}.csv", on=date(year, 6, 30), write=Csv(), rows=rows, dirt=faults)
    yield sent_twice("nop-thue-2026-ban-sao.csv", "nop-thue-2026.csv", date(2026, 7, 3))


def tax_rows(world: World, at: Index, year: int) -> pa.Table:
    """Payments by their numbers, made in that year."""
    chance = world.chance
    tens = chance.whole("tax.payer", at, 0, enterprise_count(world) // 10 - 1)
    payer = tens * 10 + chance.whole("tax.digit", at, 0, SPARED - 1)
    days = chance.whole("tax.day", at, day_number(date(year, 1, 3)), day_number(date(year, 6, 20)))
    return world.table(
        TAXES,
        ma_chung_tu=numbered("CT", at + 1, 8),
        ma_so_thue=tax_codes(payer),
        ky=chance.pick("tax.period", at, (f"{year - 1}-Q4", f"{year}-Q1")),
        sac_thue=chance.pick("tax.kind", at, ("GTGT", "TNDN", "TNCN", "Khác"), (50, 25, 20, 5)),
        so_tien=chance.whole("tax.amount", at, 1, 5_000) * 100_000,
        ngay_nop=days,
    )


def projects(world: World) -> Iterator[Delivery]:
    """Public investment projects, mended once."""

    def ghost(row: dirt.Row) -> bool:
        return int(row["ma_du_an"][2:]) > PROJECTS_IN_ALL

    faults = [
        dirt.cell("contradiction", "hoan_thanh", "2019-01-01", "hoan_thanh_sau", fits=ghost),
        dirt.cell("out_of_range", "tong_muc_trieu", 0, ".range", fits=ghost),
        dirt.cell("out_of_list", "ma_co_quan", "H34.01", ".codelist", fits=ghost),
    ]

    def rows() -> Iterator[pa.Table]:
        at, chance = np.arange(PROJECTS_IN_ALL + NO_MORE), world.chance
        start = chance.whole("project.start", at, day_number(date(2022, 1, 5)), day_number(date(2025, 6, 1)))
        end = start + chance.whole("project.length", at, 200, 1100)
        yield world.table(
            PROJECTS,
            ma_du_an=numbered("DA", at + 1, 5),
            ten=[f"Dự án mẫu {number + 1}" for number in at],
            ma_co_quan=numbered("H33.", chance.whole("project.agency", at, 1, AGENCIES), 2),
            tong_muc_trieu=chance.whole("project.cost", at, 5, 900) * 1_000,
            khoi_cong=start,
            hoan_thanh=end,
        )

    yield Delivery(file="du-an-2025.json", on=date(2025, 12, 1), write=Json(records="du_an"), rows=rows, dirt=faults)


def paid(world: World) -> Iterator[Delivery]:
    """What was paid, a half-year a file."""
    write = Csv(delimiter=";", spelling=Spelling(decimal=","))
    for year, month in ((2025, 1), (2025, 7), (2026, 1)):

        def rows(year: int = year, month: int = month) -> Iterator[pa.Table]:
            yield paid_rows(world, list(months(year, month, 6)))

        faults: list[Any] = [
            dirt.broken_reference("ma_du_an", "DA99999"),
            dirt.wrong_type("so_tien_trieu", "chuyển sau"),
        ]
        if (year, month) == (2026, 1):
            faults += [dirt.again(paid_rows(world, [(2025, 7)]).slice(3, 2), count=2), dirt.ragged("so_tien_trieu")]
        sent = last_day(year, month + 5) + timedelta(days=9)
        yield Delivery(file=f"giai-ngan-{year}-{1 + month // 7}.csv", on=sent, write=write, rows=rows, dirt=faults)


def paid_rows(world: World, asked: list[tuple[int, int]]) -> pa.Table:
    """What was paid for each project in these months."""
    cases = [(year, month, project) for year, month in asked for project in range(PROJECTS_IN_ALL)]
    at = np.array([(year * 12 + month) * PROJECTS_IN_ALL + project for year, month, project in cases])
    return world.table(
        PAID,
        thang=[f"{year}-{month:02}" for year, month, _ in cases],
        ma_du_an=numbered("DA", np.array([project + 1 for *_, project in cases]), 5),
        so_tien_trieu=np.round(world.chance.near("paid", at, 2_400.0, 0.95), 1),
    )


DATASETS = (
    Dataset(name=BUDGETS, deliveries=budgets),
    Dataset(name=ENTERPRISES, deliveries=enterprises),
    Dataset(name=TAXES, deliveries=taxes),
    Dataset(name=PROJECTS, deliveries=projects),
    Dataset(name=PAID, deliveries=paid),
)
