"""Maps: GeoJSON (RFC 7946), GeoPackage, zipped Shapefiles, KML, KMZ, GML, GPX, FlatGeobuf, read by GDAL in batches.

The attributes are columns; the last column, `geometry`, holds well-known text in EPSG:4326, see
`kho.sources.maps.geometry`. Every layer is a table. Rows are numbered by feature. `kho.read` takes:

- `layer`: the name of the layer, or several; all where not told.
- `geometry`: false to leave the geometry out.
- `encoding`: of a Shapefile's attributes, where its bytes do not prove it and it has no `.cpg`.
- `crs`: the coordinate reference system, where the file has none or a wrong one, such as `EPSG:3405`.

A layer without a system keeps its coordinates as they are, and the notes say so.
"""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from json import JSONDecodeError
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyogrio
import pyogrio.raw
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj import CRS
from pyproj.exceptions import CRSError

from kho.messages import Message
from kho.quality.cells import CellKind
from kho.sources import arrow_cells, options
from kho.sources.base import LeftOut, ReadNotes, SourceColumn, SourceTable
from kho.sources.cells import ROWS_PER_BATCH, TEXT_PER_BATCH, Cell
from kho.sources.decoding import clean, clean_text
from kho.sources.maps.errors import BrokenMapError, LayerNotFoundError
from kho.sources.maps.files import HEAD, MapFile, kind_of, map_files
from kho.sources.maps.geometry import ToWgs84
from kho.sources.records.json_stream import decode
from kho.sources.records.nested import DEEPEST, NestsTooDeepError, cell, unique
from kho.sources.scratch import scratch_folder
from kho.sources.text_bytes import ENCODING

GEOMETRY = "geometry"
MOST_WARNINGS = 20
LIBRARY_ERRORS = (
    DataSourceError,
    DataLayerError,
    FeatureError,
    FieldError,
    GeometryError,
    pa.ArrowException,
    OSError,
)
AT_ONCE = 1024
"""Features per batch of a file that would have to be read whole to count them."""


def _is_crs(value: Any) -> bool:
    try:
        return isinstance(value, str) and isinstance(CRS.from_user_input(value), CRS)
    except CRSError:
        return False


LAYER = options.texts(Message(vi="tên lớp, hoặc danh sách tên", en="a layer's name, or a list of names"))
A_CRS = options.Plain(
    expected=Message(vi="mã EPSG, ví dụ EPSG:3405", en="an EPSG code, such as EPSG:3405"), accepts=_is_crs
)
NO_CRS = Message(
    vi="lớp không ghi hệ toạ độ: toạ độ để nguyên, chưa chắc là kinh vĩ độ; ghi “crs” trong kho.read",
    en="the layer declares no coordinate system: coordinates are left as they are; give “crs” in kho.read",
)
APPROXIMATE = Message(
    vi="hệ toạ độ thiếu tham số chuyển đổi: vị trí có thể lệch tới 200 m; ghi “crs” chuẩn trong kho.read",
    en="the system lacks datum parameters: places may be up to 200 m off; give a standard “crs” in kho.read",
)
WARNED = Message(vi="thư viện bản đồ cảnh báo", en="the geo library warns")
NO_MAP = Message(vi="không phải bản đồ", en="no map")


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What `kho.read` takes: every layer where `layer` is empty; None: what the file says."""

    layer: tuple[str, ...] = options.option(LAYER, default=())
    geometry: bool = options.option(options.YES_NO, default=True)
    crs: str | None = options.option(A_CRS, default=None)
    encoding: str | None = options.option(ENCODING, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Layer:
    """One open layer."""

    name: str
    meta: dict[str, Any]
    reader: pa.RecordBatchReader
    to_wgs84: ToWgs84
    proven: bool

    def geometry_name(self) -> str:
        return _geometry_name(self.meta)

    def json_fields(self) -> set[str]:
        """Attributes that hold JSON text."""
        subtypes = zip(self.meta["fields"], self.meta["ogr_subtypes"], strict=True)
        return {str(name) for name, subtype in subtypes if subtype == "OFSTJSON"}

    def attributes(self) -> list[str]:
        return [name for name in self.reader.schema.names if name != self.geometry_name()]


def _geometry_name(meta: Mapping[str, Any]) -> str:
    return meta["geometry_name"] or "wkb_geometry"


class GeoFormat:
    """Reads the layers of a map as tables."""

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether the bytes begin a map."""
        return kind_of(head[:HEAD], name) is not None

    def problems(self, read: Mapping[str, Any]) -> list[tuple[str, Message, Message]]:
        """Mistakes in the options."""
        return options.problems(Read, read)

    def tables(self, file: Path, *, name: str, read: Mapping[str, Any]) -> Iterator[SourceTable]:
        """The layers in the order of the file.

        Raises the map and archive errors of `kho.sources.maps.errors`, and RefusedDeclarationError.
        """
        given = options.read(Read, read)
        missing = set(given.layer)
        known: list[str] = []
        with scratch_folder() as folder:
            for source, others in map_files(file, name, folder, given.encoding):
                left_out = [LeftOut(place=other, why=NO_MAP) for other in others]
                for layer in _layer_names(source, name):
                    known.append(layer)
                    if not given.layer or layer in missing or not source.named:
                        missing.discard(layer)
                        yield from _table(source, layer, name, given, left_out)
                        left_out = []
        if missing and known != [""]:
            raise LayerNotFoundError(where=name, layer=", ".join(sorted(missing)), known=", ".join(known) or "—")


def _layer_names(source: MapFile, where: str) -> list[str]:
    if not source.named:
        return [""]
    with _errors(where, []):
        return [str(layer) for layer, _geometry in pyogrio.list_layers(source.path)]


@contextmanager
def _errors(where: str, told: list[LeftOut]) -> Iterator[None]:
    """The library's errors as one that names the file; its warnings are told."""
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield
    except LIBRARY_ERRORS as error:
        raise BrokenMapError(where=where, reason=str(error).strip().split("\n")[0].rstrip(".")) from error
    for warning in caught:
        text = str(warning.message)
        if len(told) < MOST_WARNINGS and text not in {each.text for each in told}:
            told.append(LeftOut(place=where, why=WARNED, text=text))


def _table(source: MapFile, layer: str, where: str, read: Read, left_out: list[LeftOut]) -> Iterator[SourceTable]:
    notes = ReadNotes(left_out=left_out)
    with_geometry = read.geometry
    opening = pyogrio.raw.open_arrow(
        source.path,
        layer=layer or None,
        encoding=source.encoding,
        read_geometry=with_geometry,
        batch_size=_features_at_once(source, layer, where),
        use_pyarrow=True,
        **source.options,
    )
    with _errors(where, notes.left_out):
        meta, reader = opening.__enter__()
    with_geometry = with_geometry and _geometry_name(meta) in reader.schema.names
    try:
        crs = read.crs or meta["crs"]
        to_wgs84 = ToWgs84(layer=layer, where=where, crs=crs if with_geometry else None)
        opened = _Layer(name=layer, meta=meta, reader=reader, to_wgs84=to_wgs84, proven=source.proven)
        part = layer if source.named else ""
        notes.found |= _found(source, opened, with_geometry=with_geometry)
        columns = _columns(opened, with_geometry=with_geometry)
        batches = clean(_batches(opened, where, notes, with_geometry=with_geometry), part, notes)
        yield SourceTable(part=part, columns=columns, batches=batches, notes=notes)
    finally:
        opening.__exit__(None, None, None)


def _features_at_once(source: MapFile, layer: str, where: str) -> int:
    """As many features as fit a batch, by the file's size; a map of large polygons is read few by few."""
    if not source.named:
        return AT_ONCE
    with _errors(where, []):
        count = pyogrio.read_info(source.path, layer=layer, encoding=source.encoding, **source.options)["features"]
    per_feature = source.size // count + 1 if count > 0 else TEXT_PER_BATCH // 1000
    return int(max(1, min(ROWS_PER_BATCH, TEXT_PER_BATCH // per_feature)))


def _found(source: MapFile, layer: _Layer, *, with_geometry: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"layer": layer.name} if source.named else {}
    if source.encoding:
        found["encoding"] = source.encoding if source.proven else "unknown"
    return found | ({"crs": layer.to_wgs84.crs} if with_geometry else {})


def _columns(layer: _Layer, *, with_geometry: bool) -> tuple[SourceColumn, ...]:
    headers = [clean_text(name) for name in layer.attributes()] + ([GEOMETRY] if with_geometry else [])
    return tuple(SourceColumn(position=i, header=(text,)) for i, text in enumerate(unique(headers), start=1))


def _batches(layer: _Layer, where: str, notes: ReadNotes, *, with_geometry: bool) -> Iterator[pa.RecordBatch]:
    row = 1
    while True:
        with _errors(where, notes.left_out):
            batch = next(layer.reader, None)
        if batch is None:
            break
        columns = [_attribute(layer, batch, name) for name in layer.attributes()]
        if with_geometry:
            columns.append(layer.to_wgs84.cells(batch.column(layer.geometry_name())))
        yield arrow_cells.batch(row, columns)
        row += len(batch)
    if with_geometry and layer.to_wgs84.crs is None:
        notes.left_out.append(LeftOut(place=GEOMETRY, why=NO_CRS))
    if layer.to_wgs84.is_approximate:
        notes.left_out.append(LeftOut(place=GEOMETRY, why=APPROXIMATE, text=layer.to_wgs84.operation))


def _attribute(layer: _Layer, batch: pa.RecordBatch, name: str) -> arrow_cells.Texts:
    texts, kinds = arrow_cells.texts(batch.column(name))
    if name in layer.json_fields():
        return _canonical(texts)
    if not layer.proven:
        doubtful = pc.invert(pc.fill_null(pc.string_is_ascii(texts), fill_value=True))
        kinds = pc.if_else(doubtful, pa.scalar(CellKind.UNDECODED, pa.string()), kinds)
    return texts, kinds


def _canonical(texts: pa.Array) -> arrow_cells.Texts:
    """JSON attributes as Kho writes JSON; what is none stays as it is, marked."""
    cells = [_json_cell(text) for text in texts.to_pylist()]
    return pa.array([text for text, _ in cells], pa.string()), pa.array([kind for _, kind in cells], pa.string())


def _json_cell(text: str | None) -> Cell:
    try:
        return cell(decode(text), DEEPEST) if text else (None, None)
    except (JSONDecodeError, NestsTooDeepError):
        return text, CellKind.ERROR
