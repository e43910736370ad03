"""Write the addresses of the public file as lines: write_addresses.py FOLDER plain|folded|street LINES OUT."""

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.real.legacy_addresses import sample

from kho.standards.text.folding import folded

WRITE: dict[str, Callable[[str], str]] = {
    "plain": str,
    "folded": folded,
    "street": lambda text: f"Số 12 ngõ 3 đường Số 7, {text}",
}


def main() -> None:
    """Write the lines."""
    folder, way, lines, out = sys.argv[1:]
    texts = [WRITE[way](", ".join(row)) for row in sample(Path(folder), int(lines))]
    Path(out).write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")


if __name__ == "__main__":
    main()
