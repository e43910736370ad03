"""What a new version of a published dataset costs those who read meanwhile: errors, stale answers, waiting."""

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen

import plots
import portal_addresses as addresses
from measuring import KHO, OUT, EndedBadlyError, cost, kho, say, step, table
from plots import Plots
from servers import Server, Started, started

WORKERS, READERS, PAUSE = 2, 8, 0.02
CALM = 10.0
"""Seconds that are looked at before and after."""
PATIENCE = 600
TOLD = re.compile(r": version (\d+), ")
HEADS = ("when", "seconds:", "answers:", "errors:", "p50 ms:", "p99 ms:", "longest ms:")


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """One answer: when it was asked, after how many seconds it came, of which version, and what was wrong with it."""

    asked: float
    seconds: float
    version: int
    wrong: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Moments:
    """Of the machine's monotonic clock: when watching, the run and the end of it began, and publishing was told."""

    begun: float
    run: float
    loaded: float
    told: float
    ended: float
    version: int


def measure(made: Plots, province: Path) -> None:
    """Print the part."""
    print(f"\n### A new version of {made.rows:,} rows while {READERS} connections ask for pages\n", flush=True)
    changed = plots.make(made.shape, made.rows, OUT / f"{made.folder.name}-changed", first=made.rows // 5)
    with started(_server(province), made.folder / "update.log") as serving:
        moments, seen = _watched(made, changed, province, serving)
    _tell(moments, seen)


def _server(province: Path) -> Server:
    return Server(
        command=lambda port: [
            *(KHO, "-C", str(province), "--lang", "en"),
            *("serve", "--port", str(port), "--workers", str(WORKERS)),
        ],
        ready=f"{addresses.RECORDS}?limit=1",
    )


def _watched(made: Plots, changed: Plots, province: Path, serving: Started) -> tuple[Moments, list[Seen]]:
    """Ask for pages before, while and after the changed rows are loaded and published."""
    asked, into = made.folder / "asked.json", made.folder / "seen.json"
    paths = [addresses.KHO["page"].format(ma_xa=12000 + number) for number in range(plots.COMMUNES)]
    # Every commune has a hundred plots in both versions where there are so many; a small trial asks for one.
    right = 100 if made.rows >= plots.ENOUGH else 1
    paths = paths if right > 1 else [path.replace("limit=100", "limit=1") for path in paths]
    asked.write_text(json.dumps([(path, "rows", right) for path in paths]), encoding="utf-8")
    watching = Popen(step("watch_pages", serving.port, READERS, PAUSE, asked, into), stdin=PIPE)
    begun = time.monotonic()
    time.sleep(CALM)
    run = time.monotonic()
    plots.deliver(changed, province)
    cost(kho(province, "run"))
    loaded = time.monotonic()
    version, told = _published(serving)
    time.sleep(CALM)
    ended = time.monotonic()
    watching.communicate()
    seen = [Seen(**dict(zip(Seen.__slots__, each, strict=True))) for each in json.loads(into.read_text())]
    return Moments(begun=begun, run=run, loaded=loaded, told=told, ended=ended, version=version), seen


def _published(serving: Started) -> tuple[int, float]:
    """Wait until a version is told to be published; gives it and the moment. Raises EndedBadlyError."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = TOLD.search(serving.log.read_text(encoding="utf-8"))
        if found:
            return int(found[1]), time.monotonic()
        time.sleep(0.02)
    raise EndedBadlyError(f"nothing was published:\n{serving.log.read_text()[-1000:]}")


def _tell(moments: Moments, seen: Sequence[Seen]) -> None:
    phases = {
        "before": (moments.begun + 1, moments.run),
        "`kho run` loads it": (moments.run, moments.loaded),
        "it is published": (moments.loaded, moments.told),
        "after": (moments.told, moments.ended),
    }
    table(HEADS, [(name, *_cells(start, stop, seen)) for name, (start, stop) in phases.items()])
    since = [each for each in seen if each.asked > moments.told]
    stale = sum(not each.wrong and each.version != moments.version for each in since)
    of_new = [each.asked + each.seconds for each in seen if each.version == moments.version]
    wrong = [each.wrong for each in seen if each.wrong]
    first = f"{min(of_new) - moments.loaded:.1f} s after `kho run` had ended" if of_new else "never"
    say(
        f"{len(seen):,} answers, {len(wrong)} errors. The new version was first answered {first}; that it is published"
        f" was told after {moments.told - moments.loaded:.1f} s. Of {len(since):,} questions asked since then, {stale}"
        " were answered by the old version."
    )
    if wrong:
        say(f"The first error: {wrong[0]}")


def _cells(start: float, stop: float, seen: Sequence[Seen]) -> tuple[str, ...]:
    inside = [each for each in seen if start <= each.asked < stop]
    taken = sorted(each.seconds * 1000 for each in inside if not each.wrong) or [0.0]
    wrong = sum(bool(each.wrong) for each in inside)
    at = (taken[len(taken) // 2], taken[len(taken) * 99 // 100], taken[-1])
    return f"{stop - start:.1f}", f"{len(inside):,}", str(wrong), *(f"{each:,.1f}" for each in at)
