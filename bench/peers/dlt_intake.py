"""dlt: loads the CSV into DuckDB in Arrow batches, its fastest way. It has no rules of this kind: every row is loaded.

python dlt_intake.py FOLDER
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"

import dlt
import pyarrow as pa
import pyarrow.csv

COLUMNS = (
    *("so_cccd", "ho_ten", "ngay_sinh", "gioi_tinh", "ma_ho", "ma_xa"),
    *("dia_chi", "so_thua", "to_ban_do", "dien_tich", "muc_dich_sd", "ngay_cap"),
)

folder = Path(sys.argv[1])
out = folder / "dlt"
shutil.rmtree(out, ignore_errors=True)
out.mkdir()


@dlt.resource(write_disposition="replace")
def people() -> Iterator[pa.Table]:
    """The file's batches, every column as text."""
    as_text = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(COLUMNS, pa.string()), strings_can_be_null=True)
    with pyarrow.csv.open_csv(folder / "people.csv", convert_options=as_text) as batches:
        for batch in batches:
            yield pa.Table.from_batches([batch])


pipeline = dlt.pipeline("intake", pipelines_dir=str(out), destination=dlt.destinations.duckdb(str(out / "out.duckdb")))
pipeline.run(people())
print(json.dumps({"good": pipeline.last_trace.last_normalize_info.row_counts["people"], "bad": None}))
