"""Print the generated pages, or with `--check` compare them with what is committed.

A printer is a script beside this one called `print_<subject>.py` with `render() -> dict[str, str]`: the text of each
page by its path from the repository's root. A printer reads what the program itself knows (its errors, its commands,
the text tables of the tests), so a page cannot tell anything else.
"""

import sys
from collections.abc import Iterator
from difflib import unified_diff
from itertools import islice
from pathlib import Path
from runpy import run_path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SHOWN = 40


def pages() -> dict[Path, str]:
    """Every generated page as it should be now."""
    printers = sorted(each for each in HERE.glob("print_*.py") if each.name != Path(__file__).name)
    return {ROOT / path: text for each in printers for path, text in run_path(str(each))["render"]().items()}


def differences(path: Path, text: str) -> Iterator[str]:
    """The lines by which a committed page differs from the page as it should be."""
    committed = path.read_text(encoding="utf-8") if path.exists() else ""
    name = str(path.relative_to(ROOT))
    return unified_diff(committed.splitlines(), text.splitlines(), f"{name} (committed)", f"{name} (now)", lineterm="")


def check() -> int:
    """Say what is out of date; 1 where anything is."""
    stale = [lines for path, text in pages().items() if (lines := list(islice(differences(path, text), SHOWN)))]
    for lines in stale:
        print("\n".join(lines))
    if stale:
        print("Generated pages are out of date.\n  → make docs, then commit them.")
    return 1 if stale else 0


def write() -> int:
    """Write every page that has changed and name it."""
    for path, text in pages().items():
        if any(differences(path, text)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"printed {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(check() if "--check" in sys.argv[1:] else write())
