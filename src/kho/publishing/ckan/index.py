"""The catalogue's datasets by field and term, as CKAN's own index has them, in memory.

Rule: CKAN 2.11, `ckan/config/solr/schema.xml`, for the fields' names. Values are compared folded: `y te` finds `Y tế`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from itertools import chain
from typing import Final

from kho.publishing.catalogue import Catalogue, PublishedDataset
from kho.publishing.ckan.bits import Bits, Posting, Universe
from kho.publishing.ckan.licences import licence
from kho.publishing.ckan.naming import Names, domains, tags
from kho.publishing.formats import TABLES
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


@lru_cache(maxsize=4096)
def _known_words(text: str) -> Sequence[str]:
    """The words of a text that many datasets have."""
    return words(text)


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

    @cached_property
    def totals(self) -> Mapping[str, int]:
        """How many datasets have each term."""
        return {
            term: posting.bit_count() if isinstance(posting, int) else len(posting)
            for term, posting in self.postings.items()
        }

    @cached_property
    def by_dataset(self) -> Sequence[tuple[str, ...]]:
        """The terms of each dataset."""
        found: list[tuple[str, ...]] = [()] * self.universe.size
        for term, posting in self.postings.items():
            for number in self.universe.numbers(posting) if isinstance(posting, int) else posting:
                found[number] += (term,)
        return found

    def having(self, forms: Iterable[str]) -> Bits:
        """The datasets with a term of any of these folded forms."""
        return self.universe.bits(self.postings[term] for form in forms for term in self.spelt.get(form, ()))


@dataclass(frozen=True, kw_only=True)
class Index:
    """All datasets, numbered in order of their names.

    `texts` are the words of each, a line for each of TEXTS, for phrases.
    """

    datasets: Sequence[PublishedDataset]
    universe: Universe
    terms: Mapping[str, Terms]
    texts: Sequence[str]
    moments: Mapping[str, Sequence[datetime]]

    @cached_property
    def _places(self) -> dict[str, Sequence[int]]:
        return {}

    @cached_property
    def _ordered(self) -> dict[tuple[str, bool], Sequence[int]]:
        return {}

    def places(self, field: str) -> Sequence[int]:
        """Each dataset's place in the order of a field, those without it first."""
        known = field if field in self.moments or field in self.terms else ""
        if known not in self._places:
            self._places[known] = self._order(known)
        return self._places[known]

    def ordered(self, field: str, *, descending: bool) -> Sequence[int]:
        """All datasets in the order of a field, those of the same place by name."""
        known = (field if field in self.moments or field in self.terms else "", descending)
        if known not in self._ordered:
            numbers = range(self.universe.size)
            self._ordered[known] = sorted(numbers, key=self.places(field).__getitem__, reverse=descending)
        return self._ordered[known]

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
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    texts: list[str] = []
    for number, dataset in enumerate(datasets):
        for field, values in _values(dataset, names).items():
            for value in dict.fromkeys(values):
                found[field][value].append(number)
        told = _texts(dataset)
        texts.append("\n".join(f" {' '.join(each)} " for each in told.values()))
        for field, each in (*told.items(), (TEXT, chain.from_iterable(told.values()))):
            postings = found[field]
            for word in set(each):
                postings[word].append(number)
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


def _texts(dataset: PublishedDataset) -> dict[str, Sequence[str]]:
    """The words of the fields that are asked for by word, in the order of TEXTS."""
    columns = " ".join(f"{each.name} {each.title} {each.description}" for each in dataset.columns)
    return {
        "title": words(dataset.title),
        "notes": words(dataset.description),
        "res_name": _known_words(" ".join(form.title.vi for form in TABLES)),
        "res_description": words(columns),
        "organization_title": _known_words(f"{dataset.agency.name.vi} {dataset.agency.name.en}"),
        "name_words": words(dataset.name.dataset),
        "tag_words": words(" ".join(tags(dataset)).replace("_", " ")),
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
        "res_format": [form.name for form in TABLES],
        "author": [dataset.agency.name.vi],
        "version": [str(dataset.version)],
        "num_resources": [str(len(TABLES))],
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
