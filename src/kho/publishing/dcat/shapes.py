"""The official shapes, from a folder that the user gives: they are SEMIC's (CC BY 4.0) and do not come with Kho."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import Graph

from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.dcat.terms import SH

REQUIRED: Final = ("shapes.ttl", "range.ttl", "dcat-ap-SHACL.ttl")
ADVISED: Final = "shapes_recommended.ttl"


class NoShapesError(KhoError):
    """The folder of shapes lacks a file, or one cannot be read."""

    code = "KHO-D206"
    what = Message(vi="Không đọc được quy tắc {file} của DCAT-AP.", en="The shapes {file} of DCAT-AP cannot be read.")
    mend = Message(
        vi="Lấy thư mục html/shacl của bản 3.0.1 từ kho SEMICeu/DCAT-AP trên GitHub và chỉ đến nó.",
        en="Take the folder html/shacl of release 3.0.1 from SEMICeu/DCAT-AP on GitHub, and name it here.",
    )
    http_status = 503


@dataclass(frozen=True, kw_only=True, slots=True)
class Shapes:
    """What a catalogue must keep, and what it is advised to; to be read once and kept."""

    required: Graph
    advised: Graph


def read_shapes(folder: Path) -> Shapes:
    """The shapes of a folder; advice may be missing. Raises NoShapesError."""
    required = Graph(bind_namespaces="none")
    for name in REQUIRED:
        required += _read(folder / name)
    advised = _read(folder / ADVISED) if (folder / ADVISED).is_file() else Graph(bind_namespaces="none")
    return Shapes(required=required, advised=advised)


def _read(file: Path) -> Graph:
    graph = Graph(bind_namespaces="none")
    try:
        graph.parse(data=file.read_bytes(), format="turtle")
    except (OSError, SyntaxError, ValueError) as error:
        raise NoShapesError(where=str(file), file=file.name) from error
    _drop_dangling(graph)
    return graph


def _drop_dangling(graph: Graph) -> None:
    """Take out the property shapes without a path: release 3.0.1 names two that it nowhere defines."""
    for shape, each in list(graph.subject_objects(SH.property)):
        if graph.value(each, SH.path) is None:
            graph.remove((shape, SH.property, each))
