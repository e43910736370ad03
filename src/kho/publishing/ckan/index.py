"""The catalogue's datasets by field and term, as CKAN's own index has them, in memory.

Rule: CKAN 2.11, `ckan/config/solr/schema.xml`, for the fields' names. Values are compared folded: `y te` finds `Y tế`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

from kho.publishing.catalogue import Catalogue, PublishedDataset
from kho.publishing.ckan.bits import Bits, Posting, Universe
from kho.publishing.ckan.licences import licence
from kho.publishing.ckan.naming import FORMATS, Names, domains, tags
from kho.standards.text.folding import folded

TEXT: Final = "text"
"""The field of all words; what names no field asks for it."""
TEXTS: Final = ("title", "notes", "res_name", "res_description", "organization_title", "name_words", "tag_words")
MOMENTS: Final = ("metadata_created", "metadata_modified")
MANY: Final = frozenset({"tags", "groups", "res_format", "res_url", *TEXTS, TEXT})
"""Fields that can have several values in a dataset: nothing can be sorted by them."""
_WORD: Final = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """The folded words of a text."""
    return _WORD.findall(folded(text))


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A field's terms and the datasets that have them. `spelt`: the terms of a folded form."""

    universe: Universe
    postings: Mapping[str, Posting]
    spelt: Mapping[str, Sequence[str]]

    @cached_property
    def any(self) -> Bits:
        """The datasets that have the field."""
        return self.universe.bits(self.postings.values())

    @cached_property
    def ordered(self) -> Sequence[str]:
        """The folded terms in order."""
        return sorted(self.spelt)

    def having(self, forms: Iterable[str]) -> Bits:
        """The datasets with a term of any of these folded forms."""
        return self.universe.bits(self.postings[term] for form in forms for term in self.spelt.get(form, ()))


@dataclass(frozen=True, kw_only=True)
class Index:
    """All datasets, numbered in order of their names. `texts` are folded, word by word, for phrases."""

    datasets: Sequence[PublishedDataset]
    universe: Universe
    terms: Mapping[str, Terms]
    texts: Mapping[str, Sequence[str]]
    moments: Mapping[str, Sequence[datetime]]

    @cached_property
    def orders(self) -> dict[str, Sequence[int]]:
        """Datasets in order of a field, worked out when first asked for."""
        return {}

    def order(self, field: str) -> Sequence[int]:
        """Each dataset's place in the order of a field, those without it first."""
        if field not in self.orders:
            self.orders[field] = self._order(field)
        return self.orders[field]

    def _order(self, field: str) -> Sequence[int]:
        if field in self.moments:
            return _ranks(self.moments[field])
        values = [""] * self.universe.size
        if field in self.terms:
            for term, posting in self.terms[field].postings.items():
                numbers = self.universe.numbers(posting) if isinstance(posting, int) else posting
                for number in numbers:
                    values[number] = folded(term)
        return _ranks(values)


def _ranks(values: Sequence[str] | Sequence[datetime]) -> Sequence[int]:
    """The place of each value among all; the same for those that are the same."""
    place = {value: rank for rank, value in enumerate(sorted(set(values)))}  # type: ignore[type-var]  # all of one type
    return [place[value] for value in values]


def index(catalogue: Catalogue, names: Names) -> Index:
    """The index of a catalogue."""
    datasets = sorted(catalogue.datasets.values(), key=lambda each: names.package(each.name))
    universe = Universe(size=len(datasets))
    found: dict[str, dict[str, list[int]]] = {}
    texts: dict[str, list[str]] = {field: [] for field in TEXTS}
    for number, dataset in enumerate(datasets):
        for field, values in _values(dataset, names).items():
            for value in dict.fromkeys(values):
                found.setdefault(field, {}).setdefault(value, []).append(number)
        said: set[str] = set()
        for field, text in _texts(dataset).items():
            each = words(text)
            texts[field].append(f" {' '.join(each)} ")
            said.update(each)
            for word in set(each):
                found.setdefault(field, {}).setdefault(word, []).append(number)
        for word in said:
            found.setdefault(TEXT, {}).setdefault(word, []).append(number)
    return Index(
        datasets=datasets,
        universe=universe,
        terms={field: _terms(universe, postings) for field, postings in found.items()},
        texts=texts,
        moments={
            "metadata_created": [each.issued.astimezone(UTC) for each in datasets],
            "metadata_modified": [each.modified.astimezone(UTC) for each in datasets],
        },
    )


def _terms(universe: Universe, found: Mapping[str, Sequence[int]]) -> Terms:
    spelt: dict[str, list[str]] = {}
    for term in found:
        spelt.setdefault(folded(term), []).append(term)
    postings = {term: universe.posting(numbers) for term, numbers in found.items()}
    return Terms(universe=universe, postings=postings, spelt=spelt)


def _texts(dataset: PublishedDataset) -> dict[str, str]:
    """The fields that are asked for by word."""
    columns = " ".join(f"{each.name} {each.title} {each.description}" for each in dataset.columns)
    return {
        "title": dataset.title,
        "notes": dataset.description,
        "res_name": " ".join(form.title.vi for form in FORMATS),
        "res_description": columns,
        "organization_title": f"{dataset.agency.name.vi} {dataset.agency.name.en}",
        "name_words": dataset.name.dataset,
        "tag_words": " ".join(tags(dataset)).replace("_", " "),
    }


def _values(dataset: PublishedDataset, names: Names) -> dict[str, list[str]]:
    """The fields that are asked for by their whole value."""
    terms = licence(dataset.licence)
    extras = {
        "frequency": dataset.frequency,
        "contract_version": dataset.contract_version,
        "data_version": str(dataset.version),
    }
    return {
        "id": [names.id("package", str(dataset.name))],
        "name": [names.package(dataset.name)],
        "title_string": [dataset.title],
        "organization": [dataset.agency.id],
        "owner_org": [names.id("organization", dataset.agency.id)],
        "groups": domains(dataset),
        "tags": tags(dataset),
        "license_id": [terms.id],
        "license": [terms.title],
        "res_format": [form.name for form in FORMATS],
        "author": [dataset.agency.name.vi],
        "version": [str(dataset.version)],
        "num_resources": [str(len(FORMATS))],
        "num_tags": [str(len(tags(dataset)))],
        **{f"extras_{key}": [value] for key, value in extras.items() if value},
        **{key: [value] for key, value in ALIKE.items()},
    }


ALIKE: Final = {
    "state": "active",
    "capacity": "public",
    "private": "false",
    "dataset_type": "dataset",
    "type": "dataset",
    "entity_type": "package",
    "site_id": "kho",
    "permission_labels": "public",
}
"""Fields that every dataset has the same value of: what clients filter by is public and active here."""
