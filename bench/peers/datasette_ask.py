"""Datasette over the same SQLite file, its own client within the process: answers per second by kind of question.

Groups and counts are written as SQL, which Datasette takes: its own counts end at 10,000 rows. It has no text search
here: the index of Kho's file holds no texts that it could join.

python datasette_ask.py FILE SECONDS
"""

import asyncio
import json
import sys
import time

from datasette.app import Datasette

file, seconds = sys.argv[1], float(sys.argv[2])
QUICK = "_shape=arrays&_nocount=1&_nofacet=1&_nosuggest=1"
COUNT = "select+count(*)+from+rows+where+muc_dich='LUC'+and+so_thua+>=+"
GROUP = "select+ma_xa,count(*),sum(dien_tich)+from+rows+group+by+ma_xa"
ASKED = {
    "page": lambda n: f"/replica/rows.json?ma_xa={12000 + n % 104}&_sort_desc=dien_tich&_size=100&{QUICK}",
    "page in order": lambda n: f"/replica/rows.json?so_thua__gte={n % 5000}&_sort=so_thua&_size=100&{QUICK}",
    "point": lambda n: f"/replica/rows.json?ma=T{n % 200_000:08}&{QUICK}",
    "count": lambda n: f"/replica/-/query.json?sql={COUNT}{n % 5000}&_shape=arrays",
    "group": lambda _: f"/replica/-/query.json?sql={GROUP}&_shape=arrays",
}


async def main() -> None:
    served = Datasette(
        immutables=[file], settings={"num_sql_threads": 1, "default_cache_ttl": 0, "sql_time_limit_ms": 10_000}
    )
    rates = {}
    for name, ask in ASKED.items():
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            count += 1
            answer = await served.client.get(ask(count * 7919))
            assert answer.status_code == 200, answer.text
        rates[name] = count / (time.perf_counter() - start)
    print(json.dumps(rates))


asyncio.run(main())
