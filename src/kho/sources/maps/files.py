"""Which map format a file is in, by its bytes, and the file as the geo library wants it: under a fitting name.

The library is only given files of formats checked here, in a folder of their own: by their content some of its other
formats open further files and addresses, and it writes helper files beside what it reads.
"""

import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from kho.sources.maps.errors import NoMapError, ShapefileIncompleteError
from kho.sources.records.nested import unique
from kho.sources.records.xml_stream import check_prologue, opened
from kho.sources.sniffing import (
    is_shapefile,
    looks_like_geo_xml,
    looks_like_geojson,
    looks_like_zip,
    members_in,
    text_of,
    xml_root,
)
from kho.sources.text_bytes import UNKNOWN, find_encoding
from kho.sources.zip_members import Budget, Member, members, unpack
from kho.sources.zip_members import opened as opened_zip

HEAD = 64 * 2**10
SQLITE = b"SQLite format 3\0"
APPLICATION = slice(68, 72)
GEOPACKAGE = (b"GPKG", b"GP10", b"GP11")
FLATGEOBUF = b"fgb\x03fgb"
SHAPE_CODE = b"\0\0\x27\x0a"
NEEDED = (".shp", ".shx", ".dbf")
BESIDE = (".prj", ".cpg", ".qix")
DBF_HEADER = 32
GEOJSON_OPTIONS = {"DATE_AS_STRING": "YES"}
GML_OPTIONS = {"DOWNLOAD_SCHEMA": "NO", "WRITE_GFS": "NO"}


@dataclass(frozen=True, kw_only=True, slots=True)
class MapFile:
    """A file the geo library can open. `named` False: it has one layer, whose name says nothing.

    `encoding` is that of a Shapefile's attributes, None where the format or the file says it; `proven` False: not
    even the bytes say it, so letters beyond ASCII cannot be trusted.
    """

    path: Path
    size: int
    named: bool = True
    encoding: str | None = None
    proven: bool = True
    options: dict[str, str] = field(default_factory=dict)


def kind_of(head: bytes, name: str) -> str | None:
    """The ending that fits the bytes; None where they are no map."""
    if looks_like_geojson(head, name):
        return ".geojson"
    if head.startswith(SQLITE) and (head[APPLICATION] in GEOPACKAGE or name.lower().endswith(".gpkg")):
        return ".gpkg"
    if looks_like_geo_xml(head):
        root = xml_root(head)
        return f".{root}" if root in {"kml", "gpx"} else ".gml"
    if looks_like_zip(head) and is_shapefile(members_in(head)):
        return ".zip"
    marks = {FLATGEOBUF: ".fgb", SHAPE_CODE: ".shp"}
    return next((ending for mark, ending in marks.items() if head.startswith(mark)), None)


def map_files(file: Path, name: str, folder: Path, encoding: str | None) -> Iterator[tuple[MapFile, list[str]]]:
    """The maps in a file, each with the names of what beside it is no map.

    Raises NoMapError, ShapefileIncompleteError, RefusedDeclarationError and the archive errors.
    """
    with file.open("rb") as stream:
        head = stream.read(HEAD)
    ending = ".zip" if looks_like_zip(head) else kind_of(head, name)
    if ending is None:
        raise NoMapError(where=name)
    if ending == ".zip":
        yield from _zipped(file, name, folder, encoding)
    elif ending == ".shp":
        yield replace(_shapefile(_siblings(file, name, folder), encoding), named=False), []
    else:
        yield _single(file, name, folder, ending, head), []


def _single(file: Path, name: str, folder: Path, ending: str, head: bytes) -> MapFile:
    if ending in {".kml", ".gpx", ".gml"}:
        check_prologue(opened(file, name, None, 1))
    path = _linked(file, folder / f"map{_sequence_ending(ending, head)}")
    options = {".geojson": GEOJSON_OPTIONS, ".gml": GML_OPTIONS}.get(ending, {})
    return MapFile(path=path, size=file.stat().st_size, named=ending not in {".geojson", ".fgb"}, options=dict(options))


def _sequence_ending(ending: str, head: bytes) -> str:
    """GeoJSON with a feature on every line has an ending of its own."""
    lines = text_of(head).strip("\x1e \r\n").split("\n", 1)
    is_sequence = ending == ".geojson" and len(lines) > 1 and lines[0].rstrip().endswith("}") and "{" in lines[1]
    return ".geojsonl" if is_sequence and lines[1].lstrip("\x1e \r\n").startswith("{") else ending


def _linked(file: Path, path: Path) -> Path:
    try:
        path.symlink_to(file.resolve())
    except OSError:  # Some systems allow links to administrators only.
        shutil.copyfile(file, path)
    return path


def _siblings(file: Path, name: str, folder: Path) -> Path:
    """A Shapefile's other files, where they lie beside it under the same name."""
    beside = {ending: file.with_suffix(ending) for ending in (*NEEDED, *BESIDE) if file.with_suffix(ending).exists()}
    beside[".shp"] = file
    _check_complete(name, PurePosixPath(name).stem, beside)
    for ending, path in beside.items():
        _linked(path, folder / f"map{ending}")
    return folder / "map.shp"


def _check_complete(where: str, layer: str, endings: object) -> None:
    missing = [ending for ending in NEEDED if ending not in endings]  # type: ignore[operator] # a dict
    if missing:
        raise ShapefileIncompleteError(where=where, layer=layer, missing=", ".join(missing))


def _zipped(file: Path, name: str, folder: Path, encoding: str | None) -> Iterator[tuple[MapFile, list[str]]]:
    budget = Budget()
    with opened_zip(file, name, budget) as archive:
        found = [member for member in members(archive) if not member.is_junk]
        sets = _sets(found)
        taken = {member.name for parts in sets.values() for member in parts.values()}
        documents = [member for member in found if member.name.lower().endswith(".kml")]
        others = [member.name for member in found if member.name not in taken and member not in documents]
        if not sets and not documents:
            raise NoMapError(where=name)
        for number, document in enumerate(documents):
            place = _new_folder(folder, f"kml{number}")
            path = unpack(archive, document, place / "unpacked", name, budget)
            yield _single(path, name, place, ".kml", b""), others
            others = []
        layers = unique([PurePosixPath(stem).name for stem in sets])
        for number, (layer, parts) in enumerate(zip(layers, sets.values(), strict=True)):
            _check_complete(name, layer, parts)
            place = _new_folder(folder, f"shp{number}")
            for ending, member in parts.items():
                unpack(archive, member, place / f"{_file_name(layer)}{ending}", name, budget)
            yield _shapefile(place / f"{_file_name(layer)}.shp", encoding), others
            others = []


def _new_folder(folder: Path, name: str) -> Path:
    place = folder / name
    place.mkdir()
    return place


def _file_name(layer: str) -> str:
    """A layer's name as a file name: it is the library's name of the layer too."""
    return "".join(letter for letter in layer if letter.isalnum() or letter in " _-.")[:80] or "map"


def _sets(found: list[Member]) -> dict[str, dict[str, Member]]:
    """The files of every Shapefile by their name without ending."""
    sets: dict[str, dict[str, Member]] = {}
    for member in found:
        path = PurePosixPath(member.name)
        ending = path.suffix.lower()
        if ending in (*NEEDED, *BESIDE):
            sets.setdefault(str(path.with_suffix("")), {})[ending] = member
    return {stem: parts for stem, parts in sets.items() if ".shp" in parts or ".shx" in parts}


def _shapefile(path: Path, encoding: str | None) -> MapFile:
    size = sum(each.stat().st_size for each in path.parent.iterdir())
    if encoding is not None or path.with_suffix(".cpg").exists():
        return MapFile(path=path, size=size, encoding=encoding)
    found = _dbf_encoding(path.with_suffix(".dbf"))
    if found == UNKNOWN:
        return MapFile(path=path, size=size, encoding="ISO-8859-1", proven=False)
    return MapFile(path=path, size=size, encoding=found)


def _dbf_encoding(dbf: Path) -> str:
    """The encoding that the records' bytes prove; the header, which is binary, is left aside."""
    body = dbf.with_name("records")
    with dbf.open("rb") as stream, body.open("wb") as out:
        header = stream.read(DBF_HEADER)
        (length,) = struct.unpack_from("<H", header.ljust(DBF_HEADER, b"\0"), 8)
        stream.seek(length)
        shutil.copyfileobj(stream, out)
    try:
        return find_encoding(body).name
    finally:
        body.unlink()
