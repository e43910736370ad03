"""A receiver of OpenLineage events on this machine, as strict as the specification: it takes nothing else."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.services.web import Answer, Asked, running
from tests.unit.pipeline.lineage.openlineage_types import check_event

PATH = "/api/v1/lineage"


@dataclass(kw_only=True)
class StrictReceiver:
    """What came, in order, and what was wrong with the rest.

    `answers` are statuses to give next, instead of 201; `key` must come as a bearer token; `silent`: it never answers.
    """

    url: str
    key: str | None = None
    silent: bool = False
    events: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def told(self) -> list[tuple[str, str]]:
        """The jobs and kinds of the events."""
        return [(event["job"]["name"], event["eventType"]) for event in self.events]

    def answer(self, asked: Asked) -> Answer:
        """What to send back to a request."""
        if self.silent:
            self.stopped.wait()
            return Answer(status=503)
        return Answer(status=self._take(asked), headers={"Location": f"{self.url}/elsewhere"})

    def _take(self, asked: Asked) -> int:
        if self.key is not None and asked.headers.get("authorization") != f"Bearer {self.key}":
            return 401
        if self.answers:
            return self.answers.pop(0)
        try:
            assert (asked.method, asked.path) == ("POST", PATH)
            assert asked.headers["content-type"] == "application/json"
            event = json.loads(asked.body)
            check_event(event)
        except (AssertionError, ValueError, KeyError) as error:
            self.wrong.append(repr(error))
            return 422
        self.events.append(event)
        return 201


@contextmanager
def listening(*, key: str | None = None) -> Iterator[StrictReceiver]:
    """A receiver that listens as long as the block lasts."""
    with running() as service:
        receiver = StrictReceiver(url=service.url().rstrip("/"), key=key)
        service.answer(receiver.answer)
        try:
            yield receiver
        finally:
            receiver.stopped.set()
