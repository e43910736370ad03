"""Writes `province/codelists/xa.csv` anew from the package vietnamadminunits (MIT): the communes before and since 2025.

    pip download --no-deps vietnamadminunits && unzip vietnamadminunits-*.whl
    python demo/communes.py vietnamadminunits/data

The list is kept with the demo, so that the demo needs no such package. Codes of communes that were joined end on
30 June 2025; those that were kept name another, larger commune from the day after on.
"""

import csv
import json
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

OUT = Path(__file__).resolve().parent / "province" / "codelists" / "xa.csv"
HEADER = ("code", "name", "valid_from", "valid_to", "huyen", "ma_tinh", "ma_moi", "vi_do", "kinh_do", "dien_tich_km2")
PROVINCE = "tinhhungyen"
NEW = """
    select wardCode, ward, provinceCode, wardLat, wardLon, wardAreaKm2, wardKey
    from admin_units where provinceKey = ? order by wardCode
"""
OLD = """
    select wardCode, ward, district, provinceCode, wardLat, wardLon, provinceKey || '_' || districtKey || '_' || wardKey
    from admin_units_legacy where provinceKey in ('tinhhungyen', 'tinhthaibinh') order by wardCode
"""


def main(data: Path) -> None:
    """Write the list from the package's folder of data."""
    with sqlite3.connect(data / "dataset.db") as database:
        new = database.execute(NEW, [PROVINCE]).fetchall()
        old = database.execute(OLD).fetchall()
    database.close()
    successors = dict(_successors(json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))))
    codes = {key: code for code, *_, key in new}
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for code, name, district, province, lat, lon, key in old:
            writer.writerow([code, name, "", "2025-06-30", district, province, codes[successors[key]], lat, lon, ""])
        for code, name, province, lat, lon, area, _ in new:
            writer.writerow([code, name, "2025-07-01", "", "", province, "", lat, lon, area])


def _successors(converter: Mapping[str, Mapping[str, Mapping[str, list[str]]]]) -> Iterator[tuple[str, str]]:
    """A former commune and the commune it is in today; of one that was divided, the larger part's."""
    for new, former in converter["DICT_PROVINCE_WARD_NO_DIVIDED"][PROVINCE].items():
        yield from ((old, new) for old in former)
    for old, parts in converter["DICT_PROVINCE_WARD_DIVIDED"][PROVINCE].items():
        yield old, next(part["newWardKey"] for part in parts if part["isDefaultNewWard"])  # type: ignore[index]  # parts are mappings there


if __name__ == "__main__":
    main(Path(sys.argv[1]))
