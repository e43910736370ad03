"""Tokens, limits, and the record of who made and revoked what."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.test import Client, RequestFactory
from tests.web.invented import OPEN

from kho.cli.main import cli

Token = Callable[..., Result]
HERE = f"/api/v1/datasets/{OPEN}"


@pytest.fixture
def kho(province: Path, portal: None):  # noqa: ARG001  Django is set up once, by it
    def call(*words: str) -> Result:
        return CliRunner().invoke(cli, ["-C", str(province), "--lang", "en", "token", *words], prog_name="kho")

    return call


def test_a_token_from_its_making_to_its_end(kho: Token, client: Client):
    from kho.web.api.models import ApiToken
    from kho.web.audit.models import AuditEntry

    secret = kho("new", "một chương trình", "--per-minute", "7").stdout.strip()
    assert secret.startswith("kho_")
    assert kho("new", "một chương trình").exit_code == 2
    assert kho("new", "").exit_code == 2
    assert not ApiToken.objects.filter(digest__contains=secret).exists()
    answer = client.get(HERE, headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer["RateLimit-Policy"]) == (200, '"token";q=7;w=60')
    assert "7 a minute" in kho("list").output
    assert ApiToken.objects.get(name="một chương trình").last_used is not None
    assert kho("revoke", "một chương trình").exit_code == 0
    assert kho("revoke", "một chương trình").exit_code == 2
    assert "revoked" in kho("list").output
    assert Client().get(HERE, headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    told = [(each.what, each.about) for each in AuditEntry.objects.filter(about="một chương trình")]
    assert told == [("token.revoke", "một chương trình"), ("token.new", "một chương trình")]
    assert all(each.who for each in AuditEntry.objects.all())


def test_what_is_done_is_kept_or_not_done(portal: None):  # noqa: ARG001  Django is set up
    from kho.web.audit.recording import record

    with pytest.raises(RuntimeError):
        record(who="a", what="b", about="c")


def test_who_asks_too_often_is_told_to_wait(kho: Token, client: Client):
    secret = kho("new", "nhanh", "--per-minute", "2").stdout.strip()
    sent = {"Authorization": f"Bearer {secret}"}
    assert [client.get(HERE, headers=sent).status_code for _ in range(2)] == [200, 200]
    refused = client.get(HERE, headers=sent)
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 30
    assert refused["RateLimit"].startswith('"token";r=0;t=')
    assert json.loads(refused.content)["code"] == "KHO-D814"
    assert client.get(HERE).status_code == 200
    assert client.get(f"/dataset/{OPEN}", headers=sent).status_code == 200


@pytest.mark.parametrize("token", ["x", "", "kho_" + "a" * 10_000, "é"])
def test_what_is_no_token_is_refused(client: Client, token: str):
    answer = client.get(HERE, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')


def test_buckets_fill_again(portal: None):  # noqa: ARG001  Django is set up
    from kho.web.api.limiting import Asker, Buckets

    now = [0.0]
    buckets = Buckets(most=2, clock=lambda: now[0])
    asker = Asker(kind="address", key="a", per_minute=60)
    assert all(not buckets.take(asker).wait for _ in range(60))
    assert buckets.take(asker).wait == pytest.approx(1)
    now[0] += 1
    assert not buckets.take(asker).wait
    assert buckets.take(asker).wait
    for key in ("b", "c"):
        buckets.take(Asker(kind="address", key=key, per_minute=60))
    assert not buckets.take(asker).wait


@pytest.mark.parametrize(
    ("direct", "passed", "proxies", "found"),
    [
        ("10.0.0.1", "1.2.3.4", 0, "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4", 1, "1.2.3.4"),
        ("10.0.0.1", "9.9.9.9, 1.2.3.4", 1, "1.2.3.4"),
        ("10.0.0.1", "9.9.9.9, 1.2.3.4, 10.0.0.2", 2, "1.2.3.4"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("10.0.0.1", "nonsense", 1, "10.0.0.1"),
        ("2001:db8::1:2", "", 0, "2001:db8::/64"),
    ],
)
def test_the_address_behind_proxies(portal: None, direct: str, passed: str, proxies: int, found: str):  # noqa: ARG001
    from kho.web.api.limiting import address

    request = RequestFactory().get("/", REMOTE_ADDR=direct, HTTP_X_FORWARDED_FOR=passed)
    assert address(request, proxies) == found
