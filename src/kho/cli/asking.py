"""`kho sql` as a person sees it."""

import csv
import json
import math
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from kho.cli.session import Session
from kho.cli.views import Screen
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.opening import open_warehouse
from kho.warehouse.query import Question
from kho.warehouse.schemas import PLACE

SHOWN = 50
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class BadMomentError(KhoError):
    """The text is no date or time."""

    code = "KHO-R801"
    what = Message(vi="“{text}” không phải ngày hay giờ.", en="“{text}” is no date or time.")
    mend = Message(vi="Viết 2025-07-01 hoặc 2025-07-01T08:00.", en="Write 2025-07-01 or 2025-07-01T08:00.")


def ask(session: Session, question: str, *, as_of: str | None, limit: int | None, shape: str) -> None:
    """Print the answer as a table, CSV or JSON lines."""
    warehouse = open_warehouse(session.province(), state=session.state)
    bound = limit if limit is not None or shape != "table" else SHOWN
    with warehouse.ask(Question(sql=question, as_of=moment(as_of), limit=bound)) as answer:
        {"table": _as_table, "csv": _as_csv, "json": _as_json}[shape](session, answer)


def moment(text: str | None) -> date | datetime | None:
    """A day, or a time; one without a zone is Vietnam's, as the warehouse takes it. Raises BadMomentError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text) if len(text) == len("2025-07-01") else datetime.fromisoformat(text)
    except ValueError as error:
        raise BadMomentError(where="--as-of", text=text) from error


def _rows(answer: pa.RecordBatchReader) -> Iterator[tuple[Any, ...]]:
    """The values by place: two columns may have one name."""
    for batch in answer:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _as_table(session: Session, answer: pa.RecordBatchReader) -> None:
    """What a person asked for; where its rows came from takes the screen's width and is a matter of `kho trace`."""
    fields = list(answer.schema)
    shown = [at for at, field in enumerate(fields) if field.name not in PLACE] or list(range(len(fields)))
    numeric = [pa.types.is_integer(field.type) or pa.types.is_floating(field.type) for field in fields]
    rows = [["" if row[at] is None else str(row[at]) for at in shown] for row in _rows(answer)]
    screen = Screen(session.language)
    screen.table([(fields[at].name, fields[at].name, numeric[at]) for at in shown], rows)
    if len(shown) < len(fields):
        left = ", ".join(field.name for field in fields if field.name in PLACE)
        screen.say(f"Không hiện {left}: xem bằng --format csv.", f"Not shown {left}: see --format csv.", "dim")


def _as_csv(_session: Session, answer: pa.RecordBatchReader) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(map(_harmless, answer.schema.names))
    for row in _rows(answer):
        writer.writerow([_harmless(value) for value in row])


def _as_json(_session: Session, answer: pa.RecordBatchReader) -> None:
    for row in _rows(answer):
        named = dict(zip(answer.schema.names, map(_json_value, row), strict=True))
        sys.stdout.write(json.dumps(named, ensure_ascii=False, default=str) + "\n")


def _json_value(value: Any) -> Any:
    """JSON has no NaN and no infinity: they stand as text."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
