"""The quality score that a dataset would have once a delivery is published, beside the one it has."""

from collections.abc import Sequence
from dataclasses import dataclass

from kho.contracts.model import Contract
from kho.pipeline.assessing import assess, foretell
from kho.pipeline.runs import Run
from kho.pipeline.workplace import Workplace
from kho.quality.dimensions import FACTS, Dimension, Facts
from kho.quality.scoring import DimensionScore, Score


@dataclass(frozen=True, kw_only=True, slots=True)
class ForetoldDimension:
    """One dimension: what it asks, its value as it is, and as it would be with all that makes it."""

    facts: Facts
    now: float | None
    then: DimensionScore

    @property
    def is_worse(self) -> bool:
        """Whether it would be lower than it is."""
        return self.now is not None and self.then.value is not None and self.then.value < self.now


@dataclass(frozen=True, kw_only=True, slots=True)
class Foretold:
    """The score as it is, None before the first delivery, and as it would be; by dimension."""

    now: float | None
    then: float | None
    dimensions: Sequence[ForetoldDimension]


def foretold(place: Workplace, contract: Contract, tried: Run) -> Foretold:
    """What the score would be. Raises BrokenRunRecordError, BrokenProfileError."""
    now, then = assess(place, contract), foretell(place, contract, tried)
    has_delivery = bool(now.runs)
    return Foretold(
        now=now.score.total if has_delivery else None,
        then=then.total,
        dimensions=[
            ForetoldDimension(
                facts=FACTS[each.dimension],
                now=_value(now.score, each.dimension) if has_delivery else None,
                then=each,
            )
            for each in then.dimensions
        ],
    )


def _value(score: Score, dimension: Dimension) -> float | None:
    return score.of(dimension)
