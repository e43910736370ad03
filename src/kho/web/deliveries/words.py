"""What steps, places and states of runs are called on pages."""

from collections.abc import Mapping
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


def place_told(run: Run, part: str, row: int, column: str | None) -> Message:
    """A place in the sender's own file: the cell of a sheet, or the row and the column's header."""
    read = next((each for each in run.parts if each.part == part), None)
    position, header = (read.columns if read else {}).get(column or "", (0, ""))
    if read is not None and "sheet" in read.found:
        return _in_sheet(sheet_of(part), row, position)
    inside = f"“{part}”, " if part else ""
    if header:
        return Message(f"{inside}dòng {row}, cột “{header}”", f"{inside}row {row}, column “{header}”")
    return Message(f"{inside}dòng {row}", f"{inside}row {row}")


def _in_sheet(sheet: str, row: int, position: int) -> Message:
    if not position:
        return Message(f"Trang “{sheet}”, dòng {row}", f"Sheet “{sheet}”, row {row}")
    cell = f"{column_name(position - 1)}{row}"
    return Message(f"Trang “{sheet}” ô {cell}", f"Sheet “{sheet}” cell {cell}")
