"""In which order datasets and models run: what is referred to or read before what refers to it or reads it."""

from graphlib import TopologicalSorter

from kho.contracts.names import DatasetName
from kho.province.folder import Province
from kho.province.models.order import needed, references


def run_order(province: Province) -> list[DatasetName]:
    """All datasets of a checked folder (without a circle), what others need first, else by name; then what is computed.

    Matches read datasets alone and stand before models, which may read them.
    """
    sorter: TopologicalSorter[DatasetName] = TopologicalSorter()
    for name, before in sorted(comes_after(province).items()):
        sorter.add(name, *sorted(before))
    return sorted(sorter.static_order(), key=lambda name: name in province.computed)


def comes_after(province: Province) -> dict[DatasetName, frozenset[DatasetName]]:
    """For each dataset those that it refers to, for a match or model those that it reads too: they run before it."""
    datasets = {name: frozenset(references(contract)) for name, contract in province.contracts.items()}
    matches = {name: frozenset(match.inputs) for name, match in province.matches.items()}
    models = {name: frozenset(needed(model) - {name}) for name, model in province.models.items()}
    return {**datasets, **matches, **models}


def readers(province: Province, name: DatasetName) -> list[DatasetName]:
    """The matches and models that read a dataset, or a match or another model, by name."""
    return sorted(made.name for made in province.computed.values() if name in made.inputs)
