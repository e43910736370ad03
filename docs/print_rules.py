"""Prints docs/reference/rules.md from the specs that every engine is tested with, and from the portable SQL subset."""

import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.spec.specs import Spec, all_specs, chapters, table  # noqa: E402 - the path is set above

from kho.quality.subset import ALLOWED, ALLOWED_IN_SETS, INSTEAD  # noqa: E402 - the path is set above

PAGE = "docs/reference/rules.md"
HEAD = """# What becomes of a row

This page is printed from the text tables in `tests/spec`, with which every engine is tested: do not edit it.

An empty cell in a table is no text. A text in quotes is written as in JSON, for white space and letters that cannot be
seen. A letter in brackets is the kind a source with types gave the cell: n number, d day, s timestamp, h time of day,
b yes or no, j JSON, e a workbook's error, u undecoded bytes, l a legacy encoding. `=>` are the values of loaded rows.
A row's verdict is *good* (loaded), *warned* (loaded, and told) or *bad* (quarantined with its reasons).
"""
SUBSET = """## SQL in rules

A rule's SQL is in the duckdb dialect, and only what every engine answers alike; `kho check` names anything else and
what to write instead. Comparisons with null are unknown, and unknown breaks nothing.
"""


def render() -> dict[str, str]:
    """The page by its path."""
    parts = [HEAD, *(_chapter(title, why) for title, why in chapters()), SUBSET, *_subset()]
    return {PAGE: "\n".join(part.rstrip() + "\n" for part in parts)}


def _chapter(title: str, why: str) -> str:
    specs = [spec for spec in all_specs() if spec.chapter == title]
    return "\n".join([f"## {title}", "", why, "", *(_spec(spec) for spec in specs)])


def _spec(spec: Spec) -> str:
    parts = [
        f"### {spec.title}",
        *([spec.why] if spec.why else []),
        _code(spec),
        *_lookups(spec),
        _markdown(spec.table),
    ]
    if spec.measured:
        parts.append(_markdown("promise | measured | holds\n" + "\n".join(_measured(spec))))
    parts += [f"The {engine} engine does not do this: it says `{error}`." for engine, error in spec.gaps.items()]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _code(spec: Spec) -> str:
    told = yaml.safe_dump(dict(spec.given), allow_unicode=True, sort_keys=False, width=110)
    return f"```yaml\n{told}```"


def _lookups(spec: Spec) -> Iterator[str]:
    for name, rows in spec.lookups.items():
        yield f"`{name}` holds:"
        yield _markdown(rows)


def _measured(spec: Spec) -> Iterator[str]:
    for rule, (value, holds) in spec.measured.items():
        yield f"{rule} | {'nothing' if value is None else value} | {'yes' if holds else 'no'}"


def _markdown(text: str) -> str:
    header, rows = table(text)
    lines = [header, ["---"] * len(header), *([_shown(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _shown(cell: str) -> str:
    """A cell as it is written, where Markdown would change it as code."""
    return f"`{cell}`" if any(mark in cell for mark in '"<>*_\\[]') else cell


def _subset() -> Iterator[str]:
    yield "In rules about one row:\n"
    yield "\n".join(f"- `{_example(told)}`{_note(told)}" for told in ALLOWED.values())
    yield "\nBeside that, in rules about the delivery as a whole:\n"
    yield "\n".join(f"- `{_example(told)}`{_note(told)}" for told in ALLOWED_IN_SETS.values())
    yield "\nWhat people try, and what to write instead:\n"
    yield "\n".join(f"- {name}: {INSTEAD[name].en}" for name in sorted(INSTEAD))


def _example(told: str) -> str:
    return told.split(";", maxsplit=1)[0]


def _note(told: str) -> str:
    return f": {told.split(';', maxsplit=1)[1].strip()}" if ";" in told else ""
