"""Measures a command in a process of its own, and prints Markdown tables.

Whoever measures stays small and imports nothing heavy: Linux counts the memory of the process that started another into
the other's peak (it is given up only at exec). So what is large, making the inputs too, runs in processes of its own.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

BENCH = Path(__file__).resolve().parent
OUT = BENCH / "out"
KHO = str(Path(sys.executable).with_name("kho"))
LEAST_ROWS = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """What holds for all sections: each size is multiplied by `factor`; the peers live in the environment `peers`."""

    factor: float
    peers: Path

    def sized(self, rows: int) -> int:
        """So many rows in this run."""
        return max(LEAST_ROWS, int(rows * self.factor))

    def peer(self, name: str, *words: object) -> list[str]:
        """The command of one of the scripts in bench/peers, in the peers' environment."""
        return [str(self.peers / "bin" / "python"), str(BENCH / "peers" / f"{name}.py"), *map(str, words)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """Wall seconds of a process, its peak memory in MiB, and what it printed."""

    seconds: float
    peak: float
    said: str

    def last(self) -> str:
        """The last line that was printed."""
        return self.said.strip().rpartition("\n")[2]


class EndedBadlyError(Exception):
    """A measured command ended with another code than 0."""


def cost(command: Sequence[str], *, folder: Path | None = None) -> Cost:
    """Run a command in a process of its own, in a folder (without one: here). Raises EndedBadlyError."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out, tempfile.TemporaryFile("w+", encoding="utf-8") as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said = text(err).strip() or text(out).strip()
            raise EndedBadlyError(f"{' '.join(command)} ended with {process.returncode}:\n{said[-1000:]}")
        return Cost(seconds=seconds, peak=usage.ru_maxrss / 1024, said=text(out))


def text(file: IO[str]) -> str:
    """All that was written into a file."""
    file.seek(0)
    return file.read()


def step(name: str, *words: object) -> list[str]:
    """The command of one of the scripts in bench/steps."""
    return [sys.executable, str(BENCH / "steps" / f"{name}.py"), *map(str, words)]


def kho(province: Path, *words: str) -> list[str]:
    """The command `kho -C PROVINCE ...`."""
    return [KHO, "-C", str(province), *words]


def middle(costs: Sequence[Cost]) -> Cost:
    """The run of median seconds (of an even number: the slower of the two in the middle), with the highest peak."""
    found = sorted(costs, key=lambda each: each.seconds)[len(costs) // 2]
    return Cost(seconds=found.seconds, peak=max(each.peak for each in costs), said=found.said)


def title(words: str) -> None:
    """The heading of a section."""
    print(f"\n## {words}\n", flush=True)


def say(words: str) -> None:
    """A paragraph."""
    print(f"\n{words}", flush=True)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table; a heading that ends with a colon stands over numbers."""
    print(f"| {' | '.join(head.rstrip(':') for head in heads)} |")
    print(f"| {' | '.join('---:' if head.endswith(':') else '---' for head in heads)} |")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


COSTS = ("seconds:", "rows/s:", "peak MiB:")


def costs(found: Cost, rows: int) -> tuple[str, str, str]:
    """The cells under COSTS."""
    return f"{found.seconds:,.1f}", f"{rows / found.seconds:,.0f}", f"{found.peak:,.0f}"
