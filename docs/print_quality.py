"""Prints docs/reference/quality.md: what scores, drift, freshness and profiles mean."""

from collections.abc import Iterator

from printing import NOTE, code, page, table

from kho.quality import drift, freshness, profiling, scoring
from kho.quality.dimensions import FACTS, SAID
from kho.quality.drift import LIMITS
from kho.quality.freshness import State

HEAD = """# Quality: dimensions, scores, drift, freshness, profiles

What `kho quality` and `kho profile` tell, and how it is computed. How to use them: [the guide](../guide/quality.md)."""
DIMENSIONS = """## Dimensions

The six primary dimensions of DAMA UK (2013), beside each the characteristic of ISO/IEC 25012:2008 it measures. A rule's
own `dimension` in the contract (ODCS) goes before what its kind would make it."""
STATES = {
    State.FRESH: ("The next delivery is not due yet.", "Đợt sau chưa đến hạn."),
    State.DUE: ("It is due, and within what is allowed.", "Đã đến hạn, còn trong thời gian cho phép."),
    State.LATE: ("It is late.", "Đã trễ."),
    State.NEVER: ("A frequency is promised, and nothing was ever loaded.", "Có hẹn tần suất mà chưa nạp lần nào."),
    State.UNPROMISED: ("No frequency is promised.", "Không hẹn tần suất."),
}
PROFILES = f"""## Profiles

One per version of a table, made after a `kho run` that loaded something (setting `profile` of `[quality]`), or by `kho
profile` when it is asked for; kept in `.kho/profiles`. Of all rows: rows with a value, smallest, largest, mean.
Different and frequent values, quantiles, histograms and lengths are those of all rows up to {profiling.LOOKED_AT:,}; of
a larger table every n-th row is looked at, always the same ones, and the profile says `step: n`. Shapes of texts are
those of at most {profiling.SHAPED:,} rows.

Of columns classified personal or sensitive no value is kept, only counts, lengths and shapes. `kho erase` takes every
value out of the profiles of the tables a person stood in."""


def render() -> dict[str, str]:
    """The page by its path."""
    parts = [*_dimensions(), *_scores(), *_freshness(), *_drift(), PROFILES]
    return {"docs/reference/quality.md": page(HEAD, NOTE, *parts)}


def _dimensions() -> Iterator[str]:
    yield DIMENSIONS
    rows = [
        (
            f"{facts.name.en} ({facts.name.vi})",
            facts.asks.en,
            facts.measured_by.en,
            ", ".join(code(said) for said, dimension in SAID.items() if dimension is each),
            facts.iso,
            str(facts.weight),
        )
        for each, facts in FACTS.items()
    ]
    yield table(["dimension", "asks", "measured by", "ODCS dimension", "ISO/IEC 25012", "weight"], rows)


def _scores() -> Iterator[str]:
    yield "## Scores"
    yield _of_module(scoring)
    yield (
        "The deliveries that count: the newest where a delivery replaces the table; else the newest run of each file "
        "delivered, at most ten. The trend compares the newest delivery's score by its rules with the one before."
    )


def _freshness() -> Iterator[str]:
    yield "## Freshness"
    yield _of_module(freshness)
    yield table(["state", "", ""], [(code(state), *words) for state, words in STATES.items()])


def _drift() -> Iterator[str]:
    yield "## Drift"
    yield _of_module(drift)
    yield table(["measure", "told when", "báo khi"], [(code(each), told.en, told.vi) for each, told in LIMITS.items()])
    yield (
        f"Here `REMEMBERED` is {drift.REMEMBERED}, `FEWEST` {drift.FEWEST}, `STEADY` {drift.STEADY}. Days move on by "
        "themselves, so their distribution is not compared. Texts with more than "
        f"{profiling.FEW} different values are no category."
    )


def _of_module(module: object) -> str:
    """What a module says of itself, without its title."""
    return (module.__doc__ or "").partition("\n")[2].strip()
