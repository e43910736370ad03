"""An action's parameters as clients of CKAN send them: in the address, as JSON, as a form, as a form of JSON.

Rule: CKAN 2.11, `ckan/views/api.py`, `_get_request_data`: a body is JSON whatever type it claims, but for a form whose
fields are the parameters.
"""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs

from django.http import HttpRequest

from kho.errors import KhoError
from kho.messages import Message

LONGEST: Final = 1_000_000
MOST: Final = 200


class NotReadableError(Exception):
    """A body that is no JSON object; why, in CKAN's words."""


class TooLongBodyError(KhoError):
    """A body is larger than any question is."""

    code = "KHO-D803"
    http_status = 413
    what = Message(vi="Yêu cầu quá {limit} byte.", en="The request has more than {limit} bytes.")
    mend = Message(vi="Gửi ít tham số hơn.", en="Send fewer parameters.")


def parameters(request: HttpRequest) -> Mapping[str, Any]:
    """What an action is called with. Raises NotReadableError, TooLongBodyError."""
    given = _read(request.META.get("QUERY_STRING", ""))
    return {**given, **_body(request)} if request.method == "POST" else given


def _body(request: HttpRequest) -> Mapping[str, Any]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        raise TooLongBodyError(limit=LONGEST)
    if request.content_type == "multipart/form-data":
        return {name: _one(values) for name, values in request.POST.lists()}
    body = request.body
    if request.content_type == "application/x-www-form-urlencoded" and not body.lstrip().startswith((b"{", b"%7B")):
        return _read(body.decode("utf-8", "replace"))
    if body.startswith(b"%7B"):
        [body] = [name.encode() for name in _read(body.decode("ascii", "replace"))][:1]
    return _object(body)


def _object(body: bytes) -> Mapping[str, Any]:
    if not body.strip():
        return {}
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise NotReadableError("Error decoding JSON data.") from None
    if not isinstance(found, dict):
        raise NotReadableError("Request data JSON decoded to something else than an object.")
    return found


def _read(text: str) -> dict[str, Any]:
    try:
        found = parse_qs(text, keep_blank_values=True, max_num_fields=MOST)
    except ValueError:
        raise NotReadableError("Too many parameters.") from None
    return {name: _one(values) for name, values in found.items()}


def _one(values: list[Any]) -> Any:
    """A parameter that was given once as itself."""
    return values[0] if len(values) == 1 else list(values)
