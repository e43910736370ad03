"""Read written addresses: read_addresses.py FOLDER kho|vietnamadminunits plain|folded|street LINES.

Prints lines, microseconds per line, and the shares with one commune, with the right one, with all its new ones too.
"""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.real.legacy_addresses import Truth, addresses, truth

from kho.standards.addresses.parsing import reader
from kho.standards.text.folding import folded
from kho.standards.units.answers import Part, Whole

Told = tuple[str | None, frozenset[str]]
WRITE: dict[str, Callable[[str], str]] = {
    "plain": str,
    "folded": folded,
    "street": lambda text: f"Số 12 ngõ 3 đường Số 7, {text}",
}


def main() -> None:
    """Read and judge."""
    folder, program, way, lines = sys.argv[1:]
    every = addresses(Path(folder))
    rows = every[:: max(1, len(every) // int(lines))]
    texts = [WRITE[way](", ".join(row)) for row in rows]
    read = {"kho": by_kho, "vietnamadminunits": by_package}[program]
    found, seconds = read(texts)
    print(f"{len(rows):,}", f"{seconds / len(rows) * 1e6:,.0f}", *judged(found, rows, truth(Path(folder))), sep="\t")


def by_kho(texts: Sequence[str]) -> tuple[list[Told], float]:
    """Old commune and new ones by Kho."""
    ready = reader()
    start = time.perf_counter()
    read = ready.parse_all(texts)
    seconds = time.perf_counter() - start
    found: list[Told] = []
    for each in read:
        best, today = next(iter(each.readings), None), each.today
        new = {today.to} if isinstance(today, Whole) else set()
        new |= {candidate.code for candidate in today.candidates} if isinstance(today, Part) else set()
        found.append((best.commune.code if best and best.commune else None, frozenset(new)))
    return found, seconds


def by_package(texts: Sequence[str]) -> tuple[list[Told], float]:
    """Old commune by its parser; the new one by its converter, whose time is left out.

    The converter would look streets up in a service on the network, which a measurement must not: it finds none.
    """
    from vietnamadminunits import ParseMode, convert_address, parse_address
    from vietnamadminunits.converter import converter_2025

    converter_2025.get_geo_location = lambda _: None

    parse_address(texts[0], mode=ParseMode.LEGACY)
    start = time.perf_counter()
    old = [parse_address(text, mode=ParseMode.LEGACY) for text in texts]
    seconds = time.perf_counter() - start
    new = [convert_address(", ".join(text.split(", ")[-3:])).ward_code for text in texts]
    return [(each.ward_code, frozenset({code} - {None})) for each, code in zip(old, new, strict=True)], seconds


def judged(found: Sequence[Told], rows: Sequence[tuple[str, str, str]], right: Truth) -> list[str]:
    """The shares as texts."""
    known = [(old, new, right.right(row)) for (old, new), row in zip(found, rows, strict=True) if right.right(row)]
    fit = [(old, new) for old, new, codes in known if old in codes]
    both = [old for old, new in fit if old is not None and new == right.today[old]]
    shares = (sum(old is not None for old, _ in found) / len(found), len(fit) / len(known), len(both) / len(known))
    return [f"{share:.2%}" for share in shares]


if __name__ == "__main__":
    main()
