"""Days in contracts whose administrative units no source tells."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from kho.contracts.model import Contract, Problem
from kho.contracts.problems import Kind, Place, Report
from kho.messages import Message
from kho.province.units import read_units
from kho.standards.units.atlas import EARLIEST, Atlas

TOO_EARLY = Kind(
    code="KHO-P176",
    what=Message(
        "Ngày {day}: nguồn về đơn vị hành chính chỉ cho biết từ {reach}.",
        "{day}: the sources of administrative units reach back to {reach} only.",
    ),
    mend=Message(
        "Viết ngày muộn hơn, hoặc nhập danh mục sớm hơn: `kho units import TỆP --on NGÀY`.",
        "Write a later day, or import an earlier list: `kho units import FILE --on DATE`.",
    ),
)


def check_unit_days(contracts: Iterable[Contract], files: Sequence[Path], problems: list[Problem]) -> None:
    """Tell days of `kho.admin_unit` and `kho.on_units` that lie before everything the sources tell."""

    @cache
    def reach() -> date:
        return Atlas.of(read_units(files)[0]).reach

    for contract in contracts:
        for place, day in _days(contract):
            if day < EARLIEST and day < reach():
                Report.on(contract, problems).add(TOO_EARLY, place, day=day, reach=reach())


def _days(contract: Contract) -> Iterator[tuple[Place, date]]:
    said: list[tuple[Place, date | str | None]] = []
    if contract.on_units is not None:
        said += [(("kho.on_units",), day) for day in (contract.on_units.of, contract.on_units.to)]
    for column in contract.columns:
        if column.unit is not None:
            said += [((*column.path, "kho.admin_unit"), day) for day in (column.unit.of, column.unit.to)]
    for place, day in said:
        if isinstance(day, date):
            yield place, day
