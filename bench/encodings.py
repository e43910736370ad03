"""The hand-checked cells of the real budget workbooks, decoded by Kho and by peers: how many come out right.

    python bench/encodings.py --viparse PYTHON --node-modules FOLDER

PYTHON is the interpreter of an environment with viparse, FOLDER one where `npm install vietnamese-conversion` ran;
without them only Kho is measured. Peers do not read fonts of workbooks' cells, so each is measured twice: left to find
the encoding of each text, and told what the cell's font stands for.
"""

import argparse
import csv
import json
import re
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kho.sources.workbooks.fonts import FontsUnknownError
from kho.sources.workbooks.grid import LegacyText, column_index
from kho.sources.workbooks.sheets import Sheet, Workbook, open_workbook
from kho.standards.text.decoding import Decoded, decode
from kho.standards.text.fonts import Encoding, font_sign
from kho.standards.text.lookalikes import with_plain_spaces

BENCH = Path(__file__).parent
FACTS = BENCH.parent / "tests" / "real" / "facts" / "budget_cells.csv"
SHARED = BENCH.parents[1] / "shared" / "data" / "budget"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell of the sample: its text as it came, what its font stands for, what it says, and what Kho gives."""

    text: str
    encoding: str
    expected: str
    kho: str | None


def sample() -> list[Cell]:
    with FACTS.open(encoding="utf-8", newline="") as lines:
        facts = list(csv.DictReader(lines))
    cells: list[Cell] = []
    for name in sorted({fact["file"] for fact in facts}):
        book = open_workbook(SHARED / name, name)
        for sheet in book.sheets:
            mine = {
                fact["cell"]: fact["expected"] for fact in facts if (fact["file"], fact["sheet"]) == (name, sheet.name)
            }
            cells += _cells(book, sheet, mine) if mine else []
    return cells


def _cells(book: Workbook, sheet: Sheet, mine: dict[str, str]) -> Iterable[Cell]:
    grid = book.grid(sheet)
    assert grid is not None
    for address, expected in mine.items():
        row, column = _place(address)
        value = grid.value(row, column)
        mended = grid.mended.get((row, column))
        before = mended.before if mended else str(value)
        yield Cell(
            text=before,
            encoding=_encoding(book, sheet, (row, column), before),
            expected=expected,
            kho=None if isinstance(value, LegacyText) else _sure(decode(str(value))),
        )


def _sure(decoded: Decoded) -> str | None:
    return decoded.text if decoded.sure else None


def _place(address: str) -> tuple[int, int]:
    match = re.fullmatch(r"([A-Z]+)(\d+)", address)
    assert match
    return int(match[2]) - 1, column_index(match[1])


def _encoding(book: Workbook, sheet: Sheet, place: tuple[int, int], text: str) -> str:
    """What the font of a cell stands for; Unicode where its text has letters that no other encoding has."""
    try:
        fonts = book.facts.cell_fonts(sheet.name, sheet.number)
    except FontsUnknownError:
        return Encoding.UNICODE
    font = fonts.runs(*place, text)[0][1]
    is_unicode = any(ord(each) > 0x2122 or 0x100 <= ord(each) < 0x152 or 0x1E00 <= ord(each) < 0x2000 for each in text)
    return Encoding.UNICODE if font is None or is_unicode else font_sign(font).encodings[0]


def told_of(name: str, cells: list[Cell], made: list[str | None]) -> str:
    pairs = [(text, cell.expected) for text, cell in zip(made, cells, strict=True)]
    plain = [(None if text is None else with_plain_spaces(text).strip(), expected.strip()) for text, expected in pairs]
    right = sum(text == expected for text, expected in plain)
    but_case = sum(text is not None and text != want and text.casefold() == want.casefold() for text, want in plain)
    unsure = sum(text is None for text, _ in plain)
    wrong = len(cells) - right - but_case - unsure
    return f"| {name} | {right} | {but_case} | {wrong} | {unsure} | {right / len(cells):.1%} |"


def peer(command: list[str], cells: list[Cell]) -> list[dict[str, str]]:
    given = json.dumps([{"text": cell.text, "encoding": cell.encoding} for cell in cells])
    ran = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    made: list[dict[str, str]] = json.loads(ran.stdout)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--viparse", help="a Python with viparse")
    parser.add_argument("--node-modules", help="a folder with vietnamese-conversion installed")
    given = parser.parse_args()
    cells = sample()
    commands = {
        "viparse": [given.viparse, str(BENCH / "peers" / "viparse_cells.py")] if given.viparse else [],
        "vietnamese-conversion": ["node", str(BENCH / "peers" / "vietnamese_conversion_cells.cjs"), given.node_modules]
        if given.node_modules
        else [],
    }
    print(f"{len(cells)} hand-checked cells of {len(list(SHARED.iterdir()))} workbooks\n")
    print("| what | right | right but for capitals | wrong | said to be unsure | share right |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    print(told_of("as they came", cells, [cell.text for cell in cells]))
    print(told_of("**kho**, with fonts", cells, [cell.kho for cell in cells]))
    print(told_of("kho, by letters alone", cells, [_sure(decode(cell.text)) for cell in cells]))
    _print_peers(commands, cells, told_of)


def _print_peers(
    commands: dict[str, list[str]], cells: list[Cell], line: Callable[[str, list[Cell], list[str | None]], str]
) -> None:
    for name, command in commands.items():
        if command:
            made = peer(command, cells)
            print(line(f"{name}, told the font's encoding", cells, [each["told"] for each in made]))
            print(line(f"{name}, finds it itself", cells, [each["found"] for each in made]))


if __name__ == "__main__":
    main()
