"""Exports the invented table and throws the bytes away. Prints the seconds, those to the first bytes, and the bytes.

python export.py FOLDER FORMAT
"""

import json
import sys
import time
from pathlib import Path

from exported import source

from kho.publishing.exports.asking import Wanted
from kho.publishing.exports.exporting import export
from kho.publishing.formats import FileFormat

start = time.perf_counter()
chunks = export(source(Path(sys.argv[1])), Wanted(format=FileFormat(sys.argv[2]))).chunks
size = first = 0.0
for chunk in chunks:
    size += len(chunk)
    first = first or (time.perf_counter() - start if size > 2**16 else 0)
print(json.dumps({"seconds": time.perf_counter() - start, "first": first, "bytes": size}))
