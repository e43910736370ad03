"""DuckDB's own COPY of Parquet to CSV, thrown away. Prints the seconds that it took.

python copy_rows.py PARQUET
"""

import json
import sys
import time

import duckdb

start = time.perf_counter()
duckdb.sql(f"copy (from '{sys.argv[1]}') to '/dev/null' (format csv, header)")
print(json.dumps({"seconds": time.perf_counter() - start}))
