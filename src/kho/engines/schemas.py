"""The Arrow types of what engines read and write."""

import pyarrow as pa

from kho.contracts.model import LogicalType
from kho.quality.cells import DELIVERY, PART, ROW, kind_column, text_column
from kho.quality.plan import CheckPlan, Conversion

REASONS = "_reasons"
TYPES = {
    LogicalType.INTEGER: pa.int64(),
    LogicalType.BOOLEAN: pa.bool_(),
    LogicalType.DATE: pa.date32(),
    LogicalType.TIMESTAMP: pa.timestamp("us"),
}
PLACE = (pa.field(PART, pa.string()), pa.field(ROW, pa.int64()))


def arrow_type(conversion: Conversion) -> pa.DataType:
    """The type of a conformed column; times, objects and arrays are canonical texts."""
    if conversion.type is LogicalType.NUMBER:
        return pa.decimal128(conversion.precision, conversion.scale or 0) if conversion.precision else pa.float64()
    return TYPES.get(conversion.type, pa.string())


def conformed_schema(plan: CheckPlan) -> pa.Schema:
    """The conformed columns in the contract's order."""
    return pa.schema([pa.field(each.column, arrow_type(each)) for each in plan.conversions])


def good_schema(plan: CheckPlan) -> pa.Schema:
    """The conformed columns, then `_delivery`, `_part` and `_row`: as a table's files have them."""
    return pa.schema([*conformed_schema(plan), pa.field(DELIVERY, pa.string()), *PLACE])


def staged_schema(plan: CheckPlan) -> pa.Schema:
    """`_part`, `_row`, then every text and every kind."""
    names = [each.column for each in plan.conversions]
    texts = [pa.field(text_column(name), pa.string()) for name in names]
    kinds = [pa.field(kind_column(name), pa.string()) for name in names]
    return pa.schema([*PLACE, *texts, *kinds])


def bad_schema(plan: CheckPlan) -> pa.Schema:
    """The staged columns and `_reasons`."""
    return staged_schema(plan).append(pa.field(REASONS, pa.list_(pa.string())))
