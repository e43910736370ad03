"""Questions about rows: pages, points, counts and groups, within one process and without any network."""

import json
import tempfile
from pathlib import Path

from measuring import OUT, Setting, cost, say, step, table, title

ROWS, READ, READERS = 200_000, 5_000_000, 4
SECONDS = 2
HEADS = ("answers per second", "page:", "page in order:", "point:", "count:", "group:", "text:")


def measure(setting: Setting) -> None:
    """Print the section."""
    title("Questions about rows of a published table")
    folder = OUT / "serving"
    folder.mkdir(parents=True, exist_ok=True)
    rows = setting.sized(ROWS)
    made = json.loads(cost(step("make_replica", rows, folder)).last())
    file = folder / "replica.sqlite"
    say(f"{rows:,} rows of 8 columns; the replica took {made['seconds']:.1f} s, {made['bytes'] / 1e6:.0f} MB.")
    asked = {"**kho**": step("ask_replica", file, SECONDS)}
    if Path(setting.peer("datasette_ask")[0]).exists():
        asked["Datasette, without count and facets"] = setting.peer("datasette_ask", file, SECONDS)
    table(HEADS, [(name, *rates(command)) for name, command in asked.items()])
    published(setting.sized(READ), folder)


def published(rows: int, folder: Path) -> None:
    """Tell what a new version costs those who read."""
    cost(step("make_replica", rows, folder))
    with tempfile.TemporaryDirectory(dir=folder) as apart:
        found = json.loads(cost(step("publish_under_load", folder / "rows.parquet", apart, READERS)).last())
    say(
        f"A new version of {rows:,} rows, while {READERS} threads ask for pages: {found['seconds']:.0f} s to publish, "
        f"{found['pages']:,} pages without an error, median {found['median ms']:.1f} ms, p99 {found['p99 ms']:.0f} ms."
    )


def rates(command: list[str]) -> list[str]:
    """The cells of what was asked."""
    found = json.loads(cost(command).last())
    return [f"{found[name.rstrip(':')]:,.0f}" if name.rstrip(":") in found else "" for name in HEADS[1:]]
