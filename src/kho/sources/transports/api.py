"""An HTTP API: one answer, or all its pages in one zip."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx

from kho.contracts.model import Source
from kho.messages import Message
from kho.sources import listing, options, secrets
from kho.sources.base import Fetched
from kho.sources.http import bundle, paging, since
from kho.sources.http.auth import AUTH, Auth, FixedHeaders, NoAuth, TokenHeaders, credentials
from kho.sources.http.client import MEGABYTE, Client, Patience, Reply, Room, origin, place
from kho.sources.http.failures import EndlessPagesError, ForbiddenLinkError
from kho.sources.http.paging import PAGING, NoPages, NumberedPages, OffsetPages, Page, Paging
from kho.sources.http.since import SINCE, Since
from kho.sources.http.urls import ADDRESS
from kho.sources.net_guard import NetPolicy
from kho.sources.options import Trouble
from kho.sources.secrets import Secret

ALSO = ("format", "delimiter", "encoding")
_NO_CONTENT = 204


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """ODCS server of type `api`."""

    location: str = options.option(ADDRESS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch:
    """`kho.fetch` of an API.

    `params` go into the address, `headers` are sent to the API's own origin alone. `max_mb` bounds all answers
    together, `max_page_mb` one page, as pages are read to find the next. Systems in private networks need
    `allow_private: true`, those on this machine `allow_loopback: true` as well.
    """

    params: tuple[tuple[str, str], ...] = options.option(options.Named(options.SCALAR), default=())
    headers: tuple[tuple[str, Secret | str], ...] = options.option(options.Named(secrets.TEXT_OR_SECRET), default=())
    auth: Auth = options.option(AUTH, default=NoAuth())
    paging: Paging = options.option(PAGING, default=NoPages())
    since: Since | None = options.option(SINCE, default=None)
    max_pages: int = options.option(options.whole(1, 10**6), default=10_000)
    max_mb: int = options.option(options.whole(1, 2**20), default=listing.DEFAULT_MAX_MB)
    max_page_mb: int = options.option(options.whole(1, 1024), default=64)
    timeout_seconds: float = options.option(options.number(0.05, 3600), default=30.0)
    deadline_seconds: float = options.option(options.number(0.05, 86_400), default=3600.0)
    retries: int = options.option(options.whole(0, 20), default=4)
    backoff_seconds: float = options.option(options.number(0, 60), default=1.0)
    longest_wait_seconds: float = options.option(options.number(0, 86_400), default=300.0)
    allow_private: bool = options.option(options.YES_NO, default=False)
    allow_loopback: bool = options.option(options.YES_NO, default=False)
    allow_other_origin: bool = options.option(options.YES_NO, default=False)
    tls_ca: str | None = options.option(options.TEXT, default=None)


class Api:
    """Brings what an API has, or what is new there where `since` is declared."""

    def problems(self, source: Source) -> list[Trouble]:
        """Mistakes in `location` and `kho.fetch`."""
        return [
            *options.problems(Address, source.address, also=ALSO),
            *options.problems(Fetch, source.fetch, "kho.fetch"),
            *_loopback_problems(source),
        ]

    def fetch(self, source: Source, *, base: Path, into: Path, since: str | None) -> Iterator[Fetched]:
        """One file: the answer as received, or a zip of all pages as received; none where there is no content.

        Raises ForbiddenAddressError, ForbiddenLinkError, HttpStatusError, HttpFailedError, ResponseTooLargeError,
        TokenRefusedError, BadPageError, EndlessPagesError, MissingSecretError.
        """
        options.refuse(_loopback_problems(source))
        fetch = options.read(Fetch, source.fetch)
        url = httpx.URL(options.read(Address, source.address).location)
        for name, value in fetch.params:
            url = url.copy_set_param(name, value)
        with _client(fetch, base) as client:
            walk = _Walk(client=client, fetch=fetch, who=credentials(fetch.auth, into), start=url, into=into)
            if fetched := (walk.one if isinstance(fetch.paging, NoPages) else walk.all)(since):
                yield fetched


def _loopback_problems(source: Source) -> list[Trouble]:
    if source.fetch.get("allow_loopback") is not True or source.fetch.get("allow_private") is True:
        return []
    what = Message(vi="allow_loopback cần allow_private.", en="allow_loopback needs allow_private.")
    mend = Message(vi="Ghi thêm allow_private: true.", en="Write allow_private: true as well.")
    return [("kho.fetch.allow_loopback", what, mend)]


def _client(fetch: Fetch, base: Path) -> Client:
    return Client(
        policy=NetPolicy(allow_private=fetch.allow_private, allow_loopback=fetch.allow_loopback),
        patience=Patience(
            timeout_seconds=fetch.timeout_seconds,
            deadline_seconds=fetch.deadline_seconds,
            retries=fetch.retries,
            backoff_seconds=fetch.backoff_seconds,
            longest_wait_seconds=fetch.longest_wait_seconds,
        ),
        headers=tuple((name, secrets.reveal(value)) for name, value in fetch.headers),
        tls_ca=base / fetch.tls_ca if fetch.tls_ca else None,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Walk:
    """One fetch on its way through an API."""

    client: Client
    fetch: Fetch
    who: FixedHeaders | TokenHeaders
    start: httpx.URL
    into: Path

    def one(self, cursor: str | None) -> Fetched | None:
        """The one answer."""
        url = since.asked(self.fetch.since, self.start, cursor)
        reply = self.client.get(url, self.who, self.into / "answer", self._room("max_mb", 0))
        if reply.status == _NO_CONTENT:
            return None
        page = Page(number=1, before=0, reply=reply, body=lambda: paging.parsed(reply, 1))
        return Fetched(
            file=reply.file,
            name=bundle.name(reply),
            origin=place(self.start),
            modified=since.http_time(reply.headers.get("Last-Modified")),
            cursor=since.cursor_after(self.fetch.since, page, cursor),
            version=reply.headers.get("ETag"),
        )

    def all(self, cursor: str | None) -> Fetched | None:
        """All pages in one zip."""
        file, after = self.into / "pages.zip", cursor
        pages = bundle.Bundle(file)
        try:
            for page in self._pages(since.asked(self.fetch.since, self.start, cursor)):
                after = since.cursor_after(self.fetch.since, page, after)
                pages.add(page.number, page.reply)
        finally:
            pages.close()
        return Fetched(file=file, name=f"{bundle.stem(self.start)}.zip", origin=place(self.start), cursor=after)

    def _pages(self, url: httpx.URL) -> Iterator[Page]:
        seen: set[httpx.URL] = set()
        step, size, last = paging.Step(url=paging.first_url(self.fetch.paging, url)), 0, b""
        while step.url is not None:
            self._check_next(step.url, seen)
            seen.add(step.url)
            page = self._page(step, len(seen), size)
            size += page.reply.file.stat().st_size
            last = self._check_new(page, last)
            step = paging.next_step(self.fetch.paging, step.url, page)
            yield page

    def _page(self, step: paging.Step, number: int, size: int) -> Page:
        url = step.url or self.start
        who = self.who if origin(url) == origin(self.start) else None
        reply = self.client.get(url, who, self.into / f"page-{number:05d}", self._room("max_page_mb", size))
        return Page(number=number, before=step.records, reply=reply, body=cache(lambda: paging.parsed(reply, number)))

    def _room(self, option: str, used: int) -> Room:
        whole = self.fetch.max_mb * MEGABYTE - used
        if option == "max_mb" or whole < self.fetch.max_page_mb * MEGABYTE:
            return Room(limit=whole, option="max_mb")
        return Room(limit=self.fetch.max_page_mb * MEGABYTE, option=option)

    def _check_next(self, url: httpx.URL, seen: set[httpx.URL]) -> None:
        where = place(self.start)
        if origin(url) != origin(self.start) and not self.fetch.allow_other_origin:
            raise ForbiddenLinkError(where=where, link=place(url))
        if url in seen:
            raise EndlessPagesError(where=where, vi="một trang được chỉ tới hai lần", en="one page is named twice")
        if len(seen) >= self.fetch.max_pages:
            limit = self.fetch.max_pages
            raise EndlessPagesError(where=where, vi=f"nhiều hơn {limit} trang", en=f"more than {limit} pages")

    def _check_new(self, page: Page, last: bytes) -> bytes:
        """Numbered pages that repeat show that the server does not heed the number."""
        digest = _digest(page.reply)
        if digest == last and isinstance(self.fetch.paging, NumberedPages | OffsetPages):
            vi, en = "hai trang liền nhau giống hệt nhau", "two pages in a row are the same"
            raise EndlessPagesError(where=place(self.start), vi=vi, en=en)
        return digest


def _digest(reply: Reply) -> bytes:
    with reply.file.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
