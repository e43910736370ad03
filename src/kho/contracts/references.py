"""References of a contract's columns to other datasets: ODCS `relationships` of type foreignKey.

To another contract a reference is written the way of ODCS v3.1, as the path of its file from this one and the place
in it: `../danh-muc/xa.odcs.yaml#/schema/xa/properties/ma_xa`. Inside one contract `table.column` is enough.
"""

import re
from collections.abc import Sequence

from open_data_contract_standard.model import Relationship, SchemaObject

from kho.contracts.breaches import BAD_REFERENCE
from kho.contracts.model import Reference
from kho.contracts.names import BadDatasetNameError, DatasetName
from kho.contracts.problems import Kind, Place, Report
from kho.messages import Message

_OTHER = re.compile(
    r"(?:(?:\.\./(?P<agency>[^/]+)/)|(?:\./)?)(?P<dataset>[^/]+)\.odcs\.yaml#/?schema/(?P<table>[^/]+)/properties/(?P<column>[^/]+)"
)
_SAME = re.compile(r"(?:/?schema/(?P<table>[^/]+)/properties/(?P<column>[^/]+)|(?P<short>[^./]+)\.(?P<name>[^./]+))")

UNEVEN = Kind(
    code="KHO-C128",
    what=Message("from có {count} cột nhưng to có {others}.", "from has {count} columns but to has {others}."),
    mend=Message("Viết hai danh sách dài bằng nhau.", "Write two lists of the same length."),
)
TWO_TABLES = Kind(
    code="KHO-C129",
    what=Message("Các cột của to nằm ở nhiều bảng.", "The columns of to stand in several tables."),
    mend=Message("Một quan hệ chỉ trỏ đến một bảng.", "A relationship leads to one table."),
)
NOT_OWN = Kind(
    code="KHO-C130",
    what=Message("from “{value}” không phải cột của bảng này.", "from “{value}” is not a column of this table."),
    mend=Message("Viết {table}.cột.", "Write {table}.column."),
)

Target = tuple[DatasetName, str]


def column_references(
    relations: Sequence[Relationship] | None, column: str, name: DatasetName, place: Place, report: Report
) -> tuple[Reference, ...]:
    """References of one column."""
    found = []
    for index, relation in enumerate(relations or ()):
        here = (*place, "relationships", index)
        target = _target(relation.to, name, (*here, "to"), report) if isinstance(relation.to, str) else None
        if target is not None:
            found.append(Reference(columns=(column,), to=target[0], to_columns=(target[1],)))
        elif relation.to is not None and not isinstance(relation.to, str):
            report.add(UNEVEN, here, count=1, others=len(relation.to))
    return tuple(found)


def table_references(table: SchemaObject, name: DatasetName, report: Report) -> tuple[Reference, ...]:
    """References of several columns together, from the table's own `relationships`."""
    found = [
        _pairs(relation, name, ("schema", 0, "relationships", index), report)
        for index, relation in enumerate(table.relationships or ())
    ]
    return tuple(each for each in found if each is not None)


def _pairs(relation: Relationship, name: DatasetName, place: Place, report: Report) -> Reference | None:
    sources = [_own(text, name, (*place, "from"), report) for text in _listed(relation.from_)]
    targets = [_target(text, name, (*place, "to"), report) for text in _listed(relation.to)]
    known = [each for each in targets if each is not None]
    columns = [each for each in sources if each is not None]
    if not targets or len(known) < len(targets) or len(columns) < len(sources):
        return None
    if len(columns) != len(known):
        report.add(UNEVEN, place, count=len(columns), others=len(known))
        return None
    if len({dataset for dataset, _ in known}) > 1:
        report.add(TWO_TABLES, (*place, "to"))
        return None
    return Reference(columns=tuple(columns), to=known[0][0], to_columns=tuple(column for _, column in known))


def _listed(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []


def _own(text: str, name: DatasetName, place: Place, report: Report) -> str | None:
    target = _target(text, name, place, report)
    if target is None or target[0] == name:
        return target[1] if target is not None else None
    report.add(NOT_OWN, place, value=text, table=name.sql_table)
    return None


def _target(text: str, name: DatasetName, place: Place, report: Report) -> Target | None:
    other = _OTHER.fullmatch(text)
    if other is not None:
        return _elsewhere(other, text, name, place, report)
    same = _SAME.fullmatch(text)
    table = (same["table"] or same["short"]) if same is not None else None
    if same is None or table != name.sql_table:
        report.add(BAD_REFERENCE, place, value=text)
        return None
    return name, same["column"] or same["name"]


def _elsewhere(match: re.Match[str], text: str, name: DatasetName, place: Place, report: Report) -> Target | None:
    try:
        to = DatasetName.parse(f"{match['agency'] or name.agency}/{match['dataset']}")
    except BadDatasetNameError:
        to = None
    if to is None or to.sql_table != match["table"]:
        report.add(BAD_REFERENCE, place, value=text)
        return None
    return to, match["column"]


def reference_text(to: DatasetName, column: str, *, source: DatasetName) -> str:
    """A reference as it is written in the contract `source`."""
    if to == source:
        return f"{to.sql_table}.{column}"
    folder = "" if to.agency == source.agency else f"../{to.agency}/"
    return f"{folder}{to.dataset}.odcs.yaml#/schema/{to.sql_table}/properties/{column}"
