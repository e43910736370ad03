"""What the folder alone cannot know: whether sources understand their options, and loaded tables their new contract."""

from collections.abc import Iterator

from kho.contracts.diff import breaking_for_table
from kho.contracts.model import Contract, Problem, Source
from kho.errors import KhoError
from kho.province.folder import Province
from kho.sources import registry
from kho.warehouse.tables import TableRef
from kho.warehouse.warehouse import Warehouse


def check(province: Province, warehouse: Warehouse) -> list[Problem]:
    """Mistakes of a folder that by itself holds together, in the order of files and lines."""
    found = []
    for contract in province.contracts.values():
        found += [problem for source in contract.sources for problem in _source_problems(contract, source)]
        found += _table_problems(contract, warehouse)
    return sorted(found, key=lambda problem: (str(problem.file), problem.line))


def _source_problems(contract: Contract, source: Source) -> Iterator[Problem]:
    try:
        told = registry.transport(source.transport).problems(source)
        if source.format in registry.names("kho.formats"):
            told += registry.format_named(source.format).problems(source.read)
    except KhoError as error:
        told = [("type", error.message(), error.next_step())]
    for field, what, mend in told:
        yield _problem(contract, source, field, what, mend)
