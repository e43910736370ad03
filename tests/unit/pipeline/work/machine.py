"""A machine whose clocks a test moves."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from kho.pipeline.work.clocks import Clocks

MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)
"""Eight in the morning in Vietnam."""


@dataclass
class Machine:
    """The clock on the wall, the steady one, and which start of the machine it is."""

    wall: datetime = MONDAY
    steady: float = 1000.0
    boot: str = "first"
    clocks: Clocks = field(init=False)

    def __post_init__(self) -> None:
        self.clocks = Clocks(wall=lambda: self.wall, steady=lambda: self.steady, boot=lambda: self.boot)
