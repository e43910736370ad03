"""Series: datasets of one agency whose names differ in a year alone, such as `du-toan-2024` and `du-toan-2025`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kho.contracts.names import DatasetName
from kho.publishing.catalogue import Catalogue, PublishedDataset

_DATED: Final = re.compile(r"(?P<stem>.+?)(-nam)?-(19|20)\d\d(-(q[1-4]|[01]\d))?")
_YEAR: Final = re.compile(r"[,(\s]*\b(năm\s+|quý\s+\S+\s+|tháng\s+\d+[/\s]+)*(19|20)\d\d\b\)?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """Datasets that belong together, in the order of their names."""

    stem: str
    members: tuple[PublishedDataset, ...]

    @property
    def id(self) -> str:
        """What tells it from every other."""
        return f"{self.members[0].name.agency}--{self.stem}"

    @property
    def title(self) -> str:
        """What the newest member is called, without its year."""
        newest = self.members[-1].title
        return " ".join(_YEAR.sub("", newest).split()) or newest


def series(catalogue: Catalogue) -> Mapping[DatasetName, Series]:
    """The series of each dataset that is in one; a dataset alone is none."""
    found: dict[tuple[str, str], list[PublishedDataset]] = {}
    for name in sorted(catalogue.datasets):
        dated = _DATED.fullmatch(name.dataset)
        if dated is not None:
            found.setdefault((name.agency, dated["stem"]), []).append(catalogue.datasets[name])
    made = [Series(stem=stem, members=tuple(each)) for (_, stem), each in found.items() if len(each) > 1]
    return {member.name: each for each in made for member in each.members}
