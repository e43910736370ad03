"""What actions are called on: the catalogue, with all that is worked out of it once, and where its things are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from kho.contracts.names import DatasetName
from kho.publishing.catalogue import Catalogue, PublishedDataset
from kho.publishing.ckan.index import Index, index
from kho.publishing.ckan.naming import Names, domains, tags
from kho.publishing.formats import TABLES, Format
from kho.publishing.records.question import Condition, Page
from kho.publishing.search import index as search


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file to download; size in bytes and SHA-256 where they are known without making it."""

    url: str
    size: int | None = None
    sha256: str | None = None


class Addresses(Protocol):
    """Where things are, absolute."""

    @property
    def site(self) -> str:
        """The portal's first page, without a slash at its end."""
        ...

    def dataset(self, name: DatasetName) -> str:
        """A dataset's page."""
        ...

    def file(self, name: DatasetName, extension: str) -> File:
        """A dataset's newest version as a file."""
        ...


class Rows(Protocol):
    """Rows of published tables."""

    def read(self, name: DatasetName, page: Page, *, skip: int) -> Sequence[Mapping[str, object]]:
        """The rows of a page but the first ones, each by column, with its number as `_id`. Raises NotAValueError."""
        ...

    def count(self, name: DatasetName, where: Condition | None) -> int:
        """How many rows there are. Raises NotAValueError."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """A portal as its API sees it.

    `packages` are by name and by id, `resources` by id, datasets by tag, domain and agency; `listed` are all names.
    """

    catalogue: Catalogue
    addresses: Addresses
    rows: Rows
    clock: Callable[[], datetime]
    names: Names
    index: Index
    packages: Mapping[str, PublishedDataset]
    resources: Mapping[str, tuple[PublishedDataset, Format]]
    tags: Mapping[str, Sequence[PublishedDataset]]
    domains: Mapping[str, Sequence[PublishedDataset]]
    agencies: Mapping[str, Sequence[PublishedDataset]]
    listed: Sequence[str]

    @property
    def datasets(self) -> Sequence[PublishedDataset]:
        """All of them, by name."""
        return self.index.datasets


def _now() -> datetime:
    return datetime.now(UTC)


def site(
    catalogue: Catalogue,
    addresses: Addresses,
    rows: Rows,
    clock: Callable[[], datetime] = _now,
    found: search.Index | None = None,
) -> Site:
    """Work out what actions need of a catalogue; once for each one, as it takes a while where it is large.

    `found` is the portal's index of the catalogue, where it has been made.
    """
    names = Names(code=catalogue.code)
    made = index(found or search.index(catalogue), names)
    packages = {names.package(each.name): each for each in made.datasets}
    return Site(
        catalogue=catalogue,
        addresses=addresses,
        rows=rows,
        clock=clock,
        names=names,
        index=made,
        packages=packages | {names.id("package", str(each.name)): each for each in made.datasets},
        resources={names.resource(each.name, form): (each, form) for each in made.datasets for form in TABLES},
        tags=_grouped(made.datasets, tags),
        domains=_grouped(made.datasets, domains),
        agencies=_grouped(made.datasets, lambda each: [each.agency.id]),
        listed=[names.package(each.name) for each in made.datasets],
    )


def _grouped(
    datasets: Sequence[PublishedDataset], of: Callable[[PublishedDataset], Sequence[str]]
) -> dict[str, list[PublishedDataset]]:
    found: dict[str, list[PublishedDataset]] = {}
    for dataset in datasets:
        for name in of(dataset):
            found.setdefault(name, []).append(dataset)
    return dict(sorted(found.items()))
