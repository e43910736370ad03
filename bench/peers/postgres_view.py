"""PostgreSQL by a thin view: plain SQL, rows as JSON, a connection to each thread. WSGI, for granian.

Its address is in the environment: BENCH_POSTGRES.
"""

import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl

import psycopg
from psycopg.rows import dict_row

SQL = {
    "/page": "select * from rows where ma_xa = %(ma_xa)s order by dien_tich desc limit 100",
    "/order": "select * from rows where so_thua >= %(so_thua)s::int order by so_thua limit 100",
    "/point": "select * from rows where ma = %(ma)s",
    "/count": "select count(*) as count from rows where muc_dich = 'LUC' and so_thua >= %(so_thua)s::int",
    "/group": "select ma_xa, count(*) as count, sum(dien_tich) as sum_dien_tich from rows group by ma_xa",
}
own = threading.local()


def connection() -> psycopg.Connection[dict[str, object]]:
    if not hasattr(own, "connection"):
        own.connection = psycopg.connect(os.environ["BENCH_POSTGRES"], autocommit=True, row_factory=dict_row)
    return own.connection


def plain(value: Decimal | date) -> float | str:
    return float(value) if isinstance(value, Decimal) else value.isoformat()


def copied() -> Iterator[bytes]:
    with connection().cursor().copy("copy rows to stdout (format csv, header)") as copy:
        for chunk in copy:
            yield bytes(chunk)


def application(
    environ: dict[str, str], start_response: Callable[[str, list[tuple[str, str]]], object]
) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/rows.csv":
        start_response("200 OK", [("Content-Type", "text/csv")])
        return copied()
    rows = connection().execute(SQL[path], dict(parse_qsl(environ["QUERY_STRING"]))).fetchall()
    body = json.dumps({"rows": rows}, default=plain, ensure_ascii=False).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
