"""How nodes and edges of the lineage graph are called on a screen and in a picture."""

from collections.abc import Mapping, Sequence

from kho.messages import Message
from kho.pipeline.lineage.graph import Arrival, Edge, EdgeType, Node, NodeKind, Subtype
from kho.pipeline.report import when

WAYS: Mapping[Subtype, Message] = {
    Subtype.IDENTITY: Message("giữ nguyên", "as it is"),
    Subtype.TRANSFORMATION: Message("chuyển đổi", "transformed"),
    Subtype.AGGREGATION: Message("gộp nhiều dòng", "aggregated"),
    Subtype.JOIN: Message("nối", "join"),
    Subtype.FILTER: Message("lọc", "filter"),
    Subtype.GROUP_BY: Message("nhóm", "group by"),
    Subtype.SORT: Message("thứ tự", "order"),
    Subtype.ROWS: Message("có dòng nào", "which rows"),
    Subtype.FOREIGN_KEY: Message("đối chiếu", "checked against"),
    Subtype.CODELIST: Message("đối chiếu danh mục", "checked against a code list"),
}
INDIRECT = Message("gián tiếp: ", "indirect: ")
MASKED = Message("chỉ đếm", "only counted")
KINDS: Mapping[NodeKind, Message] = {
    NodeKind.TABLE: Message("bảng", "table"),
    NodeKind.COLUMN: Message("cột", "column"),
    NodeKind.CODELIST: Message("danh mục", "code list"),
    NodeKind.DELIVERY: Message("đợt gửi", "delivery"),
    NodeKind.CELLS: Message("ô nguồn", "source cells"),
    NodeKind.SOURCE: Message("nguồn, chưa có gì trong bảng", "source, nothing of it in the table"),
    NodeKind.OLDER: Message("các đợt gửi trước", "earlier deliveries"),
}
NAMED = Message("tên tệp", "the file's name")
"""Where a value stands that is taken from the delivery's name."""
MODEL = Message("bảng tổng hợp", "model")


def way(edges: Sequence[Edge]) -> Message:
    """What is done on the way, of all edges between two nodes: values first, then what decides about rows."""
    made = [WAYS[edge.subtype] for edge in edges if edge.type is not EdgeType.INDIRECT]
    made += [MASKED for edge in edges if edge.masking]
    decided = [WAYS[edge.subtype] for edge in edges if edge.type is EdgeType.INDIRECT]
    if decided:
        made.append(Message(INDIRECT.vi + _listed(decided).vi, INDIRECT.en + _listed(decided).en))
    return _listed(made, "; ")


def brief(edges: Sequence[Edge]) -> Message:
    """The same in few words, for a line whose look tells direct from indirect."""
    masked = [MASKED] if any(edge.masking for edge in edges) else []
    return _listed([*masked, *(WAYS[edge.subtype] for edge in edges if not edge.masking)], " + ")


def about(node: Node) -> Message:
    """What a person calls the node, and what it means."""
    if node.kind is NodeKind.OLDER:
        return Message(f"… {node.count} đợt gửi khác", f"… {node.count} more deliveries")
    title = f"“{node.header}”" if node.header and not node.named else node.title
    where = spot(node)
    return Message(*("  ".join(filter(None, (node.name, told, title))) for told in (where.vi, where.en)))


def spot(node: Node) -> Message:
    """Where in its file a delivery's rows or cells stand, as far as the name does not say it; empty for other nodes."""
    arrival = node.arrival
    if node.named:
        return NAMED
    if arrival is None or node.cells:
        return _same("")
    vi, en = (f"{word} {node.position}, " if node.position else "" for word in ("cột", "column"))
    rows = f"{arrival.first_row}–{arrival.last_row}"
    return Message(f"{vi}dòng {rows}", f"{en}rows {rows}")


def details(node: Node) -> Message:
    """What else there is to say: which columns a table has, what a column is; of deliveries see `arrived`."""
    if node.kind is NodeKind.TABLE:
        return _same(", ".join(node.columns))
    if node.kind is NodeKind.COLUMN:
        return _listed([_same(node.type), *([MODEL] if node.model else [])], " · ")
    return KINDS[node.kind] if node.kind is NodeKind.SOURCE else _same("")


def arrived(arrival: Arrival) -> Message:
    """Transport and origin, when, by which run, under which contract version, how many rows are in the table."""
    if not arrival.run:
        return Message(
            f"không có lượt chạy nào trên sổ · {arrival.rows} dòng", f"no run on record · {arrival.rows} rows"
        )
    at = when(arrival.received) if arrival.received else ""
    place = f"{arrival.transport} · {arrival.origin} · {at}"
    run, version, rows = arrival.run, arrival.contract_version, arrival.rows
    vi = f"{place} · lượt chạy {run} · cam kết {version} · {rows} dòng"
    en = f"{place} · run {run} · contract {version} · {rows} rows"
    if not arrival.corrected:
        return Message(vi, en)
    return Message(f"{vi} · {arrival.corrected} ô đã sửa trên trang", f"{en} · {arrival.corrected} cells corrected")


def _same(text: str) -> Message:
    return Message(text, text)


def _listed(messages: Sequence[Message], between: str = ", ") -> Message:
    unique = list(dict.fromkeys(messages))
    return Message(between.join(each.vi for each in unique), between.join(each.en for each in unique))
