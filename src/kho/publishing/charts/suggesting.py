"""Charts that a dataset is likely to be looked at by, the most telling first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kho.publishing.catalogue import PublishedDataset
from kho.publishing.charts.chart import ROWS, Chart, Mark, Stack
from kho.publishing.charts.roles import Judged, Role, judged
from kho.publishing.records.question import Measure, Measured

MOST: Final = 6
_MANY: Final = 20
"""Different values from which on how figures are spread says something."""
_FEWER: Final = 15
_SOME: Final = 5
"""Different days from which on rows are told along them: fewer are the days of a few lists."""
_CODE: Final = "ma_"


def suggest(dataset: PublishedDataset) -> tuple[Chart, ...]:
    """At most six charts; none where no column makes one.

    A sum is taken over one period at a time: a population of two years is nobody's.
    """
    columns = _Columns.of(judged(dataset.columns, dataset.assessment.profile))
    return tuple(dict.fromkeys(_found(columns)))[:MOST]


def latest(dataset: PublishedDataset) -> tuple[tuple[str, str], ...]:
    """The newest of each period in the key, as filters."""
    return _Columns.of(judged(dataset.columns, dataset.assessment.profile)).latest


@dataclass(frozen=True, kw_only=True, slots=True)
class _Columns:
    """The columns by what they are good for; `time` is the axis of time, `latest` its last value as a filter.

    `names`: columns of codes, and the columns that call each of the codes by a name of its own.
    """

    categories: Sequence[Judged]
    figures: Sequence[Judged]
    time: Judged | None
    latest: tuple[tuple[str, str], ...]
    periods: int
    names: Mapping[str, str]

    @classmethod
    def of(cls, columns: Sequence[Judged]) -> "_Columns":
        """Sorted by role: of times those in the key first, of categories the few before the many."""
        times = [each for each in columns if each.role in (Role.PERIOD, Role.MOMENT) and each.is_several]
        keyed = [each for each in times if each.column.is_key]
        moments = [each for each in times if each.role is Role.MOMENT and (each.distinct or _MANY) >= _SOME]
        categories = [each for each in columns if each.role is Role.CATEGORY and each.is_several]
        figures = [each for each in columns if each.role is Role.FIGURE and each.is_several]
        return cls(
            categories=sorted(categories, key=lambda each: (each.column.is_key, not each.is_few)),
            figures=sorted(figures, key=lambda each: each.is_small),
            time=next(iter(keyed or moments), None),
            latest=_latest(keyed),
            periods=max([each.distinct or 1 for each in keyed], default=1),
            names=_named(columns),
        )

    @property
    def few(self) -> Sequence[Judged]:
        """Categories that colours can tell apart."""
        return [each for each in self.categories if each.is_few]

    @property
    def widest(self) -> Judged | None:
        """The category with the most to compare: of the key if there is one."""
        keys = [each for each in self.categories if each.column.is_key and not each.is_few]
        units = [each for each in self.categories if each.column.level is not None]
        return next(iter([*keys, *units, *self.categories]), None)


def _named(columns: Sequence[Judged]) -> Mapping[str, str]:
    known = {each.name: each for each in columns}
    named: dict[str, str] = {}
    for each in columns:
        if each.name.startswith(_CODE) and each.column.codes is None and each.column.level is None:
            rest = each.name.removeprefix(_CODE)
            found = [known[name] for name in ("ten", f"ten_{rest}") if name in known]
            named.update((each.name, name.name) for name in found if name.distinct == each.distinct)
    return named


def _latest(times: Sequence[Judged]) -> tuple[tuple[str, str], ...]:
    """The last value of each period in the key."""
    told = []
    for each in times:
        top = [str(value.value) for value in each.profile.top] if each.profile is not None else []
        last = each.profile.maximum if each.profile is not None else None
        if last is None and each.profile is not None and each.profile.complete and top:
            last = max(top)
        if each.role is Role.PERIOD and last is not None:
            told.append((each.name, str(last)))
    return tuple(told)


def _found(columns: _Columns) -> Iterator[Chart]:
    yield from _over_time(columns)
    yield from _by_category(columns)
    yield from _two_categories(columns)
    yield from _counts(columns)
    yield from _figures(columns)


def measured(figure: Judged) -> Measured:
    """How figures are put together: what adds up is summed, of the rest the mean is taken."""
    return Measured(what=Measure.MEAN if figure.is_rate else Measure.SUM, column=figure.name)


def _over_time(columns: _Columns) -> Iterator[Chart]:
    """A line for each of the first figures; rows where there are none."""
    if columns.time is None:
        return
    colour = next((each.name for each in columns.few), None)
    measures = [measured(each) for each in columns.figures[:1]] or [ROWS]
    for measure in measures:
        yield Chart(mark=Mark.LINE, x=columns.time.name, measure=measure, colour=colour)


def _by_category(columns: _Columns) -> Iterator[Chart]:
    """Bars of the first figure, of the newest period."""
    widest = columns.widest
    if widest is None:
        return
    x = columns.names.get(widest.name, widest.name)
    for figure in columns.figures[:2]:
        yield Chart(mark=Mark.BAR, x=x, measure=measured(figure), top=_FEWER, filters=columns.latest)


def _two_categories(columns: _Columns) -> Iterator[Chart]:
    """Bars on each other for what adds up, beside each other for what does not."""
    colour = next(iter(columns.few), None)
    other = next((each for each in columns.categories if each is not colour), None)
    if colour is None or other is None:
        return
    measure = measured(columns.figures[0]) if columns.figures else ROWS
    stack = Stack.GROUPED if measure.what is Measure.MEAN else Stack.STACKED
    yield Chart(
        mark=Mark.BAR,
        x=other.name,
        measure=measure,
        colour=colour.name,
        stack=stack,
        top=_FEWER,
        filters=columns.latest,
    )


def _counts(columns: _Columns) -> Iterator[Chart]:
    """The most frequent values of the categories."""
    repeated = [each for each in columns.categories if each.is_repeated(columns.periods)]
    for each in repeated[:2]:
        yield Chart(mark=Mark.BAR, x=each.name, filters=columns.latest)


def _figures(columns: _Columns) -> Iterator[Chart]:
    """How the first figure is spread, and how it goes with the second."""
    spread = [each for each in columns.figures if each.distinct is None or each.distinct > _MANY]
    for each in spread[:1]:
        yield Chart(mark=Mark.HISTOGRAM, x=each.name, filters=columns.latest)
    if len(spread) > 1:
        colour = next((each.name for each in columns.few), None)
        yield Chart(mark=Mark.SCATTER, x=spread[0].name, y=spread[1].name, colour=colour, filters=columns.latest)
