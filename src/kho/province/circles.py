"""Things that need each other in a circle, told one circle at a time."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from kho.contracts.names import DatasetName


def circles(needs: Mapping[DatasetName, set[DatasetName]]) -> Iterator[list[DatasetName]]:
    """Circles among the names that need others, until none is left: each from its first name, by name, back to it.

    A circle is broken behind its first name before the next is looked for, so that one mistake is told once.
    """
    graph = {name: needed & needs.keys() for name, needed in needs.items()}
    while circle := _circle(graph):
        start = circle.index(min(circle))
        turned = [*circle[start:], *circle[: start + 1]]
        yield turned
        graph[turned[0]].discard(turned[1])


def _circle(graph: Mapping[DatasetName, set[DatasetName]]) -> list[DatasetName]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        backwards: list[DatasetName] = error.args[1]
        return list(reversed(backwards))[:-1]
    return []
