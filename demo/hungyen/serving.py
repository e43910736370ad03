"""The web API of a demo province: what stands in its folder `api/`, a page at a time, on 127.0.0.1."""

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from hungyen.files.pages import PAGE

PORT = 8733
"""Where the contracts in `demo/province` look for it."""


@contextmanager
def serving(folder: Path, port: int = PORT) -> Iterator[int]:
    """Serve `folder/<name>.jsonl` under `/<name>?page=1` while the block runs; gives the port, chosen where it is 0."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), _handler(folder))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(folder: Path) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            file = folder / f"{Path(asked.path).name}.jsonl"
            if not file.is_file():
                self.send_error(404)
                return
            page = int(parse_qs(asked.query).get("page", ["1"])[0])
            body = json.dumps({"trang": page, "ban_ghi": _page(file, page)}, ensure_ascii=False).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server calls it by
            """Say nothing."""

    return Handler


def _page(file: Path, page: int) -> list[object]:
    with file.open(encoding="utf-8") as stream:
        return [json.loads(line) for line in islice(stream, (page - 1) * PAGE, page * PAGE)]
