"""Sending events to an OpenLineage receiver: in order, each at least once, never at the cost of a run.

An event waits as a file in the outbox until the receiver has taken it. A receiver that is down, slow or wrong costs a
run at most its timeout, and is then left alone for a while; what waits goes with a later run or by `kho lineage send`.
"""

import fcntl
import logging
import os
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from kho import __version__
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.files import write_atomically
from kho.pipeline.refusals import as_told
from kho.sources.net_guard import GuardedTransport, NetPolicy
from kho.sources.secrets import Secret

PATH = "api/v1/lineage"
"""Where a receiver takes events, where its address names no path."""
REFUSED = frozenset({400, 413, 415, 422})
"""Statuses that say that this very event will never be taken."""
PAUSE = 60.0
"""Seconds for which a receiver that failed is left alone by runs."""
UNSENT, ASIDE = "unsent", "refused"
_log = logging.getLogger(__name__)


class NoReceiverError(KhoError):
    """Nobody is named who would take events."""

    code = "KHO-R820"
    what = Message(vi="kho.toml chưa có nơi nhận sự kiện.", en="kho.toml names no receiver of events.")
    mend = Message(
        vi='Ghi url = "https://..." vào mục [lineage] của kho.toml.',
        en='Write url = "https://..." under [lineage] in kho.toml.',
    )


class ReceiverFailedError(KhoError):
    """The receiver could not be reached, or did not take an event."""

    code = "KHO-R821"
    what = Message(vi="Nơi nhận chưa lấy sự kiện: {reason}.", en="The receiver did not take an event: {reason}.")
    mend = Message(
        vi="Kiểm tra [lineage] trong kho.toml và nơi nhận; sự kiện vẫn chờ, gửi lại bằng `kho lineage send`.",
        en="Look at [lineage] in kho.toml and at the receiver; events wait, send them by `kho lineage send`.",
    )


class UnfitKeyError(KhoError):
    """The receiver's key cannot stand in a header (RFC 9110, section 5.5)."""

    code = "KHO-R823"
    what = Message(
        vi="Khoá “{name}” có ký tự không gửi đi được (xuống dòng, dấu tiếng Việt).",
        en="The key “{name}” has characters that cannot be sent (line ends, accents).",
    )
    mend = Message(vi="Đặt lại {variable}.", en="Set {variable} again.")


class SendingError(KhoError):
    """Another process sends the waiting events now."""

    code = "KHO-R822"
    what = Message(vi="Một tiến trình khác đang gửi sự kiện.", en="Another process is sending the events.")
    mend = Message(vi="Chờ tiến trình đó xong.", en="Wait until it is done.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Receiver:
    """Who takes events: an address without a secret in it, a key, and how many seconds one event may take."""

    url: str
    api_key: Secret | None = None
    timeout: float = 5.0

    @property
    def address(self) -> str:
        """Where events are posted to."""
        url = httpx.URL(self.url)
        return str(url if url.path.strip("/") else url.copy_with(path=f"/{PATH}"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """What came of sending: events taken, refused for good and set aside, still waiting, and what went wrong."""

    taken: int = 0
    refused: int = 0
    waiting: int = 0
    trouble: KhoError | None = None


class Outbox:
    """Events that wait, a file each, in the order of their names; refused ones lie beside."""

    def __init__(self, folder: Path) -> None:
        self._unsent, self._aside = folder / UNSENT, folder / ASIDE
        self._last = 0

    def put(self, event: str) -> None:
        """Add an event behind those that wait."""
        self._unsent.mkdir(parents=True, exist_ok=True)
        self._last = max(time.time_ns(), self._last + 1)
        write_atomically(self._unsent / f"{self._last:020}-{os.getpid()}.json", event.encode())

    def waiting(self) -> list[Path]:
        """The events in their order."""
        return sorted(self._unsent.glob("*.json"))

    def set_aside(self, event: Path) -> None:
        """Keep an event that will never be taken out of the way of the others."""
        self._aside.mkdir(parents=True, exist_ok=True)
        event.replace(self._aside / event.name)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only process that sends, so that the order holds. Raises SendingError."""
        self._unsent.mkdir(parents=True, exist_ok=True)
        with (self._unsent / ".lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SendingError(where=str(self._unsent)) from None
            yield


class Sender:
    """Sends what waits to one receiver."""

    def __init__(self, outbox: Outbox, receiver: Receiver) -> None:
        self.outbox, self._receiver = outbox, receiver
        self._not_before = 0.0

    def send_soon(self) -> None:
        """Send what waits as far as one timeout goes; trouble is told to the log, and the receiver left alone a while.

        It goes on in a thread of its own, as looking up a name or a server that drips its answer keeps no timeout.
        """
        if time.monotonic() < self._not_before or not self.outbox.waiting():
            return
        stop, found = threading.Event(), list[Sent]()
        thread = threading.Thread(target=lambda: found.append(self.send(stop)), name="kho-lineage", daemon=True)
        thread.start()
        thread.join(self._receiver.timeout)
        stop.set()
        trouble = found[0].trouble if found else self._failed("timeout")
        if trouble is not None and not isinstance(trouble, SendingError):
            self._not_before = time.monotonic() + PAUSE
            _log.warning("%s", trouble.text("en"), extra={"kho_message": trouble.message()})

    def send(self, stop: threading.Event | None = None) -> Sent:
        """Send what waits, in order, until all is taken, something goes wrong or `stop` is set. Raises nothing."""
        taken = refused = 0
        trouble: KhoError | None = None
        try:
            with self.outbox.alone(), self._client() as client:
                for event in self.outbox.waiting():
                    if stop is not None and stop.is_set():
                        break
                    if self._post(client, event):
                        event.unlink()
                        taken += 1
                    else:
                        self.outbox.set_aside(event)
                        refused += 1
        except (KhoError, OSError) as error:
            trouble = as_told(error)
        return Sent(taken=taken, refused=refused, waiting=len(self.outbox.waiting()), trouble=trouble)

    def _client(self) -> httpx.Client:
        """kho.toml is the province's own word, so its receiver may be in its own network; nothing is redirected.

        Raises MissingSecretError, UnreadableSecretError, UnfitKeyError.
        """
        policy = NetPolicy(allow_private=True, allow_loopback=True)
        context = ssl.create_default_context()
        return httpx.Client(
            transport=GuardedTransport(lambda: httpx.HTTPTransport(verify=context, trust_env=False), policy),
            timeout=self._receiver.timeout,
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": f"kho/{__version__}", "Content-Type": "application/json", **self._key()},
        )

    def _key(self) -> dict[str, str]:
        """The header with the key. What it may hold is looked at here, as the client's own error would show it."""
        secret = self._receiver.api_key
        if secret is None:
            return {}
        key = secret.reveal()
        if not (key.isascii() and key.isprintable()):
            raise UnfitKeyError(where="kho.toml", name=secret.name, variable=secret.variable)
        return {"Authorization": f"Bearer {key}"}

    def _post(self, client: httpx.Client, event: Path) -> bool:
        """Whether the receiver took the event; False where it will never take it. Raises ReceiverFailedError."""
        try:
            with client.stream("POST", self._receiver.address, content=event.read_bytes()) as answer:
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._failed(str(error) or type(error).__name__) from error
        if httpx.codes.is_success(status):
            return True
        if status in REFUSED:
            return False
        raise self._failed(f"HTTP {status}")

    def _failed(self, reason: str) -> ReceiverFailedError:
        return ReceiverFailedError(where=self._receiver.url, reason=reason.rstrip("."))
