"""How an API hands out its pages: `kho.fetch.paging`, and where the page after this one is.

No page is taken for the last because it is short: servers cap a page's size without saying so. Pages end with an
empty one, when `total` records have come, or when the server names no next one.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from kho.sources import options
from kho.sources.http.client import Reply, place
from kho.sources.http.failures import BadPageError, ForbiddenLinkError

NOTHING = object()
"""What a path leads to where there is nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NoPages:
    """`type: none`: one answer is everything."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkPages:
    """`type: link`: the address of the next page is in the header Link (RFC 8288, rel=next), or at the path `next`."""

    next: str | None = options.option(options.TEXT, default=None)
    size: int | None = options.option(options.whole(1, 10**6), default=None)
    size_parameter: str = options.option(options.TEXT, default="limit")


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberedPages:
    """`type: page`: pages have numbers from `start`. `records` is the path of a page's records."""

    parameter: str = options.option(options.TEXT, default="page")
    start: int = options.option(options.whole(0, 10**9), default=1)
    size: int | None = options.option(options.whole(1, 10**6), default=None)
    size_parameter: str = options.option(options.TEXT, default="size")
    records: str | None = options.option(options.TEXT, default=None)
    total: str | None = options.option(options.TEXT, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class OffsetPages:
    """`type: offset`: a page starts after as many records as have come. `records` is the path of a page's records."""

    parameter: str = options.option(options.TEXT, default="offset")
    size: int | None = options.option(options.whole(1, 10**6), default=None)
    size_parameter: str = options.option(options.TEXT, default="limit")
    records: str | None = options.option(options.TEXT, default=None)
    total: str | None = options.option(options.TEXT, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class CursorPages:
    """`type: cursor`: a page tells at the path `next` what to give for the next one; nothing there is the end."""

    parameter: str = options.option(options.TEXT, default="cursor")
    next: str = options.option(options.TEXT)
    size: int | None = options.option(options.whole(1, 10**6), default=None)
    size_parameter: str = options.option(options.TEXT, default="limit")


Paging = NoPages | LinkPages | NumberedPages | OffsetPages | CursorPages
PAGING = options.Choice(
    {"none": NoPages, "link": LinkPages, "page": NumberedPages, "offset": OffsetPages, "cursor": CursorPages}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page that came: its number from 1, how many records came before it, and the answer."""

    number: int
    before: int
    reply: Reply
    body: Callable[[], Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """Where the next page is (None at the end), and how many records have come by now."""

    url: httpx.URL | None
    records: int = 0


def first_url(paging: Paging, url: httpx.URL) -> httpx.URL:
    """The address of the first page."""
    if isinstance(paging, NoPages):
        return url
    if paging.size is not None:
        url = url.copy_set_param(paging.size_parameter, paging.size)
    if isinstance(paging, NumberedPages):
        return url.copy_set_param(paging.parameter, paging.start)
    if isinstance(paging, OffsetPages):
        return url.copy_set_param(paging.parameter, 0)
    return url


def next_step(paging: Paging, url: httpx.URL, page: Page) -> Step:
    """Where the page after this one is; `url` is the address this page was asked for by. Raises BadPageError."""
    match paging:
        case NoPages():
            return Step(url=None)
        case LinkPages():
            return Step(url=_linked(paging, page))
        case CursorPages():
            cursor = at(page.body(), paging.next)
            return Step(url=None if _is_end(cursor) else url.copy_set_param(paging.parameter, _plain(cursor, page)))
        case NumberedPages() | OffsetPages():
            return _counted(paging, url, page)


def at(body: Any, path: str | None) -> Any:
    """What stands at a path such as `data.items.0.id` (negative from the end); NOTHING where nothing does."""
    for part in path.split(".") if path else ():
        if isinstance(body, dict) and part in body:
            body = body[part]
        elif isinstance(body, list) and _is_index(part) and -len(body) <= int(part) < len(body):
            body = body[int(part)]
        else:
            return NOTHING
    return body


def parsed(reply: Reply, number: int) -> Any:
    """A page's JSON. Raises BadPageError."""
    try:
        return json.loads(reply.file.read_bytes())
    except (ValueError, RecursionError):
        raise bad_page(reply, number, "không phải JSON đọc được", "no JSON that can be read") from None


def bad_page(reply: Reply, number: int, vi: str, en: str) -> BadPageError:
    """The error for a page."""
    return BadPageError(where=place(reply.url), number=number, vi=vi, en=en)


def _counted(paging: NumberedPages | OffsetPages, url: httpx.URL, page: Page) -> Step:
    records = at(page.body(), paging.records)
    if not isinstance(records, list):
        path = paging.records or "."
        raise bad_page(page.reply, page.number, f"không có danh sách ở “{path}”", f"there is no list at “{path}”")
    come = page.before + len(records)
    if not records or _all_come(paging, page, come):
        return Step(url=None, records=come)
    value = paging.start + page.number if isinstance(paging, NumberedPages) else come
    return Step(url=url.copy_set_param(paging.parameter, value), records=come)


def _all_come(paging: NumberedPages | OffsetPages, page: Page, come: int) -> bool:
    if paging.total is None:
        return False
    total = at(page.body(), paging.total)
    if not isinstance(total, int | str) or not str(total).isdigit():
        what = paging.total
        raise bad_page(page.reply, page.number, f"không có số ở “{what}”", f"there is no number at “{what}”")
    return come >= int(total)


def _linked(paging: LinkPages, page: Page) -> httpx.URL | None:
    link: Any = _from_header(page.reply) if paging.next is None else at(page.body(), paging.next)
    if _is_end(link):
        return None
    try:
        return page.reply.url.join(str(_plain(link, page)))
    except httpx.InvalidURL:
        raise ForbiddenLinkError(where=place(page.reply.url), link="?") from None


def _from_header(reply: Reply) -> str | None:
    return httpx.Response(reply.status, headers=reply.headers).links.get("next", {}).get("url")


def _is_end(value: Any) -> bool:
    return value is NOTHING or value in (None, "", False)


def _plain(value: Any, page: Page) -> str | int:
    if isinstance(value, str | int):
        return value
    vi, en = "chỗ chỉ trang sau không phải chữ hay số", "what names the next page is neither text nor number"
    raise bad_page(page.reply, page.number, vi, en)


def _is_index(part: str) -> bool:
    return part.removeprefix("-").isdigit() and part.isascii()
