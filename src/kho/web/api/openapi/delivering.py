"""The operations by which programs hand over data, and what they answer, as JSON Schema."""

from collections.abc import Iterator
from typing import Final

from kho.messages import Message
from kho.web.api.openapi.parts import (
    ADDRESS,
    MOMENT,
    TEXT,
    TRUTH,
    WHOLE,
    Document,
    Operation,
    Query,
    many,
    nothing_or,
    ref,
    thing,
)
from kho.web.deliveries.states import State

TAG: Final = "deliveries"
FILE: Final[Document] = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary"}, "follows": TEXT},
    "required": ["file"],
}
_TROUBLE: Final = thing(code=TEXT, what=ref("Both"), mend=ref("Both"))
DELIVERY: Final = thing(
    id=TEXT,
    dataset=TEXT,
    name=TEXT,
    size=WHOLE,
    sha256=TEXT,
    state={"type": "string", "enum": [each.value for each in State]},
    state_name=ref("Both"),
    at_work=TRUTH,
    received=MOMENT,
    changed=MOMENT,
    follows=nothing_or(TEXT),
    read=WHOLE,
    accepted=WHOLE,
    quarantined=WHOLE,
    version=nothing_or(WHOLE),
    trouble=nothing_or(_TROUBLE),
    url=ADDRESS,
    findings=ADDRESS,
    page=ADDRESS,
)
_RULE: Final = thing(
    rule=TEXT,
    severity={"type": "string", "enum": ["error", "warning"]},
    column=nothing_or(TEXT),
    what=ref("Both"),
    mend=ref("Both"),
    count=WHOLE,
    measured=nothing_or(TEXT),
)
_FINDING: Final = thing(
    rule=TEXT,
    column=nothing_or(TEXT),
    header=nothing_or(TEXT),
    cell=nothing_or(TEXT),
    place=ref("Both"),
    value=nothing_or(TEXT),
    what=ref("Both"),
    mend=ref("Both"),
)
_ROW: Final = thing(part=TEXT, row=WHOLE, findings=many(_FINDING))
FINDINGS: Final = thing(rules=many(_RULE), rows=many(_ROW), next=nothing_or(ADDRESS))
_PAGE: Final = Query(
    name="page", what=Message("Trang thứ mấy, từ 1.", "Which page, from 1."), schema={"type": "integer", "minimum": 1}
)


def operations() -> Iterator[Operation]:
    """Every operation with a token that hands over data."""
    here, one = "/api/v1/datasets/{name}/deliveries", "/api/v1/deliveries/{key}"
    yield Operation(
        id="deliver",
        path=here,
        method="post",
        status=202,
        title=Message("Giao một tệp", "Hand over a file"),
        what=Message(
            "Tệp được kiểm tra như khi cán bộ tải lên; `follows` là đợt gửi mà tệp này sửa. Hỏi tiếp ở `url`. "
            "Tệp lớn: giao thức tus 1.0 ở `/api/v1/uploads`.",
            "It is checked as what officers upload; `follows` is the delivery that it mends. Ask on at `url`. "
            "Large files: tus 1.0 at `/api/v1/uploads`.",
        ),
        form=FILE,
        answer=DELIVERY,
        may=(403, 404, 413),
        tag=TAG,
        by_token=True,
    )
    yield _read("deliveries", here, Message("Các đợt gửi mới nhất", "The newest deliveries"), _LISTED)
    yield _read("delivery", one, Message("Một đợt gửi đang ở đâu", "Where a delivery stands"), DELIVERY)
    findings = Message("Lỗi của một đợt gửi, ở ô nào", "What is wrong in a delivery, in which cell")
    yield _read("findings", f"{one}/findings", findings, FINDINGS, _PAGE)


_LISTED: Final = thing(deliveries=many(DELIVERY))


def _read(id_: str, path: str, title: Message, answer: Document, *queries: Query) -> Operation:
    return Operation(
        id=id_,
        path=path,
        title=title,
        what=title,
        answer=answer,
        queries=queries,
        may=(403, 404),
        tag=TAG,
        by_token=True,
    )
