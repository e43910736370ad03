"""Days in contracts whose administrative units no source tells."""

from collections.abc import Iterable, Sequence
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
    """Tell days of `kho.admin_unit` that lie before everything the sources tell."""

    @cache
    def reach() -> date:
        return Atlas.of(read_units(files)[0]).reach

    for contract in contracts:
        for place, day in _days(contract):
            if day < EARLIEST and day < reach():
                Report.on(contract, problems).add(TOO_EARLY, place, day=day, reach=reach())


def _days(contract: Contract) -> Iterable[tuple[Place, date]]:
    for column in contract.columns:
        for day in (column.unit.of, column.unit.to) if column.unit is not None else ():
            if isinstance(day, date):
                yield (*column.path, "kho.admin_unit"), day
