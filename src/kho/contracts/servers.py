"""The sources of a contract: ODCS `servers`."""

from collections.abc import Sequence
from typing import Any

from open_data_contract_standard.model import Server

from kho.contracts.kho_properties import Where, kho_values
from kho.contracts.model import Source
from kho.contracts.problems import Kind, Report
from kho.messages import Message

AUTO = "auto"
"""The `format` of a source whose format is found from the bytes (ODCS wants a format for local files)."""
NOT_ADDRESS = {"id", "server", "type", "description", "environment", "roles", "customProperties", "format"}
IN_READ = {"encoding", "delimiter"}

DOUBLED_SERVER = Kind(
    code="KHO-C131",
    what=Message("Nguồn “{name}” được ghi hai lần.", "The server “{name}” is given twice."),
    mend=Message("Đặt cho mỗi nguồn một tên riêng ở server:.", "Give each its own name in server:."),
)
NO_TRANSPORT = Kind(
    code="KHO-C132",
    what=Message("Nguồn có type: custom nhưng thiếu kho.transport.", "A server of type custom lacks kho.transport."),
    mend=Message(
        "Thêm vào customProperties của nguồn: property: kho.transport, value: tên kiểu kết nối.",
        "Add to its customProperties: property: kho.transport, value: the transport's name.",
    ),
)
NEEDLESS_TRANSPORT = Kind(
    code="KHO-C133",
    what=Message("kho.transport chỉ đi với type: custom.", "kho.transport goes with type: custom alone."),
    mend=Message("Bỏ kho.transport, hoặc đổi type thành custom.", "Drop it, or change the type to custom."),
)
IN_BOTH = Kind(
    code="KHO-C134",
    what=Message("{word} được ghi ở nguồn và cả ở kho.read.", "{word} is given by the server and in kho.read."),
    mend=Message("Giữ lại một.", "Keep one of them."),
)
SECRET = Kind(
    code="KHO-C135",
    what=Message("Có vẻ là mật khẩu nằm trong cam kết: {word}.", "This looks like a secret in the contract: {word}."),
    mend=Message(
        "Bỏ khỏi tệp; đặt trong biến môi trường hoặc tệp bí mật.",
        "Take it out; give it by the environment or a secret's file.",
    ),
)


def sources_of(servers: Sequence[Server], report: Report) -> tuple[Source, ...]:
    """The sources in the order of the file."""
    seen: set[str] = set()
    found = []
    for index, server in enumerate(servers):
        if server.server in seen:
            report.add(DOUBLED_SERVER, ("servers", index, "server"), name=server.server)
        seen.add(server.server or "")
        if server.server is not None and server.type is not None:
            found.append(_source(server, index, report))
    return tuple(found)


def _source(server: Server, index: int, report: Report) -> Source:
    place = ("servers", index)
    words = kho_values(server.customProperties, Where.SERVER, place, report)
    fields: dict[str, Any] = server.model_dump(exclude_none=True, by_alias=True, exclude=NOT_ADDRESS)
    read = {word: fields.pop(word) for word in IN_READ & fields.keys()}
    for word in read.keys() & words.get("kho.read", {}).keys():
        report.add(IN_BOTH, (*place, word), word=word)
    return Source(
        name=server.server or "",
        transport=_transport(server, words.get("kho.transport"), index, report),
        format=None if server.format == AUTO else server.format,
        address=fields,
        fetch=words.get("kho.fetch", {}),
        read={**read, **words.get("kho.read", {})},
        path=place,
    )


def _transport(server: Server, custom: str | None, index: int, report: Report) -> str:
    kind = server.type or ""
    if kind != "custom":
        if custom is not None:
            report.add(NEEDLESS_TRANSPORT, ("servers", index, "kho.transport"))
        return "postgres" if kind == "postgresql" else kind
    if custom is None:
        report.add(NO_TRANSPORT, ("servers", index))
    return custom or kind
