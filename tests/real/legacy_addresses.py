"""What is right for the 10,687 address triples: by the statistics office's tables, where they tell it.

The table of 1 July 2025 names the communes of June 2025 with their new ones; the lists of January 2025 and of 2020 give
codes to names that were changed until then, where the code still was in use in June 2025. Communes that ended before
have no code there; those are judged by `facts/merged_communes.csv`, in which the new commune's name bears it out.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kho.standards.text.folding import key
from kho.standards.units.names import short

Triple = tuple[str, str, str]
RENAMED = {"tphochiminh": "hochiminh", "hue": "thuathienhue"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Truth:
    """Codes by the key of a triple, and by code the new communes of the statistics office."""

    codes: Mapping[Triple, frozenset[str]]
    today: Mapping[str, frozenset[str]]

    def right(self, row: Sequence[str]) -> frozenset[str]:
        """The codes of June 2025 that a triple may mean; none where no table tells."""
        return self.codes.get(triple(*row), frozenset())


def triple(ward: str, district: str, province: str) -> Triple:
    """The key of an address."""
    name = key(short(province))
    return RENAMED.get(name, name), key(district), key(ward)


def addresses(folder: Path) -> list[tuple[str, str, str]]:
    """Commune, district and province of each address."""
    with (folder / "legacy_addresses.csv").open(encoding="utf-8-sig") as file:
        return [(row["ward"], row["district"], row["province"]) for row in csv.DictReader(file)]


def sample(folder: Path, lines: int) -> list[Triple]:
    """About so many of the addresses, evenly drawn."""
    every = addresses(folder)
    return every[:: max(1, len(every) // lines)]


def truth(folder: Path) -> Truth:
    """What the tables tell, the latest first."""
    today: dict[str, set[str]] = defaultdict(set)
    june: dict[Triple, set[str]] = defaultdict(set)
    for new, old, name in _crosswalk(folder):
        june[name].add(old)
        today[old] |= {new} if new else set()
    codes = {name: frozenset(found) for name, found in june.items()}
    for earlier in (_january(folder), _of_2020(folder)):
        for name, found in earlier.items():
            codes.setdefault(name, frozenset(found & today.keys()))
    return Truth(codes=codes, today={code: frozenset(found) for code, found in today.items()})


def _crosswalk(folder: Path) -> Iterator[tuple[str, str, Triple]]:
    with (folder / "crosswalk_2025_official.csv").open(encoding="utf-8-sig") as file:
        for row in csv.reader(file):
            if row[4].strip().isdecimal():
                new = row[2].strip()
                name = triple(row[3], row[6].partition("(")[0], row[7].partition("(")[0].strip())
                yield new.zfill(5) if new.isdecimal() else "", row[4].strip().zfill(5), name


def _january(folder: Path) -> dict[Triple, set[str]]:
    found: dict[Triple, set[str]] = defaultdict(set)
    with (folder / "communes_2025-01-04.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            found[triple(row["Phường Xã"], row["Quận Huyện"], row["Tỉnh Thành Phố"])].add(row["Mã PX"])
    return found


def _of_2020(folder: Path) -> dict[Triple, set[str]]:
    found: dict[Triple, set[str]] = defaultdict(set)
    with (folder / "dvhc-vietnam.csv").open(encoding="utf-8-sig") as file:
        units = {row["madvhc"]: (row["ten"], row["captren"]) for row in csv.DictReader(file)}
    for code, (name, parent) in units.items():
        if len(code) == 5:
            district, province = units[parent]
            found[triple(name, district, units[province][0])].add(code)
    return found
