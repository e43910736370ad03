"""GeoPackage 1.4 (OGC 12-128r19) by GDAL: one layer of features in WGS 84.

Decimals of up to 15 digits are floating numbers there, which hold them; longer ones are texts, so that no digit is
lost.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyogrio
import shapely
from sqlglot import exp

from kho.blocks import named_as
from kho.publishing.exports.choosing import Points
from kho.publishing.exports.flowing import CHUNK
from kho.publishing.exports.job import Job
from kho.publishing.exports.selecting import Cell, Kind

EXACT: Final = 15
"""Digits that a floating number holds."""
_GEOMETRY: Final = "geom"
_BATCH: Final = 16_384


def write(job: Job) -> Iterator[bytes]:
    """The file is made in scratch space, since its parts are written in no order, and then read."""
    file = job.scratch / "layer.gpkg"
    _make(job, file.as_posix())
    with file.open("rb") as made:
        while chunk := made.read(CHUNK):
            yield chunk


def _make(job: Job, file: str) -> None:
    cells, is_point = job.chosen.cells, isinstance(job.chosen.where, Points)
    names = {cell.name.lower() for cell in cells}
    geometry = _free(names)
    values = [named_as(_value(cell), cell.name) for cell in cells]
    rows = job.chosen.select(*values, *_where(job)).sql("duckdb")
    reader = job.session.execute(rows).to_arrow_reader(_BATCH)
    schema = pa.schema([*(reader.schema.field(at) for at in range(len(cells))), (geometry, pa.binary())])
    pyogrio.write_arrow(
        pa.RecordBatchReader.from_batches(schema, _features(reader, schema)),
        file,
        layer=job.about.source.dataset.name.dataset,
        driver="GPKG",
        geometry_name=geometry,
        geometry_type="Point" if is_point else "Unknown",
        crs="EPSG:4326",
        layer_metadata={"kho": json.dumps(job.about.document(), ensure_ascii=False)},
        layer_options={"IDENTIFIER": job.about.source.dataset.title, "FID": _free({*names, geometry}, "fid")},
    )


def _free(taken: set[str], name: str = "geom") -> str:
    """A name that no column has, in whatever case."""
    while name in taken:
        name += "_"
    return name


def _value(cell: Cell) -> exp.Expr:
    if cell.kind is not Kind.DECIMAL:
        return cell.value
    kind = "double" if (cell.digits or 0) <= EXACT else "varchar"
    return exp.Cast(this=cell.value, to=exp.DataType.build(kind))


def _where(job: Job) -> tuple[exp.Expr, ...]:
    """The columns behind the cells: degrees, or a text."""
    where = job.chosen.where
    if isinstance(where, Points):
        return named_as(where.longitude, "longitude of the row"), named_as(where.latitude, "latitude of the row")
    return (named_as(exp.Null() if where is None else where.text, "shape of the row"),)


def _features(rows: pa.RecordBatchReader, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The rows with their places as well-known binary, instead of what says them."""
    cells = len(schema) - 1
    for batch in rows:
        places = [batch.column(at).to_numpy(zero_copy_only=False) for at in range(cells, batch.num_columns)]
        shapes = shapely.to_wkb(_points(*places) if len(places) > 1 else _shapes(*places))
        yield pa.RecordBatch.from_arrays([*batch.columns[:cells], pa.array(shapes, pa.binary())], schema=schema)


def _points(longitude: Any, latitude: Any) -> Any:
    """A point where both are known."""
    degrees = np.column_stack([longitude.astype(float), latitude.astype(float)])
    known = ~np.isnan(degrees).any(axis=1)
    made = np.full(len(degrees), None, dtype=object)
    made[known] = shapely.points(degrees[known])
    return made


def _shapes(texts: Any) -> Any:
    return shapely.from_wkt(texts, on_invalid="ignore")
