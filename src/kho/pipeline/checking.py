"""What the folder alone cannot know: whether sources understand their options, and loaded tables their new contract."""

import re
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from kho.contracts.diff import table_problems
from kho.contracts.model import Contract, LoadMode, LogicalType, Problem, Source
from kho.contracts.problems import Kind, in_order, line_of, shown
from kho.contracts.schedules import ON_ARRIVAL
from kho.contracts.widening import TableColumn
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.formats import GROUP, format_named, is_known
from kho.province.folder import Province
from kho.province.units import check_units
from kho.sources import registry
from kho.warehouse.schemas import PLACE
from kho.warehouse.tables import TableRef
from kho.warehouse.warehouse import Warehouse

SOURCE_CODE = "KHO-R601"
NO_FORMAT = Message(vi="Không có định dạng “{name}”.", en="There is no format “{name}”.")
NO_FORMAT_MEND = Message(
    vi="Viết một trong: {known}; hoặc bỏ đi, định dạng được nhận ra từ tệp.",
    en="Write one of: {known}; or leave it out, then it is found from the file.",
)
_LOGICAL = {
    pa.int64(): LogicalType.INTEGER,
    pa.float64(): LogicalType.NUMBER,
    pa.bool_(): LogicalType.BOOLEAN,
    pa.date32(): LogicalType.DATE,
    pa.timestamp("us"): LogicalType.TIMESTAMP,
}


UNSEEN = Kind(
    code="KHO-R602",
    what=Message(
        "kho.schedule là on arrival mà không nguồn nào cho biết có gì mới đến.",
        "kho.schedule is on arrival, but no source can tell that something has arrived.",
    ),
    mend=Message(
        "Viết lịch cron, ví dụ “0 2 * * *” là 2 giờ sáng mỗi ngày.",
        "Write a cron schedule, such as “0 2 * * *” for each night at two.",
    ),
)
DOUBLING = (
    "kho.fetch.cursor",
    Message(
        vi="Nguồn lấy dần theo cursor có thể lấy lại dòng cũ, mà kho.load là append nên sẽ nạp hai lần.",
        en="A source read by a cursor may bring rows again, and with kho.load append they would be loaded twice.",
    ),
    Message(vi="Viết kho.load: upsert, hoặc ties: never.", en="Write kho.load: upsert, or ties: never."),
)


def check(province: Province, warehouse: Warehouse) -> list[Problem]:
    """Mistakes of a folder that by itself holds together, in the order of files and lines."""
    return check_units(province.unit_files) + check_contracts(province.datasets.values(), warehouse)


def check_contracts(
    contracts: Iterable[Contract], warehouse: Warehouse, *, allow_breaking: bool = False
) -> list[Problem]:
    """Mistakes of some contracts; with `allow_breaking`, what they would break of loaded tables is none."""
    found: list[Problem] = []
    for contract in contracts:
        for source in contract.sources:
            found += [_problem(contract, source, *told) for told in [*_told(source), *_doubling(contract, source)]]
        found += _schedule_problems(contract)
        found += [] if allow_breaking else _table_problems(contract, warehouse)
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


def _schedule_problems(contract: Contract) -> list[Problem]:
    """A dataset that waits for arrivals needs a source where they can be seen."""
    seen = any(registry.watched(source.transport) is not None for source in contract.sources)
    if seen or ON_ARRIVAL not in (contract.schedule or ()):
        return []
    place = ("kho.schedule",)
    return [UNSEEN.at(contract.file or Path(str(contract.name)), line_of(contract.lines, place), shown(place))]


def _problem(contract: Contract, source: Source, field: str, what: Message, mend: Message) -> Problem:
    place = (*source.path, *_steps(field))
    return Problem(
        file=contract.file or Path(str(contract.name)),
        line=line_of(contract.lines, place),
        field=shown(place),
        what=what,
        mend=mend,
        code=SOURCE_CODE,
    )


def _steps(field: str) -> tuple[str, ...]:
    """`kho.fetch.max_mb` as the steps it is in the file: the word, and what stands under it."""
    match = re.fullmatch(r"(kho\.[a-z_]+)\.(.+)", field)
    return (match[1], match[2]) if match else (field,)


def _told(source: Source) -> list[tuple[str, Message, Message]]:
    try:
        told = registry.transport(source.transport).problems(source)
    except KhoError as error:
        return [("type", error.message(), error.next_step())]
    return [*told, *_format_problems(source)]


def _format_problems(source: Source) -> list[tuple[str, Message, Message]]:
    if source.format is not None and not is_known(source.format):
        known = ", ".join(registry.names(GROUP))
        return [("format", NO_FORMAT.filled(name=source.format), NO_FORMAT_MEND.filled(known=known))]
    reader = format_named(source.format)
    told = reader.problems(source.read) if reader is not None else []
    return [(f"kho.read.{field}", what, mend) for field, what, mend in told]


def _doubling(contract: Contract, source: Source) -> list[tuple[str, Message, Message]]:
    """A cursor meets rows of its last value again, unless it is told not to: appended, they would stand twice."""
    meets_again = "cursor" in source.fetch and source.fetch.get("ties", "again") == "again"
    return [DOUBLING] if meets_again and contract.load is LoadMode.APPEND else []
