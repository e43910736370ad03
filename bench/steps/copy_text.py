"""The limit: a CSV's bytes as text into Parquet.

python copy_text.py CSV PARQUET
"""

import sys

import duckdb

source, target = sys.argv[1:]
connection = duckdb.connect(
    config={"memory_limit": "1GB", "temp_directory": f"{target}.tmp", "preserve_insertion_order": False}
)
connection.read_csv(source, all_varchar=True).write_parquet(target, compression="zstd")
