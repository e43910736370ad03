"""Being told to stop: by a signal, once to finish what is in hand, twice to leave it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""What asks to stop."""


class Stop:
    """How often stopping was asked for. `fileno` can be read as soon as it was."""

    def __init__(self) -> None:
        self.asked = 0
        self._read, self._write = os.pipe()

    def fileno(self) -> int:
        """For those who wait for several things."""
        return self._read

    def ask(self) -> None:
        """Ask to stop."""
        self.asked += 1
        os.write(self._write, b".")

    def heard(self) -> None:
        """Let `fileno` wait for the next time; call it once each time it can be read."""
        os.read(self._read, 1)

    def close(self) -> None:
        """Let go of the pipe."""
        os.close(self._read)
        os.close(self._write)


@contextmanager
def stopped_by_signals() -> Iterator[Stop]:
    """A stop that SIGTERM, SIGINT and SIGHUP ask for; afterwards signals mean what they meant before.

    A signal that is ignored already, as `nohup` has it, stays so.
    """
    stop = Stop()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.ask()

    heard = [each for each in SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, ask) for each in heard}
    try:
        yield stop
    finally:
        for each, meant in before.items():
            signal.signal(each, meant)
        stop.close()
