"""Kho on ten times the rows: the seconds per million rows and the peak memory should stay."""

import shutil

import people
from measuring import OUT, Cost, Setting, cost, kho, say, table, title
from people import People, Verdict

ROWS = (5_000_000, 50_000_000)
MEMORY = 2048
FOLDERS = ("intake", "linear")
ROOM = 4 * 165
"""Free bytes of disk per row: the CSV, its landed copy, the referee's and Kho's Parquet, what is spilled between."""


def measure(setting: Setting) -> None:
    """Print the section."""
    title("Linear: ten times the rows")
    if not people.REFEREE.exists():
        say(people.MISSING)
        return
    sizes = [setting.sized(rows) for rows in ROWS]
    lacking = [rows for rows in sizes if rows * ROOM > free()]
    rows = [row(name, size) for name, size in zip(FOLDERS, sizes, strict=True) if size not in lacking]
    heads = ("rows:", "MB:", "seconds:", "s per million rows:", "peak MiB:", "quarantined:", "same rows good")
    table(heads, rows)
    for size in lacking:
        say(f"**Left out**: {size:,} rows need {size * ROOM / 1e9:,.0f} GB of disk; {free() / 1e9:,.0f} GB are free.")
    say(f"Target: the same seconds per million, less than {MEMORY:,} MiB. Among more rows more keys stand twice.")


def free() -> int:
    """Bytes free where the inputs are made."""
    OUT.mkdir(exist_ok=True)
    return shutil.disk_usage(OUT).free


def row(name: str, rows: int) -> tuple[str, ...]:
    """One size's row; what it needed of the disk is free again afterwards, but for the small input."""
    whole = people.make(OUT / name, rows)
    folder = people.province_of(whole, OUT / "linear-province")
    found = cost(kho(folder, "run"))
    told = cells(whole, found, people.found_by_kho(folder))
    shutil.rmtree(folder)
    if name != FOLDERS[0]:
        shutil.rmtree(whole.folder)
    return told


def cells(whole: People, found: Cost, verdict: Verdict) -> tuple[str, ...]:
    """The row as it is printed."""
    return (
        f"{whole.rows:,}",
        f"{whole.megabytes:,.0f}",
        f"{found.seconds:,.1f}",
        f"{found.seconds / whole.rows * 1e6:,.2f}",
        f"{found.peak:,.0f}",
        f"{verdict.bad:,}",
        people.told(verdict, whole.expected),
    )
