"""The communes of the province before and since 1 July 2025, from the code list `xa`."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hungyen.chance import Chance, Index, Reals

MERGER = date(2025, 7, 1)
"""Since when today's 104 communes stand in place of 381."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Commune:
    """A commune; `successor` is the code of today's commune that a former one is in, empty for today's own.

    `province` is the code of the province it is in on its day.
    """

    code: str
    name: str
    district: str
    province: str
    successor: str
    lat: float
    lon: float
    area_km2: float

    @property
    def kind(self) -> str:
        """Phường, Xã or Thị trấn."""
        return next(kind for kind in ("Thị trấn", "Phường", "Xã") if self.name.startswith(kind))

    @property
    def where(self) -> str:
        """The commune, its district where it has one, and its province, as an address has them."""
        province = {"33": "tỉnh Hưng Yên", "34": "tỉnh Thái Bình"}[self.province]
        return ", ".join(each for each in (self.name, self.district, province) if each)

    @property
    def short(self) -> str:
        """The name without its kind."""
        return self.name.removeprefix(self.kind).strip()


@dataclass(frozen=True, kw_only=True)
class Communes:
    """Former communes and today's; things that are somewhere know the place of their former commune, 0 to 380."""

    former: tuple[Commune, ...]
    today: tuple[Commune, ...]
    weights: Reals
    today_of: Index

    @classmethod
    def read(cls, file: Path, chance: Chance) -> "Communes":
        """Read the code list; how many people live in each is drawn."""
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        former = tuple(_commune(row) for row in rows if row["valid_to"])
        today = tuple(_commune(row) for row in rows if not row["valid_to"])
        places = {commune.code: place for place, commune in enumerate(today)}
        towns = np.array([1.0 if commune.kind == "Xã" else 2.2 for commune in former])
        return cls(
            former=former,
            today=today,
            weights=chance.near("commune.people", np.arange(len(former)), towns, 0.5),
            today_of=np.array([places[commune.successor] for commune in former], np.int64),
        )

    def of(self, chance: Chance, label: str, at: Index) -> Index:
        """A former commune for each number, as often as people live there."""
        return chance.weighted(label, at, self.weights)

    def codes(self, former: Index, on: date) -> pa.Array:
        """The codes these former communes have on a day."""
        if on < MERGER:
            return pa.array([commune.code for commune in self.former]).take(pa.array(former))
        return self.today_codes(former)

    def today_codes(self, former: Index) -> pa.Array:
        """The codes of today's communes that these former ones are in."""
        return pa.array([commune.code for commune in self.today]).take(pa.array(self.today_of[former]))

    def codes_on(self, former: Index, days: Index) -> pa.Array:
        """The codes on a day of each, in days since 1970."""
        old, new = self.codes(former, date.min), self.today_codes(former)
        return pc.if_else(days < (MERGER - date(1970, 1, 1)).days, old, new)

    def on(self, day: date) -> tuple[Commune, ...]:
        """The communes there are on a day."""
        return self.former if day < MERGER else self.today

    def share(self, day: date) -> Reals:
        """What part of the people lives in each of the communes there are on a day."""
        share = self.weights / self.weights.sum()
        return np.asarray(share if day < MERGER else np.bincount(self.today_of, share, len(self.today)), np.float64)

    def areas(self, day: date) -> Reals:
        """Hectares of each of the communes there are on a day; former ones have equal parts of today's."""
        today = np.array([commune.area_km2 * 100 for commune in self.today])
        equal = today / np.bincount(self.today_of, minlength=len(self.today))
        return np.asarray(equal[self.today_of] if day < MERGER else today, np.float64)


def _commune(row: dict[str, str]) -> Commune:
    return Commune(
        code=row["code"],
        name=row["name"],
        district=row["huyen"],
        province=row["ma_tinh"],
        successor=row["ma_moi"],
        lat=float(row["vi_do"]),
        lon=float(row["kinh_do"]),
        area_km2=float(row["dien_tich_km2"] or 0),
    )
