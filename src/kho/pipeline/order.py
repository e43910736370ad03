"""In which order datasets run: what is referred to before what refers to it."""

from graphlib import TopologicalSorter

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.province.folder import Province


def run_order(province: Province) -> list[DatasetName]:
    """All datasets of a checked folder (references without a cycle), referred ones first, else by name."""
    sorter: TopologicalSorter[DatasetName] = TopologicalSorter()
    for name, before in sorted(comes_after(province).items()):
        sorter.add(name, *sorted(before))
    return list(sorter.static_order())


def comes_after(province: Province) -> dict[DatasetName, frozenset[DatasetName]]:
    """For each dataset those that it refers to, which run before it."""
    return {name: frozenset(_referred(contract) - {name}) for name, contract in province.contracts.items()}


def _referred(contract: Contract) -> set[DatasetName]:
    references = [*contract.references, *(each for column in contract.columns for each in column.references)]
    return {each.to for each in references}
