"""The contract of a match's table, made from its declaration: a person writes no second one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kho.contracts.model import Access, Classification, Column, Contract, Layer, LogicalType
from kho.contracts.names import DatasetName
from kho.contracts.problems import Place

OPENNESS = (Access.PRIVATE, Access.SHARED, Access.OPEN)
"""Access classes, the most closed first."""
_GUARDED = (None, Classification.PUBLIC, Classification.INTERNAL, Classification.PERSONAL, Classification.SENSITIVE)
VERSION = "1.0.0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What the declaration says of the table of pairs, beside its inputs."""

    name: DatasetName
    title: str
    access: Access
    owner: str
    file: Path
    folder: Path
    lines: Mapping[Place, int]


def closest(contracts: Sequence[Contract]) -> Access:
    """The access class of the most closed of the inputs."""
    return min((each.access for each in contracts), key=OPENNESS.index)


def result_contract(result: Result, left: Sequence[Column], right: Sequence[Column]) -> Contract:
    """The contract of the pairs; `left` and `right` are the key columns of both sides."""
    return Contract(
        name=result.name,
        version=VERSION,
        title=result.title,
        columns=(
            _key("left_key", "Khoá bên trái", 1, left),
            _key("right_key", "Khoá bên phải", 2, right),
            Column(name="probability", title="Xác suất là một", logical_type=LogicalType.NUMBER, required=True),
            Column(name="verdict", title="Kết luận: match, unsure", required=True),
            Column(name="decision", title="Người đã quyết định: yes, stale"),
            Column(name="decided_by", title="Ai quyết định"),
            Column(name="decided_at", title="Quyết định lúc", logical_type=LogicalType.TIMESTAMP),
            Column(name="reasons", title="Vì sao, theo từng cột"),
            Column(name="reasons_en", title="Vì sao, bằng tiếng Anh"),
        ),
        access=result.access,
        layer=Layer.ENRICHED,
        owner=result.owner,
        file=result.file,
        folder=result.folder,
        lines=result.lines,
    )


def _key(name: str, title: str, place: int, columns: Sequence[Column]) -> Column:
    guarded = max((column.classification for column in columns), key=_GUARDED.index, default=None)
    return Column(name=name, title=title, required=True, primary_key=place, classification=guarded)
