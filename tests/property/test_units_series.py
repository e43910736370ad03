"""Whatever figures are brought to other units: none is lost, none is made, and parts add up to the last step."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kho.standards.units import known
from kho.standards.units.bridge import Bridge
from kho.standards.units.model import MERGER, Level
from kho.standards.units.series import Line, bring_series, parts
from kho.standards.units.weights import Basis, Split

ATLAS = known.atlas()
BEFORE = date(2025, 6, 30)
OLD = [
    each.code
    for each in ATLAS.units(on=BEFORE, level=Level.COMMUNE)
    if ATLAS.above(each, on=BEFORE)[-1].code in ("33", "01")
]
NEW = [each.code for each in ATLAS.units(on=MERGER, level=Level.COMMUNE) if each.parent in ("33", "01")]
BRIDGES = [
    Bridge(atlas=ATLAS, to=MERGER, level=Level.COMMUNE),
    Bridge(atlas=ATLAS, to=MERGER, level=Level.COMMUNE, into=Level.PROVINCE),
    Bridge(atlas=ATLAS, to=BEFORE, level=Level.COMMUNE),
    Bridge(atlas=ATLAS, to=BEFORE, level=Level.COMMUNE, into=Level.DISTRICT),
]
values = st.none() | st.integers(-(10**30), 10**30)
lines = st.builds(
    Line,
    group=st.tuples(st.integers(1, 2)),
    day=st.sampled_from([None, date(1990, 1, 1), date(2024, 12, 31), BEFORE, MERGER, date(2026, 1, 1)]),
    code=st.none() | st.sampled_from(OLD[:40] + NEW[:40] + ["99999"]),
    figures=st.tuples(values, values),
)


@given(
    rows=st.lists(lines, max_size=40),
    bridge=st.sampled_from(BRIDGES),
    splits=st.tuples(st.sampled_from(Split), st.sampled_from(Split)),
    zero=st.booleans(),
)
def test_nothing_is_lost_and_nothing_made(rows: list[Line], bridge: Bridge, splits: tuple[Split, ...], *, zero: bool):
    series = bring_series(rows, bridge, splits, absent_is_zero=zero)
    for at, totals in enumerate(series.totals):
        assert totals.given == sum(row.figures[at] or 0 for row in rows)
        assert totals.given == totals.placed + totals.apart
    for row in series.placed:
        assert (None in row.figures) == (row.basis is None) == bool(row.lacks)
    keys = Counter((row.group, row.code) for row in series.placed)
    days = {row.group: {each.day for each in rows if each.group == row.group} for row in series.placed}
    assert all(count <= len(days[group]) for (group, _), count in keys.items())


@given(zero=st.booleans(), seed=st.integers(0, 10**6))
def test_the_whole_of_two_provinces_stays_the_whole(*, zero: bool, seed: int):
    rows = [Line(group=(), day=BEFORE, code=code, figures=(seed + at,)) for at, code in enumerate(OLD)]
    series = bring_series(rows, BRIDGES[1], [Split.NONE], absent_is_zero=zero)
    (totals,) = series.totals
    assert totals.given == sum(range(seed, seed + len(OLD)))
    placed = {row.code: row.figures[0] for row in series.placed if row.basis is Basis.EXACT}
    assert totals.placed == sum(each or 0 for each in placed.values())


@given(value=st.integers(-(10**12), 10**12), code=st.sampled_from(OLD))
def test_parts_add_up_and_are_near_their_shares(value: int, code: str):
    weights = BRIDGES[0].carried(BEFORE, Split.AREA).weights.get(code, ())
    if weights:
        made = parts(value, weights)
        assert sum(made) == value
        assert all(abs(part - value * each.weight) < 1 for part, each in zip(made, weights, strict=True))
