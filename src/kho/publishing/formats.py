"""The formats in which a dataset can be taken, told once: names, media types, titles, and the EU's codes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kho.messages import Message


class FileFormat(StrEnum):
    """What a dataset can be taken as; its value ends a file's name."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    JSON_LINES = "jsonl"
    PARQUET = "parquet"
    GEOJSON = "geojson"
    GEOPACKAGE = "gpkg"


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """A format: `name` is short, `label` its whole name; `code` is the one in the EU's authority table of file types.

    `is_registered`: IANA knows the media type.
    """

    format: FileFormat
    name: str
    label: str
    media_type: str
    title: Message
    code: str | None = None
    is_registered: bool = True

    @property
    def extension(self) -> str:
        """What ends a file's name, without the dot."""
        return self.format.value


FORMATS: Final[Mapping[FileFormat, Format]] = {
    each.format: each
    for each in (
        Format(
            format=FileFormat.CSV,
            name="CSV",
            label="CSV",
            media_type="text/csv",
            title=Message("Bảng CSV", "CSV table"),
            code="CSV",
        ),
        Format(
            format=FileFormat.XLSX,
            name="XLSX",
            label="Excel XLSX",
            media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            title=Message("Bảng tính Excel", "Excel workbook"),
            code="XLSX",
        ),
        Format(
            format=FileFormat.JSON,
            name="JSON",
            label="JSON",
            media_type="application/json",
            title=Message("Tệp JSON", "JSON file"),
            code="JSON",
        ),
        Format(
            format=FileFormat.JSON_LINES,
            name="JSONL",
            label="JSON lines",
            media_type="application/jsonl",
            title=Message("Tệp JSON từng dòng", "JSON lines file"),
            is_registered=False,
        ),
        Format(
            format=FileFormat.PARQUET,
            name="PARQUET",
            label="Apache Parquet",
            media_type="application/vnd.apache.parquet",
            title=Message("Tệp Parquet", "Parquet file"),
            code="PARQUET",
        ),
        Format(
            format=FileFormat.GEOJSON,
            name="GEOJSON",
            label="GeoJSON",
            media_type="application/geo+json",
            title=Message("Lớp bản đồ GeoJSON", "GeoJSON map layer"),
            code="GEOJSON",
        ),
        Format(
            format=FileFormat.GEOPACKAGE,
            name="GPKG",
            label="GeoPackage",
            media_type="application/geopackage+sqlite3",
            title=Message("Lớp bản đồ GeoPackage", "GeoPackage map layer"),
            code="GPKG",
        ),
    )
}
TABLES: Final = tuple(FORMATS[each] for each in (FileFormat.CSV, FileFormat.XLSX, FileFormat.JSON, FileFormat.PARQUET))
"""Those in which CKAN offers every dataset."""
