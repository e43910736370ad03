"""Whether Kho's table and the referee's good rows have the same keys: anti-join both ways.

python same_keys.py DELTA_TABLE REFEREE_FOLDER SCRATCH_FOLDER
"""

import sys

import duckdb
from deltalake import DeltaTable

ONLY_ONE = """
select count(*) from (select so_cccd from read_parquet($here)) h
anti join (select so_cccd from read_parquet($there)) t using (so_cccd)
"""

table, referee, scratch = sys.argv[1:]
ours, theirs = DeltaTable(table).file_uris(), [f"{referee}/ok=true/*.parquet"]
connection = duckdb.connect(config={"memory_limit": "1500MB", "temp_directory": scratch})
ours_alone, theirs_alone = (
    connection.execute(ONLY_ONE, {"here": here, "there": there}).fetchall()[0][0]
    for here, there in ((ours, theirs), (theirs, ours))
)
print(f"keys good for Kho alone: {ours_alone}, for the referee alone: {theirs_alone}")
