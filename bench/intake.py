"""The same CSV and the same 15 rules: Kho's whole run beside hand-written SQL, the bare copy and other programs."""

import re
from dataclasses import dataclass
from pathlib import Path

import people
from measuring import COSTS, OUT, Cost, EndedBadlyError, Setting, cost, costs, kho, middle, say, table, title
from people import People

ROWS, SAMPLE, SMALL_SAMPLE = 5_000_000, 200_000, 100_000
ROUNDS = 3
TARGET = 0.75


@dataclass(frozen=True, kw_only=True, slots=True)
class Peer:
    """Another program: its script in bench/peers, on how many rows (None: all), and what it leaves to others."""

    name: str
    script: str
    rows: int | None
    note: str


PEERS = (
    Peer(name="polars", script="polars_intake", rows=None, note="hand-written; good and bad rows as Parquet"),
    Peer(name="dlt", script="dlt_intake", rows=None, note="loads text into DuckDB; has no such rules"),
    Peer(
        name="pointblank",
        script="pointblank_intake",
        rows=SAMPLE,
        note="types and rules across columns are hand-written polars; good and bad rows as Parquet; all in memory",
    ),
    Peer(
        name="frictionless",
        script="frictionless_intake",
        rows=SMALL_SAMPLE,
        note="a report alone: good and bad rows are not written apart",
    ),
)


def measure(setting: Setting) -> None:
    """Print the section."""
    title("Intake: 12 columns, 15 rules")
    if not people.REFEREE.exists():
        say(people.MISSING)
        return
    whole = people.make(OUT / "intake", setting.sized(ROWS))
    print(f"{whole.rows:,} rows, {whole.megabytes:,.0f} MB of CSV. Medians of {ROUNDS} runs in turn; peers one run.\n")
    copied, refereed, ours = in_turn(whole)
    rows = three(whole, copied, refereed, ours) + [beside(peer, whole, setting) for peer in PEERS]
    table(("what", "rows:", *COSTS, "same rows good", "how"), rows)
    compared(whole, copied, refereed, ours)


def three(whole: People, copied: Cost, refereed: Cost, ours: Cost) -> list[tuple[str, ...]]:
    """The rows of the limit, the referee and Kho."""
    size = f"{whole.rows:,}"
    judged = people.told(people.found_by_kho(province()), whole.expected)
    note = "landed, checked, committed; lineage and profile recorded"
    return [
        ("copy, the limit", size, *costs(copied, whole.rows), "", "DuckDB, CSV as text into Parquet"),
        ("the referee", size, *costs(refereed, whole.rows), "yes", "DuckDB, SQL by hand in two passes"),
        ("**kho run**", size, *costs(ours, whole.rows), judged, note),
    ]


def in_turn(whole: People) -> tuple[Cost, Cost, Cost]:
    """The copy once, then the referee and Kho in turn, Kho each time into a new province."""
    copied = cost(people.referee("copy", whole.folder), folder=whole.folder)
    refereed, ours = [], []
    for _ in range(ROUNDS):
        refereed.append(cost(people.referee("run", whole.folder), folder=whole.folder))
        ours.append(cost(kho(people.province_of(whole, province()), "run")))
    return copied, middle(refereed), middle(ours)


def province() -> Path:
    """Where Kho runs."""
    return OUT / "intake-province"


def beside(peer: Peer, whole: People, setting: Setting) -> tuple[str, ...]:
    """A peer's row: on the whole input, or on its first rows."""
    taken = whole if peer.rows is None else first_rows(whole, setting.sized(peer.rows))
    size = f"{taken.rows:,}" if peer.rows is None else f"{taken.rows:,} (a sample)"
    try:
        needed = cost(setting.peer(peer.script, taken.folder), folder=taken.folder)
    except (EndedBadlyError, FileNotFoundError) as error:
        return (peer.name, size, "", "", "", "", f"failed: {str(error).splitlines()[-1]}")
    found = people.verdict(needed.last())
    agrees = "no rules" if found is None else people.told(found, taken.expected)
    return (peer.name, size, *costs(needed, taken.rows), agrees, peer.note)


def first_rows(whole: People, rows: int) -> People:
    """The sample of so many rows."""
    return people.sample(whole, rows, OUT / f"intake-{rows}")


def compared(whole: People, copied: Cost, refereed: Cost, ours: Cost) -> None:
    """Kho against the referee, by whole processes and by the referee's own clock, and whether the rows are the same."""
    own = float(re.findall(r"([\d.]+) s,", refereed.said)[0])
    say(
        f"Kho beside the referee: **{refereed.seconds / ours.seconds:.0%}** of its rows/s (target {TARGET:.0%}); by the"
        f" referee's own clock, which leaves out its start and its counting ({own:.1f} s): {own / ours.seconds:.0%}."
        f" Beside the bare copy: {copied.seconds / ours.seconds:.0%}."
    )
    alike = people.same_good_rows(province(), whole)
    say(f"The referee: {whole.expected.good:,} good, {whole.expected.bad:,} bad; {alike}.")
