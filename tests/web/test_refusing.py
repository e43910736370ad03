"""What goes wrong in the portal itself is told so that one knows what to do, and who runs it finds why."""

import logging
from typing import TYPE_CHECKING

import pytest
from tests.web.people import signed_in, somebody

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process holds the metadata database for too long."""
    from django.db import OperationalError

    from kho.web.working import home

    def busy(*_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(home, "waiting", busy)


@pytest.mark.usefixtures("locked", "portal")
def test_a_database_that_is_busy_is_no_fault_of_the_page(caplog: pytest.LogCaptureFixture):
    client: Client = signed_in(somebody("steward"))
    with caplog.at_level(logging.WARNING, "kho.web.refusing"):
        answer = client.get("/work")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "chưa ghi được gì" in answer.content.decode()
    assert "GET /work: database is locked" in caplog.text
