"""Public services: procedures, the dossiers people hand in, and their papers once digitised."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hungyen import dirt
from hungyen.chance import Index
from hungyen.codes import numbered
from hungyen.deliveries import Dataset, Delivery
from hungyen.files.archives import ZippedCsv
from hungyen.files.databases import SqliteTable
from hungyen.files.delimited import Csv
from hungyen.files.records import JsonLines
from hungyen.world import World, day_number, parts

CENTRE = "trung-tam-phuc-vu-hanh-chinh-cong"
PROCEDURES, DOSSIERS, PAPERS = f"{CENTRE}/thu-tuc", f"{CENTRE}/ho-so", f"{CENTRE}/ho-so-so-hoa"
DATABASE = "/databases/mot-cua.sqlite"
FIELDS = ("HT", "DD", "DN", "XD", "YT", "GD", "LD", "GT")
OFFICES = ("H33.12", "H33.18", "H33.04", "H33.07", "H33.11", "H33.10", "H33.03", "H33.07")
"""Who handles each field."""
PROCEDURES_IN_ALL, NO_MORE = 320, 5
STATES = ("Đang giải quyết", "Đã trả", "Từ chối", "Rút")
SPARED = 7
"""Dossiers whose number ends so have no digitised papers; faults stand in them alone."""


def procedure_codes(at: Index) -> pa.Array:
    """The code of each procedure."""
    return numbered("1.", at + 1001, 6)


def allowed_days(world: World, at: Index) -> Index:
    """In how many days each procedure must be done."""
    return world.chance.whole("procedure.days", at, 1, 25)


def procedures(world: World) -> Iterator[Delivery]:
    """The list of two years; more can be done online in the second."""

    def ghost(row: dirt.Row) -> bool:
        return int(row["ma_thu_tuc"][2:]) > 1000 + PROCEDURES_IN_ALL

    faults = [
        dirt.cell("out_of_list", "linh_vuc", "KHAC", ".codelist", fits=ghost),
        dirt.cell("off_pattern", "ma_thu_tuc", "TT-12", ".pattern", fits=ghost),
        dirt.cell("wrong_type", "so_ngay", "trong ngày", ".type", fits=ghost),
    ]
    for year, dirty in ((2024, ()), (2026, faults)):

        def rows(year: int = year) -> Iterator[pa.Table]:
            yield procedure_rows(world, year)

        write = ZippedCsv(member=f"thu-tuc-{year}.csv", csv=Csv(encoding="utf-8-sig"))
        yield Delivery(file=f"thu-tuc-{year}.zip", on=date(year, 1, 5), write=write, rows=rows, dirt=dirty)


def procedure_rows(world: World, year: int) -> pa.Table:
    """Every procedure."""
    at, chance = np.arange(PROCEDURES_IN_ALL + NO_MORE), world.chance
    online = ("Toàn trình", "Một phần", "Trực tiếp")
    return world.table(
        PROCEDURES,
        ma_thu_tuc=procedure_codes(at),
        ten=[f"Thủ tục mẫu số {number + 1}" for number in at],
        linh_vuc=[FIELDS[number % len(FIELDS)] for number in at],
        cap=chance.pick("procedure.level", at, ("Tỉnh", "Xã"), (6, 4)),
        so_ngay=allowed_days(world, at),
        truc_tuyen=chance.pick("procedure.online", at, online, (4, 4, 2) if year < 2025 else (6, 3, 1)),
        ma_co_quan=[OFFICES[number % len(OFFICES)] for number in at],
    )


def dossiers(world: World) -> Iterator[Delivery]:
    """The dossiers of the one-stop shop's database."""

    def spare(row: dirt.Row) -> bool:
        return int(row["ma_ho_so"][-1]) == SPARED

    def spare_of_today(row: dirt.Row) -> bool:
        return spare(row) and row["ngay_nhan"] >= date(2025, 7, 1)

    def spare_done(row: dirt.Row) -> bool:
        return spare(row) and row["trang_thai"] == "Đã trả"

    faults = [
        dirt.cross(
            "returned_before_received",
            "tra_sau_nhan",
            "ngay_tra",
            lambda row: row["ngay_nhan"].replace(year=2022).isoformat(),
            count=2,
            fits=spare_done,
        ),
        dirt.cross("contradiction", "da_tra_co_ngay", "ngay_tra", lambda _row: None, fits=spare_done),
        dirt.cell("broken_reference", "ma_thu_tuc", "9.999999", ".reference", count=2, fits=spare),
        dirt.cell("impossible_date", "han_tra", "2025-02-30", ".type", fits=spare),
        dirt.old_code(fits=spare_of_today),
        dirt.cell("out_of_list", "trang_thai", "Chờ", "trang_thai_hop_le", fits=spare),
        dirt.cell("out_of_range", "phi", -1, ".range", fits=spare),
        dirt.suspicious(
            "qua_han_lau",
            "ngay_tra",
            lambda row: date.fromordinal(row["han_tra"].toordinal() + 200),
            count=2,
            fits=spare_done,
        ),
    ]

    def rows() -> Iterator[pa.Table]:
        for at in parts(dossier_count(world)):
            yield dossier_rows(world, at)

    table = SqliteTable(table="ho_so", types={"lan_sua": "integer primary key"})
    yield Delivery(file=DATABASE, on=date(2026, 6, 30), write=table, rows=rows, dirt=faults, arrives_as="ho_so.parquet")


def dossier_count(world: World) -> int:
    """How many dossiers there are."""
    return world.count(40_000)


def dossier_codes(at: Index) -> pa.Array:
    """The code of each dossier."""
    return numbered("H33.", at, 8)


def received_days(world: World, at: Index) -> Index:
    """The day each dossier was received, in days since 1970: from January 2024 to June 2026."""
    return world.chance.whole("dossier.received", at, day_number(date(2024, 1, 2)), day_number(date(2026, 6, 26)))


def dossier_rows(world: World, at: Index) -> pa.Table:
    """Dossiers by their numbers."""
    chance = world.chance
    procedure = chance.whole("dossier.procedure", at, 0, PROCEDURES_IN_ALL - 1)
    received = received_days(world, at)
    due = received + np.ceil(allowed_days(world, procedure) * 1.4).astype(np.int64)
    taken = np.round((due - received) * (0.3 + chance.unit("dossier.taken", at))).astype(np.int64)
    state = chance.weighted("dossier.state", at, (6, 88, 4, 2))
    return world.table(
        DOSSIERS,
        ma_ho_so=dossier_codes(at),
        ma_thu_tuc=procedure_codes(procedure),
        ma_co_quan=pa.array(OFFICES).take(pa.array(procedure % len(OFFICES))),
        ma_xa=world.communes.codes_on(world.communes.of(chance, "dossier.place", at), received),
        kenh=chance.pick("dossier.channel", at, ("Trực tuyến", "Trực tiếp", "Bưu chính"), (60, 35, 5)),
        ngay_nhan=received,
        han_tra=due,
        ngay_tra=pc.if_else(state == 0, None, pa.array((received + taken).astype(np.int32))).cast(pa.date32()),
        trang_thai=pa.array(STATES).take(pa.array(state)),
        phi=chance.whole("dossier.fee", at, 0, 20) * 15_000,
        lan_sua=at + 1,
    )


def papers(world: World) -> Iterator[Delivery]:
    """Digitised papers, a file per year."""
    count = world.count(30_000)
    faults: dict[int, list[Any]] = {
        2024: [dirt.broken_reference("ma_ho_so", "H33.99999999"), dirt.wrong_type("so_trang", "vài trang")],
        2025: [
            dirt.cross("contradiction", "anh_ky_so", "dinh_dang", lambda _row: "tif", fits=lambda row: row["ky_so"]),
            dirt.doubled(),
        ],
        2026: [
            dirt.again(paper_rows(world, np.arange(1, 3))),
            dirt.out_of_range("so_trang", 0),
            dirt.impossible_date("ngay_so_hoa", "2026-02-30T08:00:00"),
        ],
    }
    bounds = (0, count // 3, 2 * count // 3, count)
    for year, first, last in zip((2024, 2025, 2026), bounds, bounds[1:], strict=False):

        def rows(first: int = first, last: int = last) -> Iterator[pa.Table]:
            for at in parts(last - first, first):
                yield paper_rows(world, at)

        yield Delivery(
            file=f"giay-to-{year}.jsonl", on=date(year, 6, 30), write=JsonLines(), rows=rows, dirt=faults[year]
        )


def paper_rows(world: World, at: Index) -> pa.Table:
    """Papers by their numbers; each is of a dossier that has no fault."""
    chance = world.chance
    dossier = chance.whole("paper.dossier", at, 0, dossier_count(world) // 10 - 1) * 10 + chance.whole(
        "paper.digit", at, 0, 6
    )
    signed = chance.happens("paper.signed", at, 0.55)
    moment = (received_days(world, dossier) + 1) * 86_400 + chance.whole("paper.moment", at, 8 * 3600, 17 * 3600)
    kinds = ("Đơn", "Giấy tờ tùy thân", "Bản đồ", "Hợp đồng", "Kết quả")
    return world.table(
        PAPERS,
        ma_tai_lieu=numbered("TL", at + 1, 9),
        ma_ho_so=dossier_codes(dossier),
        loai_giay_to=chance.pick("paper.kind", at, kinds, (30, 30, 8, 12, 20)),
        so_trang=chance.whole("paper.pages", at, 1, 24),
        dinh_dang=pc.if_else(signed, "pdf", pa.array(chance.pick("paper.format", at, ("pdf", "jpg"), (3, 2)))),
        ky_so=signed,
        ngay_so_hoa=moment,
    )


DATASETS = (
    Dataset(name=PROCEDURES, deliveries=procedures),
    Dataset(name=DOSSIERS, deliveries=dossiers),
    Dataset(name=PAPERS, deliveries=papers),
)
