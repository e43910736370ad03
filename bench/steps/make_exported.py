"""Loads the invented table that exports are measured on.

python make_exported.py ROWS FOLDER
"""

import shutil
import sys
from pathlib import Path

import duckdb
from exported import CONTRACT, warehouse
from plots_sql import plots

MADE = "copy (select '' as _part, i as _row, * exclude (i) from plots) to '{file}' (format parquet)"

rows, folder = int(sys.argv[1]), Path(sys.argv[2])
shutil.rmtree(folder, ignore_errors=True)
good = folder / "good"
good.mkdir(parents=True)
with duckdb.connect() as session:
    plots(session, "wide", rows)
    session.execute(MADE.format(file=good / "rows.parquet"))
warehouse(folder).load(CONTRACT, good=good, delivery="0" * 64, run="run")
shutil.rmtree(good)
