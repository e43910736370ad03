"""How engines that speak SQL profile a table: the plan's selects, asked one after the other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlglot import exp

from kho.quality import profiling
from kho.quality.profile import ColumnProfile, Counted, Histogram, Measures, Quantile, kept
from kho.quality.profiling import FEW, FREQUENT, LONGEST_VALUE, PERCENTS, ColumnPlan, ProfilePlan

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """An engine with its views: `rows` the whole table, `sample` the rows looked at, `few` of them to be shaped.

    `ask` answers a select; `ranked` gives the values at `profiling.ranks` of a column of the view `sample`, of which so
    many rows have a value; `shape` is the shape of the text `t` as an expression.
    """

    ask: Callable[[exp.Expr], Rows]
    ranked: Callable[[ColumnPlan, int], Sequence[Any]]
    shape: exp.Expr
    rows: str = "rows"
    sample: str = "sample"
    few: str = "few"


def measure(plan: ProfilePlan, asking: Asking) -> Measures:
    """Everything the plan asks for."""
    rows, *of_all = asking.ask(profiling.whole(plan, asking.rows))[0]
    looked_at, *of_looked = asking.ask(profiling.looked(plan, asking.sample))[0]
    averaged = profiling.means(plan, asking.rows)
    everywhere, there = iter(of_all), iter(of_looked)
    means = iter(() if averaged is None else asking.ask(averaged)[0])
    columns = [
        _column(column, asking, {**_of_all(column, everywhere, means), **_of_looked(column, there)})
        for column in plan.columns
    ]
    return Measures(rows=rows, looked_at=looked_at, columns=tuple(columns))


def _of_all(column: ColumnPlan, measured: Iterator[Any], means: Iterator[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: kept(next(measured)) for name in profiling.whole_of(column)}
    return found | {"mean": rounded(next(means))} if column.is_averaged else found


def rounded(mean: Any) -> float | None:
    """A mean to 12 digits: engines add doubles in different orders."""
    return None if mean is None else float(f"{mean:.12g}")


def _of_looked(column: ColumnPlan, measured: Iterator[Any]) -> dict[str, Any]:
    return {name: next(measured) for name in profiling.looked_of(column)}


def _column(column: ColumnPlan, asking: Asking, measured: dict[str, Any]) -> ColumnProfile:
    found, present = dict(measured), measured["present"]
    if present and column.ordered:
        found |= _spread(column, asking, present)
    if column.is_counted and column.hidden:
        found["distinct"] = asking.ask(profiling.distinct(column, asking.sample))[0][0]
    elif column.is_counted:
        found |= _frequent(asking.ask(profiling.frequent(column, asking.sample)), measured.get("longest"))
    if present and column.is_shaped:
        rows = asking.ask(profiling.shaped(column, asking.shape, asking.few))
        found["shapes"] = tuple(Counted(value=row[0], count=row[1]) for row in rows)
    return ColumnProfile(name=column.name, type=column.type, hidden=column.hidden, **found)


def _spread(column: ColumnPlan, asking: Asking, present: int) -> dict[str, Any]:
    values = asking.ranked(column, present)
    ends = profiling.edges(column, values[0], values[-1])
    below = [0, *asking.ask(profiling.below(column, ends, asking.sample))[0], present]
    counts = tuple(after - before for before, after in pairwise(below))
    return {
        "quantiles": quantiles(values),
        "histogram": Histogram(edges=tuple(_told(each) for each in ends), counts=counts),
    }


def quantiles(values: Sequence[Any]) -> tuple[Quantile, ...]:
    """The values at the plan's ranks as quantiles."""
    return tuple(Quantile(percent=percent, value=_told(value)) for percent, value in zip(PERCENTS, values, strict=True))


def _told(value: Any) -> Any:
    made = kept(value)
    assert made is not None  # noqa: S101 - edges and ranked values are never null
    return made


def _frequent(rows: Rows, longest: int | None) -> dict[str, Any]:
    different = rows[0][2] if rows else 0
    return {"distinct": different, **frequent_values([(row[0], row[1]) for row in rows], different, longest)}


def frequent_values(counted: Sequence[tuple[Any, int]], different: int, longest: int | None) -> dict[str, Any]:
    """`top` and `complete` of values with their counts, the most frequent first.

    All values where there are few, else the most frequent of those that stand more than once; of long texts none.
    """
    if longest is not None and longest > LONGEST_VALUE:
        return {"top": (), "complete": False}
    complete = different <= FEW
    chosen = counted if complete else [each for each in counted[:FREQUENT] if each[1] > 1]
    return {"top": tuple(Counted(value=_told(value), count=count) for value, count in chosen), "complete": complete}
