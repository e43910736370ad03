"""What every database source does around its query: the mistakes of its options, and its rows as one delivery."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kho.contracts.model import Source
from kho.sources import options
from kho.sources.base import Fetched
from kho.sources.options import Trouble
from kho.sources.sql import select
from kho.sources.sql.select import Select


def problems(
    source: Source, address: type[Any], fetch: type[Select], *, also: Sequence[str], dialect: str
) -> list[Trouble]:
    """Mistakes in the address, the query and the other options; `also` are ODCS fields that mean nothing here."""
    return [
        *options.problems(address, source.address, also=also),
        *options.problems(fetch, source.fetch, "kho.fetch"),
        *select.problems(source.fetch, dialect),
    ]


def delivery(fetch: Select, where: str, file: Path, cursor: str | None) -> Iterator[Fetched]:
    """The Parquet file of the rows as a delivery; none where an incremental fetch found no row."""
    if file.exists():
        yield Fetched(file=file, name=f"{fetch.name}.parquet", origin=f"{where}#{fetch.name}", cursor=cursor)
