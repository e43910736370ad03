"""python-calamine: every cell of the first sheet to a Python value, and nothing else: the limit for a workbook.

python calamine_read.py WORKBOOK
"""

import sys

from python_calamine import CalamineWorkbook

with CalamineWorkbook.from_path(sys.argv[1]) as book:
    print(len(book.get_sheet_by_index(0).to_python()))
