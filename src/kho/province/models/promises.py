"""What a model's contract may promise: nothing of a source, and no more openness than what the query reads."""

from collections.abc import Mapping

from kho.contracts.model import Access, Classification, Contract, Layer, LoadMode
from kho.contracts.names import DatasetName
from kho.contracts.problems import Kind, Report
from kho.messages import Message
from kho.province.models.model import How, Model

HAS_SOURCES = Kind(
    code="KHO-P220",
    what=Message("Bảng tổng hợp không có servers.", "A model has no servers."),
    mend=Message("Bỏ servers: dữ liệu đến từ câu SQL bên cạnh.", "Drop servers: the rows come from the SQL beside it."),
)
APPENDS = Kind(
    code="KHO-P221",
    what=Message("Bảng tổng hợp không dùng kho.load: append.", "A model does not append."),
    mend=Message("Viết replace hoặc upsert.", "Write replace or upsert."),
)
IN_SOURCE = Kind(
    code="KHO-P222",
    what=Message("Bảng tổng hợp không nằm ở lớp source.", "A model's table is not in the layer source."),
    mend=Message("Bỏ kho.layer (là enriched), hoặc viết master.", "Drop kho.layer (then enriched), or write master."),
)
NO_OWNER = Kind(
    code="KHO-P223",
    what=Message("Chưa ghi cơ quan nào phụ trách bảng này.", "No agency is said to answer for this table."),
    mend=Message("Thêm team: với name: id-cơ-quan.", "Add team: with name: agency-id."),
)
TOO_OPEN = Kind(
    code="KHO-P224",
    what=Message(
        "kho.access là {access}, mở hơn {input} ({other}).", "kho.access is {access}, more open than {input} ({other})."
    ),
    mend=Message(
        "Đổi kho.access thành {other}, hoặc ghi lý do được mở ở kho.declassified.",
        "Make kho.access {other}, or give the reason under kho.declassified.",
    ),
)
PERSONAL = Kind(
    code="KHO-P225",
    what=Message(
        "Cột “{column}” lấy nguyên giá trị {classification} từ {input}.",
        "The column “{column}” takes {classification} values as they are from {input}.",
    ),
    mend=Message(
        "Ghi classification: {classification} cho cột này, hoặc ghi lý do ở kho.declassified.",
        "Say classification: {classification} of this column, or give the reason under kho.declassified.",
    ),
)
NEEDLESS = Kind(
    code="KHO-P226",
    what=Message("kho.declassified chỉ dành cho bảng tổng hợp.", "kho.declassified is for models alone."),
    mend=Message("Bỏ kho.declassified.", "Drop kho.declassified."),
)
_OPENNESS = [Access.PRIVATE, Access.SHARED, Access.OPEN]
_GUARDED = [None, Classification.PUBLIC, Classification.INTERNAL, Classification.PERSONAL, Classification.SENSITIVE]


def check_contract(contract: Contract, report: Report) -> None:
    """Tell what does not go with a contract of a model."""
    if contract.sources:
        report.add(HAS_SOURCES, ("servers",))
    if contract.load is LoadMode.APPEND:
        report.add(APPENDS, ("kho.load",))
    if contract.layer is Layer.SOURCE:
        report.add(IN_SOURCE, ("kho.layer",))
    if contract.owner is None:
        report.add(NO_OWNER, ("team",))


def check_openness(model: Model, contracts: Mapping[DatasetName, Contract], report: Report) -> None:
    """Tell where a model shows more than its inputs allow, unless its contract says why."""
    if model.contract.declassified is not None:
        return
    inputs = [contracts[name] for name in model.inputs if name in contracts]
    closed = min(inputs, key=lambda each: _OPENNESS.index(each.access), default=None)
    own = model.contract.access
    if closed is not None and _OPENNESS.index(own) > _OPENNESS.index(closed.access):
        told = {"access": own.value, "input": closed.name, "other": closed.access.value}
        report.add(TOO_OPEN, ("kho.access",), **told)
    for column in model.columns:
        if column.how is How.DIRECT:
            for each in column.inputs:
                _check_class(model, column.name, contracts[each.dataset], each.column, report)


def _check_class(model: Model, name: str, source: Contract, source_column: str, report: Report) -> None:
    promised = next((column for column in model.contract.columns if column.name == name), None)
    guarded = source.column(source_column).classification
    if promised is None or _GUARDED.index(guarded) <= _GUARDED.index(Classification.INTERNAL):
        return
    if guarded is not None and _GUARDED.index(promised.classification) < _GUARDED.index(guarded):
        told = {"column": name, "input": f"{source.name}.{source_column}", "classification": guarded.value}
        report.add(PERSONAL, promised.path, **told)
