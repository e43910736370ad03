"""Asks a replica as addresses do, and writes each answer as JSON; prints answers per second by kind of question.

python ask_replica.py FILE SECONDS
"""

import json
import sys
import time
from pathlib import Path
from urllib.parse import parse_qsl

from kho.publishing.records.answering import Replica
from kho.publishing.records.parameters import conditions, groups, page
from kho.publishing.records.writing import as_arrays, as_json

replica = Replica(Path(sys.argv[1]))
seconds = float(sys.argv[2])
fields = replica.fields


def rows(query: str) -> bytes:
    return as_arrays(replica.page(page(parse_qsl(query), fields)))


ASKED = {
    "page": lambda n: rows(f"ma_xa={12000 + n % 104}&sort=-dien_tich&limit=100"),
    "page in order": lambda n: rows(f"so_thua__gte={n % 5000}&sort=so_thua&limit=100"),
    "point": lambda n: rows(f"ma=T{n % replica.rows:08}"),
    "count": lambda n: as_json(replica.count(conditions(parse_qsl(f"muc_dich=LUC&so_thua__gte={n % 5000}"), fields))),
    "group": lambda _: as_arrays(replica.groups(groups(parse_qsl("group=ma_xa&measure=count,sum_dien_tich"), fields))),
    "text": lambda n: rows(f"q=do duc thon {n % 40}&limit=100"),
}
rates = {}
for name, ask in ASKED.items():
    ask(0)
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        count += 1
        ask(count * 7919)
    rates[name] = count / (time.perf_counter() - start)
print(json.dumps(rates))
