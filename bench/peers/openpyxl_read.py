"""openpyxl, read-only: every cell of the first sheet to a Python value, and nothing else.

python openpyxl_read.py WORKBOOK
"""

import sys

from openpyxl import load_workbook

book = load_workbook(sys.argv[1], read_only=True)
print(sum(1 for _ in book.worksheets[0].iter_rows(values_only=True)))
