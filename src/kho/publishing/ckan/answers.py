"""Answers of the API: a status and what is sent as JSON; and the refusals that clients know.

Rule: docs.ckan.org, API guide, "Making an API request": `help`, `success`, and `result` or `error` with `__type`.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

Document = dict[str, Any]
"""A thing as CKAN tells it in JSON."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What is sent back; `envelope` is a text where CKAN sends no envelope."""

    status: int
    envelope: Document | str


class RefusedError(Exception):
    """A request that is not answered: its status and `error`."""

    def __init__(self, status: HTTPStatus, kind: str, **error: object) -> None:
        super().__init__(kind)
        self.status = int(status)
        self.error: Document = {**error, "__type": kind}


def not_found(what: str = "") -> RefusedError:
    """There is nothing of that name or id."""
    return RefusedError(HTTPStatus.NOT_FOUND, "Not Found Error", message=f"Not found: {what}" if what else "Not found")


def denied(why: str = "") -> RefusedError:
    """The public may not."""
    message = f"Access denied: {why}" if why else "Access denied"
    return RefusedError(HTTPStatus.FORBIDDEN, "Authorization Error", message=message)


def invalid(field: str, *problems: str) -> RefusedError:
    """A parameter is wrong."""
    return RefusedError(HTTPStatus.CONFLICT, "Validation Error", **{field: list(problems)})


def bad_query(why: str) -> RefusedError:
    """What is searched for cannot be read."""
    return RefusedError(HTTPStatus.BAD_REQUEST, "Search Query Error", message=f"Search Query is invalid: {why!r}")


def bad_search(why: str) -> RefusedError:
    """What is searched for can be read and not be done."""
    return RefusedError(HTTPStatus.CONFLICT, "Search Error", message=f"Search error: {why!r}")
