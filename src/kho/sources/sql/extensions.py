"""DuckDB's extensions, which come as wheels and are loaded by path: nothing is ever downloaded."""

from importlib.metadata import PackageNotFoundError, distribution

from duckdb import DuckDBPyConnection
from sqlglot import exp

from kho.sources.sql.failures import DriverMissingError


def load_scanner(connection: DuckDBPyConnection, kind: str) -> None:
    """Let the connection attach databases of a kind: postgres, mysql or sqlite. Raises DriverMissingError."""
    connection.execute(f"load {exp.Literal.string(_file(kind)).sql('duckdb')}")


def _file(kind: str) -> str:
    """Where the wheel keeps the extension: the one file of it with that suffix."""
    package = f"duckdb-extension-{kind}-scanner"
    try:
        wheel = distribution(package)
    except PackageNotFoundError:
        raise DriverMissingError(package=package, extra=kind) from None
    return next(str(wheel.locate_file(file)) for file in wheel.files or () if file.suffix == ".duckdb_extension")
