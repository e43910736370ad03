"""The tables a model may read: every dataset's and every other model's, under the name `kho sql` knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.contracts.problems import near
from kho.messages import Message
from kho.quality.queries.scopes import Types
from kho.quality.queries.types import column_type

Key = tuple[str, str]
"""Schema and table, as SQL spells them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table with its columns' types by name."""

    name: DatasetName
    columns: Types


@dataclass(frozen=True, kw_only=True, slots=True)
class Tables:
    """All tables by their names in SQL; `unread` are those whose contract could not be read."""

    known: Mapping[Key, Table]
    unread: frozenset[DatasetName] = frozenset()

    def of(self, node: exp.Table) -> Table | None:
        """The table a query names; None where there is none, or none that could be read."""
        return self.known.get((node.db, node.name))

    def is_unread(self, node: exp.Table) -> bool:
        """Whether the table is there and its contract could not be read."""
        return (node.db, node.name) in {_key(name) for name in self.unread}

    def near(self, node: exp.Table) -> Message:
        """What its author may have meant."""
        return near(f"{node.db}.{node.name}", [".".join(key) for key in self.known])


def tables_of(contracts: Iterable[Contract], unread: Iterable[DatasetName]) -> Tables:
    """The tables that these contracts describe."""
    known = {
        _key(contract.name): Table(
            name=contract.name, columns={column.name: column_type(column) for column in contract.columns}
        )
        for contract in contracts
    }
    return Tables(known=known, unread=frozenset(unread))


def _key(name: DatasetName) -> Key:
    return name.sql_schema, name.sql_table
