"""How long to wait before trying again: twice as long each time, and never all at once."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Backoff:
    """`first` seconds after the first failure, doubled up to `longest`."""

    first: float
    longest: float

    def wait(self, attempts: int, chance: Callable[[], float]) -> float:
        """Seconds to wait after so many attempts (from 1). `chance` gives a number in [0, 1).

        Of the full wait a half is certain and a half is chance, so that what failed together does not return together.
        """
        full = min(self.longest, self.first * 2.0 ** min(attempts - 1, 62))
        return full * (1 + chance()) / 2
