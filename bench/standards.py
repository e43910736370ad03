"""National standards: values read per second, and a pipeline whose contract uses eight beside one that uses none."""

from pathlib import Path

import province
from measuring import COSTS, OUT, Cost, Setting, cost, costs, kho, middle, say, step, table, title

from kho.standards import registry

VALUES, PYTHON_VALUES, ROWS = 2_000_000, 100_000, 1_000_000
ROUNDS = 3
TARGET = 0.5
EIGHT = (
    *("citizen_id", "tax_code", "phone", "plate"),
    *("agency_code", "dossier_code", "document_number", "health_insurance"),
)
CONTRACT = """\
kind: DataContract
apiVersion: v3.1.0
id: so-mau/chuan
name: Chuẩn (số liệu giả)
version: 1.0.0
status: active
team: {{name: so-mau}}
servers:
  - {{server: csv, type: local, path: {file}, format: csv}}
schema:
  - name: chuan
    logicalType: object
    physicalType: table
    properties:
{columns}
"""


def measure(setting: Setting) -> None:
    """Print the section."""
    title("Standards")
    values, few = setting.sized(VALUES), setting.sized(PYTHON_VALUES)
    print(
        f"Million values per second: {values:,} by DuckDB on all cores, {few:,} by the plain function. Written as the"
        " standard's own good and bad examples are, and all in its normal form.\n"
    )
    rows = []
    for name in [each for each in registry.names() if registry.standard(each).sql is not None]:
        found = [cost(step("read_standard", name, way, values, few)).last().split() for way in ("mixed", "normal")]
        rows.append((name, *found[0], *found[1]))
    heads = ("DuckDB, mixed:", "Python, mixed:", "DuckDB, normal:", "Python, normal:")
    table(("standard", *heads), rows)
    pipeline(setting.sized(ROWS))


def pipeline(rows: int) -> None:
    """The same file by two contracts."""
    file = OUT / "standards.csv"
    cost(step("make_standards", file, rows, *EIGHT))
    without, eight = [], []
    for _ in range(ROUNDS):
        without.append(run(file, kept=False))
        eight.append(run(file, kept=True))
    plain, kept = middle(without), middle(eight)
    print(
        f"\n{rows:,} rows of {len(EIGHT)} text columns, good and written in several ways. Medians of {ROUNDS} runs.\n"
    )
    table(
        ("contract", *COSTS),
        [("no standard", *costs(plain, rows)), ("**eight standards**", *costs(kept, rows))],
    )
    say(f"With eight standards at {plain.seconds / kept.seconds:.0%} of the rate without (target: {TARGET:.0%}).")


def run(file: Path, *, kept: bool) -> Cost:
    """One `kho run` in a new province."""
    standard = ", customProperties: [{{property: kho.standard, value: {0}}}]" if kept else ""
    columns = "\n".join(
        "      - {name: " + name + ", logicalType: string" + standard.format(name) + "}" for name in EIGHT
    )
    folder = province.made(
        OUT / "scratch" / "standards",
        {"contracts/so-mau/chuan.odcs.yaml": CONTRACT.format(file=file, columns=columns)},
        agency="so-mau",
        sources=(file.parent,),
    )
    return cost(kho(folder, "run"))
