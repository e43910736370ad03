"""In which order datasets run: what is referred to before what refers to it."""

from graphlib import TopologicalSorter

from kho.contracts.names import DatasetName
from kho.province.folder import Province


def run_order(province: Province) -> list[DatasetName]:
    """All datasets of a checked folder (references without a cycle), referred ones first, else by name."""
    sorter: TopologicalSorter[DatasetName] = TopologicalSorter()
    for name in sorted(province.contracts):
        contract = province.contracts[name]
        references = [*contract.references, *(each for column in contract.columns for each in column.references)]
        sorter.add(name, *sorted({each.to for each in references} - {name}))
    return list(sorter.static_order())
