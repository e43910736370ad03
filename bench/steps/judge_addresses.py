"""Judge answers to written addresses: judge_addresses.py FOLDER LINES ANSWERS.

Prints lines, and the shares with one commune, with the right one, with all its new ones too.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.real.legacy_addresses import sample, truth


def main() -> None:
    """Read the answers and judge."""
    folder, lines, answers = sys.argv[1:]
    rows, right = sample(Path(folder), int(lines)), truth(Path(folder))
    told = [line.split("\t") for line in Path(answers).read_text(encoding="utf-8").splitlines()]
    found = [(old, frozenset(new.split())) for old, new in told]
    known = [(old, new, right.right(row)) for (old, new), row in zip(found, rows, strict=True) if right.right(row)]
    fit = [(old, new) for old, new, codes in known if old in codes]
    both = [old for old, new in fit if new == right.today[old]]
    shares = (sum(bool(old) for old, _ in found) / len(found), len(fit) / len(known), len(both) / len(known))
    print(f"{len(rows):,}", *(f"{share:.2%}" for share in shares), sep="\t")


if __name__ == "__main__":
    main()
