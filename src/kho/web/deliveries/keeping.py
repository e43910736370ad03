"""Keeps a process that takes deliveries, beside the portal's others, and starts another where it is killed."""

import fcntl
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final

from kho.web.configuration import Configuration

PAUSE: Final = 1.0
"""Seconds before another is started in place of one that ended."""
GRACE: Final = 5.0
AFTER_READERS: Final = 10
"""How much what works beside the portal gives way to what answers (nice)."""
_LOG: Final = logging.getLogger(__name__)


def keep_working(configuration: Configuration) -> None:
    """Have one process take deliveries for as long as the process that started this one lives."""
    parent, environment = os.getppid(), {**os.environ, **configuration.environment()}
    while os.getppid() == parent:
        with _child(environment) as child:
            while child.poll() is None and os.getppid() == parent:
                time.sleep(PAUSE)
        if os.getppid() == parent:
            _LOG.warning("the process that takes deliveries ended (%s); another is started", child.returncode)


@contextmanager
def _child(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The process; ended with this one, also where this one is asked to end."""
    child = subprocess.Popen([sys.executable, "-m", __name__], env=environment)

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  a signal handler's
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield child
    finally:
        signal.signal(signal.SIGTERM, before)
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(GRACE)
        child.kill()
        child.wait()


@contextmanager
def only_one(file: Path, goes_on: Callable[[], bool]) -> Iterator[bool]:
    """Hold the lock of who works, waiting for another's end; False where this one is to end before that.

    The file says the process that holds it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8") as opened:
        while goes_on():
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(PAUSE)
            else:
                opened.truncate(0)
                opened.write(str(os.getpid()))
                opened.flush()
                yield True
                return
    yield False


def main() -> None:
    """Take deliveries until the process that started this one ends."""
    import django

    os.nice(AFTER_READERS)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kho.web.settings"
    django.setup()
    from kho.pipeline.work.doing import Desk
    from kho.web.deliveries.working import lock_file, parent_lives, work
    from kho.web.wizard import working as wizard

    configuration, goes_on = Configuration.from_environment(), parent_lives()
    with only_one(lock_file(configuration.own), goes_on) as alone:
        if alone:
            work(Desk(configuration.folder, configuration.state, share=1), goes_on, also=(wizard.work_one,))


if __name__ == "__main__":
    main()
