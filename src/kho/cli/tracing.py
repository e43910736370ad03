"""`kho trace` as a person sees it."""

import sqlglot
from rich.text import Text
from sqlglot import exp

from kho.cli.session import Session
from kho.cli.views import Screen
from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.report import when
from kho.pipeline.trace import CorrectedText, TracedRow, trace
from kho.warehouse.query import Question


class BadConditionError(KhoError):
    """The condition is no SQL condition."""

    code = "KHO-R802"
    what = Message(vi="Không hiểu điều kiện “{text}”.", en="The condition “{text}” is not understood.")
    mend = Message(
        vi="Viết phần đứng sau where của SQL, ví dụ ma_xa = '00004'.",
        en="Write what follows where in SQL, such as ma_xa = '00004'.",
    )


def show_trace(session: Session, name: str, where: str, limit: int) -> None:
    """Print loaded rows beside their original text."""
    place = session.workplace()
    contract = place.contract(DatasetName.parse(name))
    with place.warehouse.ask(Question(sql=_question(contract, where), limit=limit)) as answer:
        rows = [row for batch in answer for row in batch.to_pylist()]
    screen = Screen(session.language)
    if not rows:
        screen.say("Không có dòng nào như vậy.", "There is no such row.", "dim")
    for traced in trace(place, contract.name, rows):
        _show(screen, traced)


def _question(contract: Contract, where: str) -> str:
    try:
        condition = sqlglot.parse_one(where, dialect="duckdb", into=exp.Condition)
    except sqlglot.errors.SqlglotError as error:
        raise BadConditionError(where="--where", text=where) from error
    name = contract.name
    table = exp.table_(name.sql_table, db=name.sql_schema, catalog=str(contract.layer))
    return exp.select("*").from_(table).where(condition).sql("duckdb")


def _show(screen: Screen, traced: TracedRow) -> None:
    part = f" · {traced.part}" if traced.part else ""
    screen.say(f"{traced.file}{part} · dòng {traced.row}", f"{traced.file}{part} · row {traced.row}", "bold")
    screen.console.print(Text(f"sha256 {traced.sha256}", style="dim"))
    columns = [
        ("cột", "column", False),
        ("giá trị", "value", False),
        ("nguyên văn", "original text", False),
        ("sửa thành", "corrected to", False),
        ("cột nguồn", "source column", False),
    ]
    rows = [
        [
            cell.column,
            "" if cell.value is None else str(cell.value),
            " ".join(each for each in (cell.text or "", cell.units and f"({cell.units})") if each),
            _corrected(screen, cell.corrected) if cell.corrected is not None else "",
            f"{cell.source_column} {cell.source_header}" if cell.source_column else "",
        ]
        for cell in traced.cells
    ]
    if not any(cell.corrected for cell in traced.cells):
        columns, rows = columns[:3] + columns[4:], [row[:3] + row[4:] for row in rows]
    screen.table(columns, rows)


def _corrected(screen: Screen, mended: CorrectedText) -> str:
    """What was read in place of the original text, by whom and when."""
    gone = Message(vi="; nguyên văn đã xoá theo yêu cầu", en="; the original was erased on request")
    return f"{mended.text or '∅'} ({mended.by}, {when(mended.at)}{screen.message(gone) if mended.erased else ''})"
