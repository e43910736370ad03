"""Which module writes which format: one line for each."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from kho.publishing.exports.formats import (
    delimited,
    geojson,
    geopackage,
    json_document,
    json_lines,
    parquet,
    workbook,
)
from kho.publishing.exports.job import Job
from kho.publishing.formats import FileFormat

Writer = Callable[[Job], Iterator[bytes]]
WRITERS: Final[Mapping[FileFormat, Writer]] = {
    FileFormat.CSV: delimited.write,
    FileFormat.XLSX: workbook.write,
    FileFormat.JSON: json_document.write,
    FileFormat.JSON_LINES: json_lines.write,
    FileFormat.PARQUET: parquet.write,
    FileFormat.GEOJSON: geojson.write,
    FileFormat.GEOPACKAGE: geopackage.write,
}
