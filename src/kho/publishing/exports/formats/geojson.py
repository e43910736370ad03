"""GeoJSON by RFC 7946: a collection of features in WGS 84, longitude before latitude."""

import json
from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import shapely
from duckdb.func import PythonUDFType
from sqlglot import exp

from kho.blocks import block, named_as
from kho.publishing.exports.choosing import Points
from kho.publishing.exports.flowing import piped
from kho.publishing.exports.formats.values import as_json
from kho.publishing.exports.job import Job

_POINT: Final = """
case when $longitude is not null and $latitude is not null
then {'type': 'Point', 'coordinates': [$longitude, $latitude]} end
"""
_SHAPE: Final = "kho_geojson"


def write(job: Job) -> Iterator[bytes]:
    """The rows as features; what the file tells of itself is the member `about`."""
    about = json.dumps(job.about.document(), ensure_ascii=False)
    yield f'{{"type": "FeatureCollection", "about": {about},\n"features": '.encode("utf-8", "replace")
    yield from piped(job.session, job.chosen.select(*_feature(job)), "FORMAT json, ARRAY true")
    yield b"}\n"


def _feature(job: Job) -> tuple[exp.Expr, ...]:
    pairs = [exp.PropertyEQ(this=exp.Literal.string(cell.name), expression=as_json(cell)) for cell in job.chosen.cells]
    properties = exp.Struct(expressions=pairs) if pairs else exp.Null()
    kind = exp.Literal.string("Feature")
    return (
        named_as(kind, "type"),
        named_as(_geometry(job), "geometry"),
        named_as(properties, "properties"),
    )


def _geometry(job: Job) -> exp.Expr:
    where = job.chosen.where
    if isinstance(where, Points):
        return block(_POINT, longitude=where.longitude, latitude=where.latitude)
    if where is None:
        return exp.Null()
    job.session.create_function(_SHAPE, _shapes, ["VARCHAR"], "VARCHAR", type=PythonUDFType.ARROW)
    return block(f"cast({_SHAPE}($text) as json)", text=where.text)


def _shapes(texts: pa.ChunkedArray) -> pa.Array:
    read = shapely.from_wkt(texts.to_numpy(zero_copy_only=False), on_invalid="ignore")
    return pa.array(shapely.to_geojson(read), pa.string())
