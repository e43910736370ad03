"""APIs of a real HTTP server: pages, credentials, patience, and what is not let in."""

import base64
import gzip
import hashlib
import json
import logging
import ssl
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.services.web import Answer, Asked, WebService, running

from kho.contracts.model import Source
from kho.sources import net_guard, registry
from kho.sources.base import Fetched
from kho.sources.http.failures import (
    BadHeaderError,
    BadPageError,
    EndlessPagesError,
    ForbiddenLinkError,
    HttpFailedError,
    HttpStatusError,
    ResponseTooLargeError,
    TokenRefusedError,
)
from kho.sources.net_guard import ForbiddenAddressError

Bring = Callable[..., list[Fetched]]
SECRET = "bí-mật-canary"
QUICK: dict[str, Any] = {"allow_private": True, "allow_loopback": True, "backoff_seconds": 0, "timeout_seconds": 5}


@pytest.fixture
def web() -> Iterator[WebService]:
    with running() as service:
        yield service


@pytest.fixture
def other() -> Iterator[WebService]:
    """A second server: another port is another origin."""
    with running() as service:
        yield service


@pytest.fixture
def bring(web: WebService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bring:
    monkeypatch.setenv("KHO_SECRET_API", SECRET)

    def run(path: str = "v1/ho-so", cursor: str | None = None, url: str | None = None, **fetch: Any) -> list[Fetched]:
        address = {"location": url or web.url(path)}
        source = Source(name="s", transport="api", address=address, fetch=QUICK | fetch)
        assert registry.transport("api").problems(source) == []
        into = tmp_path / uuid4().hex
        into.mkdir()
        return list(registry.transport("api").fetch(source, base=tmp_path, into=into, since=cursor))

    return run


def as_json(value: object, **headers: str) -> Answer:
    return Answer(body=json.dumps(value).encode(), headers={"Content-Type": "application/json"} | headers)


def pages_of(fetched: list[Fetched]) -> list[Any]:
    with zipfile.ZipFile(fetched[0].file) as bundle:
        return [json.loads(bundle.read(name)) for name in bundle.namelist()]


def records(count: int, offset: int, limit: int) -> list[int]:
    return list(range(offset, min(count, offset + limit)))


# One answer


def test_one_answer_stays_as_it_was_received(web: WebService, bring: Bring) -> None:
    body = '{"tên":  "Hồ sơ"}\n'.encode()
    web.answer(lambda _: Answer(body=body, headers={"Content-Type": "application/json; charset=utf-8", "ETag": '"x1"'}))
    [fetched] = bring("v1/ho-so.aspx", params={"nam": 2024, "đv": "a b"})
    assert fetched.file.read_bytes() == body
    assert (fetched.name, fetched.origin, fetched.version) == ("ho-so.json", web.url("v1/ho-so.aspx"), '"x1"')
    assert web.asked[0].query == {"nam": "2024", "đv": "a b"}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Content-Type": "text/csv"}, "ho-so.csv"),
        ({"Content-Type": "application/vnd.api+json"}, "ho-so.json"),
        ({"Content-Type": "application/atom+xml"}, "ho-so.xml"),
        ({}, "ho-so.bin"),
        ({"Content-Disposition": 'attachment; filename="../../etc/bao cao.xlsx"'}, "bao cao.xlsx"),
        ({"Content-Disposition": "attachment; filename*=UTF-8''b%C3%A1o%20c%C3%A1o.xlsx"}, "báo cáo.xlsx"),
    ],
)
def test_an_answer_is_named_by_its_headers(
    web: WebService, bring: Bring, headers: dict[str, str], expected: str
) -> None:
    web.answer(lambda _: Answer(body=b"x", headers=headers))
    assert bring()[0].name == expected


def test_no_content_is_no_delivery(web: WebService, bring: Bring) -> None:
    web.answer(lambda _: Answer(status=204))
    assert bring() == []


def test_a_packed_answer_is_unpacked_whole(web: WebService, bring: Bring) -> None:
    body = json.dumps(list(range(200_000))).encode()
    parts = gzip.compress(body[:1000]) + gzip.compress(body[1000:])
    web.answer(lambda _: Answer(body=parts, headers={"Content-Encoding": "gzip"}))
    assert bring()[0].file.read_bytes() == body


# Pages


def test_pages_by_the_header_link(web: WebService, bring: Bring) -> None:
    def handler(asked: Asked) -> Answer:
        number = int(asked.query.get("trang", "1"))
        link = {"Link": f'<{web.url("v1/khac")}?trang={number + 1}>; rel="next"'} if number < 3 else {}
        return as_json([number], **link)

    web.answer(handler)
    fetched = bring(paging={"type": "link"})
    assert pages_of(fetched) == [[1], [2], [3]]
    assert fetched[0].name == "ho-so.zip"
    with zipfile.ZipFile(fetched[0].file) as bundle:
        assert bundle.namelist() == ["page-00001.json", "page-00002.json", "page-00003.json"]


def test_pages_by_a_link_in_the_body(web: WebService, bring: Bring) -> None:
    answers = {"1": {"links": [{"href": "?p=2"}]}, "2": {"links": [{"href": None}]}}
    web.answer(lambda asked: as_json(answers[asked.query.get("p", "1")]))
    assert len(pages_of(bring(paging={"type": "link", "next": "links.0.href"}))) == 2


def test_pages_by_number_end_with_an_empty_page_though_the_server_caps_their_size(
    web: WebService, bring: Bring
) -> None:
    web.answer(lambda asked: as_json({"data": records(25, (int(asked.query["page"]) - 1) * 10, 10)}))
    pages = pages_of(bring(paging={"type": "page", "records": "data", "size": 1000}))
    assert [row for page in pages for row in page["data"]] == list(range(25))
    assert len(pages) == 4
    assert web.asked[0].query == {"page": "1", "size": "1000"}


def test_pages_by_number_end_when_the_total_has_come(web: WebService, bring: Bring) -> None:
    def handler(asked: Asked) -> Answer:
        return as_json({"data": records(25, int(asked.query["p"]) * 10, 10), "tong": "25"})

    web.answer(handler)
    paging = {"type": "page", "parameter": "p", "start": 0, "records": "data", "total": "tong"}
    assert len(pages_of(bring(paging=paging))) == 3


def test_pages_by_offset_go_on_after_what_has_come(web: WebService, bring: Bring) -> None:
    web.answer(lambda asked: as_json(records(25, int(asked.query["offset"]), min(10, int(asked.query["limit"])))))
    pages = pages_of(bring(paging={"type": "offset", "size": 500}))
    assert [row for page in pages for row in page] == list(range(25))


def test_pages_by_cursor(web: WebService, bring: Bring) -> None:
    following = {None: "b=&1", "b=&1": "c", "c": ""}
    web.answer(lambda asked: as_json({"meta": {"next": following[asked.query.get("cursor")]}}))
    assert len(pages_of(bring(paging={"type": "cursor", "next": "meta.next"}))) == 3


def test_the_same_pages_give_the_same_bytes(web: WebService, bring: Bring) -> None:
    web.answer(lambda asked: as_json(records(25, int(asked.query["offset"]), 10)))
    digests = {hashlib.sha256(bring(paging={"type": "offset"})[0].file.read_bytes()).hexdigest() for _ in range(2)}
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("paging", "answer"),
    [
        ({"type": "link", "next": "next"}, {"next": "?p=2"}),
        ({"type": "cursor", "next": "next"}, {"next": "x"}),
        ({"type": "page", "records": "data"}, {"data": [1]}),
        ({"type": "offset", "records": "data"}, {"data": [1]}),
    ],
)
def test_pages_that_go_in_circles_are_noticed(
    web: WebService, bring: Bring, paging: dict[str, str], answer: dict[str, object]
) -> None:
    web.answer(lambda _: as_json(answer))
    with pytest.raises(EndlessPagesError):
        bring(paging=paging)
    assert len(web.asked) <= 3


def test_too_many_pages_are_an_error_and_not_cut_off(web: WebService, bring: Bring) -> None:
    web.answer(lambda asked: as_json({"data": [asked.query["page"]]}))
    with pytest.raises(EndlessPagesError) as caught:
        bring(paging={"type": "page", "records": "data"}, max_pages=5)
    assert "5" in caught.value.text("vi")


@pytest.mark.parametrize("body", [b"<html>", b'{"data": {}}', b"[" * 100_000, b"\xff", b'{"items": []}'])
def test_a_page_that_is_not_as_declared_is_said(web: WebService, bring: Bring, body: bytes) -> None:
    web.answer(lambda _: Answer(body=body))
    with pytest.raises(BadPageError) as caught:
        bring(paging={"type": "page", "records": "data"})
    assert caught.value.fields["number"] == 1


def test_a_link_to_another_origin_is_not_followed(web: WebService, bring: Bring, other: WebService) -> None:
    web.answer(lambda _: as_json({"next": other.url("steal?x=1")}))
    with pytest.raises(ForbiddenLinkError) as caught:
        bring(paging={"type": "link", "next": "next"})
    assert other.asked == []
    assert "steal" in caught.value.text("vi")


@pytest.mark.parametrize("link", ["file:///etc/passwd", "ftp://x/y", "http://user:pw@127.0.0.1/", "http://x:port/"])
def test_a_link_that_is_no_plain_address_is_not_followed(web: WebService, bring: Bring, link: str) -> None:
    web.answer(lambda _: as_json({"next": link}))
    with pytest.raises(ForbiddenLinkError):
        bring(paging={"type": "link", "next": "next"}, allow_other_origin=True)


def test_an_allowed_other_origin_gets_no_credentials(web: WebService, bring: Bring, other: WebService) -> None:
    web.answer(lambda _: as_json({"next": other.url("page2")}))
    other.answer(lambda _: as_json({}))
    key = {"type": "api_key", "header": "X-Khoa", "key": {"secret": "api"}}
    own = {"X-Rieng": {"secret": "api"}}
    assert (
        len(pages_of(bring(paging={"type": "link", "next": "next"}, auth=key, headers=own, allow_other_origin=True)))
        == 2
    )
    assert web.asked[0].headers["x-khoa"]
    assert web.asked[0].headers["x-rieng"]
    assert not {"x-khoa", "x-rieng", "authorization"} & set(other.asked[0].headers)


# Credentials


def test_basic_and_bearer_and_key(web: WebService, bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHO_SECRET_API", "s3cret")
    web.answer(lambda _: as_json([]))
    bring(auth={"type": "basic", "user": "sở", "password": {"secret": "api"}})
    bring(auth={"type": "bearer", "token": {"secret": "api"}})
    bring(auth={"type": "api_key", "key": {"secret": "api"}})
    bring(auth={"type": "none"})
    sent = [asked.headers for asked in web.asked]
    assert base64.b64decode(sent[0]["authorization"].removeprefix("Basic ")).decode() == "sở:s3cret"
    assert sent[1]["authorization"] == "Bearer s3cret"
    assert sent[2]["x-api-key"] == "s3cret"
    assert "authorization" not in sent[3]


class TokenServer:
    """Gives numbered tokens; the API takes only the newest `good` one."""

    def __init__(self, *, expires: int, good: Callable[[int], bool]) -> None:
        self.given, self.expires, self.good = 0, expires, good
        self.forms: list[str] = []

    def __call__(self, asked: Asked) -> Answer:
        if asked.path == "/token":
            self.given += 1
            self.forms.append(asked.body + " " + asked.headers.get("authorization", ""))
            return as_json({"access_token": f"t{self.given}", "expires_in": self.expires})
        if asked.headers.get("authorization") == f"Bearer t{self.given}" and self.good(self.given):
            return as_json(records(3, int(asked.query.get("offset", "0")), 1))
        return Answer(status=401)


def oauth(web: WebService, **more: object) -> dict[str, object]:
    return {
        "type": "oauth2",
        "token_url": web.url("token"),
        "client_id": "kho",
        "client_secret": {"secret": "api"},
    } | more


def test_a_token_is_fetched_once_and_used_for_all_pages(web: WebService, bring: Bring) -> None:
    server = TokenServer(expires=3600, good=lambda _: True)
    web.answer(server)
    assert len(pages_of(bring(auth=oauth(web, scope="doc"), paging={"type": "offset"}))) == 4
    assert server.given == 1
    assert "grant_type=client_credentials&scope=doc" in server.forms[0]
    assert "Basic " in server.forms[0]


def test_an_expired_token_is_renewed(web: WebService, bring: Bring) -> None:
    server = TokenServer(expires=1, good=lambda _: True)
    web.answer(server)
    assert len(pages_of(bring(auth=oauth(web), paging={"type": "offset"}))) == 4
    assert server.given == 4


def test_a_withdrawn_token_is_renewed_after_a_401(web: WebService, bring: Bring) -> None:
    server = TokenServer(expires=3600, good=lambda number: number > 1)
    web.answer(server)
    bring(auth=oauth(web, client_auth="body"))
    assert server.given == 2
    assert "client_secret=" in server.forms[0]


def test_a_token_that_never_works_is_asked_for_only_twice(web: WebService, bring: Bring) -> None:
    server = TokenServer(expires=3600, good=lambda _: False)
    web.answer(server)
    with pytest.raises(HttpStatusError):
        bring(auth=oauth(web))
    assert server.given == 2


@pytest.mark.parametrize(
    "answer", [Answer(status=400, body=b'{"error": "invalid_client"}'), Answer(body=b"[]"), Answer(body=b"<")]
)
def test_a_refused_token_is_said_and_no_secret_shown(web: WebService, bring: Bring, answer: Answer) -> None:
    web.answer(lambda _: answer)
    with pytest.raises(TokenRefusedError) as caught:
        bring(auth=oauth(web))
    assert SECRET not in caught.value.text("vi") + repr(caught.value.__cause__)


@pytest.mark.parametrize("kind", ["basic", "bearer", "api_key"])
def test_refused_credentials_are_said_and_not_shown(
    web: WebService, bring: Bring, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("KHO_SECRET_API", "canary-key")
    web.answer(lambda _: Answer(status=401))
    auth = {"basic": {"user": "u", "password": {"secret": "api"}}, "bearer": {"token": {"secret": "api"}}}
    with pytest.raises(HttpStatusError) as caught:
        bring(auth={"type": kind} | auth.get(kind, {"key": {"secret": "api"}}))
    encoded = base64.b64encode(b"u:canary-key").decode()
    shown = caught.value.text("vi") + repr(caught.value.__cause__) + caplog.text
    assert "canary-key" not in shown
    assert encoded not in shown
    assert len(web.asked) == 1


@pytest.mark.parametrize("value", ["canary\r\nX-Other: 1", " canary", "canary\n"])
def test_a_secret_that_cannot_be_a_header_is_said_and_not_shown(
    bring: Bring, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("KHO_SECRET_API", value)
    with pytest.raises(BadHeaderError) as caught:
        bring(auth={"type": "api_key", "key": {"secret": "api"}})
    assert "canary" not in caught.value.text("vi") + repr(caught.value.__context__)
    assert "X-API-Key" in caught.value.text("vi")


# Patience


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(web: WebService, bring: Bring, status: int) -> None:
    web.answer(lambda _: as_json([1]) if len(web.asked) == 3 else Answer(status=status, headers={"Retry-After": "0"}))
    assert bring()[0].file.read_bytes() == b"[1]"


@pytest.mark.parametrize("status", [400, 403, 404, 410, 501])
def test_what_will_not_pass_is_not_tried_again(web: WebService, bring: Bring, status: int) -> None:
    web.answer(lambda _: Answer(status=status))
    with pytest.raises(HttpStatusError) as caught:
        bring(params={"khoa": "x"})
    assert str(status) in caught.value.text("vi")
    assert len(web.asked) == 1


def test_attempts_are_bounded(web: WebService, bring: Bring) -> None:
    web.answer(lambda _: Answer(status=503))
    with pytest.raises(HttpStatusError):
        bring(retries=2)
    assert len(web.asked) == 3


@pytest.mark.parametrize("after", ["86400", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_a_server_that_asks_for_too_long_a_pause_is_given_up(web: WebService, bring: Bring, after: str) -> None:
    web.answer(lambda _: Answer(status=429, headers={"Retry-After": after}))
    with pytest.raises(HttpStatusError):
        bring()
    assert len(web.asked) == 1


def test_a_truncated_answer_is_fetched_again(web: WebService, bring: Bring) -> None:
    web.answer(lambda _: Answer(body=b"[1]") if len(web.asked) == 2 else Answer(body=b"[1", cut=10))
    assert bring()[0].file.read_bytes() == b"[1]"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=b"[1", cut=10),
        Answer(body=gzip.compress(b"x" * 1000)[:-10], headers={"Content-Encoding": "gzip"}),
        Answer(body=b"no gzip", headers={"Content-Encoding": "gzip"}),
    ],
)
def test_an_answer_that_is_never_whole_is_an_error(web: WebService, bring: Bring, answer: Answer) -> None:
    web.answer(lambda _: answer)
    with pytest.raises(HttpFailedError):
        bring(retries=1)
    assert len(web.asked) == 2


def test_a_silent_server_is_given_up(web: WebService, bring: Bring) -> None:
    web.answer(lambda _: Answer(drip=(b"", 0.05)))
    with pytest.raises(HttpFailedError):
        bring(timeout_seconds=0.1, retries=0)


def test_a_dripping_server_is_given_up(web: WebService, bring: Bring) -> None:
    web.answer(lambda _: Answer(drip=(b" ", 0.01)))
    with pytest.raises(HttpFailedError) as caught:
        bring(deadline_seconds=0.2)
    assert "deadline_seconds" in caught.value.text("vi")


def test_a_dead_server_is_said(bring: Bring) -> None:
    with pytest.raises(HttpFailedError):
        bring(url="http://127.0.0.1:9/x?khoa=canary", retries=0)


# What is not let in


def test_an_answer_past_the_limit_is_refused(web: WebService, bring: Bring) -> None:
    web.answer(lambda _: Answer(body=b"x" * (2**20 + 1)))
    with pytest.raises(ResponseTooLargeError) as caught:
        bring(max_mb=1)
    assert "max_mb" in caught.value.text("vi")


def test_a_page_past_the_limit_is_refused(web: WebService, bring: Bring) -> None:
    web.answer(lambda _: Answer(body=b"[" + b" " * 2**20 + b"]"))
    with pytest.raises(ResponseTooLargeError) as caught:
        bring(paging={"type": "page"}, max_page_mb=1)
    assert "max_page_mb" in caught.value.text("vi")


def test_all_pages_together_are_bounded(web: WebService, bring: Bring) -> None:
    web.answer(lambda asked: as_json(["x" * 400_000 + asked.query["page"]]))
    with pytest.raises(ResponseTooLargeError) as caught:
        bring(paging={"type": "page"}, max_mb=1)
    assert "max_mb" in caught.value.text("vi")


def test_a_decompression_bomb_stops_at_the_limit(web: WebService, bring: Bring, tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(200 * 2**20), 9)
    web.answer(lambda _: Answer(body=bomb, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(ResponseTooLargeError):
        bring(max_mb=1)
    assert sum(file.stat().st_size for file in tmp_path.rglob("*")) <= 2 * 2**20


@pytest.mark.parametrize("packing", ["gzip, gzip", "br", "zstd"])
def test_a_packing_that_was_not_asked_for_is_refused(web: WebService, bring: Bring, packing: str) -> None:
    web.answer(lambda _: Answer(body=b"x", headers={"Content-Encoding": packing}))
    with pytest.raises(HttpFailedError):
        bring()


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://0xa9fea9fe/",
        "http://2852039166/",
        "http://100.100.100.200/",
    ],
)
def test_a_redirect_to_where_clouds_keep_their_keys_is_never_followed(
    web: WebService, bring: Bring, target: str
) -> None:
    web.answer(lambda _: Answer(status=302, headers={"Location": target}))
    with pytest.raises((ForbiddenAddressError, HttpFailedError)) as caught:
        bring(retries=0)
    assert isinstance(caught.value, ForbiddenAddressError)


@pytest.mark.parametrize("allowed", [{}, {"allow_private": True}])
def test_this_machine_is_not_asked_unless_allowed(web: WebService, bring: Bring, allowed: dict[str, bool]) -> None:
    web.answer(lambda _: as_json([]))
    for host in ("127.0.0.1", "localhost", "0.0.0.0", "127.1"):  # noqa: S104 (an address to be refused)
        with pytest.raises(ForbiddenAddressError):
            bring(url=web.url(host=host), **({"allow_private": False, "allow_loopback": False} | allowed))
    assert web.asked == []


@pytest.mark.parametrize("address", ["10.1.2.3", "192.168.1.1", "172.16.0.1", "100.64.0.1", "[fd00::1]"])
def test_private_networks_are_not_asked_unless_allowed(bring: Bring, address: str) -> None:
    with pytest.raises(ForbiddenAddressError) as caught:
        bring(url=f"http://{address}/", allow_private=False, allow_loopback=False)
    assert "allow_private" in caught.value.text("vi")


def test_a_name_that_turns_to_another_address_gains_nothing(
    web: WebService, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one thing that cannot be real here: a name server that answers differently the second time."""
    answers = iter(["127.0.0.1", "169.254.169.254"])
    real = net_guard.socket.getaddrinfo

    def rebinding(host: str, *more: Any, **named: Any) -> Any:
        return real(next(answers) if host == "rebind.example" else host, *more, **named)

    monkeypatch.setattr(net_guard.socket, "getaddrinfo", rebinding)
    web.answer(lambda _: as_json([]))
    bring(url=web.url(host="rebind.example"))
    assert web.asked[0].headers["host"] == f"rebind.example:{web.port}"
    with pytest.raises(ForbiddenAddressError):
        bring(url=web.url(host="rebind.example"))


def test_a_redirect_takes_no_credentials_to_another_origin(
    web: WebService, bring: Bring, other: WebService, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.answer(lambda _: Answer(status=307, headers={"Location": other.url("file.csv")}))
    other.answer(lambda _: Answer(body=b"a;b"))
    monkeypatch.setenv("KHO_SECRET_API", "s3cret")
    [fetched] = bring(auth={"type": "bearer", "token": {"secret": "api"}}, headers={"X-K": "v"})
    assert fetched.file.read_bytes() == b"a;b"
    assert {"x-k", "authorization"} <= set(web.asked[0].headers)
    assert not {"x-k", "authorization"} & set(other.asked[0].headers)


def test_redirects_that_go_in_circles_end(web: WebService, bring: Bring) -> None:
    web.answer(lambda _: Answer(status=302, headers={"Location": "/again"}))
    with pytest.raises(ForbiddenLinkError):
        bring()
    assert len(web.asked) < 10


# Incremental


def test_a_cursor_from_the_body(web: WebService, bring: Bring) -> None:
    web.answer(lambda _: as_json({"items": [{"id": 7}, {"id": 9}]}))
    since = {"type": "path", "parameter": "sau", "path": "items.-1.id", "initial": 0}
    [first] = bring(since=since)
    assert (first.cursor, web.asked[0].query["sau"]) == ("9", "0")
    web.answer(lambda _: as_json({"items": []}))
    [second] = bring(cursor=first.cursor, since=since)
    assert (second.cursor, web.asked[1].query["sau"]) == ("9", "9")


def test_a_cursor_from_a_header_over_pages(web: WebService, bring: Bring) -> None:
    web.answer(lambda asked: as_json(records(2, int(asked.query["offset"]), 1), **{"X-Moc": asked.query["offset"]}))
    since = {"type": "header", "parameter": "tu", "header": "x-moc"}
    [fetched] = bring(since=since, paging={"type": "offset"})
    assert fetched.cursor == "2"
    assert "tu" not in web.asked[0].query


def test_a_cursor_from_the_time_by_the_servers_clock(web: WebService, bring: Bring) -> None:
    web.answer(lambda _: as_json([]))
    since = {"type": "fetch_time", "parameter": "tu", "overlap_seconds": 300}
    [fetched] = bring(since=since)
    assert fetched.cursor == "2024-01-31T10:00:00Z"
    bring(cursor=fetched.cursor, since=since)
    assert web.asked[1].query["tu"] == fetched.cursor


# TLS


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for `localhost` that vouches for itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path / "certificate.pem"
    file.write_bytes(made.public_bytes(pem) + secret)
    return file


def test_a_certificate_is_checked_for_the_name_and_not_the_address(certificate: Path, bring: Bring) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with running(context) as secure:
        secure.answer(lambda _: as_json([1]))
        [fetched] = bring(url=secure.url(host="localhost"), tls_ca="certificate.pem")
        assert fetched.file.read_bytes() == b"[1]"
        for host, authority in (("127.0.0.1", "certificate.pem"), ("localhost", None)):
            more = {"tls_ca": authority} if authority else {}
            with pytest.raises(HttpFailedError) as caught:
                bring(url=secure.url(host=host), retries=0, **more)
            assert "certificate" in caught.value.text("en")


def test_a_redirect_down_from_https_is_not_followed(certificate: Path, bring: Bring, web: WebService) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with running(context) as secure:
        secure.answer(lambda _: Answer(status=301, headers={"Location": web.url()}))
        with pytest.raises(ForbiddenLinkError):
            bring(url=secure.url(host="localhost"), tls_ca="certificate.pem")
    assert web.asked == []


# What a contract may say


@pytest.mark.parametrize(
    ("address", "fetch", "field"),
    [
        ({"location": "https://u:p@x/y"}, {}, "location"),
        ({"location": "file:///etc/passwd"}, {}, "location"),
        ({"location": "https://x/#a"}, {}, "location"),
        ({}, {}, "location"),
        ({"location": "https://x/"}, {"alow_private": True}, "kho.fetch.alow_private"),
        ({"location": "https://x/"}, {"paging": {"type": "pages"}}, "kho.fetch.paging"),
        ({"location": "https://x/"}, {"paging": {"type": "cursor"}}, "kho.fetch.paging.next"),
        ({"location": "https://x/"}, {"paging": {"type": "page", "sizes": 5}}, "kho.fetch.paging.sizes"),
        ({"location": "https://x/"}, {"auth": {"type": "bearer", "token": "abc"}}, "kho.fetch.auth.token"),
        ({"location": "https://x/"}, {"since": {"type": "path", "parameter": "a"}}, "kho.fetch.since.path"),
        ({"location": "https://x/"}, {"allow_loopback": True}, "kho.fetch.allow_loopback"),
        ({"location": "https://x/"}, {"headers": ["X"]}, "kho.fetch.headers"),
        ({"location": "https://x/"}, {"params": {"a": []}}, "kho.fetch.params.a"),
    ],
)
def test_problems_are_found_without_a_network(address: dict[str, Any], fetch: dict[str, Any], field: str) -> None:
    source = Source(name="s", transport="api", address=address, fetch=fetch)
    assert field in [each for each, _, _ in registry.transport("api").problems(source)]
