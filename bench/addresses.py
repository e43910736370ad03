"""Written addresses brought to communes: the 10,687 triples of the public file, beside the package's own parser.

Each reads the same lines, one after another in a process of its own, after what it builds once; the time is of reading
alone. Which answers are right the statistics office's tables say (tests/real/legacy_addresses.py).
"""

from measuring import BENCH, OUT, Setting, cost, say, step, table, title

FILE = BENCH.parents[1] / "shared" / "data" / "admin" / "legacy_addresses.csv"
LINES = 10_688
ANSWERS = OUT / "addresses-answers.tsv"
KHO_READS, PEER = step("read_addresses"), "vietnamadminunits_addresses"
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
        texts = OUT / f"addresses-{way}.txt"
        cost(step("write_addresses", FILE.parent, way, setting.sized(LINES), texts))
        for program, command in (("**Kho**", KHO_READS), ("vietnamadminunits", setting.peer(PEER))):
            speed = cost([*command, str(texts), str(ANSWERS)]).last()
            lines, *shares = (
                cost(step("judge_addresses", FILE.parent, setting.sized(LINES), ANSWERS)).last().split("\t")
            )
            rows.append((words, program, lines, speed, *shares))
    table(HEADS, rows)
    say(
        "*One commune*: lines for which a commune of June 2025 is told, Kho's first reading where it has several."
        " *Right* is of all lines that a table judges, those without an answer too. *All its new ones* are those that"
        " the office's table names: one alone of a divided commune's is a guess. Target: better in each, at least 20"
        " times as fast per line."
    )
