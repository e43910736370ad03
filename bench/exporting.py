"""Exports of a whole published table, beside DuckDB's own COPY of the same files; the bytes are thrown away."""

import json

from measuring import OUT, Cost, Setting, cost, say, step, table, title

SIZES = (200_000, 5_000_000)
HEADS = ("rows:", "format", "what", "seconds:", "rows/s:", "first bytes, s:", "MB:", "peak MiB:")
BARE = {
    "csv": "FORMAT csv, HEADER true",
    "jsonl": "FORMAT json",
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "xlsx": "",
}


def measure(setting: Setting) -> None:
    """Print the section."""
    title("Exports of a published table")
    say("12 columns. Seconds are those of the export alone; peaks are of the whole process, Python with it.")
    table(HEADS, [row for size in SIZES for row in measured(setting.sized(size))])


def measured(rows: int) -> list[tuple[str, ...]]:
    """The rows of a size."""
    folder = OUT / f"exporting-{rows}"
    cost(step("make_exported", rows, folder))
    found: list[tuple[str, ...]] = []
    for form, options in BARE.items():
        if options:
            found.append(told(rows, form, "DuckDB's COPY", cost(step("copy_bare", folder, options))))
        found.append(told(rows, form, "**kho**", cost(step("export", folder, form))))
    return found


def told(rows: int, form: str, what: str, found: Cost) -> tuple[str, ...]:
    """The cells of one export."""
    said = json.loads(found.last())
    first, size = said.get("first"), said.get("bytes")
    return (
        f"{rows:,}",
        form,
        what,
        f"{said['seconds']:,.1f}",
        f"{rows / said['seconds']:,.0f}",
        "" if first is None else f"{first:.2f}",
        "" if size is None else f"{size / 1e6:,.0f}",
        f"{found.peak:,.0f}",
    )
