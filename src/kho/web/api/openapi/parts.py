"""What an OpenAPI document is made of, in one language.

Rule: OpenAPI Specification 3.1.0 (2021) with JSON Schema 2020-12.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kho.messages import Language, Message

Document = dict[str, Any]
PROBLEM: Final = "application/problem+json"
_ANSWERS: Final[Mapping[int, tuple[str, Message]]] = {
    304: ("Unchanged", Message("Không đổi so với bản có ETag đã gửi.", "Unchanged since the ETag that was sent.")),
    400: ("BadRequest", Message("Tham số sai.", "A parameter is wrong.")),
    401: ("TokenRefused", Message("Khoá không dùng được.", "The token is not good.")),
    403: ("NotForThis", Message("Khoá không dùng cho việc này.", "The token is not for this.")),
    404: ("NotFound", Message("Không có.", "There is none.")),
    405: ("NoSuchMethod", Message("Địa chỉ không nhận phương thức này.", "The address does not take this method.")),
    409: ("OtherVersion", Message("Dữ liệu đã có phiên bản mới.", "The data has a new version by now.")),
    413: ("TooLarge", Message("Tệp quá lớn.", "The file is too large.")),
    414: ("TooLong", Message("Địa chỉ quá dài.", "The address is too long.")),
    422: ("TooMuch", Message("Câu hỏi quá nặng.", "The question takes too long or too much memory.")),
    429: ("TooMany", Message("Gọi quá nhiều; chờ Retry-After giây.", "Too many requests; wait Retry-After seconds.")),
    500: ("Broken", Message("Cổng gặp lỗi.", "The portal failed.")),
    503: ("NotReady", Message("Chưa sẵn sàng; chờ Retry-After giây.", "Not ready; wait Retry-After seconds.")),
}
ALWAYS: Final = (304, 400, 401, 414, 429, 500, 503)
EMPTY: Final = (304, 414)


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """A parameter of an address. `is_list`: values are parted by commas; `is_repeated`: it may stand several times."""

    name: str
    what: Message
    schema: Document
    example: object = None
    is_list: bool = False
    is_repeated: bool = False

    def told(self, language: Language) -> Document:
        """As the document has it."""
        schema = {"type": "array", "items": self.schema} if self.is_list or self.is_repeated else self.schema
        told: Document = {"name": self.name, "in": "query", "description": self.what.in_(language), "schema": schema}
        if schema is not self.schema:
            told |= {"style": "form", "explode": self.is_repeated}
        return told if self.example is None else {**told, "example": self.example}


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """What is asked at an address, by GET where nothing else is said. `answer` is the schema of what comes.

    `may` are the statuses beside those that every one may have. `form` is the schema of a form that is sent;
    `by_token`: nobody is answered without a token.
    """

    id: str
    path: str
    title: Message
    what: Message
    answer: Document
    media_type: str = "application/json"
    queries: Sequence[Query] = ()
    of_dataset: bool = False
    tag: str = "catalogue"
    may: Sequence[int] = ()
    method: str = "get"
    status: int = 200
    form: Document | None = None
    by_token: bool = False

    def told(self, language: Language) -> Document:
        """As the document has it."""
        statuses = sorted({*ALWAYS, *self.may, *((404,) if self.of_dataset else ())})
        answers = {str(status): {"$ref": f"#/components/responses/{_ANSWERS[status][0]}"} for status in statuses}
        content = {self.media_type: {"schema": self.answer}}
        good = {"description": self.title.in_(language), "content": content}
        told: Document = {
            "operationId": self.id,
            "summary": self.title.in_(language),
            "description": self.what.in_(language),
            "tags": [self.tag],
            "parameters": [each.told(language) for each in self.queries],
            "responses": {str(self.status): good, **answers},
        }
        if self.form is not None:
            told["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": self.form}}}
        return {**told, "security": [{"token": []}]} if self.by_token else told


def components(language: Language) -> Document:
    """What operations refer to."""
    responses = {name: _response(status, told.in_(language)) for status, (name, told) in _ANSWERS.items()}
    return {
        "schemas": {"Problem": PROBLEM_SCHEMA, "Both": BOTH},
        "responses": responses,
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    }


def _response(status: int, what: str) -> Document:
    if status in EMPTY:
        return {"description": what}
    return {"description": what, "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def ref(name: str) -> Document:
    """A schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def nothing_or(schema: Document) -> Document:
    """A schema whose values may be missing."""
    kind = schema.get("type")
    return {**schema, "type": [kind, "null"]} if isinstance(kind, str) else {"oneOf": [schema, {"type": "null"}]}


def thing(**properties: Document) -> Document:
    """An object that has all these and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def many(schema: Document) -> Document:
    """A list."""
    return {"type": "array", "items": schema}


TEXT: Final[Document] = {"type": "string"}
WHOLE: Final[Document] = {"type": "integer"}
NUMBER: Final[Document] = {"type": "number"}
TRUTH: Final[Document] = {"type": "boolean"}
MOMENT: Final[Document] = {"type": "string", "format": "date-time"}
DAY: Final[Document] = {"type": "string", "format": "date"}
ADDRESS: Final[Document] = {"type": "string", "format": "uri"}
BOTH: Final = thing(vi=TEXT, en=TEXT)
PROBLEM_SCHEMA: Final = thing(
    type=TEXT, code=TEXT, status=WHOLE, title=TEXT, detail=TEXT, title_vi=TEXT, detail_vi=TEXT
)
