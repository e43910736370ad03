"""`make bench`: how fast Kho is and in how much memory, beside other programs and the limit of the machine.

Prints Markdown; every figure of one run comes from one machine, each from a process of its own. Ratios count, not the
absolute. Inputs are made under bench/out and stay there for the next time.

    python bench/run.py                         all sections
    python bench/run.py intake workbook         some
    python bench/run.py --quick                 a fiftieth of every size, to try it out
"""

import argparse
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

import addresses
import exporting
import intake
import large
import linear
import portal
import searching
import serving
import standards
import start
import stewards
import workbook
from measuring import BENCH, Setting

SECTIONS = {
    each.__name__: each
    for each in (
        intake,
        linear,
        workbook,
        start,
        standards,
        addresses,
        large,
        serving,
        searching,
        exporting,
        portal,
        stewards,
    )
}
QUICK = 1 / 50


def main() -> None:
    """Measure the sections that were named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"one of: {', '.join(SECTIONS)}")
    parser.add_argument("--quick", action="store_true", help="a fiftieth of every size")
    parser.add_argument("--factor", type=float, default=1.0, help="every size times this")
    parser.add_argument("--peers", type=Path, default=BENCH.parent / ".venv-peers", help="the peers' environment")
    given = parser.parse_args()
    if unknown := set(given.sections) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    # As in the Makefile: who starts a program that is installed does not compile it first.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    setting = Setting(factor=QUICK if given.quick else given.factor, peers=given.peers.absolute())
    header(setting)
    for name in given.sections or SECTIONS:
        SECTIONS[name].measure(setting)


def header(setting: Setting) -> None:
    """What was measured where."""
    print("# Kho beside others\n")
    words = " ".join(("bench/run.py", *sys.argv[1:]))
    versions = f"Python {platform.python_version()}, DuckDB {version('duckdb')}"
    load = f"load {os.getloadavg()[0]:.1f} at the start"
    print(f"`{words}` · {len(os.sched_getaffinity(0))} cores, {memory():.0f} GiB · {load} · {versions}")
    if setting.factor != 1:
        print(f"\n**Every size is multiplied by {setting.factor:g}: this is a trial, not a measurement.**")


def memory() -> float:
    """The machine's memory in GiB."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30


if __name__ == "__main__":
    main()
