"""Where the next incremental fetch of an API goes on: `kho.fetch.since`."""

import email.utils
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx

from kho.sources import options
from kho.sources.http.paging import NOTHING, Page, at


@dataclass(frozen=True, kw_only=True, slots=True)
class FromHeader:
    """`type: header`: the cursor is a header of the last answer that has it. `initial` is what the first fetch asks."""

    parameter: str = options.option(options.TEXT)
    header: str = options.option(options.TEXT)
    initial: str | None = options.option(options.SCALAR, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class FromPath:
    """`type: path`: the cursor stands at a path of the last page that has it, such as `items.-1.id`."""

    parameter: str = options.option(options.TEXT)
    path: str = options.option(options.TEXT)
    initial: str | None = options.option(options.SCALAR, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class FromTime:
    """`type: fetch_time`: the cursor is when the fetch began by the server's clock, less an overlap.

    What the server was just writing then comes again next time, so it is not lost. `format` is strftime's, in UTC.
    """

    parameter: str = options.option(options.TEXT)
    overlap_seconds: int = options.option(options.whole(0, 10**7), default=300)
    format: str = options.option(options.TEXT, default="%Y-%m-%dT%H:%M:%SZ")
    initial: str | None = options.option(options.SCALAR, default=None)


Since = FromHeader | FromPath | FromTime
SINCE = options.Choice({"header": FromHeader, "path": FromPath, "fetch_time": FromTime})


def asked(since: Since | None, url: httpx.URL, cursor: str | None) -> httpx.URL:
    """The address that asks only for what came after the cursor."""
    value = None if since is None else cursor or since.initial
    return url if since is None or value is None else url.copy_set_param(since.parameter, value)


def cursor_after(since: Since | None, page: Page, cursor: str | None) -> str | None:
    """The cursor once this page has come; `cursor` is the one before."""
    match since:
        case FromHeader():
            return page.reply.headers.get(since.header) or cursor
        case FromPath():
            found = at(page.body(), since.path)
            return str(found) if isinstance(found, str | int | float) and found is not NOTHING else cursor
        case FromTime() if page.number == 1:
            began = http_time(page.reply.headers.get("Date")) or datetime.now(UTC)
            return (began - timedelta(seconds=since.overlap_seconds)).strftime(since.format)
    return cursor


def http_time(header: str | None) -> datetime | None:
    """The time a header such as Date or Last-Modified tells; None where it tells none."""
    try:
        return email.utils.parsedate_to_datetime(header or "").astimezone(UTC)
    except ValueError:
        return None
