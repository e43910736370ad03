"""The lineage of one table or column: what the folder says, ended by the deliveries that are in the tables now."""

from dataclasses import dataclass

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.contracts.problems import listed, near
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.lineage.deliveries import Brought, attach_to_column, attach_to_table, brought
from kho.pipeline.lineage.design import columns_graph, tables_graph
from kho.pipeline.lineage.graph import Drawing, Graph, NodeKind, column_id, table_id
from kho.pipeline.lineage.walking import Reach, Walked, around
from kho.pipeline.runs import RunLog
from kho.province.folder import Province
from kho.warehouse.warehouse import Warehouse

SHOWN = 3
"""Deliveries of a table that are shown one by one."""


class NoSuchTableError(KhoError):
    """No dataset and no model has this name."""

    code = "KHO-R810"
    what = Message(vi="Không có bảng “{text}”.{near_vi}", en="There is no table “{text}”.{near_en}")
    mend = Message(
        vi="Viết cơ-quan/bộ-dữ-liệu hoặc lĩnh-vực/tên, thêm .cột nếu cần; xem các tên bằng `kho show`.",
        en="Write agency/dataset or domain/name, with .column where wanted; see the names with `kho show`.",
    )


class NoSuchColumnOfTableError(KhoError):
    """The table has no column of that name."""

    code = "KHO-R811"
    what = Message(vi="Bảng {table} không có cột “{column}”.", en="The table {table} has no column “{column}”.")
    mend = Message(vi="Chọn một trong: {known}.", en="Choose one of: {known}.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """What lineage is asked of: a table, or one of its columns."""

    table: DatasetName
    column: str | None = None


def target_of(province: Province, text: str) -> Target:
    """Read `agency/dataset[.column]`, or the table as SQL spells it, with or without its layer.

    Raises NoSuchTableError, NoSuchColumnOfTableError.
    """
    for contract in province.datasets.values():
        for spelling in _spellings(contract):
            if text == spelling:
                return Target(table=contract.name)
            if text.startswith(f"{spelling}.") and "." not in text[len(spelling) + 1 :]:
                return _column(contract, text[len(spelling) + 1 :])
    close = near(text, [spelling for each in province.datasets.values() for spelling in _spellings(each)])
    raise NoSuchTableError(where=text, text=text, near_vi=close.vi, near_en=close.en)


def _spellings(contract: Contract) -> tuple[str, ...]:
    sql = f"{contract.name.sql_schema}.{contract.name.sql_table}"
    return (str(contract.name), sql, f"{contract.layer}.{sql}")


def _column(contract: Contract, column: str) -> Target:
    known = [each.name for each in contract.columns]
    if column not in known:
        raise NoSuchColumnOfTableError(
            where=str(contract.name), table=contract.name, column=column, known=listed(known)
        )
    return Target(table=contract.name, column=column)


@dataclass(frozen=True, kw_only=True, slots=True)
class Records:
    """Where deliveries are found: the tables, and the runs that loaded them."""

    warehouse: Warehouse
    runs: RunLog


def lineage_of(province: Province, records: Records, target: Target, reach: Reach, *, deliveries: int = SHOWN) -> Graph:
    """The graph around a table or a column; `deliveries` of each table are shown one by one, newest first.

    Raises the store's errors, BrokenRunRecordError.
    """
    if target.column is None:
        walked = around(tables_graph(province), table_id(target.table), reach)
    else:
        walked = around(columns_graph(province), column_id(target.table, target.column), reach)
    return _ended(province, records, walked, reach, deliveries) if reach.upstream else walked.graph


def _ended(province: Province, records: Records, walked: Walked, reach: Reach, shown: int) -> Graph:
    """The graph with the deliveries at its upper ends."""
    drawing = Drawing(nodes=dict(walked.graph.nodes), edges=dict.fromkeys(walked.graph.edges))
    found: dict[DatasetName, list[Brought]] = {}
    for id_, steps in walked.before.items():
        node = walked.graph.nodes[id_]
        contract = province.contracts.get(node.table) if node.table is not None else None
        if contract is None or not reach.allows(steps + 1):
            continue
        if contract.name not in found:
            found[contract.name] = brought(records.warehouse, records.runs, contract)
        if node.kind is NodeKind.COLUMN:
            attach_to_column(drawing, contract, contract.column(node.column), found[contract.name], shown)
        else:
            attach_to_table(drawing, contract, found[contract.name], shown)
    return drawing.graph(walked.graph.focus)
