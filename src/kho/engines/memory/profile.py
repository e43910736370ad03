"""Profiles a table in plain Python."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from kho.contracts.model import LogicalType
from kho.engines.profiles import frequent_values, quantiles, rounded
from kho.quality.cells import DELIVERY, ROW
from kho.quality.profile import ColumnProfile, Counted, Histogram, Measures, kept
from kho.quality.profiling import SHAPES, ColumnPlan, ProfilePlan, edges, looks_at, ranks
from kho.quality.shapes import shape

Rows = Sequence[dict[str, Any]]


def measure(plan: ProfilePlan, rows: Rows) -> Measures:
    """Everything the plan asks for."""
    sample = _every(plan.step, rows)
    columns = tuple(_column(column, rows, sample, _every(plan.shape_step, rows)) for column in plan.columns)
    return Measures(rows=len(rows), looked_at=len(sample), columns=columns)


def _every(step: int, rows: Rows) -> Rows:
    return rows if step == 1 else [row for row in rows if looks_at(row[DELIVERY], row[ROW], step)]


def _values(name: str, rows: Rows) -> list[Any]:
    return [row[name] for row in rows if row[name] is not None]


def _column(column: ColumnPlan, rows: Rows, sample: Rows, shaped: Rows) -> ColumnProfile:
    values, seen = _values(column.name, rows), _values(column.name, sample)
    found: dict[str, Any] = {"filled": len(values), "present": len(seen)}
    if column.ordered and values:
        found |= {"minimum": kept(min(values)), "maximum": kept(max(values))}
    if column.is_averaged and values:
        found["mean"] = rounded(sum(map(float, values)) / len(values))
    if column.is_text and seen:
        found |= {"shortest": min(map(len, seen)), "longest": max(map(len, seen))}
    if column.ordered and seen:
        found |= _spread(column, sorted(seen))
    if column.is_counted:
        found |= _counted(column, seen, found.get("longest"))
    if column.is_shaped and seen:
        found["shapes"] = _shapes(_values(column.name, shaped))
    return ColumnProfile(name=column.name, type=column.type, hidden=column.hidden, **found)


def _spread(column: ColumnPlan, values: list[Any]) -> dict[str, Any]:
    chosen = [values[rank - 1] for rank in ranks(len(values))]
    ends = edges(column, chosen[0], chosen[-1])
    counts = Counter(bisect_right([_as(column, each) for each in ends], value) for value in values)
    histogram = Histogram(
        edges=tuple(value for each in ends if (value := kept(each)) is not None),
        counts=tuple(counts[at] for at in range(len(ends) + 1)),
    )
    return {"quantiles": quantiles(chosen), "histogram": histogram}


def _as(column: ColumnPlan, edge: Any) -> Any:
    """An edge as a value of the column."""
    if column.type is LogicalType.TIMESTAMP and isinstance(edge, date):
        return datetime.combine(edge, time.min)
    return edge if column.exact or isinstance(edge, date) else float(edge)


def _counted(column: ColumnPlan, values: list[Any], longest: int | None) -> dict[str, Any]:
    counts = Counter(values)
    found: dict[str, Any] = {"distinct": len(counts)}
    if not column.hidden:
        ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        found |= frequent_values(ordered, len(counts), longest)
    return found


def _shapes(texts: list[str]) -> tuple[Counted, ...]:
    counts = sorted(Counter(map(shape, texts)).items(), key=lambda each: (-each[1], each[0]))
    return tuple(Counted(value=value, count=count) for value, count in counts[:SHAPES])
