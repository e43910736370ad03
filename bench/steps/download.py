"""Takes a file over HTTP and throws its bytes away; prints seconds, those to the first bytes, rows and bytes as JSON.

What takes longer than SECONDS is let go of. The first line is the names of the columns.

python download.py PORT PATH SECONDS
"""

import http.client
import json
import sys
import time

CHUNK = 1 << 18

port, path, most = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
connection = http.client.HTTPConnection("127.0.0.1", port, timeout=max(most, 60))
start = time.monotonic()
connection.request("GET", path)
answer = connection.getresponse()
assert answer.status == 200, answer.read(1000)
size = lines = first = 0.0
is_whole = False
while time.monotonic() - start < most:
    chunk = answer.read1(CHUNK)
    if not chunk:
        is_whole = True
        break
    first = first or time.monotonic() - start
    size += len(chunk)
    lines += chunk.count(b"\n")
print(
    json.dumps(
        {"seconds": time.monotonic() - start, "first": first, "rows": lines - 1, "bytes": size, "whole": is_whole}
    )
)
