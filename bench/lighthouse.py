"""Lighthouse over a served portal: front page, search and a dataset's page, on a phone and on a desk; prints a table.

Lighthouse is no part of Kho's environment. Needs Node and Debian's Chromium:

    npm install --prefix /tmp/lighthouse lighthouse
    kho -C demo-folder serve --port 8000
    python bench/lighthouse.py --prefix /tmp/lighthouse --address http://127.0.0.1:8000 --dataset agency--dataset
"""

import argparse
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

FLAGS: Final = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
AUDITS: Final = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
HEADS: Final = ("page", "preset", *CATEGORIES, "FCP", "LCP", "TBT", "CLS")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prefix", type=Path, required=True, help="where npm put lighthouse")
    parser.add_argument("--address", required=True)
    parser.add_argument("--dataset", required=True, help="as its address has it: agency--dataset")
    asked = parser.parse_args()
    print(f"| {' | '.join(HEADS)} |")
    print(f"| --- | --- |{' ---: |' * (len(HEADS) - 2)}")
    pages = {"front": "/", "search": "/dataset?q=truong+hoc", "dataset": f"/dataset/{asked.dataset}"}
    for name, path in pages.items():
        for preset in ("phone", "desktop"):
            told = report(asked.prefix, f"{asked.address}{path}", preset)
            print(f"| {name} | {preset} | {' | '.join(figures(told))} |", flush=True)


def report(prefix: Path, url: str, preset: str) -> Mapping[str, Any]:
    """Lighthouse's report of one page; its own throttling, a phone of the middle class unless `desktop`."""
    words = [
        str(prefix / "node_modules" / ".bin" / "lighthouse"),
        url,
        "--quiet",
        "--output=json",
        "--output-path=stdout",
    ]
    words += [f"--chrome-flags={FLAGS}", f"--only-categories={','.join(CATEGORIES)}"]
    words += ["--preset=desktop"] if preset == "desktop" else []
    environment = {**os.environ, "CHROME_PATH": "/usr/bin/chromium"}
    done = subprocess.run(words, env=environment, capture_output=True, check=True)
    told: Mapping[str, Any] = json.loads(done.stdout)
    return told


def figures(told: Mapping[str, Any]) -> Iterator[str]:
    """Its scores of 100, then its times."""
    for each in CATEGORIES:
        yield f"{100 * told['categories'][each]['score']:.0f}"
    for each in AUDITS:
        yield told["audits"][each]["displayValue"].replace("\xa0", " ")


if __name__ == "__main__":
    main()
