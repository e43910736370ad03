"""Large files with few rules: narrow rows and wide ones, beside the bare copy of the same bytes."""

import shutil
from pathlib import Path

import province
from measuring import COSTS, OUT, Setting, cost, costs, kho, step, table, title

ROWS = {"narrow": 20_000_000, "wide": 13_000_000}
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: do-toc-do/{name}
name: Số liệu giả để đo
version: 1.0.0
status: active
team: {{name: do-toc-do}}
servers: [{{server: csv, type: local, path: {name}.csv, format: csv}}]
schema:
  - name: {name}
    physicalType: table
    properties:
      - name: ma
        logicalType: string
        required: true
        unique: true
        logicalTypeOptions: {{pattern: "HS[0-9]{{9}}"}}
      - {{name: ma_xa, logicalType: string, required: true, logicalTypeOptions: {{pattern: "[0-9]{{5}}"}}}}
      - name: ngay
        logicalType: date
        required: true
        logicalTypeOptions: {{format: dd/MM/yyyy, minimum: "2000-01-01"}}
      - {{name: so_luong, logicalType: integer, logicalTypeOptions: {{minimum: 0}}}}
"""
WIDE = """\
      - {name: dia_chi, logicalType: string, logicalTypeOptions: {maxLength: 200}}
      - name: dien_tich
        logicalType: number
        physicalType: decimal(12,2)
        customProperties: [{property: kho.decimal, value: ","}]
      - {name: ma_bam, logicalType: string}
"""
MORE = {"narrow": "", "wide": WIDE}


def measure(setting: Setting) -> None:
    """Print the section."""
    title("Large files: few rules")
    rows = [row for shape, size in ROWS.items() for row in both(shape, setting.sized(size))]
    table(("input", "rows:", "MB:", "what", *COSTS), rows)


def both(shape: str, rows: int) -> list[tuple[str, ...]]:
    """The copy's row and Kho's; the input goes afterwards."""
    file = made(shape, rows)
    size = f"{file.stat().st_size / 1e6:,.0f}"
    commands = {
        "copy, the limit": step("copy_text", file, file.with_suffix(".parquet")),
        "**kho run**": kho(file.parent, "run"),
    }
    told: list[tuple[str, ...]] = [
        (shape, f"{rows:,}", size, what, *costs(cost(command), rows)) for what, command in commands.items()
    ]
    shutil.rmtree(file.parent)
    return told


def made(shape: str, rows: int) -> Path:
    """A province folder with one contract and its file."""
    contract = CONTRACT.format(name=shape) + MORE[shape]
    folder = province.made(OUT / shape, {f"contracts/do-toc-do/{shape}.odcs.yaml": contract}, agency="do-toc-do")
    file = folder / f"{shape}.csv"
    cost(step("make_rows", shape, rows, file))
    return file
