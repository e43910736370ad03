"""Where the things of a catalogue are: asked of whoever serves them, so that nothing here makes an address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.formats import FileFormat


class Scheme(StrEnum):
    """Lists of terms that the catalogue itself gives addresses to."""

    TOPICS = "open-data-topics"
    QUALITY = "quality"
    UNITS = "administrative-units"


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """One way to take a dataset whole; `size` in bytes and `sha256` in hex are of exactly what comes from `url`."""

    format: FileFormat
    url: str
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Standard:
    """A document that something conforms to."""

    iri: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """An API by which datasets are served; `description` is the address of its machine-readable description."""

    iri: str
    endpoint: str
    title: Message
    description: str | None = None
    conforms_to: tuple[Standard, ...] = ()


class Addresses(Protocol):
    """Absolute http(s) addresses without blanks, each for one thing: a dataset's is not its page's."""

    def catalogue(self) -> str:
        """The catalogue itself, whatever page of it is read."""

    def home(self) -> str:
        """The portal's front page."""

    def page(self, number: int, *, since: datetime | None) -> str:
        """A page of the catalogue, counted from 1, of what changed at or after `since`."""

    def dataset(self, name: DatasetName) -> str:
        """A dataset."""

    def landing(self, name: DatasetName) -> str:
        """The page about a dataset."""

    def version(self, name: DatasetName, number: int) -> str | None:
        """A version of a dataset; None where it can no longer be had."""

    def agency(self, agency: str) -> str:
        """An agency."""

    def agency_page(self, agency: str) -> str:
        """The page about an agency."""

    def series(self, agency: str, stem: str) -> str:
        """A series of datasets, by its agency and what the datasets' names begin with."""

    def concept(self, scheme: Scheme, code: str) -> str:
        """A term of one of the catalogue's own lists; the list itself where the code is empty."""

    def downloads(self, dataset: PublishedDataset) -> Sequence[Download]:
        """The ways to take a dataset whole."""

    def services(self, dataset: PublishedDataset) -> Sequence[Service]:
        """The APIs that serve a dataset."""
