"""`make bench`: how fast Kho takes large files in, and in how much memory, beside the bare limit of the machine.

Makes two inputs once (20 million narrow rows; 2 GB of wide ones) under bench/out, then runs in processes of their own:
`copy`, DuckDB reading the CSV as text straight into Parquet, which is the limit; and the whole `kho run`: landing,
decoding, rules, quarantine, the Delta commit and lineage. Prints a Markdown table; the ratio counts, not the absolute.

    python bench/run.py [ROWS_NARROW ROWS_WIDE]
"""

import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb

OUT = Path(__file__).resolve().parent / "out"
KHO = Path(sys.executable).with_name("kho")
NARROW_ROWS, WIDE_ROWS = 20_000_000, 13_000_000

NARROW = """
copy (
  select printf('HS%09d', i) as ma, printf('%05d', 20000 + (hash(i) % 160) * 3) as ma_xa,
    strftime(date '2020-01-01' + (hash(i * 7) % 2000)::int, '%d/%m/%Y') as ngay,
    case when i % 1000 = 1 then 'abc' else (hash(i * 3) % 100000)::varchar end as so_luong
  from range({rows}) t(i)
) to '{file}' (header)
"""
WIDE = """
copy (
  select printf('HS%09d', i) as ma, printf('%05d', 20000 + (hash(i) % 160) * 3) as ma_xa,
    strftime(date '2020-01-01' + (hash(i * 7) % 2000)::int, '%d/%m/%Y') as ngay,
    case when i % 1000 = 1 then 'abc' else (hash(i * 3) % 100000)::varchar end as so_luong,
    'Thôn ' || (hash(i * 5) % 90) || ', đường ' || (['Hùng Vương', 'Trần Phú', 'Lê Lợi'])[1 + (hash(i) % 3)::int]
      || ' nối dài, xã ' || (hash(i) % 160) || ', dòng dữ liệu giả để đo' as dia_chi,
    replace((hash(i * 11) % 1000000 / 100.0)::varchar, '.', ',') as dien_tich,
    md5(i::varchar) as ma_bam
  from range({rows}) t(i)
) to '{file}' (header)
"""
CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: do-toc-do/{name}
name: Đo tốc độ
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
WIDE_COLUMNS = """
      - {name: dia_chi, logicalType: string, logicalTypeOptions: {maxLength: 200}}
      - name: dien_tich
        logicalType: number
        physicalType: decimal(12,2)
        customProperties: [{property: kho.decimal, value: ","}]
      - {name: ma_bam, logicalType: string}
"""
TOML = '[province]\nname = "Đo tốc độ"\ncode = "33"\n\n[storage]\nlanding_limit_mb = 8192\n'
AGENCIES = "- id: do-toc-do\n  name: {vi: Đo tốc độ, en: Speed}\n  level: province\n"


def main() -> None:
    """Make the inputs, measure, print."""
    narrow, wide = (int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (NARROW_ROWS, WIDE_ROWS)
    cores = len(os.sched_getaffinity(0))
    print(f"`make bench` · {cores} cores · Python {platform.python_version()} · DuckDB {duckdb.__version__}\n")
    print("| input | rows | MB | what | seconds | rows/s | peak MB |\n|---|---:|---:|---|---:|---:|---:|")
    for name, sql, rows, more in (("narrow", NARROW, narrow, ""), ("wide", WIDE, wide, WIDE_COLUMNS)):
        file = made(name, sql, rows, more)
        for what, command in (("copy", copying(file)), ("kho run", [str(KHO), "-C", str(file.parent), "run"])):
            seconds, peak = measured(command)
            size = file.stat().st_size / 1e6
            print(f"| {name} | {rows:,} | {size:,.0f} | {what} | {seconds:.0f} | {rows / seconds:,.0f} | {peak:,.0f} |")
        shutil.rmtree(file.parent)


def made(name: str, sql: str, rows: int, more: str) -> Path:
    """A province folder with one contract and its file."""
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    contract = folder / "contracts" / "do-toc-do" / f"{name}.odcs.yaml"
    contract.parent.mkdir(parents=True)
    contract.write_text(CONTRACT.format(name=name) + more.lstrip("\n"), encoding="utf-8")
    (folder / "kho.toml").write_text(TOML, encoding="utf-8")
    (folder / "agencies.yaml").write_text(AGENCIES, encoding="utf-8")
    (folder / "systems.yaml").write_text("[]\n", encoding="utf-8")
    file = folder / f"{name}.csv"
    duckdb.sql(sql.format(rows=rows, file=file))
    return file


def copying(file: Path) -> list[str]:
    """The limit: the same bytes as text into Parquet."""
    code = (
        f"import duckdb; c = duckdb.connect(config={{'memory_limit': '1GB', 'temp_directory': {str(OUT)!r}, "
        "'preserve_insertion_order': False}); "
        f"c.execute(\"copy (from read_csv('{file}', all_varchar=true)) to '{file}.parquet' (compression zstd)\")"
    )
    return [sys.executable, "-c", code]


def measured(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak memory in MB of a process of its own."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
