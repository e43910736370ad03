"""DuckDB as the warehouse uses it: bounded memory, spilling to a scratch folder, no network, names quoted."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from sqlglot import exp

from kho.scratch import scratch_folder, sweep

MEMORY = "500MB"


@dataclass(frozen=True, kw_only=True, slots=True)
class Workroom:
    """Where and how big work may be: a folder for files that nobody needs afterwards, DuckDB's memory limit."""

    folder: Path
    memory: str = MEMORY

    def scratch(self) -> AbstractContextManager[Path]:
        """A new folder, removed afterwards."""
        return scratch_folder(self.folder)

    def sweep(self) -> int:
        """Remove what killed processes left behind; gives the number of folders removed."""
        return sweep(self.folder)

    def connection(self, scratch: Path) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection, to be closed, that keeps to the memory limit and spills into `scratch`."""
        return duckdb.connect(config={**SAFE, "memory_limit": self.memory, "temp_directory": str(scratch)})

    @contextmanager
    def session(self, scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        """The same for Arrow streams."""
        with self.connection(scratch) as connection:
            # Sizes of Arrow streams are unknown to the optimizer: the right side of a join, as written, is held.
            connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
            yield connection


SAFE: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "preserve_insertion_order": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
}


def quoted(name: str) -> str:
    """A name as an identifier in SQL."""
    return exp.to_identifier(name, quoted=True).sql("duckdb")


def literal(text: str) -> str:
    """A text as a literal in SQL."""
    return exp.Literal.string(text).sql("duckdb")


def listed(names: Iterable[str], prefix: str = "") -> str:
    """Names as a list of identifiers, such as `"a", "b"` or `n."a", n."b"`."""
    return ", ".join(prefix + quoted(name) for name in names)


def parquet(folder: Path) -> str:
    """A scan of a Parquet file, or of all Parquet files in a folder."""
    files = sorted(folder.rglob("*.parquet")) if folder.is_dir() else [folder]
    return f"read_parquet([{', '.join(literal(str(file)) for file in files)}], hive_partitioning=false)"
