"""Drift: what in a table's profile is no longer as it was, told only where chance does not explain it.

A profile is compared with those before it (at most `REMEMBERED`). Every limit is two-fold: the change must be large
enough to matter, and too large for so few rows to show by chance; below `FEWEST` values nothing is told of a column.
Where there are `STEADY` earlier profiles or more, a change must also leave what they usually do (median and MAD, 5
robust standard deviations). `LIMITS` says all limits; the reference documentation is printed from it.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from kho.contracts.model import LoadMode, LogicalType
from kho.messages import Message
from kho.quality.profile import ColumnProfile, Histogram, TableProfile, Value
from kho.quality.profiling import MOMENTS, NUMBERS

REMEMBERED = 10
FEWEST = 30
STEADY = 4
ROBUST = 5 * 1.4826
"""Five standard deviations in terms of the median absolute deviation of a normal distribution."""
ROWS = 0.3
MISSING, MISSING_Z = 0.05, 4.0
KEY_LIKE, NO_KEY = 0.99, 0.95
WIDER = 0.5
PSI, PSI_FEWEST = 0.25, 200
SPREAD, MEAN_Z = 0.5, 5.0
IQR_OF_NORMAL = 1.349
EXPECTED_ROWS = 10
NEW_ROWS = 3


class Measure(StrEnum):
    """What has changed."""

    ROWS = "rows"
    MISSING = "missing"
    DISTINCT = "distinct"
    RANGE = "range"
    SHAPE = "distribution"
    MEAN = "mean"
    NEW_VALUE = "new value"
    VANISHED_VALUE = "vanished value"


class Level(StrEnum):
    """How much: `alarm` from twice the limit on."""

    NOTICE = "notice"
    ALARM = "alarm"


LIMITS: Mapping[Measure, Message] = {
    Measure.ROWS: Message(
        "Số dòng đổi hơn 30 % (nạp kiểu replace), hoặc bảng append, upsert bớt hơn 30 %.",
        "Rows change by more than 30 % (load mode replace), or an append or upsert table loses more than 30 %.",
    ),
    Measure.MISSING: Message(
        "Tỷ lệ trống đổi từ 5 điểm phần trăm và z của hai tỷ lệ trên 4.",
        "The missing share changes by 5 points or more, and z of the two shares is above 4.",
    ),
    Measure.DISTINCT: Message(
        "Cột gần như không trùng (99 % trở lên) nay trùng nhiều (dưới 95 %).",
        "A column with hardly a value twice (99 % different or more) now has many (below 95 %).",
    ),
    Measure.RANGE: Message(
        "Khoảng giá trị rộng ra hơn nửa khoảng trước; ngày thì cộng thêm hai lần thời gian đã qua.",
        "The range grows by more than half of what it was; for days, by twice the time gone by beside that.",
    ),
    Measure.SHAPE: Message(
        "PSI trên histogram hoặc các giá trị từ 0,25 cộng phần do ngẫu nhiên; mỗi bên ít nhất 200 giá trị.",
        "PSI over the histogram or the values from 0.25 on, and what chance adds; 200 values or more on each side.",
    ),
    Measure.MEAN: Message(
        "Trung bình lệch hơn nửa độ lệch chuẩn (theo tứ phân vị) và hơn 5 lần sai số chuẩn.",
        "The mean moves by more than half a standard deviation (by the quartiles) and 5 standard errors.",
    ),
    Measure.NEW_VALUE: Message(
        "Giá trị mới ở nhiều dòng hơn 3 lần số dòng giá trị lạ thường gặp (Good-Turing).",
        "A new value in more than 3 times the rows in which values not seen before are to be expected (Good-Turing).",
    ),
    Measure.VANISHED_VALUE: Message(
        "Giá trị biến mất dù đáng lẽ phải có ở ít nhất 10 dòng.",
        "A value is gone that was to be expected in 10 rows or more.",
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Drift:
    """One change: of the table where `column` is empty; `before`, `now` and `limit` in the measure's own terms."""

    column: str
    measure: Measure
    before: Value | None
    now: Value | None
    limit: float
    level: Level
    what: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Over:
    """How large a change is, and the limit it passed."""

    size: float
    limit: float

    @property
    def level(self) -> Level:
        """An alarm from twice the limit on."""
        return Level.ALARM if self.size >= 2 * self.limit else Level.NOTICE


def _told(vi: str, en: str, **numbers: str) -> Message:
    """A sentence with numbers as each language writes them; they are given as English does."""
    swap = str.maketrans(",.", ".,")
    return Message(
        vi=vi.format(**{name: text.translate(swap) for name, text in numbers.items()}), en=en.format(**numbers)
    )


def drifts(now: TableProfile, earlier: Sequence[TableProfile], load: LoadMode) -> list[Drift]:
    """What has drifted, the table first, then columns in their order; `earlier` from the newest on. None: no drift."""
    known = list(earlier[:REMEMBERED])
    if not known:
        return []
    found = [*_rows(now, known, load)]
    for column in now.columns:
        past = [(profile, same) for profile in known if (same := profile.column(column.name)) is not None]
        past = [pair for pair in past if pair[1].type is column.type]
        if past:
            found += _of_column(now, column, past)
    return found


Past = Sequence[tuple[TableProfile, ColumnProfile]]


def _of_column(now: TableProfile, column: ColumnProfile, past: Past) -> Iterator[Drift]:
    yield from _missing(now, column, past)
    yield from _distinct(column, past[0][1])
    yield from _range(now, column, past)
    yield from _mean(column, past)
    yield from _distribution(column, past[0][1])
    yield from _values(column, past[0][1])


def _usual(value: float, past: Sequence[float]) -> bool:
    """Whether a value is within what several earlier ones usually do; never where there are too few to know."""
    if len(past) < STEADY:
        return False
    middle = median(past)
    return abs(value - middle) <= ROBUST * median(abs(each - middle) for each in past)


def _rows(now: TableProfile, known: Sequence[TableProfile], load: LoadMode) -> Iterator[Drift]:
    before = known[0].rows
    if max(before, now.rows) < FEWEST or not before:
        return
    change = now.rows / before - 1
    shrunk_only = load is not LoadMode.REPLACE
    if (change > -ROWS if shrunk_only else abs(change) < ROWS) or _usual(now.rows, [each.rows for each in known]):
        return
    what = _told(
        "Số dòng từ {before} thành {now} ({change}).",
        "Rows went from {before} to {now} ({change}).",
        before=f"{before:,}",
        now=f"{now.rows:,}",
        change=f"{change:+.0%}",
    )
    over = Over(size=abs(change), limit=ROWS)
    yield Drift(column="", measure=Measure.ROWS, before=before, now=now.rows, limit=ROWS, level=over.level, what=what)


def _missing(now: TableProfile, column: ColumnProfile, past: Past) -> Iterator[Drift]:
    before_profile, before_column = past[0]
    if min(now.rows, before_profile.rows) < FEWEST:
        return
    share, before = now.missing_share(column), before_profile.missing_share(before_column)
    z = _z(share, now.rows, before, before_profile.rows)
    shares = [profile.missing_share(each) for profile, each in past]
    if abs(share - before) < MISSING or z < MISSING_Z or _usual(share, shares):
        return
    what = _told(
        "Ô trống từ {before} thành {now}.",
        "Missing values went from {before} to {now}.",
        before=f"{before:.1%}",
        now=f"{share:.1%}",
    )
    yield _drift(column, Measure.MISSING, (before, share), Over(size=abs(share - before), limit=MISSING), what)


def _z(share: float, count: int, before: float, before_count: int) -> float:
    """How many standard errors two shares lie apart (the two-proportion z test)."""
    pooled = (share * count + before * before_count) / (count + before_count)
    error = math.sqrt(pooled * (1 - pooled) * (1 / count + 1 / before_count))
    return abs(share - before) / error if error else 0.0


def _drift(
    column: ColumnProfile, measure: Measure, values: tuple[Value | None, Value | None], over: Over, what: Message
) -> Drift:
    before, now = values
    return Drift(
        column=column.name, measure=measure, before=before, now=now, limit=over.limit, level=over.level, what=what
    )


def _distinct(column: ColumnProfile, before: ColumnProfile) -> Iterator[Drift]:
    if column.distinct is None or before.distinct is None or min(column.present, before.present) < FEWEST:
        return
    share, was = column.distinct / column.present, before.distinct / before.present
    if was >= KEY_LIKE and share < NO_KEY:
        what = _told(
            "Giá trị khác nhau từ {before} thành {now}: nhiều dòng nay trùng nhau.",
            "Different values went from {before} to {now}: many rows now share one.",
            before=f"{was:.1%}",
            now=f"{share:.1%}",
        )
        yield _drift(column, Measure.DISTINCT, (was, share), Over(size=1 - share, limit=1 - NO_KEY), what)


def _range(now: TableProfile, column: ColumnProfile, past: Past) -> Iterator[Drift]:
    if column.type not in NUMBERS | MOMENTS or min(column.filled, past[0][1].filled) < FEWEST:
        return
    ends = [(_number(each.minimum), _number(each.maximum)) for _, each in past]
    lows, highs = [low for low, _ in ends if low is not None], [high for _, high in ends if high is not None]
    low, high = _number(column.minimum), _number(column.maximum)
    if not lows or low is None or high is None:
        return
    least, most = min(lows), max(highs)
    grown = max(least - low, high - most)
    limit = max(WIDER * (most - least), _smallest(column)) + _gone_by(now, past[0][0], column)
    if grown > limit > 0:
        before, after = (f"{one.minimum} … {one.maximum}" for one in (past[0][1], column))
        what = Message(f"Khoảng giá trị từ {before} thành {after}.", f"The range went from {before} to {after}.")
        yield _drift(column, Measure.RANGE, (before, after), Over(size=grown, limit=limit), what)


def _number(value: Value | None) -> float | None:
    """A number, or a day as the number of it."""
    if isinstance(value, str):
        return float(date.fromisoformat(value[:10]).toordinal())
    return None if value is None else float(value)


def _smallest(column: ColumnProfile) -> float:
    """What a range of nothing may grow by: the larger end of a number itself, a day."""
    if column.type in MOMENTS:
        return 1.0
    ends = [abs(float(each)) for each in (column.quantile(5), column.quantile(95)) if each is not None]
    return WIDER * max(ends, default=0.0)


def _gone_by(now: TableProfile, before: TableProfile, column: ColumnProfile) -> float:
    return 2 * ((now.made - before.made) / timedelta(days=1)) if column.type in MOMENTS else 0.0


def _mean(column: ColumnProfile, past: Past) -> Iterator[Drift]:
    before = past[0][1]
    if column.mean is None or before.mean is None or min(column.filled, before.filled) < FEWEST:
        return
    deviation = max(_deviation(column), _deviation(before))
    error = deviation * math.sqrt(1 / column.filled + 1 / before.filled)
    moved = abs(column.mean - before.mean)
    means = [each.mean for _, each in past if each.mean is not None]
    if not deviation or moved < SPREAD * deviation or moved < MEAN_Z * error or _usual(column.mean, means):
        return
    what = _told(
        "Trung bình từ {before} thành {now}.",
        "The mean went from {before} to {now}.",
        before=f"{before.mean:,.6g}",
        now=f"{column.mean:,.6g}",
    )
    over = Over(size=moved, limit=SPREAD * deviation)
    yield _drift(column, Measure.MEAN, (before.mean, column.mean), over, what)


def _deviation(column: ColumnProfile) -> float:
    """The standard deviation, as the quartiles tell it."""
    low, high = _number(column.quantile(25)), _number(column.quantile(75))
    return 0.0 if low is None or high is None else (high - low) / IQR_OF_NORMAL


def _distribution(column: ColumnProfile, before: ColumnProfile) -> Iterator[Drift]:
    pairs = _common_bins(column, before) or _common_values(column, before)
    if len(pairs) <= 1 or min(column.present, before.present) < PSI_FEWEST:
        return
    chance = 3 * (len(pairs) - 1) * (1 / column.present + 1 / before.present)
    found, limit = _psi(pairs), PSI + chance
    if found >= limit:
        what = _told(
            "Phân bố giá trị đã khác (PSI {found}).", "The distribution is another (PSI {found}).", found=f"{found:.2f}"
        )
        yield _drift(column, Measure.SHAPE, (None, found), Over(size=found, limit=limit), what)


def _psi(pairs: Sequence[tuple[int, int]]) -> float:
    """The population stability index of counts now and before; half a row stands where there is none."""
    now, before = (sum(max(pair[at], 0.5) for pair in pairs) for at in (0, 1))
    shares = [(max(one, 0.5) / now, max(other, 0.5) / before) for one, other in pairs]
    return sum((one - other) * math.log(one / other) for one, other in shares)


def _common_bins(column: ColumnProfile, before: ColumnProfile) -> list[tuple[int, int]]:
    """Counts of numbers between the edges both histograms have. Days move on by themselves and are not compared."""
    if column.type not in NUMBERS or column.histogram is None or before.histogram is None:
        return []
    edges = sorted(set(column.histogram.edges) & set(before.histogram.edges), key=float)
    if not edges:
        return []
    return list(zip(_between(column.histogram, edges), _between(before.histogram, edges), strict=True))


def _between(histogram: Histogram, edges: Sequence[Value]) -> list[int]:
    """The counts of a histogram gathered between some of its edges."""
    places = [0, *(histogram.edges.index(edge) + 1 for edge in edges), len(histogram.counts)]
    return [sum(histogram.counts[start:end]) for start, end in pairwise(places)]


def _common_values(column: ColumnProfile, before: ColumnProfile) -> list[tuple[int, int]]:
    if not _is_category(column, before):
        return []
    now, was = _counts(column), _counts(before)
    return [(now.get(value, 0), was.get(value, 0)) for value in sorted(now.keys() | was.keys(), key=str)]


def _is_category(column: ColumnProfile, before: ColumnProfile) -> bool:
    """Whether both have all their values, of a kind that names something."""
    return column.complete and before.complete and column.type in (LogicalType.STRING, LogicalType.BOOLEAN)


def _counts(column: ColumnProfile) -> dict[Value, int]:
    return {each.value: each.count for each in column.top}


def _values(column: ColumnProfile, before: ColumnProfile) -> Iterator[Drift]:
    if not _is_category(column, before) or min(column.present, before.present) < FEWEST:
        return
    now, was = _counts(column), _counts(before)
    unseen = sum(count == 1 for count in was.values()) / before.present
    for value, count in now.items():
        limit = NEW_ROWS * max(1.0, unseen * column.present)
        if value not in was and count > limit:
            what = Message(f"Giá trị mới “{value}” ở {count} dòng.", f"The new value “{value}” stands in {count} rows.")
            yield _drift(column, Measure.NEW_VALUE, (None, value), Over(size=count, limit=limit), what)
    for value, count in was.items():
        expected = count / before.present * column.present
        if value not in now and expected >= EXPECTED_ROWS:
            what = Message(
                f"Giá trị “{value}”, trước ở {count} dòng, không còn.",
                f"The value “{value}”, in {count} rows, is gone.",
            )
            over = Over(size=expected, limit=EXPECTED_ROWS)
            yield _drift(column, Measure.VANISHED_VALUE, (value, None), over, what)
