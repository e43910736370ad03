"""What the first bytes of a file say about it, for formats that share a syntax: JSON and GeoJSON, XML and KML, zips."""

import codecs
import re
import struct
from collections.abc import Iterator

GEO_JSON_TYPES = frozenset({"FeatureCollection", "Feature", "Topology"})
GEO_XML_ROOTS = frozenset({"kml", "gpx", "gml", "FeatureCollection"})
JSON_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([{}\[\]:,])')
JSON_START = re.compile(r'\s*(\{\s*["}]|\[\s*[\[{"\]\d\-tfn]|\{\s*$|\[\s*$)')
XML_START = re.compile(r"\s*<(\?xml\b|!--|!DOCTYPE\s(?!html)|[A-Za-z_][\w.:-]*[\s/>])", re.IGNORECASE)
XML_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
XML_PROLOGUE = re.compile(r"<\?.*?\?>|<!--.*?-->", re.DOTALL)
HTML_ROOTS = frozenset({"html", "table", "head", "body", "div", "meta", "style"})
LOCAL_HEADER = b"PK\x03\x04"
LOCAL_SIZE = 30
OFFICE_MEMBERS = re.compile(r"\[Content_Types\]\.xml|mimetype|_rels/|xl/|word/|ppt/|docProps/|META-INF/manifest\.xml")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def unicode_encoding(head: bytes) -> str:
    """The Unicode encoding by byte order mark, or by where the zero bytes of the first ASCII character stand."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    if head[1:2] == b"\0" and head[:1] != b"\0":
        return "utf-16-le"
    return "utf-16-be" if head[:1] == b"\0" and head[1:2] not in {b"", b"\0"} else "utf-8"


def text_of(head: bytes) -> str:
    """The first bytes as text, what cannot be decoded left out: only for recognising a syntax."""
    return head.decode(unicode_encoding(head), errors="ignore").lstrip("\ufeff")


def looks_like_json(head: bytes) -> bool:
    """Whether the text begins as a JSON object or array does."""
    return JSON_START.match(text_of(head)) is not None


def looks_like_geojson(head: bytes, name: str) -> bool:
    """Whether the outermost object says that it is GeoJSON or TopoJSON, or is one by its name and its `features`."""
    if not looks_like_json(head):
        return False
    types = {value for key, value in _outermost_texts(text_of(head)) if key == "type"}
    keys = {key for key, _ in _outermost_texts(text_of(head))}
    return bool(types & GEO_JSON_TYPES) or (not types and "features" in keys and name.lower().endswith(".geojson"))


def _outermost_texts(text: str) -> Iterator[tuple[str, str]]:
    """Keys of the outermost object with their values, where these are texts (else empty)."""
    depth, key, last = 0, "", ""
    for match in JSON_TOKEN.finditer(text):
        string, mark = match.groups()
        if mark is None:
            if depth == 1 and key:
                yield key, string
                key = ""
            last = string
        elif mark == ":" and depth == 1:
            key = last
        elif mark == ":":
            continue
        else:
            if depth == 1 and key:
                yield key, ""
                key = ""
            depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(mark, 0)
            if depth == 0:
                return


def looks_like_xml(head: bytes) -> bool:
    """Whether the text begins as an XML document that is no web page."""
    text = text_of(head)
    return XML_START.match(text) is not None and xml_root(head).lower() not in HTML_ROOTS


def looks_like_html(head: bytes) -> bool:
    """Whether the text begins as a web page, or as a piece of one, does."""
    return text_of(head).lstrip().startswith("<") and xml_root(head).lower() in HTML_ROOTS


def xml_root(head: bytes) -> str:
    """The local name of the outermost element; empty where it is not within the first bytes."""
    match = XML_ROOT.search(XML_PROLOGUE.sub("", text_of(head)))
    return match[1] if match else ""


def looks_like_geo_xml(head: bytes) -> bool:
    """Whether the document is KML, GPX or a GML feature collection."""
    if not looks_like_xml(head):
        return False
    root = xml_root(head)
    return root in {"kml", "gpx"} or (root in GEO_XML_ROOTS and "opengis.net/" in text_of(head))


def looks_like_zip(head: bytes) -> bool:
    """Whether the bytes begin a zip archive, an empty one included."""
    return head.startswith((LOCAL_HEADER, b"PK\x05\x06"))


def members_in(head: bytes) -> list[str]:
    """Names of the archive members whose headers lie within the first bytes."""
    names = []
    at = head.find(LOCAL_HEADER)
    while at >= 0 and at + LOCAL_SIZE <= len(head):
        (length,) = struct.unpack_from("<H", head, at + 26)
        names.append(head[at + LOCAL_SIZE : at + LOCAL_SIZE + length].decode("cp437"))
        at = head.find(LOCAL_HEADER, at + LOCAL_SIZE)
    return names


def is_office(names: list[str]) -> bool:
    """Whether these are the members of a workbook or document (OOXML, OpenDocument) rather than of an archive."""
    return any(OFFICE_MEMBERS.match(name) for name in names)


def is_shapefile(names: list[str]) -> bool:
    """Whether among these members is a part of a Shapefile that nothing else has, or a KMZ's document."""
    return any(name.lower().endswith((".shp", ".shx")) or name.lower() == "doc.kml" for name in names)
