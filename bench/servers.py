"""Servers to measure: started, waited for, watched for their memory, stopped."""

import os
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from measuring import EndedBadlyError

HOST = "127.0.0.1"
PATIENCE = 600
LOOKS = 0.25
"""Seconds between two looks at a server's memory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """How a server is started on a port, and the path whose answer says that it is ready."""

    command: Callable[[int], list[str]]
    ready: str
    environment: Mapping[str, str] = field(default_factory=dict)
    beside: int = 0
    """The process of a database that belongs to it; 0: none."""


@dataclass(kw_only=True)
class Started:
    """A server that runs: its port, and the file of what it says."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path
    beside: int
    seconds: float = 0.0
    """How long it took to get ready."""
    peak: float = 0.0
    """The most memory of all its processes at one moment in MiB, what they share counted once."""

    def forget(self) -> None:
        """Begin to measure memory anew."""
        self.peak = 0.0
        self.look()

    def look(self) -> None:
        """Measure memory now."""
        self.peak = max(self.peak, sum(memory(pid) for pid in (self.process.pid, self.beside) if pid))


@contextmanager
def started(server: Server, log: Path) -> Iterator[Started]:
    """The server, ready, until the end of the block. Raises EndedBadlyError where it does not get ready."""
    port = free_port()
    with log.open("wb") as out:
        process = subprocess.Popen(
            server.command(port),
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **server.environment},
            start_new_session=True,
        )
    made = Started(port=port, process=process, log=log, beside=server.beside)
    ended = threading.Event()
    start = time.monotonic()
    watching = threading.Thread(target=_watch, args=(made, ended), daemon=True)
    try:
        wait(made, server.ready)
        made.seconds = time.monotonic() - start
        watching.start()
        yield made
    finally:
        ended.set()
        stop(process)


def wait(server: Started, path: str) -> None:
    """Wait until a path is answered by 200. Raises EndedBadlyError."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{server.port}{path}", timeout=PATIENCE):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise EndedBadlyError(f"{server.process.args!r} does not answer {path}:\n{server.log.read_text()[-1000:]}")


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Ask to stop; what goes on nevertheless is killed, with all that it started."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])


def _watch(server: Started, ended: threading.Event) -> None:
    while not ended.wait(LOOKS):
        server.look()


def memory(pid: int) -> float:
    """MiB of a process and all that it started; of what several share, each has its part (Linux: PSS)."""
    return sum(_share(each) for each in family(pid)) / 1024


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    found, parents = [pid], {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def _share(pid: int) -> int:
    """KiB."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
