"""Publishes the same rows again as a new version while threads ask for pages; prints what that costs as JSON.

python publish_under_load.py PARQUET FOLDER THREADS
"""

import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq

from kho.contracts.model import Access, Column, Contract, LoadMode, LogicalType
from kho.contracts.names import DatasetName
from kho.publishing.records.building import Plan
from kho.publishing.records.fields import Field
from kho.publishing.records.parameters import page
from kho.publishing.records.shelf import Shelf
from kho.publishing.records.writing import as_arrays
from kho.warehouse.storage import Storage
from kho.warehouse.tables import TableRef
from kho.warehouse.warehouse import Warehouse

DECIMAL = {"logical_type": LogicalType.NUMBER, "precision": 12, "scale": 2}
COLUMNS = (
    Column(name="ma", primary_key=1),
    *(Column(name=name) for name in ("ten", "dia_chi", "ma_xa")),
    Column(name="so_thua", logical_type=LogicalType.INTEGER),
    Column(name="dien_tich", **DECIMAL),
    Column(name="ngay", logical_type=LogicalType.DATE),
    Column(name="muc_dich"),
)
CONTRACT = Contract(
    name=DatasetName("so-mau", "thua-dat"),
    version="1.0.0",
    title="Thửa đất (dữ liệu giả)",
    access=Access.OPEN,
    load=LoadMode.REPLACE,
    columns=COLUMNS,
)
file, folder, threads = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
warehouse = Warehouse(Storage(url=str(folder / "store")), folder / "state", memory="1GB")
plan = Plan(fields=tuple(map(Field.of, COLUMNS)), key=("ma",), pairs=(("ma_xa", "dien_tich"),))
shelf = Shelf(folder=folder / "published")
known = {field.name: field for field in plan.fields}


def load(number: int) -> None:
    """A version of the table: the rows as they are."""
    good = folder / f"good-{number}"
    good.mkdir(parents=True)
    pq.write_table(pq.read_table(file).drop_columns(["_delivery"]), good / "0.parquet")
    warehouse.load(CONTRACT, good=good, delivery=f"{number:064x}", run=f"run-{number}")


def ask(first: int, ended: threading.Event) -> list[float]:
    """Pages until the end; the seconds of each. Whatever fails, fails all."""
    taken, number = [], first
    while not ended.is_set():
        number += 7919
        start = time.perf_counter()
        with shelf.replica(plan.fields) as replica:
            asked = page([("ma_xa", str(12000 + number % 104)), ("sort", "-dien_tich")], known)
            as_arrays(replica.page(asked))
        taken.append(time.perf_counter() - start)
        time.sleep(0.01)  # people do not ask without a pause
    return taken


def percentile(taken: list[float], part: float) -> float:
    """Milliseconds within which that part of the pages came."""
    return sorted(taken)[int(len(taken) * part)] * 1000


load(1)
shelf.publish(warehouse, TableRef.of(CONTRACT), plan)
load(2)
ended = threading.Event()
with ThreadPoolExecutor(threads) as readers:
    reading = [readers.submit(ask, number, ended) for number in range(threads)]
    start = time.perf_counter()
    Shelf(folder=shelf.folder).publish(warehouse, TableRef.of(CONTRACT), plan)
    seconds = time.perf_counter() - start
    ended.set()
    taken = [each for asked in reading for each in asked.result()]
with shelf.replica(plan.fields) as replica:
    version = replica.version
shelf.close()
print(
    json.dumps(
        {
            "seconds": seconds,
            "pages": len(taken),
            "median ms": percentile(taken, 0.5),
            "p99 ms": percentile(taken, 0.99),
            "version": version,
        }
    )
)
