"""`python demo/make.py FOLDER`: makes a synthetic Hưng Yên in a new folder; see `demo/README.md`."""

import argparse
import sys
from pathlib import Path

from hungyen.making import SEED, make


def main() -> None:
    """Read the command line and make the province."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder that is not there yet")
    parser.add_argument("--factor", type=float, default=1.0, help="1 is some 270,000 rows, 100 tens of millions")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    if given.folder.exists():
        sys.exit(f"{given.folder}: đã có / is there already")
    make(given.folder, factor=given.factor, seed=given.seed)
    print(f"{given.folder}: xong / done")
    print(f"  python demo/serve.py {given.folder} &   # API quan trắc / the web API of one dataset")
    print(f"  kho -C {given.folder} run")


if __name__ == "__main__":
    main()
