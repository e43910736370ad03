"""Prints docs/reference/contract.md: Kho's own words in a contract, and the options of every format and transport."""

import dataclasses
import sys
from collections.abc import Iterator
from typing import Any

from printing import NOTE, code, page, table

from kho.contracts.kho_properties import KNOWN, Shape
from kho.pipeline.formats import SPELLINGS
from kho.sources import options, registry

HEAD = """# What a contract may say

A contract is an [Open Data Contract Standard](https://bitol-io.github.io/open-data-contract-standard/) 3.1 file in
`contracts/<agency>/<dataset>.odcs.yaml`; every word of the standard keeps its meaning there. What the standard has no
word for stands under `customProperties`, with the prefix `kho.`; `kho check` tells a word that is not on this page."""
READ = """## How a file is read: `kho.read`

Without options a format finds the layout by itself and the run's report says what it found (`kho run show LAST`), in
the words of these options: what is found can be pinned. `format` of the server may be left out too; then the bytes
decide."""
FETCH = """## How data is fetched: `kho.fetch`

The server's `type` names the transport; `custom` with `kho.transport` names one that ODCS has no type for. The address
stands at the server itself, everything else under `kho.fetch`. A secret is never written there: `{secret: name}` is
read from the variable `KHO_SECRET_NAME`, or from the file that `KHO_SECRET_NAME_FILE` names."""


def render() -> dict[str, str]:
    """The page by its path."""
    parts = [HEAD, NOTE, "## Kho's words: `kho.*`", _words(), READ, *_formats(), FETCH, *_transports()]
    return {"docs/reference/contract.md": page(*parts)}


def _words() -> str:
    rows = [
        (
            code(word.name),
            str(word.where),
            ", ".join(map(code, word.choices)) if word.shape is Shape.CHOICE else str(word.shape),
            word.meaning.en,
            word.meaning.vi,
        )
        for word in KNOWN
    ]
    return table(["word", "stands at", "value", "meaning", "ý nghĩa"], rows)


def _formats() -> Iterator[str]:
    for name in registry.names("kho.formats"):
        module = sys.modules[type(registry.format_named(name)).__module__]
        also = ", ".join(map(code, SPELLINGS.get(name, ())))
        yield f"### {name}"
        yield f"Also written {also}." if also else ""
        rows = list(_rows(module.Read))
        yield table([code("kho.read"), "value", "giá trị", "without it"], rows) if rows else "It has no options."


def _transports() -> Iterator[str]:
    for name in registry.names("kho.transports"):
        module = sys.modules[type(registry.transport(name)).__module__]
        yield f"### {name}"
        address = table(["at the server", "value", "giá trị", "without it"], _rows(module.Address))
        fetch = table([code("kho.fetch"), "value", "giá trị", "without it"], _rows(module.Fetch))
        yield from (_doc(module.Fetch), address, fetch)


def _doc(of: type[Any]) -> str:
    """What the options class says beyond its first words, which name the transport."""
    lines = (of.__doc__ or "").splitlines()
    return "\n".join(line.strip() for line in lines[1:]).strip() or lines[0].partition(". ")[2]


def _rows(of: type[Any], above: str = "") -> Iterator[tuple[str, str, str, str]]:
    """An option a row; those within an option follow it, by their path."""
    for field in dataclasses.fields(of):
        kind = field.metadata["kind"]
        name = f"{above}{field.metadata['name'] or field.name}"
        yield code(name), kind.expected.en, kind.expected.vi, _default(field)
        yield from _within(kind, name)


def _within(kind: options.Kind, name: str) -> Iterator[tuple[str, str, str, str]]:
    if isinstance(kind, options.Nested):
        yield from _rows(kind.of, f"{name}.")
    elif isinstance(kind, options.Choice):
        for word, of in kind.of.items():
            for option, en, vi, default in _rows(of, f"{name}."):
                yield f"{option} ({word})", en, vi, default


def _default(field: "dataclasses.Field[Any]") -> str:
    if field.default is dataclasses.MISSING:
        return "required"
    plain = isinstance(field.default, str | int | float)
    return code(str(field.default).lower() if isinstance(field.default, bool) else str(field.default)) if plain else ""
