"""The specs as values: small text tables in YAML, each with a contract, the rows that arrive and what comes of them.

In a table, cells stand between `|`. An empty cell is no text, `"..."` a text as JSON writes it (for white space and
invisible letters), and `(n)` after a text its kind (`kho.quality.cells.CellKind`). After `=>` stand the conformed
values of loaded rows, then `verdict` (`good`, `bad` or `warned`) and `reasons`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from kho.contracts import odcs
from kho.contracts.model import Contract
from kho.engines import staged
from kho.engines.schemas import staged_schema
from kho.quality.cells import PART, ROW, kind_column, text_column
from kho.quality.plan import CheckPlan

FOLDER = Path(__file__).parent
KIND = re.compile(r"(.*?) ?\(([a-z])\)$")
DAY = date(2026, 11, 22)
LOOKUP_TYPES = {"valid_from": pa.date32(), "valid_to": pa.date32()}
ENGINES = ("memory", "duckdb", "spark")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A text and the kind its source gave it."""

    text: str | None
    kind: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row: what arrives, what it becomes, and the verdict with its reasons."""

    cells: Mapping[str, Cell]
    becomes: Mapping[str, str | None]
    verdict: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Spec:
    """One statement about the rules, with an example that every engine must agree with."""

    chapter: str
    title: str
    why: str
    given: Mapping[str, Any]
    table: str
    rows: tuple[Row, ...]
    lookups: Mapping[str, str] = field(default_factory=dict)
    measured: Mapping[str, Any] = field(default_factory=dict)
    gaps: Mapping[str, str] = field(default_factory=dict)
    existing_keys: bool = False
    units: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The units that parts tell, by part and column."""

    def contract(self) -> Contract:
        """The contract, read from ODCS as a province writes it."""
        document = _document(self.given)
        contract, problems = odcs.parse(yaml.safe_dump(document, allow_unicode=True).encode(), file=Path("x.odcs.yaml"))
        assert not problems, [f"{each.field}: {each.what.en}" for each in problems]
        assert contract is not None
        return contract


def all_specs() -> list[Spec]:
    """Every spec, in the order of the reference documentation."""
    return [spec for path in sorted(FOLDER.glob("*.yaml")) for spec in _of_file(path)]


def chapters() -> Iterator[tuple[str, str]]:
    """Title and introduction of each chapter."""
    for path in sorted(FOLDER.glob("*.yaml")):
        document = yaml.safe_load(path.read_text())
        yield document["chapter"], document["why"]


def _of_file(path: Path) -> list[Spec]:
    document = yaml.safe_load(path.read_text())
    return [_spec(document["chapter"], entry) for entry in document["specs"]]


def _spec(chapter: str, entry: dict[str, Any]) -> Spec:
    known = {"title", "why", "given", "rows", "lookups", "measured", "gaps", "existing_keys", "units"}
    assert set(entry) <= known, set(entry) - known
    return Spec(
        chapter=chapter,
        title=entry["title"],
        why=entry.get("why", ""),
        given=entry["given"],
        table=entry["rows"],
        rows=tuple(_rows(entry["rows"])),
        lookups=entry.get("lookups", {}),
        measured=entry.get("measured", {}),
        gaps=entry.get("gaps", {}),
        existing_keys=entry.get("existing_keys", False),
        units=entry.get("units", {}),
    )


def table(text: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a text table."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.strip()]
    header, *rows = lines
    assert all(len(row) == len(header) for row in rows), [row for row in rows if len(row) != len(header)]
    return header, rows


def _rows(text: str) -> Iterator[Row]:
    header, rows = table(text)
    verdict = header.index("verdict")
    arrives = [name for name in header[:verdict] if not name.startswith("=>")]
    becomes = [name.removeprefix("=>").strip() for name in header[len(arrives) : verdict]]
    for cells in rows:
        yield Row(
            cells=dict(zip(arrives, map(cell, cells), strict=False)),
            becomes=dict(zip(becomes, (cell(each).text for each in cells[len(arrives) :]), strict=False)),
            verdict=cells[verdict],
            reasons=tuple(cells[verdict + 1].split()) if len(cells) > verdict + 1 else (),
        )


def cell(told: str) -> Cell:
    """One cell of a text table."""
    match = KIND.match(told)
    text, kind = (match[1], match[2]) if match else (told, None)
    if text.startswith('"'):
        text = json.loads(text)
        return Cell(text=text, kind=kind)
    return Cell(text=text or None, kind=kind)


def _document(given: Mapping[str, Any]) -> dict[str, Any]:
    """A whole ODCS document around the part a spec is about."""
    table_words = {key: given[key] for key in ("quality", "relationships") if key in given}
    words = [{"property": "kho.load", "value": given["load"]}] if "load" in given else []
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "so-mau/vi-du",
        "version": "1.0.0",
        "status": "active",
        "name": "Ví dụ",
        "customProperties": words,
        "schema": [{"name": "vi_du", "properties": given["properties"], **table_words}],
    }


def stage(spec: Spec, plan: CheckPlan, folder: Path) -> Path:
    """Write a spec's rows as the pipeline stages them, in two files."""
    folder.mkdir()
    columns: dict[str, list[Any]] = {PART: [_part(row) for row in spec.rows], ROW: list(range(1, len(spec.rows) + 1))}
    for conversion in plan.conversions:
        cells = [row.cells.get(conversion.column, Cell(text=None)) for row in spec.rows]
        columns[text_column(conversion.column)] = [each.text for each in cells]
        columns[kind_column(conversion.column)] = [each.kind for each in cells]
    whole = pa.table(columns, schema=staged_schema(plan))
    half = len(spec.rows) // 2
    staged.write(folder / "a.arrow", whole.slice(0, half))
    staged.write(folder / "b.arrow", whole.slice(half))
    return folder


def _part(row: Row) -> str:
    return row.cells[PART].text or "" if PART in row.cells else ""


def write_lookups(spec: Spec, folder: Path) -> dict[str, Path]:
    """Write a spec's lookups as the pipeline does."""
    folder.mkdir()
    return {name: _write_lookup(text, folder / f"{at}.parquet") for at, (name, text) in enumerate(spec.lookups.items())}


def _write_lookup(text: str, path: Path) -> Path:
    header, rows = table(text)
    columns = {}
    for at, name in enumerate(header):
        values: list[Any] = [row[at] or None for row in rows]
        if name in LOOKUP_TYPES and all(value.isdecimal() for value in values if value):
            columns[name] = pa.array([int(value) if value else None for value in values], pa.int64())
            continue
        if name in LOOKUP_TYPES:
            values = [date.fromisoformat(value) if value else None for value in values]
        columns[name] = pa.array(values, LOOKUP_TYPES.get(name, pa.string()))
    pq.write_table(pa.table(columns), path)
    return path
