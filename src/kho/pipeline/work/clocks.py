"""The two clocks of `kho work`: schedules follow the one on the wall, leases and waits the one nobody can set."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def _boot() -> str:
    """Which start of the machine this is; empty where the system does not tell."""
    return _BOOT.read_text(encoding="ascii").strip() if _BOOT.exists() else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Clocks:
    """`wall` is the time of day. `steady` counts seconds since the machine started, whose name is `boot`.

    The steady clock is the same in every process, stands still while the machine sleeps, and cannot be set.
    """

    wall: Callable[[], datetime] = lambda: datetime.now(UTC)
    steady: Callable[[], float] = time.monotonic
    boot: Callable[[], str] = _boot
