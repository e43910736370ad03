"""Stewards who send files all at once over slow lines, and what those who read the portal notice of it."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen

import plots
import portal_addresses as addresses
from measuring import KHO, OUT, Setting, cost, say, step, table, title
from plots import AGENCY, DATASET
from servers import Server, Started, started

ROWS, SENT_ROWS = 200_000, 50_000
STEWARDS, WORKERS = 50, 2
RATE = 500_000
"""Bytes per second of each steward's line: 4 Mbit/s."""
READERS, PAUSE = 8, 0.1
WARM, CALM = 10.0, 10.0
"""Seconds that readers ask before they are looked at, as first answers take longer, and before files are sent."""
MOST = 300
"""Milliseconds that 99 of 100 pages may take at most meanwhile."""
PAGES: Mapping[str, str] = {
    "/": "page",
    "/dataset?q=thua+dat": "page",
    f"/dataset/{AGENCY}--{DATASET}": "page",
    f"/dataset/{AGENCY}--{DATASET}/rows": "page",
    f"{addresses.RECORDS}?limit=100": "rows",
}
RIGHT: Mapping[str, int] = {"page": 1, "rows": 100}
HEADS = ("when", "seconds:", "pages:", "errors:", "p50 ms:", "p99 ms:", "longest ms:")


@dataclass(frozen=True, kw_only=True, slots=True)
class Moments:
    """Of the machine's monotonic clock: from when to when readers were watched, and all files came and were checked."""

    begun: float
    sending: float
    came: float
    checked: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """One answer to a reader: when it was asked, after how many seconds it came, and what was wrong with it."""

    asked: float
    seconds: float
    wrong: str


def measure(setting: Setting) -> None:
    """Print the section."""
    title("Stewards who send at once")
    rows = setting.sized(ROWS)
    made = plots.make("narrow", rows, OUT / f"portal-narrow-{rows}")
    sent = plots.make("narrow", setting.sized(SENT_ROWS), OUT / "stewards-file")
    province = plots.province_of(made, OUT / "stewards-province")
    print(
        f"{STEWARDS} stewards each send a file of {sent.rows:,} rows ({sent.csv.stat().st_size / 1e6:.1f} MB) over a"
        f" line of {RATE * 8 / 1e6:g} Mbit/s,"
        " and ask how far it is as its page does, each second and less often while nothing changes;"
        f" {READERS} readers"
        f" ask for pages and rows, {PAUSE * 1000:g} ms after each answer. `kho serve`, {WORKERS} workers, SQLite; the"
        " clients share the processors with it.\n",
        flush=True,
    )
    with started(_server(province), made.folder / "stewards.log") as serving:
        sessions = json.loads(cost(step("make_stewards", province, STEWARDS, AGENCY)).last())
        moments, seen, ends = _watched(made.folder, sent.csv, serving, sessions)
        told = f"{serving.peak:,.0f} MiB at the peak, checking included"
    _tell(moments, seen, ends, told)


def _server(province: Path) -> Server:
    return Server(
        command=lambda port: [
            *(KHO, "-C", str(province), "--lang", "en"),
            *("serve", "--port", str(port), "--workers", str(WORKERS)),
        ],
        ready=f"{addresses.RECORDS}?limit=1",
    )


def _watched(
    folder: Path, file: Path, serving: Started, sessions: Sequence[str]
) -> tuple[Moments, list[Seen], Mapping[str, str]]:
    """Watch readers before and while all send; gives how each file ended as well."""
    asked, into, given = (folder / name for name in ("stewards.json", "seen.json", "sessions.json"))
    asked.write_text(json.dumps([(path, what, RIGHT[what]) for path, what in PAGES.items()]), encoding="utf-8")
    given.write_text(json.dumps(sessions), encoding="utf-8")
    watching = Popen(step("watch_pages", serving.port, READERS, PAUSE, asked, into), stdin=PIPE)
    time.sleep(WARM)
    begun = time.monotonic()
    time.sleep(CALM)
    sending = time.monotonic()
    said = json.loads(cost(step("send_files", serving.port, given, f"{AGENCY}--{DATASET}", file, RATE)).last())
    watching.communicate()
    seen = [Seen(asked=when, seconds=took, wrong=wrong) for when, took, _, wrong in json.loads(into.read_text())]
    return Moments(begun=begun, sending=sending, came=said["came"], checked=said["checked"]), seen, said["ends"]


def _tell(moments: Moments, seen: Sequence[Seen], ends: Mapping[str, int], memory: str) -> None:
    phases = {
        "before": (moments.begun, moments.sending),
        "files come": (moments.sending, moments.came),
        "files are checked": (moments.came, moments.checked),
    }
    table(HEADS, [(name, *_cells(start, stop, seen)) for name, (start, stop) in phases.items()])
    p99 = _at([each for each in seen if each.asked >= moments.sending], 0.99)
    told = ", ".join(f"{count} {state}" for state, count in sorted(ends.items()))
    say(
        f"All files had come after {moments.came - moments.sending:.1f} s and were checked after"
        f" {moments.checked - moments.sending:.1f} s: {told}. Readers' p99 from the first byte sent to the last check:"
        f" {p99:,.0f} ms (target {MOST} ms). {memory}."
    )
    if wrong := [each.wrong for each in seen if each.wrong]:
        say(f"The first error of a reader: {wrong[0]}")


def _cells(start: float, stop: float, seen: Sequence[Seen]) -> tuple[str, ...]:
    inside = [each for each in seen if start <= each.asked < stop]
    wrong = sum(bool(each.wrong) for each in inside)
    times = (_at(inside, share) for share in (0.5, 0.99, 1.0))
    return f"{stop - start:.1f}", f"{len(inside):,}", str(wrong), *(f"{each:,.1f}" for each in times)


def _at(seen: Sequence[Seen], share: float) -> float:
    """Milliseconds within which that share of the right answers came."""
    taken = sorted(each.seconds * 1000 for each in seen if not each.wrong) or [0.0]
    return taken[min(len(taken) - 1, int(len(taken) * share))]
