"""The addresses of the same questions at Kho, Datasette and the thin view of PostgreSQL."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote_plus

from plots import AGENCY, DATASET

RECORDS: Final = f"/api/v1/datasets/{AGENCY}--{DATASET}/records"
FILE: Final = f"/files/{AGENCY}--{DATASET}/latest/{DATASET}.csv"
PART: Final = f"{FILE}?so_thua__gte=0"
"""All rows hold this: so they are found and sent, where a whole file is kept."""
KHO: Final[Mapping[str, str]] = {
    "page": RECORDS + "?ma_xa={ma_xa}&sort=-dien_tich&limit=100",
    "page in order": RECORDS + "?so_thua__gte={so_thua}&sort=so_thua&limit=100",
    "point": RECORDS + "?ma={ma}",
    "count": RECORDS + "/count?muc_dich=LUC&so_thua__gte={so_thua}",
    "group": RECORDS.replace("records", "groups") + "?group=ma_xa&measure=count,sum_dien_tich",
}
_COUNT: Final = quote_plus("select count(*) as count from rows where muc_dich = 'LUC' and so_thua >= ")
_GROUP: Final = quote_plus("select ma_xa, count(*) as count, sum(dien_tich) as dien_tich from rows group by ma_xa")
DATASETTE: Final[Mapping[str, str]] = {
    "page": "/rows/rows.json?ma_xa={ma_xa}&_sort_desc=dien_tich&_size=100",
    "page in order": "/rows/rows.json?so_thua__gte={so_thua}&_sort=so_thua&_size=100",
    "point": "/rows/rows.json?ma={ma}",
    "count": f"/rows/-/query.json?sql={_COUNT}{{so_thua}}",
    "group": f"/rows/-/query.json?sql={_GROUP}",
}
_LEAST: Final = "&_nocount=1&_nofacet=1&_nosuggest=1"
LEAN: Final[Mapping[str, str]] = {
    kind: DATASETTE[kind] + _LEAST for kind in DATASETTE if DATASETTE[kind].startswith("/rows/rows.json")
}
"""The same without what Datasette adds to a table; its SQL adds nothing."""
DATASETTE_FILE: Final = "/rows/rows.csv?_stream=on"
VIEW: Final[Mapping[str, str]] = {
    "page": "/page?ma_xa={ma_xa}",
    "page in order": "/order?so_thua={so_thua}",
    "point": "/point?ma={ma}",
    "count": "/count?so_thua={so_thua}",
    "group": "/group",
}
VIEW_FILE: Final = "/rows.csv"
