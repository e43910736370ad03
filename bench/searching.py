"""The portal's search over many datasets: every facet counted, within one process and without any network."""

import json
import statistics

from measuring import Setting, cost, say, step, table, title

DATASETS = 100_000
TIMES = 9
TARGET, TYPED_TARGET = 50, 10


def measure(setting: Setting) -> None:
    """Print the section."""
    title("Search and facets over many datasets")
    datasets = setting.sized(DATASETS)
    found = json.loads(cost(step("search_catalogue", datasets, TIMES)).last())
    say(f"{datasets:,} datasets; the index took {found['seconds']:.1f} s of CPU and {found['MiB']:,.0f} MiB.")
    print("CPU milliseconds, medians; the first page of 20 with all facets.\n")
    asked = [(name, f"{found['found'][name]:,}", f"{taken:.1f}") for name, taken in found["search"].items()]
    table(("search", "datasets found:", "ms:"), asked)
    print()
    table(("typed so far", "ms:"), [(f"`{text}`", f"{taken:.1f}") for text, taken in found["suggest"].items()])
    middle, typed = (statistics.median(found[each].values()) for each in ("search", "suggest"))
    say(f"Medians {middle:.1f} ms and {typed:.1f} ms; targets: {TARGET} ms and {TYPED_TARGET} ms.")
