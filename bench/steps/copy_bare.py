"""DuckDB's own COPY of the same files, with the same memory and threads. Prints the seconds that it took.

python copy_bare.py FOLDER OPTIONS
"""

import json
import sys
import time
from pathlib import Path

from exported import COLUMNS, CONTRACT, warehouse

from kho.warehouse.duck import listed, literal
from kho.warehouse.tables import TableRef

place = warehouse(Path(sys.argv[1]))
names = [column.name for column in COLUMNS]
start = time.perf_counter()
with place.snapshot(TableRef.of(CONTRACT), names) as table, place.workroom.scratch() as scratch:
    files = ", ".join(literal(str(file)) for file in table.files)
    with place.workroom.session(scratch) as session:
        query = f"SELECT {listed(names)} FROM read_parquet([{files}])"  # noqa: S608 - quoted names
        session.execute(f"COPY ({query}) TO '/dev/null' ({sys.argv[2]})")
print(json.dumps({"seconds": time.perf_counter() - start}))
