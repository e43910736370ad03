"""Types as a table holds them, and which becomes which without any value losing its meaning."""

from dataclasses import dataclass

from kho.contracts.model import Column, LogicalType

INT64_DIGITS = 19


@dataclass(frozen=True, kw_only=True, slots=True)
class TableColumn:
    """A column's name and type; `precision` None is a double where the type is number."""

    name: str
    logical_type: LogicalType
    precision: int | None = None
    scale: int | None = None

    @classmethod
    def of(cls, column: Column) -> "TableColumn":
        """Those of a contract's column."""
        return cls(name=column.name, logical_type=column.logical_type, precision=column.precision, scale=column.scale)


def stored(column: Column) -> TableColumn:
    """How a table holds a contract's column: times, objects and arrays are text there."""
    as_text = column.logical_type in {LogicalType.TIME, LogicalType.OBJECT, LogicalType.ARRAY}
    kind = LogicalType.STRING if as_text else column.logical_type
    scale = (column.scale or 0) if column.precision is not None else None
    return TableColumn(name=column.name, logical_type=kind, precision=column.precision, scale=scale)


def type_text(column: TableColumn) -> str:
    """The type as a person writes it: `number`, `decimal(12,2)`."""
    if column.precision is None:
        return column.logical_type.value
    return f"decimal({column.precision},{column.scale or 0})"


def widens(old: TableColumn, new: TableColumn) -> bool:
    """Whether every value of the old type keeps its meaning in the new one.

    An integer becomes a double only where it is exact (up to 2^53), which the load checks value by value.
    """
    if type_text(old) == type_text(new):
        return True
    if old.logical_type is LogicalType.INTEGER and new.logical_type is LogicalType.NUMBER:
        return new.precision is None or new.precision - (new.scale or 0) >= INT64_DIGITS
    if old.precision is not None and new.precision is not None:
        return _more_digits(old.precision, old.scale or 0, new.precision, new.scale or 0)
    return (old.logical_type, new.logical_type) == (LogicalType.DATE, LogicalType.TIMESTAMP)


def _more_digits(precision: int, scale: int, new_precision: int, new_scale: int) -> bool:
    return new_scale >= scale and new_precision - new_scale >= precision - scale
