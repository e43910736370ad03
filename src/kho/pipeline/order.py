"""In which order datasets and models run: what is referred to or read before what refers to it or reads it."""

from graphlib import TopologicalSorter

from kho.contracts.names import DatasetName
from kho.province.folder import Province
from kho.province.models.order import needed, references


def run_order(province: Province) -> list[DatasetName]:
    """All datasets of a checked folder (without a circle), what others need first, else by name; then all models."""
    sorter: TopologicalSorter[DatasetName] = TopologicalSorter()
    for name, before in sorted(comes_after(province).items()):
        sorter.add(name, *sorted(before))
    return sorted(sorter.static_order(), key=lambda name: name in province.models)


def comes_after(province: Province) -> dict[DatasetName, frozenset[DatasetName]]:
    """For each dataset those that it refers to, for each model those that it reads too: they run before it."""
    datasets = {name: frozenset(references(contract)) for name, contract in province.contracts.items()}
    return {**datasets, **{name: frozenset(needed(model) - {name}) for name, model in province.models.items()}}


def readers(province: Province, name: DatasetName) -> list[DatasetName]:
    """The models that read a dataset or another model, by name."""
    return sorted(model.name for model in province.models.values() if name in model.inputs)
