"""Write a CSV of values that keep to standards: make_standards.py FILE ROWS STANDARD ..."""

import sys
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from kho.standards import registry


def main() -> None:
    """Each column repeats its standard's good examples: the first, its normal form, nine times of ten."""
    file, rows, *names = sys.argv[1:]
    columns = {}
    for name in names:
        texts = pa.array([good.text for good in registry.standard(name).good])
        places = [at // 10 % len(texts) if at % 10 == 0 else 0 for at in range(int(rows))]
        columns[name] = texts.take(pa.array(places))
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    csv.write_csv(pa.table(columns), file)


if __name__ == "__main__":
    main()
