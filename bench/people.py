"""The referee's input: 12 columns of invented people, 15 rules, and how many rows are good.

The referee, which makes the input and checks it by hand-written SQL, lies beside the checkout.
"""

import json
import shutil
import sys
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from string import Template

import province
from measuring import BENCH, OUT, cost, kho, step

REFEREE = BENCH.parent.parent / "shared" / "bench" / "intake_baseline.py"
MISSING = "**Left out**: the referee, `../shared/bench/intake_baseline.py` beside the checkout, is not there."


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """How many rows were found good and bad."""

    good: int
    bad: int


@dataclass(frozen=True, kw_only=True, slots=True)
class People:
    """A folder with people.csv and communes.csv, and what the referee found in it (expected.json)."""

    folder: Path
    rows: int
    expected: Verdict

    @property
    def megabytes(self) -> float:
        """The CSV's size."""
        return (self.folder / "people.csv").stat().st_size / 1e6


def verdict(text: str) -> Verdict | None:
    """What a peer printed as JSON, with `good` and `bad` in it. None: it has no rules, and `bad` is null."""
    found = json.loads(text)
    return None if found["bad"] is None else Verdict(good=found["good"], bad=found["bad"])


def expected(text: str) -> Verdict:
    """What the referee printed as JSON."""
    found = json.loads(text)
    return Verdict(good=found["good"], bad=found["bad"])


def referee(action: str, *words: object) -> list[str]:
    """The referee's command."""
    return [sys.executable, str(REFEREE), action, *map(str, words)]


def make(folder: Path, rows: int) -> People:
    """Let the referee make the input, unless it lies there in this size."""
    made = folder / "rows"
    if not made.exists() or made.read_text(encoding="utf-8") != str(rows):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        cost(referee("make", rows, folder), folder=folder)
        made.write_text(str(rows), encoding="utf-8")
    found = (folder / "expected.json").read_text(encoding="utf-8")
    return People(folder=folder, rows=rows, expected=expected(found))


def sample(people: People, rows: int, folder: Path) -> People:
    """The first rows alone, judged by the referee anew."""
    rows = min(rows, people.rows)
    folder.mkdir(parents=True, exist_ok=True)
    with (people.folder / "people.csv").open(encoding="utf-8", newline="") as whole:
        (folder / "people.csv").write_text("".join(islice(whole, rows + 1)), encoding="utf-8", newline="")
    (folder / "communes.csv").write_bytes((people.folder / "communes.csv").read_bytes())
    return People(folder=folder, rows=rows, expected=expected(cost(referee("run", folder), folder=folder).last()))


def province_of(people: People, folder: Path, *, file: str = "people.csv", form: str = "csv") -> Path:
    """A fresh province with the contract that says the same 15 rules about this file."""
    contract = Template((BENCH / "people.odcs.yaml").read_text(encoding="utf-8"))
    codes = (people.folder / "communes.csv").read_text(encoding="utf-8").split()[1:]
    return province.made(
        folder,
        {
            "contracts/cong-an/nguoi-dan.odcs.yaml": contract.safe_substitute(
                file=json.dumps(str(people.folder / file), ensure_ascii=False), format=form
            ),
            "codelists/xa.csv": "\n".join(
                ("code,name,valid_from,valid_to", *(f"{each},Xã {each},," for each in codes), "")
            ),
        },
        agency="cong-an",
        sources=(people.folder,),
    )


def found_by_kho(folder: Path) -> Verdict:
    """What the run's own record says."""
    record = json.loads(cost(kho(folder, "run", "show", "LAST", "--format", "json")).said)
    return Verdict(good=record["accepted"], bad=record["quarantined"])


def same_good_rows(folder: Path, people: People) -> str:
    """Whether Kho's table holds the same keys as the referee's good rows: asked both ways."""
    table = folder / "warehouse" / "source" / "cong-an" / "nguoi-dan"
    return cost(step("same_keys", table, people.folder / "baseline", OUT / "scratch")).last()


def told(found: Verdict, right: Verdict) -> str:
    """Whether as many rows are good and bad as the referee says."""
    return "yes" if found == right else f"no: {found.good:,} good, {found.bad:,} bad"
