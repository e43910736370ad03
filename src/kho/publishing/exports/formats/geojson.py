"""GeoJSON by RFC 7946: a collection of features in WGS 84, longitude before latitude."""

import json
from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import shapely
from sqlglot import exp

from kho.blocks import block, named_as
from kho.publishing.exports.choosing import Points, Shapes
from kho.publishing.exports.flowing import piped
from kho.publishing.exports.formats.values import as_json
from kho.publishing.exports.job import Job

_POINT: Final = """
case when $longitude is not null and $latitude is not null
then {'type': 'Point', 'coordinates': [$longitude, $latitude]} end
"""
_BATCH: Final = 2_048


def write(job: Job) -> Iterator[bytes]:
    """The rows as features; what the file tells of itself is the member `about`."""
    about = json.dumps(job.about.document(), ensure_ascii=False)
    yield f'{{"type": "FeatureCollection", "about": {about},\n"features": '.encode("utf-8", "replace")
    where = job.chosen.where
    if isinstance(where, Shapes):
        yield from _shapes(job, where)
    elif isinstance(where, Points):
        yield from piped(job.session, job.chosen.select(*_feature(job, where)), "FORMAT json, ARRAY true")
    yield b"}\n"


def _properties(job: Job) -> exp.Expr:
    pairs = [exp.PropertyEQ(this=exp.Literal.string(cell.name), expression=as_json(cell)) for cell in job.chosen.cells]
    return exp.Struct(expressions=pairs) if pairs else exp.Null()


def _feature(job: Job, where: Points) -> tuple[exp.Expr, ...]:
    kind, point = exp.Literal.string("Feature"), block(_POINT, longitude=where.longitude, latitude=where.latitude)
    return named_as(kind, "type"), named_as(point, "geometry"), named_as(_properties(job), "properties")


def _shapes(job: Job, where: Shapes) -> Iterator[bytes]:
    """Features whose shapes are read here, some at once: DuckDB knows none."""
    properties = block("coalesce(cast(to_json($row) as varchar), 'null')", row=_properties(job))
    rows = job.chosen.select(named_as(properties, "properties"), named_as(where.text, "shape"))
    before = b"["
    for batch in job.session.execute(rows.sql("duckdb")).to_arrow_reader(_BATCH):
        read = shapely.from_wkt(batch.column(1).to_numpy(zero_copy_only=False), on_invalid="ignore")
        shapes = pc.fill_null(pa.array(shapely.to_geojson(read), pa.string()), "null")
        parts = ('{"type":"Feature","geometry":', shapes, ',"properties":', batch.column(0), "}", "")
        features = pc.binary_join_element_wise(*parts)
        yield before + ",\n".join(features.to_pylist()).encode()
        before = b",\n"
    yield b"[]" if before == b"[" else b"]"
