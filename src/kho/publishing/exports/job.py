"""What a format's module is given to write one file."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from kho.publishing.exports.about import About
from kho.publishing.exports.asking import Wanted
from kho.publishing.exports.choosing import Chosen


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One file to be made. `scratch` is a folder that is removed afterwards."""

    session: duckdb.DuckDBPyConnection
    wanted: Wanted
    chosen: Chosen
    about: About
    scratch: Path
