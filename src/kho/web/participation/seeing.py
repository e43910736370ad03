"""What of all this a reader may see: never what was taken down, what waits for review, or what is about closed data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse

from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.publishing.catalogue import PublishedDataset
from kho.web.addresses import name_of
from kho.web.holding import Holding
from kho.web.participation.failures import NoSuchMatterError
from kho.web.participation.flows import WAITING, Kind, State
from kho.web.participation.models import Comment, Matter
from kho.web.participation.telling import REVIEWED, is_for_all

OF_ONE_DATASET = frozenset({Kind.DISCUSSION, Kind.REPORT})
"""Kinds that are about one dataset, and are there as long as it is open."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """How many there are of a dataset: open discussions, waiting reports, listed reuses."""

    discussions: int
    reports: int
    reuses: int


def listed(kind: Kind) -> "QuerySet[Matter]":
    """All of a kind that everybody may see; of those about one dataset it must be asked that it is open."""
    found = Matter.objects.filter(kind=kind, hidden=None)
    return found.filter(state=State.LISTED) if kind in REVIEWED else found


def of_dataset(dataset: PublishedDataset, kind: Kind) -> "QuerySet[Matter]":
    """Those of a dataset."""
    found = listed(kind)
    name = str(dataset.name)
    return found.filter(uses__dataset=name) if kind is Kind.REUSE else found.filter(dataset=name)


def numbers(dataset: PublishedDataset) -> Numbers:
    """How many there are of a dataset."""
    discussions, reports = (
        of_dataset(dataset, each).filter(state__in=WAITING).count() for each in (Kind.DISCUSSION, Kind.REPORT)
    )
    return Numbers(discussions=discussions, reports=reports, reuses=of_dataset(dataset, Kind.REUSE).count())


def public(holding: Holding, number: int, kind: Kind | None = None) -> Matter:
    """A matter that everybody may see. Raises NoSuchMatterError."""
    found = Matter.objects.select_related("author").filter(pk=number).first()
    if found is None or (kind and found.kind != kind) or not is_for_all(found) or not _is_open(holding, found):
        raise NoSuchMatterError
    return found


def own(holding: Holding, number: int, account: object) -> Matter:
    """A matter that everybody may see, or that the account began. Raises NoSuchMatterError."""
    found = Matter.objects.select_related("author").filter(pk=number).first()
    if found is None or not _is_open(holding, found) or not (is_for_all(found) or found.author == account):
        raise NoSuchMatterError
    return found


def dataset_of(holding: Holding, matter: Matter) -> PublishedDataset | None:
    """The dataset that a matter is about, or that a request led to, where it is open."""
    return open_dataset(holding, matter.dataset)


def open_dataset(holding: Holding, name: str) -> PublishedDataset | None:
    """The open dataset of a full name; None where there is none."""
    return holding.catalogue.datasets.get(DatasetName.parse(name)) if name else None


def open_slug(holding: Holding, text: str) -> PublishedDataset | None:
    """The open dataset of a name in an address; None where there is none."""
    name = name_of(text)
    return holding.catalogue.datasets.get(name) if name else None


def datasets_of(holding: Holding, matter: Matter) -> Sequence[PublishedDataset]:
    """The open datasets that a reuse is made of."""
    found = (open_dataset(holding, each.dataset) for each in matter.uses.all())
    return [each for each in found if each is not None]


def agency_of(holding: Holding, agency: str) -> Message:
    """What an agency is called; without one, those who run the portal."""
    found = holding.catalogue.agencies.get(agency)
    if found is None:
        return Message("Người quản lý cổng", "The portal's team")
    return Message(found.name.vi, found.name.en)


def page_of(matter: Matter, *, is_for_all: bool = True) -> str:
    """The path of a matter's page: the public one, or the one of whoever began it."""
    return reverse(matter.kind, args=[matter.pk]) if is_for_all else reverse("take_part", args=[matter.pk])


def comments_of(matter: Matter) -> Sequence[Comment]:
    """What was said, oldest first; what was taken down stands there without its words."""
    return list(matter.comments.select_related("author"))


def counted(matters: "QuerySet[Matter]") -> "QuerySet[Matter]":
    """With how many need it and how many answers it has."""
    return (
        matters.select_related("author")
        .annotate(needed=Count("votes", distinct=True), answers=Count("comments", distinct=True))
        .order_by("-changed", "-id")
    )


def still_open(holding: Holding, matters: Iterable[Matter]) -> Sequence[Matter]:
    """Those that are not about data that is closed."""
    return [each for each in matters if _is_open(holding, each)]


def _is_open(holding: Holding, matter: Matter) -> bool:
    """Whether what it is about is open: the dataset, and of a report the column too."""
    if matter.kind not in OF_ONE_DATASET:
        return True
    dataset = dataset_of(holding, matter)
    if dataset is None:
        return False
    return matter.kind != Kind.REPORT or matter.reported.column in {each.name for each in dataset.columns}
