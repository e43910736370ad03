"""Tables of a SQLite database, as a system of an agency keeps them."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from hungyen.batch import Batch
from hungyen.deliveries import Span
from hungyen.files.records import records_of
from hungyen.spelling import PLAIN, Heading
from kho.contracts.model import Contract


@dataclass(frozen=True, kw_only=True, slots=True)
class SqliteTable:
    """One table of a database file, which may have others."""

    table: str
    heading: Heading = PLAIN
    types: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path, contract: Contract, batches: Iterator[Batch]) -> Sequence[Span]:
        """Make the table and fill it."""
        names = [self.heading.field(contract, name) for name in self.heading.columns(contract)]
        columns = ", ".join(f'"{name}" {self.types.get(name, "")}' for name in names)
        marks = ", ".join("?" for _ in names)
        count = 0
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("pragma journal_mode = off")
            database.execute("pragma synchronous = off")
            database.execute(f'create table "{self.table}" ({columns})')
            for batch in batches:
                rows = [tuple(record.values()) for record in records_of(batch, contract, self.heading)]
                database.executemany(f'insert into "{self.table}" values ({marks})', rows)  # noqa: S608 - our own names
                count += len(rows)
        return [Span(part="", first=1, count=count)]
