"""The agencies themselves: posts and who fills them; what people think of their work."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from hungyen import dirt
from hungyen.chance import Index
from hungyen.codes import numbered
from hungyen.datasets.services import CENTRE, dossier_codes, dossier_count, received_days
from hungyen.deliveries import Dataset, Delivery
from hungyen.files.delimited import Csv
from hungyen.files.records import Xml
from hungyen.world import World, day_number, parts

POSTS, RATINGS = "so-noi-vu/bien-che", f"{CENTRE}/danh-gia-hai-long"
AGENCIES = 32


def posts(world: World) -> Iterator[Delivery]:
    """A file a year."""
    over = dirt.suspicious("vuot_bien_che", "co_mat", lambda row: row["bien_che"] + 4)
    for year in (2024, 2025):

        def rows(year: int = year) -> Iterator[pa.Table]:
            at, chance = np.arange(AGENCIES), world.chance
            allowed = chance.whole("posts", at, 30, 260) - 3 * (year - 2024)
            there = np.floor(allowed * chance.near(f"there.{year}", at, 0.95, 0.04)).astype(np.int64)
            women = np.floor(there * chance.near("women", at, 0.45, 0.3)).astype(np.int64)
            yield world.table(
                POSTS,
                nam=year,
                ma_co_quan=numbered("H33.", at + 1, 2),
                bien_che=allowed,
                co_mat=there,
                nu=women,
                dai_hoc=np.floor(there * 0.9).astype(np.int64),
            )

        faults = [over, dirt.out_of_list("ma_co_quan", "H33.77"), dirt.wrong_type("dai_hoc", "hầu hết")]
        yield Delivery(file=f"bien-che-{year}.csv", on=date(year + 1, 1, 9), write=Csv(), rows=rows, dirt=faults)


def ratings(world: World) -> Iterator[Delivery]:
    """Ratings of dossiers, a year a file."""
    count = world.count(6_000)
    write = Xml(root="danhSach", record="danhGia", namespace="urn:kho:mau:danh-gia")
    for year, first, last in ((2025, 0, count // 2), (2026, count // 2, count)):

        def rows(first: int = first, last: int = last) -> Iterator[pa.Table]:
            for at in parts(last - first, first):
                yield rating_rows(world, at)

        faults: list[Any] = [dirt.out_of_range("diem", 6), dirt.broken_reference("ma_ho_so", "H33.99999998")]
        if year == 2026:
            faults += [dirt.again(rating_rows(world, np.arange(5, 6))), dirt.wrong_type("diem", "tốt"), dirt.doubled()]
        sent = date(year, 6, 30) + timedelta(days=10)
        yield Delivery(file=f"danh-gia-{year}.xml", on=sent, write=write, rows=rows, dirt=faults)


def rating_rows(world: World, at: Index) -> pa.Table:
    """Ratings by their numbers; each is of a dossier without a fault."""
    chance = world.chance
    tens = chance.whole("rating.dossier", at, 0, dossier_count(world) // 10 - 1)
    dossier = tens * 10 + chance.whole("rating.digit", at, 0, 6)
    said = chance.pick(
        "rating.words", at, ("", "Nhanh, gọn", "Phải đi lại nhiều lần", "Cán bộ nhiệt tình"), (70, 12, 6, 12)
    )
    return world.table(
        RATINGS,
        ma_danh_gia=numbered("DG", at + 1, 7),
        ma_ho_so=dossier_codes(dossier),
        diem=1 + chance.weighted("rating.points", at, (2, 3, 10, 35, 50)),
        y_kien=[words or None for words in said],
        ngay=np.minimum(received_days(world, dossier) + 12, day_number(date(2026, 6, 30))),
    )


DATASETS = (
    Dataset(name=POSTS, deliveries=posts),
    Dataset(name=RATINGS, deliveries=ratings),
)
