"""What a model needs of others, and models that need each other."""

from collections.abc import Mapping

from kho.contracts.model import Contract, Problem
from kho.contracts.names import DatasetName
from kho.contracts.problems import Kind
from kho.messages import Message
from kho.province.circles import circles
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


def needed(model: Model) -> set[DatasetName]:
    """The datasets and models a model reads, or refers to in its contract."""
    return set(model.inputs) | references(model.contract)


def references(contract: Contract) -> set[DatasetName]:
    """The datasets a contract refers to."""
    own = [*contract.references, *(each for column in contract.columns for each in column.references)]
    return {each.to for each in own} - {contract.name}


def check_circles(needs: Needs, tellers: Mapping[DatasetName, Teller]) -> list[Problem]:
    """Tell each circle at the first of its models by name."""
    return [
        CYCLE.at(tellers[circle[0]].file, 1, "", path=" → ".join(map(str, circle)))
        for circle in circles({name: set(needed) for name, needed in needs.items()})
    ]
