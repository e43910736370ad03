"""What a load would change in a table, worked out as the load itself works it out, and committed by nobody."""

from dataclasses import dataclass

from kho.contracts.model import LoadMode
from kho.warehouse.changes import Changes, Work, show_both, work_out
from kho.warehouse.commit import Load, work_of
from kho.warehouse.duck import Workroom
from kho.warehouse.errors import told
from kho.warehouse.history import ChangedRow, examples_of
from kho.warehouse.storage import Storage
from kho.warehouse.tables import TableRef, find_table


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """What a load would change: counts as in `Commit`, against the table's `version` (None: there is no table yet).

    `examples` are a few of the rows that would be other ones; of an append, of those that would come.
    """

    version: int | None
    inserted: int
    updated: int
    deleted: int
    unchanged: int
    examples: tuple[ChangedRow, ...] = ()


def expected(storage: Storage, workroom: Workroom, wanted: Load) -> Expected:
    """Work a load out against the newest version, and leave the table alone. See `Warehouse.expected`."""
    ref = TableRef.of(wanted.contract)
    with told(storage.at(ref.key)), workroom.scratch() as scratch, workroom.session(scratch) as session:
        table = find_table(storage, ref)
        work = work_of(storage, session, wanted, table, scratch / "out")
        changes = work_out(work)
        return _expected(changes, None if table is None else table.version(), _examples(work))


def _expected(changes: Changes, version: int | None, examples: tuple[ChangedRow, ...]) -> Expected:
    return Expected(
        version=version,
        inserted=changes.inserted,
        updated=changes.updated,
        deleted=changes.deleted,
        unchanged=changes.unchanged,
        examples=examples,
    )


def _examples(work: Work) -> tuple[ChangedRow, ...]:
    keys = () if work.contract.load is LoadMode.APPEND else work.contract.primary_key
    show_both(work)
    return examples_of(work.session, work.values, keys)
