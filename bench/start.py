"""How long a person waits for a command that has nothing to do: in a province of 40 datasets that are all loaded."""

import statistics
import sys
from pathlib import Path

import province
from measuring import KHO, OUT, Setting, cost, kho, say, table, title

DATASETS = 40
TIMES, FEW = 10, 3
TARGET = 0.3
HEADS = ("command", "seconds:", "fastest:", "slowest:", "peak MiB:")
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: so-y-te/{name}
name: Số liệu giả {name}
version: 1.0.0
status: active
team: {{name: so-y-te}}
servers: [{{server: tep, type: local, path: inbox/{name}.csv, format: csv}}]
schema:
  - name: {table}
    physicalType: table
    properties:
      - {{name: ma, logicalType: string, required: true, unique: true, logicalTypeOptions: {{maxLength: 4}}}}
      - {{name: ngay, logicalType: date, required: true, logicalTypeOptions: {{format: dd/MM/yyyy}}}}
      - {{name: so_luong, logicalType: integer, logicalTypeOptions: {{minimum: 0}}}}
"""
CSV = "ma,ngay,so_luong\nA001,01/02/2026,5\nA002,02/02/2026,7\n"


def measure(setting: Setting) -> None:
    """Print the section."""
    title("Start: nothing to do")
    folder = loaded()
    commands = {
        "`python -c pass`, the limit": [sys.executable, "-c", "pass"],
        "**kho --help**": [KHO, "--help"],
        f"**kho run**, {DATASETS} datasets, nothing due": kho(folder, "run"),
        f"**kho check**, {DATASETS} datasets": kho(folder, "check"),
    }
    times = TIMES if setting.factor >= 1 else FEW
    print(f"Medians of {times}. The measuring process's own memory is the least peak that can be seen.\n")
    table(HEADS, [(name, *often(command, times)) for name, command in commands.items()])
    say(f"Target: `kho --help` in less than {TARGET} s.")


def loaded() -> Path:
    """A province whose datasets have all been loaded."""
    names = [f"so-lieu-{number:02}" for number in range(1, DATASETS + 1)]
    contracts = {
        f"contracts/so-y-te/{name}.odcs.yaml": CONTRACT.format(name=name, table=name.replace("-", "_"))
        for name in names
    }
    files = {f"inbox/{name}.csv": CSV for name in names}
    folder = province.made(OUT / "start-province", {**contracts, **files}, agency="so-y-te")
    cost(kho(folder, "run"))
    return folder


def often(command: list[str], times: int) -> tuple[str, ...]:
    """The cells of a command that was run so many times."""
    found = [cost(command) for _ in range(times)]
    taken = [each.seconds for each in found]
    spread = (statistics.median(taken), min(taken), max(taken))
    return (*(f"{each:.2f}" for each in spread), f"{max(each.peak for each in found):,.0f}")
