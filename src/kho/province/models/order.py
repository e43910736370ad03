"""In which order models run, and models that need each other."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from kho.contracts.model import Contract, Problem
from kho.contracts.names import DatasetName
from kho.contracts.problems import Kind
from kho.messages import Message
from kho.province.models.model import Model
from kho.province.models.telling import Teller

CYCLE = Kind(
    code="KHO-P216",
    what=Message("Các bảng tổng hợp cần nhau thành vòng: {path}.", "Models need each other in a circle: {path}."),
    mend=Message(
        "Bỏ một bảng khỏi from hoặc join trong vòng này.", "Take one table of the circle out of from or join."
    ),
)

Needs = Mapping[DatasetName, set[DatasetName]]
"""What each model needs of other models."""


def model_order(models: Mapping[DatasetName, Model]) -> list[DatasetName]:
    """All models (without a circle), what others need first, else by name."""
    sorter: TopologicalSorter[DatasetName] = TopologicalSorter()
    for name in sorted(models):
        sorter.add(name, *sorted(needed(models[name]) & models.keys() - {name}))
    return list(sorter.static_order())


def needed(model: Model) -> set[DatasetName]:
    """The datasets and models a model reads, or refers to in its contract."""
    return set(model.inputs) | references(model.contract)


def references(contract: Contract) -> set[DatasetName]:
    """The datasets a contract refers to."""
    own = [*contract.references, *(each for column in contract.columns for each in column.references)]
    return {each.to for each in own} - {contract.name}


def check_circles(needs: Needs, tellers: Mapping[DatasetName, Teller]) -> list[Problem]:
    """Tell one circle at a time, until there is none: at the first of its models by name."""
    graph = {name: set(needed) & needs.keys() for name, needed in needs.items()}
    problems: list[Problem] = []
    while circle := _circle(graph):
        first = min(circle)
        turned = [*circle[circle.index(first) :], *circle[: circle.index(first)]]
        path = " → ".join(str(name) for name in (*turned, first))
        problems.append(CYCLE.at(tellers[first].file, 1, "", path=path))
        graph[first].discard(turned[1] if len(turned) > 1 else first)
    return problems


def _circle(graph: Needs) -> list[DatasetName]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        backwards: list[DatasetName] = error.args[1]
        return list(reversed(backwards))[:-1]
    return []
