"""Prints docs/reference/models.md from the subset of SQL and from the specs that every engine is tested with."""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "docs"))

from printing import code, page, table  # noqa: E402 - the path is set above
from tests.spec.model_specs import ModelSpec, all_model_specs, model_chapters  # noqa: E402 - the path is set above
from tests.spec.specs import table as read_table  # noqa: E402 - the path is set above

from kho.quality.queries.allowed import ALLOWED_IN_QUERIES, INSTEAD_IN_QUERIES  # noqa: E402 - the path is set above
from kho.quality.subset import ALLOWED  # noqa: E402 - the path is set above

PAGE = "docs/reference/models.md"
HEAD = """# What a model's query may say

This page is printed from the program and from the text tables in `tests/spec/models`, with which every engine is
tested: do not edit it.

A model is one SELECT in the duckdb dialect. Below is all that it may use, what people try and what to write instead,
then examples: first the tables they read, then each query and its answer on every engine. An empty cell is null.
"""

EXPRESSIONS = {kind: told for kind, told in ALLOWED.items() if kind not in ALLOWED_IN_QUERIES}


def render() -> dict[str, str]:
    """The page by its path."""
    parts = [
        HEAD,
        "## All there is",
        _listed(ALLOWED_IN_QUERIES),
        "Expressions are those of rules:",
        _listed(EXPRESSIONS),
    ]
    parts += ["## What to write instead", table(["not", "but"], _instead())]
    parts += [part for title, why in model_chapters() for part in _chapter(title, why)]
    return {PAGE: page(*parts)}


def _listed(allowed: dict[type, str]) -> str:
    return "\n".join(f"- {code(told.partition(';')[0])}{_note(told)}" for told in allowed.values())


def _note(told: str) -> str:
    return f": {told.partition(';')[2].strip()}" if ";" in told else ""


def _instead() -> Iterator[list[str]]:
    for name in sorted(INSTEAD_IN_QUERIES):
        yield [code(name), INSTEAD_IN_QUERIES[name].en]


def _chapter(title: str, why: str) -> Iterator[str]:
    specs = [spec for spec in all_model_specs() if spec.chapter == title]
    yield f"## {title}"
    yield why
    for name, text in specs[0].tables.items():
        yield f"`{name}`:"
        yield _markdown(text)
    for spec in specs:
        yield from _spec(spec)


def _spec(spec: ModelSpec) -> Iterator[str]:
    yield f"### {spec.title}"
    yield spec.why
    yield f"```sql\n{spec.sql}\n```"
    if spec.refused is not None:
        line, what, mend = spec.refused
        yield f"Line {line}: {what}\n\n→ {mend}"
    else:
        yield _markdown(spec.rows)
    for engine, error in spec.gaps.items():
        yield f"The {engine} engine does not do this: it says `{error}`."


def _markdown(text: str) -> str:
    header, rows = read_table(text)
    return table(header, [[code(cell) for cell in row] for row in rows])
