"""What the folder alone cannot know: whether sources understand their options, and loaded tables their new contract."""

from collections.abc import Iterator

import pyarrow as pa

from kho.contracts.diff import table_problems
from kho.contracts.model import Contract, LogicalType, Problem, Source
from kho.contracts.problems import in_order, line_of, shown
from kho.contracts.widening import TableColumn
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.formats import format_named
from kho.province.folder import Province
from kho.quality.sqlrules import check_sql_rules
from kho.sources import registry
from kho.warehouse.schemas import PLACE
from kho.warehouse.tables import TableRef
from kho.warehouse.warehouse import Warehouse

SOURCE_CODE = "KHO-R601"
_LOGICAL = {
    pa.int64(): LogicalType.INTEGER,
    pa.float64(): LogicalType.NUMBER,
    pa.bool_(): LogicalType.BOOLEAN,
    pa.date32(): LogicalType.DATE,
    pa.timestamp("us"): LogicalType.TIMESTAMP,
}


def check(province: Province, warehouse: Warehouse) -> list[Problem]:
    """Mistakes of a folder that by itself holds together, in the order of files and lines."""
    found: list[Problem] = []
    for contract in province.contracts.values():
        found += [problem for source in contract.sources for problem in _source_problems(contract, source)]
        found += check_sql_rules(contract)
        found += _table_problems(contract, warehouse)
    return in_order(found)


def loaded_columns(schema: pa.Schema) -> list[TableColumn]:
    """A loaded table's columns, those that say where a row came from left out."""
    return [_column(field) for field in schema if field.name not in PLACE]


def _column(field: pa.Field) -> TableColumn:
    if pa.types.is_decimal(field.type):
        return TableColumn(
            name=field.name,
            logical_type=LogicalType.NUMBER,
            precision=field.type.precision,
            scale=field.type.scale,
        )
    return TableColumn(name=field.name, logical_type=_LOGICAL.get(field.type, LogicalType.STRING))


def _table_problems(contract: Contract, warehouse: Warehouse) -> list[Problem]:
    ref = TableRef.of(contract)
    return table_problems(contract, loaded_columns(warehouse.schema(ref))) if warehouse.exists(ref) else []


def _source_problems(contract: Contract, source: Source) -> Iterator[Problem]:
    if contract.file is None:
        return
    for field, what, mend in _told(source):
        place = (*source.path, field)
        yield Problem(
            file=contract.file,
            line=line_of(contract.lines, place),
            field=shown(place),
            what=what,
            mend=mend,
            code=SOURCE_CODE,
        )


def _told(source: Source) -> list[tuple[str, Message, Message]]:
    try:
        told = registry.transport(source.transport).problems(source)
        reader = format_named(source.format)
        return [*told, *(reader.problems(source.read) if reader else [])]
    except KhoError as error:
        return [("type", error.message(), error.next_step())]
