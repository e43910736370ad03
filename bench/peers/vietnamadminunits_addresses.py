"""Read a file of written addresses by vietnamadminunits' own parser: vietnamadminunits_addresses.py FILE ANSWERS.

An answer is the old commune's code and, after a tab, that of the new one. Prints microseconds per line of parsing
alone; the converter's time is left out. It would look streets up in a service on the network, which a measurement must
not: it finds none.
"""

import sys
import time
from pathlib import Path

from vietnamadminunits import ParseMode, convert_address, parse_address
from vietnamadminunits.converter import converter_2025


def main() -> None:
    """Read, and write the answers."""
    converter_2025.get_geo_location = lambda _: None
    texts = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    parse_address(texts[0], mode=ParseMode.LEGACY)
    start = time.perf_counter()
    old = [parse_address(text, mode=ParseMode.LEGACY) for text in texts]
    seconds = time.perf_counter() - start
    new = [convert_address(", ".join(text.split(", ")[-3:])).ward_code for text in texts]
    answers = [f"{each.ward_code or ''}\t{code or ''}\n" for each, code in zip(old, new, strict=True)]
    Path(sys.argv[2]).write_text("".join(answers), encoding="utf-8")
    print(f"{seconds / len(texts) * 1e6:,.0f}")


if __name__ == "__main__":
    main()
