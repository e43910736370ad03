"""How a run tells how far it is."""

from typing import Literal, Protocol

from kho.contracts.names import DatasetName

Step = Literal["fetch", "land", "decode", "transform", "units", "verify", "compare", "load", "profile"]


class Progress(Protocol):
    """Is told each step as it begins and, where it is known, how many rows are through."""

    def step(self, dataset: DatasetName, step: Step, rows: int | None = None) -> None:
        """The dataset's delivery is at `step`."""


class Silence:
    """Progress that nobody watches."""

    def step(self, dataset: DatasetName, step: Step, rows: int | None = None) -> None:
        """Say nothing."""
