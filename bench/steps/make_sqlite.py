"""The rows as a plain SQLite file, with the indexes that Kho's replica of them has. Prints the seconds.

python make_sqlite.py PARQUET REPLICA INTO
"""

import json
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import duckdb

from kho.sources.sql.extensions import load_scanner

parquet, replica, into = map(Path, sys.argv[1:])
start = time.perf_counter()
into.unlink(missing_ok=True)
TYPES = {"BIGINT": "INTEGER", "DECIMAL(12,2)": "REAL"}
with duckdb.connect() as session:
    described = session.execute(f"describe from '{parquet}'").fetchall()
    columns = ", ".join(f"{name} {TYPES.get(kind, 'TEXT')}" for name, kind, *_ in described)
    with closing(sqlite3.connect(into)) as made:
        made.execute(f"create table rows ({columns.replace('ma TEXT', 'ma TEXT PRIMARY KEY', 1)})")
    load_scanner(session, "sqlite")
    session.execute(f"attach '{into}' as made (type sqlite)")
    session.execute(f"insert into made.rows from '{parquet}'")
with closing(sqlite3.connect(f"file:{replica}?mode=ro&immutable=1", uri=True)) as theirs:
    indexes = [
        sql for (sql,) in theirs.execute("select sql from sqlite_master where type = 'index' and tbl_name = 'rows'")
    ]
with closing(sqlite3.connect(into)) as made:
    for sql in indexes:
        made.execute(sql)
    made.execute("analyze")
    made.commit()
(into.with_suffix(".indexes.json")).write_text(json.dumps(indexes), encoding="utf-8")
print(json.dumps({"seconds": time.perf_counter() - start, "bytes": into.stat().st_size}))
