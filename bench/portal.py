"""The portal over HTTP beside Datasette and a thin view of PostgreSQL: the same questions about the same rows."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE, Popen

import plots
import portal_addresses as addresses
import updating
from measuring import KHO, OUT, EndedBadlyError, Setting, cost, say, step, table, title
from plots import Plots
from servers import Server, Started, started, wait

NARROW, WIDE = 200_000, 5_000_000
WORKERS = 2
CONNECTIONS = (1, 32)
SECONDS, FEW_SECONDS = 5.0, 1.0
WARM = 1.0
"""Seconds for which each question is asked before, as the first answers of each process take longer."""
LONGEST = 120
"""Seconds after which a download is let go of; its rate is that of the rows until then."""
TIMES, P99, HALF = 5, 100, 0.5
DATASETTE_SETTINGS = {"sql_time_limit_ms": 120_000, "max_csv_mb": 0, "default_cache_ttl": 0}
OURS, ONE, PLAIN, LEAN, VIEW = (
    f"**kho**, {WORKERS} workers",
    "**kho**, 1 worker",
    "Datasette",
    "Datasette, no count or facets",
    f"PostgreSQL, thin view, {WORKERS} workers",
)
MADE, AGAIN, PART, STREAMED, COPIED, BARE = (
    "**kho**, the whole file, made",
    "**kho**, the same again, kept",
    "**kho**, rows by a condition that all hold",
    "Datasette, `_stream=on`",
    "PostgreSQL's COPY through the view",
    "DuckDB's COPY of Parquet, no server",
)
HEADS = ("question", "server", *(f"{many}: {what}:" for many in CONNECTIONS for what in ("1/s", "p50", "p99")))
KEPT_HEADS = ("server", "rows made ready, s:", "MB on disk:", "peak MiB:")
TAKEN_HEADS = ("export", "rows:", "seconds:", "rows/s:", "first bytes, s:", "peak MiB:")


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What the load client found: answers per second and their milliseconds, None where no right one came."""

    rate: float
    p50: float | None
    p99: float | None
    wrong: int

    @property
    def cells(self) -> tuple[str, str, str]:
        """The cells of one number of connections."""
        rate = f"{self.rate:,.{0 if self.rate >= 10 else 2}f}" + (f" ({self.wrong} wrong)" if self.wrong else "")
        return rate, *("–" if each is None else f"{each:,.1f}" for each in (self.p50, self.p99))


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """The whole table as CSV."""

    rows: int
    seconds: float
    first: float | None
    peak: float
    is_whole: bool = True

    @property
    def rate(self) -> float:
        """Rows per second."""
        return self.rows / self.seconds

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of a download."""
        rows = f"{self.rows:,}" + ("" if self.is_whole else f", let go of after {LONGEST} s")
        first = "" if self.first is None else f"{self.first:.2f}"
        return rows, f"{self.seconds:,.1f}", f"{self.rate:,.0f}", first, f"{self.peak:,.0f}"


@dataclass(kw_only=True, slots=True)
class Found:
    """All that was found about rows of one size: by question, server and connections; by export; by server."""

    plots: Plots
    seconds: float
    told: dict[tuple[str, str, int], Told] = field(default_factory=dict)
    taken: dict[str, Taken] = field(default_factory=dict)
    kept: list[tuple[str, ...]] = field(default_factory=list)

    def ask(self, name: str, server: Started, paths: Mapping[str, str], ready: str) -> None:
        """Ask all questions, on one connection and on many, each when the server is done with the one before."""
        for kind, asked in self.plots.questions().items():
            if kind not in paths:
                continue
            file = self.plots.folder / "asked.json"
            lines = [(paths[kind].format(**values), asked["what"], right) for values, right in asked["asked"]]
            file.write_text(json.dumps(lines), encoding="utf-8")
            cost(step("load_http", server.port, CONNECTIONS[-1], WARM, file))
            for many in CONNECTIONS:
                wait(server, ready)
                said = json.loads(cost(step("load_http", server.port, many, self.seconds, file)).last())
                self.told[kind, name, many] = Told(**{each: said[each] for each in ("rate", "p50", "p99", "wrong")})
                if said["wrong"]:
                    say(f"{name}, {kind}: {said['wrong']} wrong, the first: {said['first']}")

    def take(self, what: str, server: Started, path: str) -> None:
        """Download the whole table."""
        server.forget()
        said = json.loads(cost(step("download", server.port, path, LONGEST)).last())
        server.look()
        if said["whole"] and said["rows"] != self.plots.rows:
            raise EndedBadlyError(f"{what}: {said['rows']} rows of {self.plots.rows}")
        self.taken[what] = Taken(
            rows=int(said["rows"]),
            seconds=said["seconds"],
            first=said["first"],
            peak=server.peak,
            is_whole=said["whole"],
        )

    def keep(self, name: str, server: Started, *, seconds: float | None, size: int | None) -> None:
        """What it took until the server had the rows, and the memory it needed to answer."""
        made = ("" if seconds is None else f"{seconds:,.1f}", "" if size is None else f"{size / 1e6:,.0f}")
        self.kept.append((name, *made, f"{server.peak:,.0f}"))


def measure(setting: Setting) -> None:
    """Print the section."""
    title("The portal over HTTP")
    lasts = SECONDS if setting.factor >= 1 else FEW_SECONDS
    print(
        f"The load client is a process of its own, but shares {len(os.sched_getaffinity(0))} processors with the server"
        " that it asks: rates are those of both together. Connections are kept. Every answer must be 200 and have the"
        f" right number of rows or groups, or the right count. {lasts:g} s for each figure; times in milliseconds;"
        f" on {CONNECTIONS[0]} connection and on {CONNECTIONS[1]}. Datasette is one process, as it has no other"
        " way; its rows are in a plain SQLite file, PostgreSQL's in a table, both with the indexes of Kho's replica."
        " Memory is of all of a server's processes, what they share counted once."
    )
    for shape, size in (("narrow", NARROW), ("wide", WIDE)):
        rows = setting.sized(size)
        made = plots.make(shape, rows, OUT / f"portal-{shape}-{rows}")
        print(f"\n### {rows:,} rows of {made.columns} columns\n", flush=True)
        told(measured(Found(plots=made, seconds=lasts), setting))
    updating.measure(made, province())


def province() -> Path:
    """Where Kho serves."""
    return OUT / "portal-province"


def measured(found: Found, setting: Setting) -> Found:
    """All servers, one after the other."""
    ours(found)
    one_worker(found)
    sqlite, seconds = as_sqlite(found.plots)
    datasette(found, setting, sqlite, seconds)
    view(found, setting, sqlite.with_suffix(".indexes.json"))
    copied = cost(step("copy_rows", found.plots.folder / "rows.parquet"))
    bare = json.loads(copied.last())["seconds"]
    found.taken[BARE] = Taken(rows=found.plots.rows, seconds=bare, first=None, peak=copied.peak)
    return found


def kho_serves(workers: int) -> Server:
    """The portal of the province."""
    return Server(
        command=lambda port: [
            *(KHO, "-C", str(province()), "--lang", "en"),
            *("serve", "--port", str(port), "--workers", str(workers)),
        ],
        ready=f"{addresses.RECORDS}?limit=1",
    )


def ours(found: Found) -> None:
    """Kho: published first, then served anew, so that the memory is that of serving."""
    plots.province_of(found.plots, province())
    server, log = kho_serves(WORKERS), found.plots.folder / "kho.log"
    with started(server, log) as publishing:
        ready = publishing.seconds
    size = sum(each.stat().st_size for each in replica().parent.glob("0*"))
    with started(server, log) as serving:
        found.ask(OURS, serving, addresses.KHO, server.ready)
        found.keep(OURS, serving, seconds=ready, size=size)
    with started(server, log) as serving:
        for what, path in ((MADE, addresses.FILE), (AGAIN, addresses.FILE), (PART, addresses.PART)):
            found.take(what, serving, path)


def one_worker(found: Found) -> None:
    """Kho in one process, as Datasette is."""
    server = kho_serves(1)
    with started(server, found.plots.folder / "kho.log") as serving:
        found.ask(ONE, serving, addresses.KHO, server.ready)
        found.keep(ONE, serving, seconds=None, size=None)


def replica() -> Path:
    """The file of rows that Kho serves."""
    [current] = province().glob("warehouse/published/*/*/current")
    return current.resolve()


def as_sqlite(made: Plots) -> tuple[Path, float]:
    """The rows as a plain SQLite file, and the seconds it took."""
    file = made.folder / "rows.sqlite"
    said = json.loads(cost(step("make_sqlite", made.folder / "rows.parquet", replica(), file)).last())
    return file, said["seconds"]


def datasette(found: Found, setting: Setting, file: Path, seconds: float) -> None:
    """Datasette over a file that nobody changes, without limits of time and size."""
    script = setting.peers / "bin" / "datasette"
    if not script.exists():
        say(f"**Left out**: Datasette, {script} is not there.")
        return
    settings = [word for name, value in DATASETTE_SETTINGS.items() for word in ("--setting", name, str(value))]
    server = Server(
        command=lambda port: [str(script), "serve", "--immutable", str(file), "--port", str(port), *settings],
        ready="/rows/rows.json?_size=1",
    )
    with started(server, found.plots.folder / "datasette.log") as serving:
        found.ask(PLAIN, serving, addresses.DATASETTE, server.ready)
        found.ask(LEAN, serving, addresses.LEAN, server.ready)
        found.keep(PLAIN, serving, seconds=seconds, size=file.stat().st_size)
        found.take(STREAMED, serving, addresses.DATASETTE_FILE)


def view(found: Found, setting: Setting, indexes: Path) -> None:
    """PostgreSQL by the thin view."""
    granian = setting.peers / "bin" / "granian"
    if not granian.exists():
        say(f"**Left out**: PostgreSQL's thin view, {granian} is not there.")
        return
    with postgres(found.plots, indexes) as database:
        server = Server(
            command=lambda port: [
                *(str(granian), "--interface", "wsgi", "--port", str(port), "--workers", str(WORKERS)),
                *("--blocking-threads", "8", "--log-level", "error", "postgres_view:application"),
            ],
            ready="/point?ma=0",
            environment={"PYTHONPATH": str(Path(__file__).parent / "peers"), "BENCH_POSTGRES": database["address"]},
            beside=database["pid"],
        )
        with started(server, found.plots.folder / "view.log") as serving:
            found.ask(VIEW, serving, addresses.VIEW, server.ready)
            found.keep(VIEW, serving, seconds=database["seconds"], size=database["bytes"])
            found.take(COPIED, serving, addresses.VIEW_FILE)


@contextmanager
def postgres(made: Plots, indexes: Path) -> "Iterator[Mapping[str, object]]":
    """A database with the rows: its address, process, seconds and bytes."""
    columns = "ma text primary key, " + ", ".join(
        f"{name} {kind}" for name, kind in plots.sql_types(made.shape).items()
    )
    process = Popen(step("postgres", made.csv, columns, indexes), stdin=PIPE, stdout=PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line:
            raise EndedBadlyError("PostgreSQL did not start")
        yield json.loads(line)
    finally:
        process.stdin.close()
        process.wait()


def told(found: Found) -> None:
    """Print all that was found."""
    kinds = dict.fromkeys(kind for kind, _, _ in found.told)
    rows = [
        (kind, name, *(cell for many in CONNECTIONS for cell in found.told[kind, name, many].cells))
        for kind in kinds
        for name in dict.fromkeys(name for asked, name, _ in found.told if asked == kind)
    ]
    table(HEADS, rows)
    compared(found)
    print()
    table(KEPT_HEADS, found.kept)
    print("\nThe whole table as CSV, over HTTP but for the last; a file once made is kept.\n")
    table(TAKEN_HEADS, [(what, *each.cells) for what, each in found.taken.items()])
    bare = found.taken[BARE]
    shares = ", ".join(
        f"{what.removeprefix('**kho**, ')}: {found.taken[what].rate / bare.rate:.0%}" for what in (MADE, PART)
    )
    say(f"Beside DuckDB's bare COPY: {shares} of its rows/s (target {HALF:.0%}).")


def compared(found: Found) -> None:
    """How Kho's pages stand beside Datasette's."""
    many = CONNECTIONS[-1]
    page = {name: found.told["page", name, many] for name in (OURS, ONE, LEAN) if ("page", name, many) in found.told}
    slowest = page[OURS].p99 or float("inf")
    told = f"A page's p99 on {many} connections: {slowest:,.0f} ms (target {P99} ms)."
    if LEAN in page and page[LEAN].rate:
        times = [f"{page[name].rate / page[LEAN].rate:.1f} with {name.rpartition(', ')[2]}" for name in (OURS, ONE)]
        told = f"Kho's rate of pages is Datasette's times {', times '.join(times)} (target {TIMES}). {told}"
    say(told)
