"""`kho.admin_unit` of a column: read, and held against the rest of its contract."""

from datetime import date
from typing import Any

from kho.contracts.model import TODAY, Column, Contract, LogicalType, UnitUse
from kho.contracts.problems import Kind, Report, near
from kho.messages import Message

WORD = "kho.admin_unit"
DAYS = (LogicalType.DATE, LogicalType.INTEGER)
"""Types of columns that say of which day a row's code is: days, or years, which stand for their last days."""
OF_NO_DAY = Kind(
    code="KHO-C187",
    what=Message(
        "of “{of}” không phải ngày, cũng không phải cột ngày hay cột năm.{near}",
        "of “{of}” is no day and no column of days or years.{near}",
    ),
    mend=Message(
        "Viết ngày dạng 2024-12-31, hoặc tên một cột kiểu date (ngày) hay integer (năm).",
        "Write a day as 2024-12-31, or name a column of type date, or integer for years.",
    ),
)
TO_NO_DAY = Kind(
    code="KHO-C188",
    what=Message("to “{to}” không phải ngày.", "to “{to}” is no day."),
    mend=Message("Viết ngày dạng 2025-07-01, hoặc today.", "Write a day as 2025-07-01, or today."),
)
OF_NEEDED = Kind(
    code="KHO-C189",
    what=Message(
        "Có to nên phải có of, để biết mã là của ngày nào.",
        "With to there must be an of: else it is not known which day's codes these are.",
    ),
    mend=Message(
        "Thêm of: một ngày như 2024-12-31, hoặc tên cột ngày, cột năm.",
        "Add of: a day such as 2024-12-31, or the name of a column of days or years.",
    ),
)


def unit_use(value: Any) -> UnitUse | None:
    """The use that a contract's value says."""
    if value is None:
        return None
    if isinstance(value, str):
        return UnitUse(level=value)
    return UnitUse(level=value["level"], of=day_or_text(value.get("of")), to=day_or_text(value.get("to")))


def day_or_text(value: Any) -> date | str | None:
    """A day where the value says one; else the value itself."""
    if not isinstance(value, str):
        return value if value is None or isinstance(value, date) else str(value)
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value


def check_unit(column: Column, contract: Contract, report: Report) -> None:
    """Tell what is wrong with a column's `kho.admin_unit`."""
    use, here = column.unit, (*column.path, WORD)
    if use is None:
        return
    dates = {each.name for each in contract.columns if each.logical_type in DAYS}
    if isinstance(use.of, str) and use.of not in dates:
        report.add(OF_NO_DAY, here, of=use.of, near=near(use.of, dates))
    elif use.to is not None and use.of is None:
        report.add(OF_NEEDED, here)
    if isinstance(use.to, str) and use.to != TODAY:
        report.add(TO_NO_DAY, here, to=use.to)


def written(use: UnitUse | None) -> Any:
    """The use as a contract says it."""
    if use is None:
        return None
    told = {"level": use.level, "of": use.of, "to": use.to}
    given = {word: str(value) for word, value in told.items() if value is not None}
    return use.level if len(given) == 1 else given
