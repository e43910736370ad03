"""viparse: cells to Unicode, once told the encoding of each, once left to find it.

python viparse_cells.py < cells.json: a JSON list of {"text", "encoding"}; a JSON list of {"told", "found"} to stdout.
"""

import json
import sys

import viparse

KNOWN = {"tcvn3", "vni", "viscii"}


def fixed(text: str, encoding: str) -> str:
    try:
        return viparse.fix(text, encoding=encoding)
    except viparse.EncodingError:
        return text


cells = json.load(sys.stdin)
made = [
    {
        "told": fixed(cell["text"], cell["encoding"]) if cell["encoding"] in KNOWN else cell["text"],
        "found": fixed(cell["text"], "auto"),
    }
    for cell in cells
]
json.dump(made, sys.stdout)
