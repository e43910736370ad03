"""The specs of models as values: small text tables, a query over them, and the rows it gives on every engine.

The first line of a table names its columns, each with its type where that is not text: `so_giuong integer`. An empty
cell is null, a text in quotes is written as in JSON. A query that is refused says the line and what is told.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from sqlglot import exp
from tests.spec.specs import table

from kho.contracts.names import DatasetName
from kho.contracts.problems import Problem
from kho.province.models.reading import ReadQuery, parse_text, read_query
from kho.province.models.tables import Table, Tables
from kho.province.models.telling import Teller
from kho.quality.queries.plan import TransformPlan, table_name, transform_plan

FOLDER = Path(__file__).parent / "models"
DAY = date(2026, 11, 22)
NAME = DatasetName("so-mau", "vi-du")


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelSpec:
    """One statement about queries: what every engine answers, or why the query is refused."""

    chapter: str
    title: str
    why: str
    tables: Mapping[str, str]
    sql: str
    rows: str = ""
    refused: tuple[int, str, str] | None = None
    gaps: Mapping[str, str] = field(default_factory=dict)

    def read(self) -> tuple[ReadQuery | None, list[Problem]]:
        """The query as `kho check` reads it."""
        teller = Teller(file=Path("x.sql"))
        parsed = parse_text(self.sql, teller)
        return (read_query(parsed, known(self.tables), teller) if parsed else None), teller.problems

    def plan(self) -> TransformPlan:
        """What the engines are asked to do."""
        query, problems = self.read()
        assert query is not None, [each.what.en for each in problems]
        return transform_plan(NAME, query.portable, key=(), on=DAY)


def model_chapters() -> list[tuple[str, str]]:
    """Title and introduction of each chapter."""
    documents = (yaml.safe_load(path.read_text()) for path in sorted(FOLDER.glob("*.yaml")))
    return [(document["chapter"], document["why"]) for document in documents]


def all_model_specs() -> list[ModelSpec]:
    """Every spec, in the order of the reference documentation."""
    return [spec for path in sorted(FOLDER.glob("*.yaml")) for spec in _of_file(path)]


def _of_file(path: Path) -> Iterator[ModelSpec]:
    document = yaml.safe_load(path.read_text())
    shared = document.get("tables", {})
    for entry in document["specs"]:
        known_words = {"title", "why", "tables", "sql", "rows", "refused", "gaps"}
        assert set(entry) <= known_words, set(entry) - known_words
        refused = entry.get("refused")
        yield ModelSpec(
            chapter=document["chapter"],
            title=entry["title"],
            why=entry.get("why", ""),
            tables={**shared, **entry.get("tables", {})},
            sql=entry["sql"].strip(),
            rows=entry.get("rows", ""),
            refused=(refused["line"], refused["what"], refused["mend"]) if refused else None,
            gaps=entry.get("gaps", {}),
        )


def columns(text: str) -> dict[str, str]:
    """The columns of a table with their types."""
    header, _ = table(text)
    return {name: kind or "text" for name, _, kind in (each.partition(" ") for each in header)}


def known(tables: Mapping[str, str]) -> Tables:
    """The tables as models know them."""
    found = {}
    for name, text in tables.items():
        agency, dataset = name.split(".")
        types = {column: exp.DataType.build(kind, dialect="duckdb") for column, kind in columns(text).items()}
        dataset_name = DatasetName(agency.replace("_", "-"), dataset.replace("_", "-"))
        found[(agency, dataset)] = Table(name=dataset_name, columns=types)
    return Tables(known=found)


def write_tables(tables: Mapping[str, str], folder: Path) -> dict[str, list[Path]]:
    """Write tables as Parquet, each in two files, under the names of the plan."""
    written = {}
    for name, text in tables.items():
        agency, dataset = (part.replace("_", "-") for part in name.split("."))
        key = table_name(DatasetName(agency, dataset))
        whole = arrow_table(text)
        half = (whole.num_rows + 1) // 2
        written[key] = [folder / f"{key}-{part}.parquet" for part in "ab"]
        pq.write_table(whole.slice(0, half), written[key][0])
        pq.write_table(whole.slice(half), written[key][1])
    return written


def arrow_table(text: str) -> pa.Table:
    """A text table as Arrow."""
    _, rows = table(text)
    types = columns(text)
    return pa.table(
        {
            name: pa.array([value(row[at], kind) for row in rows], arrow_type(kind))
            for at, (name, kind) in enumerate(types.items())
        }
    )


def arrow_type(kind: str) -> pa.DataType:
    """The Arrow type of a type's name."""
    if kind.startswith("decimal"):
        precision, scale = kind.removeprefix("decimal(").removesuffix(")").split(",")
        return pa.decimal128(int(precision), int(scale))
    return {
        "text": pa.string(),
        "integer": pa.int64(),
        "double": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
    }[kind]


def value(cell: str, kind: str) -> Any:
    """A cell as a value of its type."""
    if not cell:
        return None
    if kind.startswith("decimal"):
        return Decimal(cell)
    readers: Mapping[str, Any] = {
        "integer": int,
        "double": float,
        "boolean": lambda told: told == "true",
        "date": date.fromisoformat,
        "timestamp": datetime.fromisoformat,
    }
    return readers[kind](cell) if kind in readers else json.loads(cell) if cell.startswith('"') else cell
