"""Written addresses brought to communes: the 10,687 triples of the public file, beside the package's own parser.

Both read the same lines, one after another in one process, after what they build once; seconds are of reading alone.
Which answers are right the statistics office's tables say (tests/real/legacy_addresses.py).
"""

from measuring import BENCH, Setting, cost, say, step, table, title

FILE = BENCH.parents[1] / "shared" / "data" / "admin" / "legacy_addresses.csv"
LINES = 10_688
WAYS = {
    "as written": "plain",
    "without marks": "folded",
    "with a house number and a street": "street",
}
HEADS = ("addresses", "program", "lines:", "µs/line:", "one commune:", "of judged right:", "all its new ones:")


def measure(setting: Setting) -> None:
    """Print the section."""
    title("Addresses")
    if not FILE.is_file():
        say(f"Left out: {FILE.name} is not there.")
        return
    rows = []
    for words, way in WAYS.items():
        for program in ("kho", "vietnamadminunits"):
            found = cost(step("read_addresses", FILE.parent, program, way, setting.sized(LINES)))
            rows.append((words, f"**{program}**" if program == "kho" else program, *found.last().split("\t")))
    table(HEADS, rows)
    say(
        "*One commune*: lines for which a commune of June 2025 is told, Kho's first reading where it has several."
        " *Right* is of all lines that a table judges, those without an answer too. *All its new ones* are those that"
        " the office's table names: one alone of a divided commune's is a guess. Target: better in each, at least 20"
        " times as fast per line."
    )
