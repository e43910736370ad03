"""The catalogue's datasets by field and term, as CKAN's own index has them: the portal's index, and CKAN's fields.

Rule: CKAN 2.11, `ckan/config/solr/schema.xml`, for the fields' names. Values are compared folded: `y te` finds `Y tế`.
"""

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

from kho.publishing.catalogue import PublishedDataset
from kho.publishing.ckan.licences import licence
from kho.publishing.ckan.naming import Names, tags
from kho.publishing.formats import TABLES
from kho.publishing.search import index as search
from kho.publishing.search.bits import Bits, Universe
from kho.publishing.search.facts import Facet
from kho.publishing.search.fields import Field, Joined
from kho.publishing.search.index import Line, of_things
from kho.publishing.search.shelf import Level
from kho.publishing.search.terms import Terms, terms
from kho.standards.text.folding import folded

TEXT: Final = "text"
"""The field of all words; what names no field asks for it."""
TEXTS: Final = ("title", "notes", "res_name", "res_description", "organization_title", "name_words", "tag_words")
MOMENTS: Final = ("metadata_created", "metadata_modified")
MANY: Final = frozenset({"tags", "groups", "res_format", "res_url", *TEXTS, TEXT})
"""Fields that can have several values in a dataset: nothing can be sorted by them."""


@dataclass(frozen=True, kw_only=True)
class Index:
    """All datasets, numbered in order of their names. `texts` are the fields that are asked for by words."""

    found: search.Index
    terms: Mapping[str, Terms]
    texts: Mapping[str, Level]
    moments: Mapping[str, Sequence[datetime]]

    @property
    def datasets(self) -> Sequence[PublishedDataset]:
        """All of them."""
        return self.found.datasets

    @property
    def universe(self) -> Universe:
        """Their numbers."""
        return self.found.universe

    def phrase(self, field: str, words: Sequence[str]) -> Bits:
        """The datasets that have words one after the other in a field."""
        shelf = self.found.shelf
        return shelf.phrase_in(self.texts[field], words)

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
            ranked = sorted(numbers, key=self.places(field).__getitem__, reverse=descending)
            self._ordered[known] = array("I", ranked)
        return self._ordered[known]

    def _order(self, field: str) -> Sequence[int]:
        if field in self.moments:
            return _ranks(self.moments[field])
        values = [""] * self.universe.size
        if field in self.terms:
            for term, posting in self.terms[field].postings.items():
                for number in self.universe.members(posting):
                    values[number] = folded(term)
        return _ranks(values)


def _ranks(values: Sequence[str] | Sequence[datetime]) -> Sequence[int]:
    """The place of each value among all; the same for those that are the same."""
    place = {value: rank for rank, value in enumerate(sorted(set(values)))}  # type: ignore[type-var]  # all of one type
    return [place[value] for value in values]


def index(found: search.Index, names: Names) -> Index:
    """CKAN's fields over the portal's index."""
    having: Mapping[str, dict[str, array[int]]] = defaultdict(lambda: defaultdict(lambda: array("I")))
    for number, dataset in enumerate(found.datasets):
        for field, values in _values(dataset, names).items():
            for value in dict.fromkeys(values):
                having[field][value].append(number)
    known = {
        field: terms(found.universe, each, {value: folded(value) for value in each}) for field, each in having.items()
    }
    shared = {"organization": found.values[Facet.AGENCY], "groups": found.values[Facet.DOMAIN]}
    return Index(
        found=found,
        terms={**known, **shared},
        texts=_texts(found, known),
        moments={
            "metadata_created": [each.issued.astimezone(UTC) for each in found.datasets],
            "metadata_modified": [each.modified.astimezone(UTC) for each in found.datasets],
        },
    )


def _texts(found: search.Index, known: Mapping[str, Terms]) -> Mapping[str, Level]:
    none = terms(found.universe, {}, {})
    marks, forms = known.get("tags", none), known.get("res_format", none)
    parts: Mapping[str, Sequence[Field]] = {
        "title": [found.lines[Line.TITLE]],
        "notes": [found.lines[Line.NOTES]],
        "res_name": [of_things(forms, {form.name: form.title.vi for form in TABLES})],
        "res_description": [found.lines[Line.COLUMNS], found.lines[Line.COLUMN_NAMES]],
        "organization_title": [found.told["agency"]],
        "name_words": [found.lines[Line.NAME]],
        "tag_words": [of_things(marks, {mark: mark for mark in marks.postings})],
    }
    every = [each for field in TEXTS for each in parts[field]]
    return {field: _level(found, each) for field, each in {**parts, TEXT: every}.items()}


def _level(found: search.Index, parts: Sequence[Field]) -> Level:
    joined, none = (Joined(universe=found.universe, parts=each) for each in (parts, ()))
    return Level(fields=joined, names=none, written=0, bare=0, begun=0, guessed=0)


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
        "owner_org": [names.id("organization", dataset.agency.id)],
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
