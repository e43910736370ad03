"""The table's columns: the contract's, then where each row came from; and how one version becomes the next."""

from dataclasses import dataclass

import pyarrow as pa

from kho.contracts.model import Classification, Column, Contract, LogicalType
from kho.messages import Message
from kho.quality.cells import DELIVERY, PART, ROW
from kho.warehouse.errors import BreakingTableError, PartitionChangedError, PersonalPartitionError

PLACE = (DELIVERY, PART, ROW)
"""Columns that lead a row back to its original text."""
PERSONAL = frozenset({Classification.PERSONAL, Classification.SENSITIVE})

_INT64_DIGITS = 19
_PLAIN = {
    LogicalType.INTEGER: pa.int64(),
    LogicalType.BOOLEAN: pa.bool_(),
    LogicalType.DATE: pa.date32(),
    LogicalType.TIMESTAMP: pa.timestamp("us"),
}


def arrow_type(column: Column) -> pa.DataType:
    """The Arrow type a column has in its table; times, objects and arrays are canonical text."""
    if column.logical_type is LogicalType.NUMBER:
        return pa.float64() if column.precision is None else pa.decimal128(column.precision, column.scale or 0)
    return _PLAIN.get(column.logical_type, pa.string())


def table_schema(contract: Contract) -> pa.Schema:
    """The schema of a contract's table. Raises PersonalPartitionError."""
    for name in contract.partition_by:
        if contract.column(name).classification in PERSONAL:
            raise PersonalPartitionError(where=str(contract.name), column=name)
    fields = [pa.field(column.name, arrow_type(column)) for column in contract.columns]
    place = [pa.field(DELIVERY, pa.string()), pa.field(PART, pa.string()), pa.field(ROW, pa.int64())]
    return pa.schema([*fields, *place])


def sql_type(kind: pa.DataType) -> str:
    """The type's name in DuckDB."""
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    names = {pa.int64(): "BIGINT", pa.float64(): "DOUBLE", pa.bool_(): "BOOLEAN", pa.date32(): "DATE"}
    return names.get(kind, "TIMESTAMP" if pa.types.is_timestamp(kind) else "VARCHAR")


@dataclass(frozen=True, kw_only=True, slots=True)
class Evolution:
    """What must happen to the loaded rows.

    `added` columns are null in them; `rewrite` means that every file is written anew; `checked` are integer columns
    that become floating numbers, which every loaded value must survive.
    """

    added: tuple[str, ...] = ()
    rewrite: bool = False
    checked: tuple[str, ...] = ()


def evolution(contract: Contract, old: pa.Schema, partitions: tuple[str, ...], *, allow_breaking: bool) -> Evolution:
    """How a loaded table becomes the contract's.

    Raises BreakingTableError naming the first column that cannot, and PartitionChangedError.
    """
    new = table_schema(contract)
    if partitions != contract.partition_by:
        raise PartitionChangedError(
            where=str(contract.name), old=_listed(partitions), new=_listed(contract.partition_by)
        )
    changed = [name for name in old.names if name in new.names and old.field(name).type != new.field(name).type]
    dropped = [name for name in old.names if name not in new.names]
    broken = {name: _gone() for name in dropped}
    broken |= {
        name: _kind(old, new, name) for name in changed if not _widens(old.field(name).type, new.field(name).type)
    }
    if broken and not allow_breaking:
        column, why = next(iter(broken.items()))
        raise BreakingTableError(where=str(contract.name), column=column, vi=why.vi, en=why.en)
    return Evolution(
        added=tuple(name for name in new.names if name not in old.names),
        rewrite=bool(dropped or changed),
        checked=tuple(name for name in changed if new.field(name).type == pa.float64()),
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "-"


def _gone() -> Message:
    return Message(vi="cột đã bị bỏ hoặc đổi tên", en="it is gone or renamed")


def _kind(old: pa.Schema, new: pa.Schema, name: str) -> Message:
    was, now = sql_type(old.field(name).type), sql_type(new.field(name).type)
    return Message(vi=f"kiểu {was} không chuyển thành {now} được", en=f"type {was} does not become {now}")


def _widens(old: pa.DataType, new: pa.DataType) -> bool:
    """Whether values keep their meaning; integers to floating numbers are checked value by value."""
    if old == pa.int64() and pa.types.is_decimal(new):
        return bool(new.precision - new.scale >= _INT64_DIGITS)
    if pa.types.is_decimal(old) and pa.types.is_decimal(new):
        return bool(new.scale >= old.scale and new.precision - new.scale >= old.precision - old.scale)
    return (old, new) in {(pa.int64(), pa.float64()), (pa.date32(), pa.timestamp("us"))}
