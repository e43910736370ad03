"""What the name of a delivery's part says: which sheet of a workbook it is on."""

import re

_RANGE = re.compile(r"![A-Z]+\d+:[A-Z]+\d+$")


def sheet_of(part: str) -> str:
    """The sheet's name; a part that shares its sheet with others ends in its range, such as `Sheet1!A5:C10`."""
    return _RANGE.sub("", part)
