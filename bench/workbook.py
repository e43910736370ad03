"""A workbook of the referee's people, with titles above: Kho's whole run beside only reading its cells."""

import sys
from pathlib import Path

import people
from measuring import BENCH, COSTS, OUT, Cost, Setting, cost, costs, kho, middle, say, step, table, title
from people import People

ROWS = 200_000
ROUNDS = 3
TARGET = 3
FILE = "people.xlsx"


def measure(setting: Setting) -> None:
    """Print the section."""
    title("Workbook: 12 columns, titles above, 15 rules")
    if not people.REFEREE.exists():
        say(people.MISSING)
        return
    whole = made(setting.sized(ROWS))
    size = (whole.folder / FILE).stat().st_size / 1e6
    print(f"{whole.rows:,} rows, {size:,.0f} MB of .xlsx. Medians of {ROUNDS} runs in turn (openpyxl: one run).\n")
    bare, ours = in_turn(whole)
    other = cost(reading("openpyxl_read", whole))
    judged = people.told(people.found_by_kho(province()), whole.expected)
    rows = [
        ("python-calamine, the limit", *costs(bare, whole.rows), "", "every cell to Python, no more"),
        ("**kho run**", *costs(ours, whole.rows), judged, "landed, table found, checked, committed, profiled"),
        ("openpyxl, read-only", *costs(other, whole.rows), "", "every cell to Python, no more"),
    ]
    table(("what", *COSTS, "same rows good", "how"), rows)
    say(f"Kho takes **{ours.seconds / bare.seconds:.1f} times** as long as the bare read (target at most {TARGET}).")


def made(rows: int) -> People:
    """The people, judged by the referee, and as a workbook beside the CSV."""
    found = people.make(OUT / "workbook", rows)
    if not (found.folder / FILE).exists():
        cost(step("make_workbook", found.folder / "people.csv", found.folder / FILE))
    return found


def province() -> Path:
    """Where Kho runs."""
    return OUT / "workbook-province"


def reading(script: str, whole: People) -> list[str]:
    """A reader that Kho itself depends on, and so in Kho's environment."""
    return [sys.executable, str(BENCH / "peers" / f"{script}.py"), str(whole.folder / FILE)]


def in_turn(whole: People) -> tuple[Cost, Cost]:
    """The bare read and Kho in turn, Kho each time into a new province."""
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(cost(reading("calamine_read", whole)))
        folder = people.province_of(whole, province(), file=FILE, form="xlsx")
        ours.append(cost(kho(folder, "run")))
    return middle(bare), middle(ours)
