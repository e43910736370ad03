"""What steps, places and states of runs are called on pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kho.messages import Message
from kho.pipeline.parts import sheet_of
from kho.pipeline.progress import Step
from kho.pipeline.runs import Run, RunStatus
from kho.sources.workbooks.grid import column_name
from kho.web.deliveries.states import State

STEPS: Final[Mapping[Step, Message]] = {
    "fetch": Message("tìm dữ liệu mới", "looking for what has arrived"),
    "land": Message("cất giữ tệp gốc", "keeping the file as it came"),
    "decode": Message("đọc tệp", "reading the file"),
    "transform": Message("tổng hợp", "transforming"),
    "units": Message("đưa về đơn vị hành chính", "bringing to units"),
    "verify": Message("kiểm tra từng dòng", "checking every row"),
    "compare": Message("so với phiên bản trước", "comparing with the last version"),
    "load": Message("nạp vào bảng", "loading into the table"),
    "profile": Message("thống kê bảng", "profiling the table"),
}
BY_STATUS: Final[Mapping[RunStatus, State]] = {
    RunStatus.RUNNING: State.PUBLISHING,
    RunStatus.LOADED: State.PUBLISHED,
    RunStatus.UNCHANGED: State.PUBLISHED,
    RunStatus.HELD: State.HAS_ERRORS,
    RunStatus.CHECKED: State.READY,
    RunStatus.WAITING: State.RECEIVED,
    RunStatus.SET_ASIDE: State.UNREADABLE,
    RunStatus.FAILED: State.UNREADABLE,
}
"""The state of a delivery that a run's status is."""


def step_told(step: str) -> Message | None:
    """What a step is called."""
    return STEPS.get(step)  # type: ignore[call-overload, no-any-return]  # a text of the database


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A place in the sender's own file: of a workbook its sheet and cell, else the row and the column's header."""

    part: str
    row: int
    header: str
    cell: str
    is_sheet: bool


def spot(run: Run, part: str, row: int, column: str | None) -> Spot:
    """Where a value stands; without a column, where a row does."""
    read = next((each for each in run.parts if each.part == part), None)
    position, header = (read.columns if read else {}).get(column or "", (0, ""))
    is_sheet = read is not None and "sheet" in read.found
    cell = f"{column_name(position - 1)}{row}" if is_sheet and position else ""
    return Spot(part=sheet_of(part) if is_sheet else part, row=row, header=header, cell=cell, is_sheet=is_sheet)


def place_told(run: Run, part: str, row: int, column: str | None) -> Message:
    """A place in the sender's own file: the cell of a sheet, or the row and the column's header."""
    found = spot(run, part, row, column)
    if found.cell:
        return Message(f"Trang “{found.part}” ô {found.cell}", f"Sheet “{found.part}” cell {found.cell}")
    if found.is_sheet:
        return Message(f"Trang “{found.part}”, dòng {row}", f"Sheet “{found.part}”, row {row}")
    inside = f"“{part}”, " if part else ""
    if found.header:
        return Message(f"{inside}dòng {row}, cột “{found.header}”", f"{inside}row {row}, column “{found.header}”")
    return Message(f"{inside}dòng {row}", f"{inside}row {row}")
