"""How good a published dataset is, as the public may see it.

A rule's sentence names columns and other datasets. What it says of a column that is not published, or of a dataset that
is not open, is told nowhere: neither in words nor as a count. The scores themselves stay those of the whole dataset.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from kho.contracts.model import Column, Contract
from kho.contracts.names import DatasetName
from kho.pipeline.assessing import Assessment
from kho.quality.dimensions import own_rules
from kho.quality.profile import TableProfile
from kho.quality.scoring import DimensionScore

FREQUENCY: Final = "frequency"
KEY: Final = "key"


@dataclass(frozen=True, kw_only=True, slots=True)
class Openness:
    """What of a contract is public: these of its columns, and these datasets beside it."""

    contract: Contract
    columns: frozenset[str]
    datasets: Collection[DatasetName]

    def of(self, assessed: Assessment) -> Assessment:
        """The assessment without what it says of anything else."""
        score = replace(assessed.score, dimensions=tuple(map(self._dimension, assessed.score.dimensions)))
        return replace(
            assessed,
            score=score,
            profile=None if assessed.profile is None else self._profile(assessed.profile),
            drifts=tuple(each for each in assessed.drifts if not each.column or each.column in self.columns),
        )

    def _dimension(self, scored: DimensionScore) -> DimensionScore:
        return replace(scored, parts=tuple(part for part in scored.parts if self.is_told(part.rule)))

    def _profile(self, profile: TableProfile) -> TableProfile:
        return replace(profile, columns=tuple(each for each in profile.columns if each.name in self.columns))

    def is_told(self, rule: str) -> bool:
        """Whether the rule of that id speaks of nothing but public columns and open datasets."""
        if rule == FREQUENCY:
            return True
        if rule == KEY:
            return self.columns.issuperset(self.contract.primary_key)
        if rule in own_rules(self.contract):  # whose words and SQL are a person's, and may name anything
            return len(self.columns) == len(self.contract.columns)
        named, _, check = rule.partition(".")
        columns = tuple(named.split("+"))
        if not self.columns.issuperset(columns):
            return False
        return self._refers_openly(columns) if check.startswith("reference") else self._is_dated_openly(columns)

    def _refers_openly(self, columns: tuple[str, ...]) -> bool:
        own = (each for column in self.contract.columns for each in column.references)
        references = [each for each in (*own, *self.contract.references) if each.columns == columns]
        return all(each.to in self.datasets for each in references)

    def _is_dated_openly(self, columns: tuple[str, ...]) -> bool:
        """Codes and units hold on a day that another column may tell."""
        return self.columns.issuperset(day for name in columns for day in _days(self.contract.column(name)))


def _days(column: Column) -> set[str]:
    codes = {column.codelist.on} if column.codelist is not None and column.codelist.on is not None else set()
    units = {column.unit.of} if column.unit is not None and isinstance(column.unit.of, str) else set()
    return codes | units
