"""Read a file of written addresses by Kho: read_addresses.py FILE ANSWERS.

An answer is the old commune's code and, after a tab, those of its new ones. Prints microseconds per line, of reading
alone.
"""

import sys
import time
from pathlib import Path

from kho.standards.addresses.address import Address
from kho.standards.addresses.parsing import reader
from kho.standards.units.answers import Part, Whole


def main() -> None:
    """Read, and write the answers."""
    texts = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    ready = reader()
    start = time.perf_counter()
    read = ready.parse_all(texts)
    seconds = time.perf_counter() - start
    Path(sys.argv[2]).write_text("".join(f"{answer(each)}\n" for each in read), encoding="utf-8")
    print(f"{seconds / len(texts) * 1e6:,.0f}")


def answer(each: Address) -> str:
    """The first reading's commune; all that it may be today."""
    best = next(iter(each.readings), None)
    new = {each.today.to} if isinstance(each.today, Whole) else set()
    new |= {candidate.code for candidate in each.today.candidates} if isinstance(each.today, Part) else set()
    old = best.commune.code if best and best.commune else ""
    return f"{old}\t{' '.join(sorted(new))}"


if __name__ == "__main__":
    main()
