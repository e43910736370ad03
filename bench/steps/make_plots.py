"""Makes invented plots of land as CSV and Parquet, and what a portal is asked about them, with the right answers.

An answer is known by how many rows, groups or what count it has: {kind: {"what": ..., "asked": [[values, number]]}}.

python make_plots.py SHAPE ROWS FOLDER FIRST
"""

import json
import sys
from pathlib import Path

import duckdb
from plots_sql import plots

QUESTIONS = {
    "page": (
        "rows",
        "select {'ma_xa': ma_xa}, least(count(*), 100) from plots group by ma_xa order by hash(ma_xa)",
    ),
    "page in order": (
        "rows",
        """
        with asked as (select range * 20 as so_thua from range(250))
        select {'so_thua': so_thua}, least(100, (select count(*) from plots p where p.so_thua >= asked.so_thua))
        from asked order by hash(so_thua)
        """,
    ),
    "point": ("rows", "select {'ma': ma}, 1 from plots order by hash(i) limit 500"),
    "count": (
        "count",
        """
        with asked as (select range * 100 as so_thua from range(50)),
        found as (select so_thua, count(*) as plots from plots where muc_dich = 'LUC' group by so_thua)
        select {'so_thua': a.so_thua}, coalesce(sum(f.plots), 0)::bigint
        from asked a left join found f on f.so_thua >= a.so_thua group by a.so_thua order by hash(a.so_thua)
        """,
    ),
    "group": ("groups", "select {'all': 1}, count(distinct ma_xa) from plots"),
}

shape, rows, folder, first = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
folder.mkdir(parents=True, exist_ok=True)
with duckdb.connect() as session:
    plots(session, shape, rows, first=first)
    session.execute("create view rows as select * exclude (i) from plots")
    session.execute(f"copy rows to '{folder / 'rows.parquet'}' (format parquet)")
    session.execute(f"copy (from '{folder / 'rows.parquet'}') to '{folder / 'rows.csv'}' (format csv, header)")
    asked = {
        kind: {"what": what, "asked": session.execute(query).fetchall()} for kind, (what, query) in QUESTIONS.items()
    }
(folder / "questions.json").write_text(json.dumps(asked), encoding="utf-8")
