"""Window functions in memory: a partition in its order, and for each of its rows the rows of its frame."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlglot import exp

from kho.engines.memory.expressions import NotInterpretedError, Scope, evaluate
from kho.engines.memory.relations import Unit, sorted_by

VALUE = "value"


def window_values(window: exp.Window, units: Sequence[Unit]) -> list[Any]:
    """The value of a window function for each of the units, in their order. Raises NotInterpretedError."""
    values: dict[int, Any] = {}
    order = window.args["order"].expressions if window.args.get("order") else []
    for partition in _partitions(window, units):
        placed = sorted_by(partition, order, lambda unit, key: unit.value(key))
        keys = [tuple(unit.value(each.this) for each in order) for unit in placed]
        for at, unit in enumerate(placed):
            values[id(unit)] = _value(window, placed, keys, at)
    return [values[id(unit)] for unit in units]


def _partitions(window: exp.Window, units: Sequence[Unit]) -> list[list[Unit]]:
    found: dict[tuple[Any, ...], list[Unit]] = {}
    for unit in units:
        key = tuple(unit.value(each) for each in window.args.get("partition_by") or ())
        found.setdefault(key, []).append(unit)
    return list(found.values())


def _value(window: exp.Window, placed: Sequence[Unit], keys: Sequence[tuple[Any, ...]], at: int) -> Any:
    call = window.this
    numbered = _NUMBERS.get(type(call))
    if numbered is not None:
        return numbered(keys, at)
    if isinstance(call, exp.Lag | exp.Lead):
        return _shifted(call, placed, at)
    return _gathered(call, [placed[each] for each in _frame(window, keys, at)])


_NUMBERS: dict[type[exp.Expr], Callable[[Sequence[tuple[Any, ...]], int], int]] = {
    exp.RowNumber: lambda _keys, at: at + 1,
    exp.Rank: lambda keys, at: keys.index(keys[at]) + 1,
    exp.DenseRank: lambda keys, at: len(dict.fromkeys(keys[: at + 1])),
}


def _shifted(call: exp.Expr, placed: Sequence[Unit], at: int) -> Any:
    offset = call.args.get("offset")
    step = 1 if offset is None else int(offset.name)
    there = at - step if isinstance(call, exp.Lag) else at + step
    return placed[there].value(call.this) if 0 <= there < len(placed) else None


def _gathered(call: exp.Expr, frame: Sequence[Unit]) -> Any:
    if isinstance(call, exp.Filter):
        return _gathered(call.this, [unit for unit in frame if unit.value(call.expression.this) is True])
    if isinstance(call.this, exp.Star):
        return len(frame)
    group = [{VALUE: unit.value(call.this)} for unit in frame]
    return evaluate(type(call)(this=exp.column(VALUE)), Scope(row={}, group=group))


def _frame(window: exp.Window, keys: Sequence[tuple[Any, ...]], at: int) -> range:
    """The places of the frame's rows: without `rows between`, all up to the last that stands equal."""
    spec = window.args.get("spec")
    if spec is None:
        last = max(place for place, key in enumerate(keys) if key == keys[at])
        return range(last + 1)
    start = _bound(spec, "start", at, 0)
    end = _bound(spec, "end", at, len(keys) - 1)
    return range(max(start, 0), min(end, len(keys) - 1) + 1)


def _bound(spec: exp.Expr, which: str, at: int, furthest: int) -> int:
    bound, side = spec.args.get(which), str(spec.args.get(f"{which}_side") or "").upper()
    if bound is None or (isinstance(bound, str) and bound.upper() == "CURRENT ROW"):
        return at
    if isinstance(bound, str) and bound.upper() == "UNBOUNDED":
        return furthest
    if isinstance(bound, exp.Literal):
        return at - int(bound.name) if side == "PRECEDING" else at + int(bound.name)
    raise NotInterpretedError(construct=spec.sql("duckdb"))
