"""Where one contract contradicts itself: what no single field can show."""

from kho.contracts.model import Contract
from kho.contracts.problems import Report


def check(contract: Contract, report: Report) -> None:
    """Tell every contradiction inside one contract."""
