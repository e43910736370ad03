"""What the shapes found, in sentences for people: what is wrong, where, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF
from rdflib.term import Node

from kho.contracts.model import Severity
from kho.messages import Message
from kho.publishing.dcat.names import CLASSES, THING, property_name
from kho.publishing.dcat.terms import SH, short

SHOWN: Final = 200
"""So many characters of a value are shown."""
TRAIL: Final = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class CatalogueFinding:
    """A mistake (error) or an advice (warning).

    `node` is the address of the thing, or of the nearest one that has an address; `inside` the way from there, such as
    `dcat:distribution / spdx:checksum`. `path` is the property, `value` what stands there.
    """

    severity: Severity
    node: str
    inside: str
    path: str
    what: Message
    mend: Message
    value: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A kind of mistake: a sentence with `{thing}`, `{property}`, `{path}` and `{asked}`, and what to do."""

    what: Message
    mend: Message


NOTHING: Final = Kind(
    what=Message("Trong tệp không có danh mục hay bộ dữ liệu nào.", "The file has no catalogue and no dataset."),
    mend=Message("Khai ít nhất một dcat:Catalog hoặc dcat:Dataset.", "Describe a dcat:Catalog or a dcat:Dataset."),
)
_MISSING: Final = Kind(
    what=Message("{thing} thiếu {property}.", "{thing} lacks {property}."), mend=Message("Thêm {path}.", "Add {path}.")
)
_TOO_MANY: Final = Kind(
    what=Message("{thing} có quá nhiều giá trị: {property}.", "{thing} has too many values: {property}."),
    mend=Message("Chỉ giữ {asked} giá trị của {path}.", "Keep {asked} value of {path}."),
)
_NO_TEXT: Final = Kind(
    what=Message("{thing}: {property} phải là chữ.", "{thing}: {property} must be a text."),
    mend=Message("Viết trong dấu nháy: {path} “…”.", "Write it in quotes: {path} “…”."),
)
_NO_ADDRESS: Final = Kind(
    what=Message(
        "{thing}: {property} phải là một đối tượng hay địa chỉ, không phải chữ.",
        "{thing}: {property} must be a thing or an address, not a text.",
    ),
    mend=Message(
        "Viết địa chỉ trong ngoặc nhọn: {path} <https://…>; dạng JSON-LD thì dùng @id.",
        "Write the address in angle brackets: {path} <https://…>; in JSON-LD with @id.",
    ),
)
_WRONG_CLASS: Final = Kind(
    what=Message(
        "{thing}: {property} trỏ đến thứ không được khai là {asked}.",
        "{thing}: {property} leads to something that is not told to be a {asked}.",
    ),
    mend=Message(
        "Khai nó trong cùng tệp (a {asked}), hoặc dùng một giá trị của bảng mã chuẩn.",
        "Describe it in the same file (a {asked}), or use a term of the standard's vocabularies.",
    ),
)
_WRONG_TYPE: Final = Kind(
    what=Message("{thing}: {property} phải có kiểu {asked}.", "{thing}: {property} must be of type {asked}."),
    mend=Message("Viết “…”^^{asked}.", "Write “…”^^{asked}."),
)
_NO_DATE: Final = Kind(
    what=Message("{thing}: {property} không phải ngày.", "{thing}: {property} is no date."),
    mend=Message(
        "Viết “2026-01-31”^^xsd:date, hoặc dùng xsd:dateTime, xsd:gYearMonth, xsd:gYear.",
        "Write “2026-01-31”^^xsd:date, or use xsd:dateTime, xsd:gYearMonth, xsd:gYear.",
    ),
)
_NO_PART: Final = Kind(
    what=Message(
        "Danh mục không có bộ dữ liệu hay dịch vụ nào.", "The catalogue has neither a dataset nor a data service."
    ),
    mend=Message("Thêm dcat:dataset hoặc dcat:service.", "Add dcat:dataset or dcat:service."),
)
_OTHERWISE: Final = Kind(
    what=Message("{thing}: {property} không theo quy tắc: {asked}.", "{thing}: {property} breaks the shape: {asked}."),
    mend=Message("Xem định nghĩa của {path} trong DCAT-AP 3.0.1.", "See {path} in DCAT-AP 3.0.1."),
)
_KINDS: Final[Mapping[str, Kind]] = {
    "MinCount": _MISSING,
    "MaxCount": _TOO_MANY,
    "Class": _WRONG_CLASS,
    "Datatype": _WRONG_TYPE,
}
_ASKED: Final = {"MaxCount": SH.maxCount, "Class": SH["class"], "Datatype": SH.datatype, "NodeKind": SH.nodeKind}
_DATES: Final = frozenset({"dct:issued", "dct:modified", "dcat:startDate", "dcat:endDate"})
_SHAPED: Final = frozenset({"Node", "Or", "Property"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One result of a validation; `rule` is its constraint component without the last words."""

    focus: Node
    path: str
    rule: str
    value: Node | None
    asked: str
    severity: Severity


def result(report: Graph, shapes: Graph, node: Node) -> Result:
    """What a validation report says in one of its results."""
    component = short(str(report.value(node, SH.sourceConstraintComponent))).removeprefix(str(SH))
    rule = component.removesuffix("ConstraintComponent")
    shape, path = report.value(node, SH.sourceShape), report.value(node, SH.resultPath)
    asked = shapes.value(shape, _ASKED[rule]) if rule in _ASKED and shape is not None else None
    message = asked if asked is not None else report.value(node, SH.resultMessage)
    focus = report.value(node, SH.focusNode)
    return Result(
        focus=focus if focus is not None else BNode(),
        path="" if path is None or isinstance(path, BNode) else short(str(path)),
        rule=rule,
        value=report.value(node, SH.value),
        asked=short(str(message))[:SHOWN] if message is not None else "",
        severity=Severity.ERROR if report.value(node, SH.resultSeverity) == SH.Violation else Severity.WARNING,
    )


def finding(graph: Graph, told: Result) -> CatalogueFinding:
    """A result in sentences."""
    kind = _kind(told)
    thing = _thing(graph, told.focus)
    words = property_name(told.path)
    node, inside = _place(graph, told.focus)
    return CatalogueFinding(
        severity=told.severity,
        node=node,
        inside=inside,
        path=told.path,
        value=_shown(told.value),
        what=_filled(kind.what, thing, words, told),
        mend=_filled(kind.mend, thing, words, told),
    )


def _filled(sentence: Message, thing: Message, words: Message, told: Result) -> Message:
    return Message(
        sentence.vi.format(thing=thing.vi, property=words.vi, path=told.path, asked=told.asked),
        sentence.en.format(thing=thing.en, property=words.en, path=told.path, asked=told.asked),
    )


def nothing() -> CatalogueFinding:
    """There is nothing to check, which the shapes are content with."""
    return CatalogueFinding(severity=Severity.ERROR, node="", inside="", path="", what=NOTHING.what, mend=NOTHING.mend)


def _kind(told: Result) -> Kind:
    if told.rule == "NodeKind":
        return _NO_TEXT if told.asked.endswith("Literal") else _NO_ADDRESS
    if told.rule in _SHAPED and told.path in _DATES:
        return _NO_DATE
    if told.rule == "Or" and not told.path:
        return _NO_PART
    return _KINDS.get(told.rule, _OTHERWISE)


def _thing(graph: Graph, node: Node) -> Message:
    kinds = {short(str(each)) for each in graph.objects(node, RDF.type)}
    return next((words for name, words in CLASSES.items() if name in kinds), THING)


def _place(graph: Graph, node: Node) -> tuple[str, str]:
    """The nearest address above a node without one, and the way from there."""
    trail: list[str] = []
    here = node
    while isinstance(here, BNode) and len(trail) < TRAIL:
        above = next(iter(graph.subject_predicates(here)), None)
        if above is None:
            break
        here = above[0]
        trail.insert(0, short(str(above[1])))
    return (str(here) if isinstance(here, URIRef) else ""), " / ".join(trail)


def _shown(value: Node | None) -> str | None:
    if value is None or isinstance(value, BNode):
        return None
    words = str(value) if isinstance(value, Literal) else short(str(value))
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
