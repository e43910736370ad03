"""The data's health, for everybody to see: how good and how fresh what is published is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kho.messages import Message
from kho.province.agencies import Agency
from kho.publishing.catalogue import Catalogue, PublishedDataset
from kho.quality.dimensions import FACTS, Dimension
from kho.quality.freshness import NAMES, State
from kho.web.holding import held

WORST = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """Datasets by freshness, and the mean of their scores (0 to 1; None where none has one)."""

    datasets: int
    rows: int
    agencies: int
    score: float | None
    states: Mapping[State, int]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Health":
        """That of everything published."""
        return cls.over(list(catalogue.datasets.values()))

    @classmethod
    def over(cls, datasets: Sequence[PublishedDataset]) -> "Health":
        """That of some datasets."""
        scores = [each.assessment.score.total for each in datasets]
        return cls(
            datasets=len(datasets),
            rows=sum(each.rows for each in datasets),
            agencies=len({each.agency.id for each in datasets}),
            score=mean(scores),
            states=Counter(each.assessment.freshness.state for each in datasets),
        )

    @property
    def fresh(self) -> int:
        """How many are not late."""
        return self.datasets - self.late

    @property
    def late(self) -> int:
        """How many are late, or promised and never came."""
        return self.states.get(State.LATE, 0) + self.states.get(State.NEVER, 0)

    @property
    def by_state(self) -> list[tuple[State, Message, int]]:
        """Each state that occurs, with its name and count."""
        return [(state, NAMES[state], self.states[state]) for state in State if self.states.get(state)]


@dataclass(frozen=True, kw_only=True, slots=True)
class DimensionMean:
    """A dimension of quality over all datasets that measure it."""

    name: Message
    asks: Message
    value: float | None


def health(request: HttpRequest) -> HttpResponse:
    """How good the province's open data is, agency by agency, and what is worst."""
    catalogue = held().catalogue
    datasets = list(catalogue.datasets.values())
    shown = {
        "health": Health.of(catalogue),
        "dimensions": [_dimension(each, datasets) for each in Dimension],
        "agencies": by_agency(catalogue),
        "worst": sorted(filter(_is_scored, datasets), key=_total)[:WORST],
        "late": [each for each in datasets if each.assessment.freshness.state in {State.LATE, State.NEVER}],
    }
    return render(request, "portal/health.html", shown)


def by_agency(catalogue: Catalogue) -> list[tuple[Agency, Health]]:
    """Each agency that publishes, with the health of what it publishes, those with most datasets first."""
    found = [(agency, Health.over(list(catalogue.of_agency(id_)))) for id_, agency in catalogue.agencies.items()]
    return sorted((each for each in found if each[1].datasets), key=lambda each: -each[1].datasets)


def mean(scores: Sequence[float | None]) -> float | None:
    """The mean of the scores there are."""
    known = [each for each in scores if each is not None]
    return sum(known) / len(known) if known else None


def _dimension(dimension: Dimension, datasets: Sequence[PublishedDataset]) -> DimensionMean:
    facts = FACTS[dimension]
    value = mean([each.assessment.score.of(dimension) for each in datasets])
    return DimensionMean(name=facts.name, asks=facts.asks, value=value)


def _is_scored(dataset: PublishedDataset) -> bool:
    return dataset.assessment.score.total is not None


def _total(dataset: PublishedDataset) -> float:
    return dataset.assessment.score.total or 0.0
