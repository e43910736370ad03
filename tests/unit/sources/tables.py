"""Read files by a format and look at the cells: shared by the tests of the formats of records, maps and archives."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kho.sources.base import Format, ReadNotes, SourceTable

Cells = list[list[str | None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """One table, read whole; `cells` and `kinds` have one list per row."""

    part: str
    headers: list[str]
    rows: list[int]
    cells: Cells
    kinds: Cells
    notes: ReadNotes

    @property
    def records(self) -> list[dict[str, str]]:
        """The rows by header, without empty cells."""
        found = [dict(zip(self.headers, cells, strict=True)) for cells in self.cells]
        return [{key: text for key, text in record.items() if text is not None} for record in found]

    @property
    def told(self) -> dict[str, str]:
        """What was left out, by place."""
        return {each.place: each.why.en for each in self.notes.left_out}


def read_table(table: SourceTable) -> Read:
    batches = list(table.batches)
    width = len(table.columns)

    def cells(letter: str) -> Cells:
        columns = [[v for b in batches for v in b.column(f"{letter}{i + 1}").to_pylist()] for i in range(width)]
        return [list(row) for row in zip(*columns, strict=True)]

    return Read(
        part=table.part,
        headers=[column.header[0] for column in table.columns],
        rows=[row for batch in batches for row in batch.column("row").to_pylist()],
        cells=cells("c"),
        kinds=cells("k"),
        notes=table.notes,
    )


def read_all(reader: Format, file: Path, name: str, read: Mapping[str, object]) -> list[Read]:
    """All tables; the options must be ones the format accepts."""
    assert reader.problems(read) == []
    return [read_table(table) for table in reader.tables(file, name=name, read=read)]


Reads = Callable[..., Read]
"""Reads a text or bytes, with the read options as keywords, as one table."""


def reads(reader: Format, folder: Path, usual_name: str) -> Reads:
    """A function that lands content in the folder under a name that says nothing, and reads its one table."""

    def run(content: str | bytes, name: str = usual_name, **options: object) -> Read:
        file = folder / "landed"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        (table,) = read_all(reader, file, name, options)
        return table

    return run


def windows_1258(text: str) -> bytes:
    """The text as Vietnamese Windows writes it: letters with their hat or horn, tone marks behind them."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(each for each in parts if each not in tones))
        out.append(base + "".join(each for each in parts if each in tones))
    return "".join(out).encode("cp1258")
