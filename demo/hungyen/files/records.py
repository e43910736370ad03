"""JSON and XML: records with nested fields, as other systems hand them out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from hungyen.batch import Batch
from hungyen.deliveries import Span
from hungyen.spelling import PLAIN, Heading, Spelling
from kho.contracts.model import Contract

SYNTHETIC = "Dữ liệu giả để thử nghiệm / synthetic data"


@dataclass(frozen=True, kw_only=True, slots=True)
class Json:
    """One document with the records under `records`; headers with dots are nested fields."""

    records: str = "du_lieu"
    heading: Heading = PLAIN
    more: Mapping[str, Any] = field(default_factory=dict)

    def write(self, path: Path, contract: Contract, batches: Iterator[Batch]) -> Sequence[Span]:
        """Write the document, a record a line."""
        count = 0
        with path.open("w", encoding="utf-8") as stream:
            stream.write(json.dumps({"ghi_chu": SYNTHETIC, **self.more}, ensure_ascii=False)[:-1])
            stream.write(f', "{self.records}": [')
            for batch in batches:
                for record in records_of(batch, contract, self.heading):
                    stream.write(("," if count else "") + "\n" + json.dumps(record, ensure_ascii=False))
                    count += 1
            stream.write("\n]}\n")
        return [Span(part="", first=1, count=count)]


@dataclass(frozen=True, kw_only=True, slots=True)
class JsonLines:
    """A record a line."""

    heading: Heading = PLAIN

    def write(self, path: Path, contract: Contract, batches: Iterator[Batch]) -> Sequence[Span]:
        """Write the lines."""
        count = 0
        with path.open("w", encoding="utf-8") as stream:
            for batch in batches:
                lines = [json.dumps(each, ensure_ascii=False) for each in records_of(batch, contract, self.heading)]
                stream.write("".join(f"{line}\n" for line in lines))
                count += len(lines)
        return [Span(part="", first=1, count=count)]


def records_of(batch: Batch, contract: Contract, heading: Heading) -> Iterator[dict[str, Any]]:
    """The rows of a batch as nested records."""
    names = heading.columns(contract)
    paths = [heading.field(contract, name).split(".") for name in names]
    values = batch.values()
    for cells in zip(*(values[name] for name in names), strict=True):
        record: dict[str, Any] = dict(heading.more)
        for path, value in zip(paths, cells, strict=True):
            inner = record
            for step in path[:-1]:
                inner = inner.setdefault(step, {})
            inner[path[-1]] = _plain(value)
        yield record


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, kw_only=True, slots=True)
class Xml:
    """Records as elements of a namespace; a header that begins with `@` is an attribute."""

    root: str
    record: str
    namespace: str
    heading: Heading = PLAIN
    spelling: Spelling = field(default_factory=lambda: Spelling(decimal=","))

    def write(self, path: Path, contract: Contract, batches: Iterator[Batch]) -> Sequence[Span]:
        """Write the document."""
        names = self.heading.columns(contract)
        tags = [self.heading.field(contract, name) for name in names]
        count = 0
        with path.open("w", encoding="utf-8") as stream:
            stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {SYNTHETIC} -->\n')
            stream.write(f"<{self.root} xmlns={quoteattr(self.namespace)}>\n")
            for batch in batches:
                cells = [self.spelling.texts(batch, name).to_pylist() for name in names]
                for row in zip(*cells, strict=True):
                    stream.write(self._element(dict(zip(tags, row, strict=True))))
                    count += 1
            stream.write(f"</{self.root}>\n")
        return [Span(part="", first=1, count=count)]

    def _element(self, cells: Mapping[str, str]) -> str:
        attributes = "".join(f" {tag[1:]}={quoteattr(text)}" for tag, text in cells.items() if tag[0] == "@" and text)
        inner = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in cells.items() if tag[0] != "@" and text)
        return f"<{self.record}{attributes}>{inner}</{self.record}>\n"
