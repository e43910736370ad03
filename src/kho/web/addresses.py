"""Where everything of the portal is. Addresses stay: they are made of names that stay, and of nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from kho.contracts.names import BadDatasetNameError, DatasetName
from kho.messages import Message
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.ckan.site import File
from kho.publishing.dcat.addresses import Download, Scheme, Service, Standard
from kho.publishing.formats import FileFormat

BETWEEN: Final = "--"
"""Between agency and dataset in an address: no name has it."""
CKAN: Final = Standard(iri="https://docs.ckan.org/en/2.11/api/", title="CKAN Action API v3")
OPENAPI: Final = Standard(iri="https://spec.openapis.org/oas/v3.1.0", title="OpenAPI 3.1")
MAPS: Final = frozenset({FileFormat.GEOJSON, FileFormat.GEOPACKAGE})
OGC: Final = Standard(iri="http://www.opengis.net/doc/IS/ogcapi-features-1/1.0", title="OGC API - Features 1.0")
FEATURES: Final = Message("Lớp bản đồ theo OGC API", "Map layers by OGC API - Features")
RECORDS: Final = Message("API tra cứu của bộ dữ liệu", "The dataset's API")
ACTIONS: Final = Message("API kiểu CKAN", "CKAN Action API")


def slug(name: DatasetName) -> str:
    """A dataset in an address: `so-y-te--co-so-y-te`."""
    return f"{name.agency}{BETWEEN}{name.dataset}"


def name_of(text: str) -> DatasetName | None:
    """The dataset that a slug means; None where it can mean none."""
    agency, _, dataset = text.partition(BETWEEN)
    try:
        return DatasetName.parse(f"{agency}/{dataset}")
    except BadDatasetNameError:
        return None


def file_path(name: DatasetName, file_format: str, version: int | None = None) -> str:
    """The path of a dataset as a file: of its newest version, which another one replaces, or of one that stays."""
    part = "latest" if version is None else f"v{version}"
    return f"/files/{slug(name)}/{part}/{name.dataset}.{file_format}"


@dataclass(frozen=True, kw_only=True, slots=True)
class CatalogueAddresses:
    """Addresses for catalogues of other systems (`kho.publishing.dcat`); `site` has no slash at its end."""

    site: str

    def catalogue(self) -> str:
        """The catalogue itself."""
        return f"{self.site}/id/catalog"

    def home(self) -> str:
        """The front page."""
        return f"{self.site}/"

    def page(self, number: int, *, since: datetime | None) -> str:
        """A page of the catalogue."""
        told = {"page": str(number)} | ({} if since is None else {"modified_since": since.astimezone(UTC).isoformat()})
        return f"{self.site}/catalog?{urlencode(told)}"

    def dataset(self, name: DatasetName) -> str:
        """A dataset as a thing, which is not the page about it."""
        return f"{self.site}/id/dataset/{slug(name)}"

    def landing(self, name: DatasetName) -> str:
        """The page about a dataset."""
        return f"{self.site}/dataset/{slug(name)}"

    def version(self, name: DatasetName, number: int) -> str | None:
        """A version of a dataset."""
        return f"{self.dataset(name)}/v{number}"

    def agency(self, agency: str) -> str:
        """An agency as a thing."""
        return f"{self.site}/id/agency/{agency}"

    def agency_page(self, agency: str) -> str:
        """The page about an agency."""
        return f"{self.site}/agency/{agency}"

    def series(self, agency: str, stem: str) -> str:
        """A series of datasets."""
        return f"{self.site}/id/series/{agency}{BETWEEN}{stem}"

    def concept(self, scheme: Scheme, code: str) -> str:
        """A term of one of the catalogue's own lists."""
        return f"{self.site}/id/{scheme}/{code}".rstrip("/")

    def downloads(self, dataset: PublishedDataset) -> Sequence[Download]:
        """The ways to take a dataset whole."""
        return [Download(format=each, url=f"{self.site}{file_path(dataset.name, each)}") for each in offered(dataset)]

    def services(self, dataset: PublishedDataset) -> Sequence[Service]:
        """The APIs that serve a dataset."""
        here = f"{self.site}/api/v1/datasets/{slug(dataset.name)}"
        placed = [self._features()] if dataset.is_placed else []
        return [
            *placed,
            Service(
                iri=f"{self.dataset(dataset.name)}/api",
                endpoint=f"{here}/records",
                title=RECORDS,
                description=f"{here}/openapi.json",
                conforms_to=(OPENAPI,),
            ),
            Service(
                iri=f"{self.site}/id/api/ckan", endpoint=f"{self.site}/api/3/action", title=ACTIONS, conforms_to=(CKAN,)
            ),
        ]

    def _features(self) -> Service:
        return Service(
            iri=f"{self.site}/id/api/ogc",
            endpoint=f"{self.site}/ogc",
            title=FEATURES,
            description=f"{self.site}/ogc/api",
            conforms_to=(OGC,),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionAddresses:
    """Addresses for the CKAN API (`kho.publishing.ckan`)."""

    site: str

    def dataset(self, name: DatasetName) -> str:
        """The page about a dataset."""
        return f"{self.site}/dataset/{slug(name)}"

    def file(self, name: DatasetName, extension: str) -> File:
        """A dataset's newest version as a file."""
        return File(url=f"{self.site}{file_path(name, extension)}")


def offered(dataset: PublishedDataset) -> Sequence[FileFormat]:
    """The formats that a dataset can be taken in: those of maps only where its rows have places."""
    return [each for each in FileFormat if each not in MAPS or dataset.is_placed]
