"""Who uses the data of an agency, as far as anybody is counted: uses by kind, followers, what others made of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from kho.web.participation.flows import State
from kho.web.participation.models import Followed, Following, Used
from kho.web.usage.models import Kind, Use
from kho.web.usage.telling import LATELY


@dataclass(frozen=True, kw_only=True, slots=True)
class Using:
    """How much a dataset is used: uses of the last 90 days by kind and of the 90 before, followers, reuses."""

    pages: int = 0
    files: int = 0
    api: int = 0
    before: int = 0
    followers: int = 0
    reuses: int = 0

    @property
    def total(self) -> int:
        """All uses of the last 90 days."""
        return self.pages + self.files + self.api


def using(datasets: Collection[str], today: date) -> Mapping[str, Using]:
    """The use of datasets by their full names; those that nobody uses are not in it."""
    counted = _uses(datasets, today - LATELY, today)
    before = _uses(datasets, today - 2 * LATELY, today - LATELY)
    followers = _counted(Following.objects.filter(kind=Followed.DATASET, about__in=datasets), "about")
    reuses = _counted(Used.objects.filter(matter__state=State.LISTED, dataset__in=datasets), "dataset")
    names = {*(name for name, _ in (*counted, *before)), *followers, *reuses}
    return {
        name: Using(
            pages=counted.get((name, Kind.PAGE), 0),
            files=counted.get((name, Kind.FILE), 0),
            api=counted.get((name, Kind.API), 0),
            before=sum(before.get((name, kind), 0) for kind in Kind),
            followers=followers.get(name, 0),
            reuses=reuses.get(name, 0),
        )
        for name in names
    }


def _counted(found: QuerySet[Any], by: str) -> Mapping[str, int]:
    return dict(found.order_by().values_list(by).annotate(number=Count("pk")))


def _uses(datasets: Collection[str], after: date, until: date) -> Mapping[tuple[str, str], int]:
    found = Use.objects.filter(dataset__in=datasets, day__gt=after, day__lte=until)
    rows = found.values_list("dataset", "kind").annotate(uses=Sum("count"))
    return {(dataset, kind): int(uses) for dataset, kind, uses in rows}
