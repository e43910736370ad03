"""Rows that would be loaded, as the table of the public's pages."""

from typing import Any

import pyarrow as pa

from kho.contracts.model import Contract
from kho.province.folder import Province
from kho.publishing.catalogue import PublishedColumn, codes_of
from kho.web.deliveries.showing import public_columns
from kho.web.portal.tables import Table, table_of


def table(province: Province, contract: Contract, rows: pa.Table) -> Table:
    """The public's table of these rows; what the public is not shown is not in it."""
    columns = [PublishedColumn.of(each) for each in public_columns(contract)]
    codes = codes_of(province, columns)
    values: list[list[Any]] = [rows.column(each.name).to_pylist() for each in columns]
    return table_of(columns, codes, list(zip(*values, strict=True)))
