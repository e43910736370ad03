"""Checks a catalogue, Kho's own or anybody's, by the official shapes of DCAT-AP 3.0.1."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import Graph
from rdflib.namespace import RDF

from kho.contracts.model import Severity
from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.dcat.background import background
from kho.publishing.dcat.findings import CatalogueFinding, Result, finding, nothing, result
from kho.publishing.dcat.reading import read_file
from kho.publishing.dcat.shapes import Shapes
from kho.publishing.dcat.terms import DCAT, SH, new_graph
from kho.publishing.dcat.writing import Serialisation

KEPT: Final = 2000
"""So many findings are told, errors first; more are counted."""


class UncheckableCatalogueError(KhoError):
    """The validator gave up."""

    code = "KHO-D207"
    what = Message(vi="Không kiểm tra được danh mục: {reason}.", en="The catalogue cannot be checked: {reason}.")
    mend = Message(
        vi="Kiểm tra lại thư mục quy tắc của DCAT-AP, rồi từng phần của danh mục.",
        en="Check the folder of DCAT-AP's shapes, then the catalogue part by part.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Findings that say the same of different things."""

    example: CatalogueFinding
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a check found, errors first. `left_out` findings more are not told."""

    catalogues: int
    datasets: int
    triples: int
    findings: tuple[CatalogueFinding, ...]
    left_out: int = 0

    @property
    def conforms(self) -> bool:
        """Whether nothing that must be is missing or wrong; advice may be open."""
        return not any(each.severity is Severity.ERROR for each in self.findings)

    def groups(self) -> list[Group]:
        """The findings by what they say, in order, the most frequent errors first."""
        found: dict[tuple[Severity, Message], list[CatalogueFinding]] = {}
        for each in self.findings:
            found.setdefault((each.severity, each.what), []).append(each)
        groups = [Group(example=each[0], count=len(each)) for each in found.values()]
        return sorted(groups, key=lambda group: (group.example.severity is not Severity.ERROR, -group.count))


def validate(graph: Graph, shapes: Shapes, *, vocabularies: bool = True) -> Report:
    """Check a graph. Nothing is fetched.

    With `vocabularies` the well-known terms that the graph names count as described, as with the EU's own validator;
    without, the graph must describe them itself. Raises UncheckableCatalogueError.
    """
    known = background(graph) if vocabularies else new_graph()
    whole = new_graph()
    whole += graph
    whole += known
    results = [*_results(whole, shapes.required), *_results(whole, shapes.advised)]
    subjects = set(graph.subjects())
    told = [finding(graph, each) for each in _once(results) if each.focus in subjects]
    catalogues, datasets = (len(set(graph.subjects(RDF.type, kind))) for kind in (DCAT.Catalog, DCAT.Dataset))
    if not catalogues and not datasets:
        told.append(nothing())
    told.sort(key=lambda each: (each.severity is not Severity.ERROR, each.node, each.inside, each.path, each.what.en))
    return Report(
        catalogues=catalogues,
        datasets=datasets,
        triples=len(graph),
        findings=tuple(told[:KEPT]),
        left_out=max(0, len(told) - KEPT),
    )


def validate_file(file: Path, shapes: Shapes, *, how: Serialisation | None = None) -> Report:
    """Check a file, which may be anybody's. Raises the errors of `kho.publishing.dcat.reading` and of `validate`."""
    return validate(read_file(file, how), shapes)


def _results(graph: Graph, shapes: Graph) -> Iterator[Result]:
    from pyshacl import validate as check  # slow to import, and needed by the validation page alone

    try:
        _, report, _ = check(graph, shacl_graph=shapes, inference="none", advanced=False, js=False, meta_shacl=False)
    except Exception as error:
        raise UncheckableCatalogueError(reason=str(error).partition("\n")[0][:200]) from error
    if not isinstance(report, Graph):
        raise UncheckableCatalogueError(reason=str(report)[:200])
    return (result(report, shapes, node) for node in report.subjects(RDF.type, SH.ValidationResult))


def _once(results: Iterable[Result]) -> list[Result]:
    """The official files say many things twice, and of a text in the place of a thing also that it is of no class."""
    found = list(results)
    kinds = {(each.focus, each.path, each.value) for each in found if each.rule == "NodeKind"}
    kept: dict[tuple[object, ...], Result] = {}
    for each in found:
        if each.rule == "Class" and (each.focus, each.path, each.value) in kinds:
            continue
        kept.setdefault((each.focus, each.path, each.rule, each.value, each.severity), each)
    return list(kept.values())
