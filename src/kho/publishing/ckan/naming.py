"""What things of the catalogue are called in CKAN: names, ids that stay, tags, groups and formats."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from kho.contracts.names import DatasetName
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.formats import FORMATS, FileFormat, Format

BETWEEN: Final = "--"
"""Between agency and dataset in a package's name: no slug has it."""


QUERIED: Final = FORMATS[FileFormat.CSV]
"""The form whose resource answers `datastore_search`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """Names and ids of a province's things; `code` tells it from other provinces."""

    code: str

    def package(self, name: DatasetName) -> str:
        """A dataset's name as a package: `so-y-te--co-so-y-te`."""
        return f"{name.agency}{BETWEEN}{name.dataset}"

    def id(self, kind: str, name: str) -> str:
        """The id of a thing: a UUID of its name, the same for as long as that is."""
        return _id(f"urn:kho:{self.code}:{kind}:{name}")

    def resource(self, name: DatasetName, form: Format) -> str:
        """The id of a dataset in a form."""
        return self.id("resource", f"{name}.{form.extension}")


@lru_cache(maxsize=16_384)
def _id(urn: str) -> str:
    return str(uuid5(NAMESPACE_URL, urn))


def tags(dataset: PublishedDataset) -> list[str]:
    """A dataset's tags: its domain, and the code lists and standards that its columns keep to."""
    kept = (word for column in dataset.columns for word in (column.codes, column.standard))
    return sorted({word for word in (dataset.domain, *kept) if word})


def domains(dataset: PublishedDataset) -> list[str]:
    """The groups a dataset is in: its domain."""
    return [dataset.domain] if dataset.domain else []
