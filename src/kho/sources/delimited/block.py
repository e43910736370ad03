"""One block of whole records with sound quoting, read by Arrow."""

from dataclasses import dataclass

import pyarrow as pa
from pyarrow import csv as arrow_csv

from kho.sources.delimited.records import Dialect


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Columns of the records that have the table's width, and the text of the others by their place in the block."""

    columns: list[pa.Array]
    others: dict[int, str]

    @property
    def count(self) -> int:
        """How many records the block has."""
        return len(self.columns[0]) + len(self.others)


def read_block(data: bytes, dialect: Dialect, width: int, *, even: bool) -> Block | None:
    """The block's records; None where Arrow cannot read it, or `even` was expected and some record is not.

    Uneven records cost a call of Python each, so an even block is read faster.
    """
    others: dict[int, str] = {}

    def set_aside(row: arrow_csv.InvalidRow) -> str:
        others[row.number - 1] = row.text
        return "skip"

    names = [f"c{i + 1}" for i in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=len(data) + 1, use_threads=False),
            parse_options=_parse_options(dialect, None if even else set_aside),
            convert_options=_convert_options(names),
        )
    except pa.ArrowInvalid:
        # An uneven record, or a block without any record Arrow knows; the caller has slower ways for both.
        return None
    return Block(columns=[column.combine_chunks() for column in table.columns], others=others)


def _parse_options(dialect: Dialect, handler: object) -> arrow_csv.ParseOptions:
    return arrow_csv.ParseOptions(
        delimiter=dialect.separator,
        quote_char=dialect.quote or False,
        double_quote=bool(dialect.quote),
        newlines_in_values=bool(dialect.quote),
        ignore_empty_lines=False,
        invalid_row_handler=handler,
    )


def _convert_options(names: list[str]) -> arrow_csv.ConvertOptions:
    return arrow_csv.ConvertOptions(
        check_utf8=False,
        column_types=dict.fromkeys(names, pa.string()),
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
        null_values=[""],
    )
