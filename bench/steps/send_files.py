"""Sends a file once for each session, all at once over lines of RATE bytes/s, and waits until all are checked.

Pieces and questions are those of the page (static/kho/uploads.js, deliveries.js). Prints, as JSON, the moments of the
machine's monotonic clock at which all had come and all were checked, and how many ended in which way.

python send_files.py PORT SESSIONS DATASET FILE RATE
"""

import base64
import http.client
import json
import re
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

PIECE, SLICE = 4 * 2**20, 2**15
WAIT, SLOWER, LONGEST = 1.0, 1.5, 5.0
"""Seconds between questions of how far it is: the longer nothing changes, the more."""
PATIENCE = 600
"""Seconds in which a file is to be checked."""
HOST = "127.0.0.1"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
STATE = re.compile(r'<p class="status [a-z]+">.*?</svg>([^<]+)</p>', re.DOTALL)

port, dataset, data, rate = int(sys.argv[1]), sys.argv[3], Path(sys.argv[4]).read_bytes(), float(sys.argv[5])


@dataclass(kw_only=True)
class Steward:
    """Somebody with a browser: a session and one connection."""

    session: str
    came: float = 0.0
    end: str = ""
    checked: float = 0.0
    _csrf: str = ""
    _cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection = field(
        default_factory=lambda: http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    )

    def work(self) -> None:
        """Send, and wait for the check; what goes wrong is the end that is told."""
        try:
            delivery = self._send()
            self.came = time.monotonic()
            self.end = self._outcome(delivery)
        except Exception as error:  # noqa: BLE001 - told as this file's end
            self.end = f"{type(error).__name__}: {error}"
        self.checked = time.monotonic()
        self.came = self.came or self.checked

    def _send(self) -> str:
        self._cookies = {"sessionid": self.session}
        page, _ = self._ask("GET", "/work/deliveries/new")
        token = TOKEN.search(page)
        if token is None:
            raise ValueError("no form")
        self._csrf = token[1].decode()
        metadata = ",".join(
            f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in self._named().items()
        )
        _, headers = self._ask("POST", "/work/uploads", {"Upload-Length": str(len(data)), "Upload-Metadata": metadata})
        address, delivery = headers["location"], ""
        for start in range(0, len(data), PIECE):
            told = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(start)}
            _, headers = self._ask("PATCH", address, told, data[start : start + PIECE])
            delivery = headers.get("content-location", "")
        return delivery

    def _named(self) -> dict[str, str]:
        return {"filename": "thua-dat.csv", "dataset": dataset}

    def _outcome(self, delivery: str) -> str:
        end, wait, last = time.monotonic() + PATIENCE, WAIT, b""
        while time.monotonic() < end:
            time.sleep(wait)
            told, headers = self._ask("GET", f"{delivery}/progress")
            wait, last = (min(wait * SLOWER, LONGEST) if told == last else WAIT), told
            if headers.get("x-done"):
                found = STATE.search(self._ask("GET", delivery)[0].decode())
                return found[1].strip() if found else "no state"
        return "not checked in time"

    def _ask(
        self, method: str, path: str, told: dict[str, str] | None = None, body: bytes = b""
    ) -> tuple[bytes, dict[str, str]]:
        self._connection.putrequest(method, path)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()), **(told or {})}
        if method != "GET":
            headers |= {"Tus-Resumable": "1.0.0", "X-CSRFToken": self._csrf, "Content-Length": str(len(body))}
        for name, value in headers.items():
            self._connection.putheader(name, value)
        self._connection.endheaders()
        begun = time.monotonic()
        for start in range(0, len(body), SLICE):
            self._connection.send(body[start : start + SLICE])
            time.sleep(max(0.0, begun + (start + SLICE) / rate - time.monotonic()))
        answer = self._connection.getresponse()
        came = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
        if answer.status >= 300:
            raise ValueError(f"{method} {path}: {answer.status}")
        return came, {name.lower(): value for name, value in answer.getheaders()}


stewards = [Steward(session=each) for each in json.loads(Path(sys.argv[2]).read_text())]
threads = [threading.Thread(target=each.work) for each in stewards]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
came, checked = max(each.came for each in stewards), max(each.checked for each in stewards)
print(json.dumps({"came": came, "checked": checked, "ends": Counter(each.end for each in stewards)}))
