"""Two registers of the same things matched without a common key, by `splink` on DuckDB (Fellegi and Sunter, 1969).

Every column says for itself how much it speaks for or against a pair; what it weighs is learnt from the registers, so
nobody has to say it. A pair is told with each column's part, so that a person can see why.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

import duckdb
import pyarrow as pa

from kho.messages import Message
from kho.standards.addresses.mistyped import sounded
from kho.standards.addresses.written import clean, kinds_at, words
from kho.standards.names.facilities import facility, level, without_places
from kho.standards.names.organisations import organisation
from kho.standards.names.persons import person
from kho.standards.text.folding import folded
from kho.standards.text.tones import with_new_tones

Row = Mapping[str, str]

SEED: Final = 1
TRAINED_BY: Final = 2
"""Of the blocks, the narrowest, from which the weights are learnt: wide ones hold few pairs that are one."""
RANDOM_PAIRS: Final = 1_000_000
TIE_BITS: Final = 2.0
NEAR: Final = 1.0
"""Bits by which a better pair of a row must be ahead of another one, so that it is no question."""
SIMILAR: Final = (0.95, 0.88)
"""Jaro-Winkler similarities from which texts are nearly the same, and alike."""


OTHERS: Final = "khac"
GROUPS: Final = ("benh vien", "trung tam y te", "phong kham", "tram y te", "truong")
COMMUNES_OWN: Final = "tram y te"
LEVELS: Final = ("xa", "phuong", "thi tran", "huyen", "quan", "thi xa", "thanh pho", "tinh")


class Comparison(StrEnum):
    """How two normal forms are compared.

    `BLOCK` only says which rows are compared at all, `TIE` which of two pairs that are as likely comes first.
    """

    BLOCK = "block"
    TIE = "tie"
    SAME = "same"
    SIMILAR = "similar"


class Verdict(StrEnum):
    """What a pair is held for."""

    MATCH = "match"
    UNSURE = "unsure"


def _squeezed(text: str) -> str:
    return folded(text).replace(" ", "")


def _facility(text: str, within: str) -> str:
    """The own name; `Bệnh viện tỉnh` alone has that of the place in which it lies."""
    return sounded(_squeezed(without_places(facility(text, within=within).own)) or _squeezed(within))


def _facility_kind(text: str, within: str) -> str:
    """The kind; a commune's name alone stands for its health station, as in the ministry's register."""
    name = facility(text, within=within)
    return name.kind or ("tram y te" if level(name) == "commune" else "")


def _facility_group(text: str, within: str) -> str:
    """The kind without what it is specialised in: two facilities of different groups are never one."""
    kind = _facility_kind(text, within)
    return next((each for each in GROUPS if kind.startswith(each)), kind or OTHERS)


def _facility_level(text: str, within: str) -> str:
    """`xã`, `phường`, `huyện` and the like before the own name; empty where it has none."""
    own = facility(text, within=within).own
    return next((each for each in LEVELS if own.startswith(f"{each} ")), "")


def _facility_marked(text: str, within: str) -> str:
    """The last words of a commune's facility with their marks, which tell `Sa Pa` from `Sa Pả`; of no other."""
    if _facility_group(text, within) != COMMUNES_OWN:
        return ""
    bare = re.sub(r"\([^()]*\)| - .*", " ", with_new_tones(unicodedata.normalize("NFC", text)).lower())
    found = re.findall(r"[^\W\d_]+|\d+", bare)
    return "".join(found[-2:])


def _place(text: str, _: str) -> str:
    """The name of a unit without its kind, abbreviated or not."""
    found = words(clean(text))
    after = max((end for _, end in kinds_at(found, 0)), default=0)
    return "".join(each.folded for each in found[after:])


NORMALISERS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "text": lambda text, _: folded(text),
    "person": lambda text, _: person(text),
    "organisation": lambda text, _: str(organisation(text)),
    "facility": _facility,
    "facility_kind": _facility_kind,
    "facility_group": _facility_group,
    "facility_level": _facility_level,
    "facility_marked": _facility_marked,
    "place": _place,
}
"""Normal forms for matching by name, of a text and of the place in which its register says that it lies."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column by which rows are compared: its name on both sides, its normal form and how that is compared."""

    name: str
    left: str
    right: str
    normaliser: str
    comparison: Comparison
    title: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Matching:
    """What is matched and how. Rows are compared where they agree in all columns of one of `blocks`.

    `within` are columns with the place in which a row lies. From probability `sure` a pair is a match, from `unsure` it
    is a question for a person.
    """

    columns: tuple[Column, ...]
    blocks: tuple[tuple[str, ...], ...]
    left_key: str
    right_key: str
    within: tuple[str, str]
    sure: float = 0.9
    unsure: float = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What one column says of a pair: its weight in bits, above 0 for it, below 0 against it."""

    column: Column
    left: str
    right: str
    weight: float

    @property
    def said(self) -> Message:
        """The column's part in words."""
        vi, en = ("giống", "alike") if self.weight > 0 else ("khác", "unlike")
        if not (self.left and self.right):
            vi, en = "thiếu", "missing"
        times = f"{2 ** abs(self.weight):,.0f}"
        side_vi, side_en = ("là một", "one and the same") if self.weight > 0 else ("khác nhau", "two")
        return Message(
            f"{self.column.title.vi} {vi} (“{self.left}”, “{self.right}”): khả năng {side_vi} gấp {times} lần.",
            f"{self.column.title.en} {en} (“{self.left}”, “{self.right}”): {times} times as likely to be {side_en}.",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A row of the left register with one of the right, how likely they are one, and why."""

    left: str
    right: str
    probability: float
    parts: tuple[Part, ...]
    verdict: Verdict
    ties: int = 0

    @property
    def weight(self) -> float:
        """The sum of its parts, in bits, and what puts it before pairs that are as likely."""
        return sum(part.weight for part in self.parts) + TIE_BITS * self.ties


def match(
    matching: Matching,
    left: Sequence[Row],
    right: Sequence[Row],
    *,
    decided: Mapping[tuple[str, str], bool] | None = None,
) -> tuple[Pair, ...]:
    """The pairs that are matches and those that a person should look at, the likeliest first.

    A row is in one match at most. `decided` are pairs of keys that a person has said yes or no to, which stays.
    """
    scored = [*_scored(matching, left, right)]
    return tuple(_chosen(matching, scored, decided or {}))


def _chosen(matching: Matching, scored: Iterable[Pair], decided: Mapping[tuple[str, str], bool]) -> Iterator[Pair]:
    """Each row in its best pair; a question where another pair of one of its rows comes near."""
    taken: dict[str, Pair] = {}
    for pair in sorted(scored, key=lambda each: _rank(each, decided)):
        said = decided.get((pair.left, pair.right))
        sides = (f"l:{pair.left}", f"r:{pair.right}")
        better = [taken[side] for side in sides if side in taken]
        if said is False or any(decided.get((each.left, each.right)) or not _is_near(pair, each) for each in better):
            continue
        for side in sides:
            taken.setdefault(side, pair)
        if said:
            yield replace(pair, probability=1.0, verdict=Verdict.MATCH)
        elif pair.probability >= matching.unsure:
            is_sure = pair.probability >= matching.sure and not better
            yield replace(pair, verdict=Verdict.MATCH if is_sure else Verdict.UNSURE)


def _rank(pair: Pair, decided: Mapping[tuple[str, str], bool]) -> tuple[bool, float, str, str]:
    return not decided.get((pair.left, pair.right), False), -pair.weight, pair.left, pair.right


def _is_near(pair: Pair, better: Pair) -> bool:
    return better.weight - pair.weight < NEAR


def _scored(matching: Matching, left: Sequence[Row], right: Sequence[Row]) -> Iterator[Pair]:
    with duckdb.connect() as connection:
        linker = _trained(matching, connection, left, right)
        found = linker.inference.predict(threshold_match_probability=matching.unsure / 10)
        for row in found.as_record_list():
            yield _pair(matching, row)


def _table(matching: Matching, rows: Sequence[Row], *, is_left: bool) -> pa.Table:
    key, within = (matching.left_key, matching.within[0]) if is_left else (matching.right_key, matching.within[1])
    values: dict[str, list[str | None]] = {"unique_id": [row[key] for row in rows]}
    for column in matching.columns:
        form, source = NORMALISERS[column.normaliser], column.left if is_left else column.right
        values[column.name] = [form(row[source], row[within]) or None for row in rows]
    return pa.table({name: pa.array(each, pa.string()) for name, each in values.items()})


def _trained(
    matching: Matching, connection: duckdb.DuckDBPyConnection, left: Sequence[Row], right: Sequence[Row]
) -> Any:
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    api = DuckDBAPI(connection)
    tables = [
        api.register(_table(matching, rows, is_left=is_left), dataset_display_name=name)
        for name, rows, is_left in (("a_left", left, True), ("b_right", right, False))
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[_comparison(column) for column in _compared(matching)],
        blocking_rules_to_generate_predictions=[block_on(*block) for block in matching.blocks],
        retain_intermediate_calculation_columns=True,
        additional_columns_to_retain=[column.name for column in _ties(matching)],
        probability_two_random_records_match=1 / max(len(left), len(right)),
    )
    linker = Linker(tables, settings, log_level="ERROR")
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    for block in matching.blocks[:TRAINED_BY]:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*block), fix_probability_two_random_records_match=False
        )
    return linker


def _compared(matching: Matching) -> list[Column]:
    return [column for column in matching.columns if column.comparison in (Comparison.SAME, Comparison.SIMILAR)]


def _ties(matching: Matching) -> list[Column]:
    return [column for column in matching.columns if column.comparison is Comparison.TIE]


def _comparison(column: Column) -> Any:
    import splink.comparison_library as library

    if column.comparison is Comparison.SAME:
        return library.ExactMatch(column.name).configure(term_frequency_adjustments=True)
    return library.JaroWinklerAtThresholds(column.name, list(SIMILAR)).configure(term_frequency_adjustments=True)


def _pair(matching: Matching, row: Mapping[str, Any]) -> Pair:
    parts = tuple(
        Part(
            column=column,
            left=row[f"{column.name}_l"] or "",
            right=row[f"{column.name}_r"] or "",
            weight=float(row[f"mw_{column.name}"]) + float(row.get(f"mw_tf_adj_{column.name}") or 0.0),
        )
        for column in _compared(matching)
    )
    ties = sum(
        bool(row[f"{each.name}_l"]) and row[f"{each.name}_l"] == row[f"{each.name}_r"] for each in _ties(matching)
    )
    probability = float(row["match_probability"])
    verdict = Verdict.MATCH if probability >= matching.sure else Verdict.UNSURE
    return Pair(
        left=row["unique_id_l"],
        right=row["unique_id_r"],
        probability=probability,
        parts=parts,
        verdict=verdict,
        ties=ties,
    )
