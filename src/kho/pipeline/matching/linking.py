"""Pairs scored by `splink`: what agrees in how many pairs that are one is learnt from the tables, in a few rounds.

In each round the best pairs are counted by their grades of agreement, each by how likely it is one; the counts are
mixed with what is to be expected of such columns, so that a small table is not learnt by heart. How often things that
are two agree is counted over pairs at random, those that are one taken out.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa

from kho.pipeline.matching.choosing import chosen
from kho.pipeline.matching.features import EQUAL, Feature, Grade, features_of
from kho.pipeline.matching.forms import BLOCKS, KEY, Side, tables
from kho.pipeline.matching.pairs import Pair, Part
from kho.pipeline.matching.remaining import among_the_rest
from kho.pipeline.matching.within import Within
from kho.province.matches.model import Match
from kho.warehouse.duck import Workroom

if TYPE_CHECKING:
    from splink import Linker

SEED: Final = 1
RANDOM_PAIRS: Final = 300_000
ROUNDS: Final = 4
EXPECTED: Final = 20
"""As many pairs as what is expected counts for beside those that are counted."""
LEAST_CHANCE: Final = 1e-6
"""The least share of pairs that are two which a grade is held to have."""
LEAST_DOUBLES: Final = 0.02
SURE: Final = 0.9
LIKELY: Final = 0.02
UNLEARNT: Final = 0.25
LEAST_TOLD: Final = 0.001
"""The least probability with which a pair is looked at again."""
LEAST_ODDS: Final = -9.0
"""The least odds, in bits, with which a pair stays."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """What is learnt of a match: shares of the grades of each feature among pairs that are one, and that are two."""

    one: Mapping[str, tuple[float, ...]]
    two: Mapping[str, tuple[float, ...]]
    prior: float

    @property
    def bits(self) -> float:
        """The prior as the logarithm of the odds."""
        return math.log2(self.prior / (1 - self.prior))


def scored(match: Match, left: Side, right: Side | None, workroom: Workroom) -> tuple[Pair, ...]:
    """Pairs of the rows of two sides, or within one, that are worth looking at, with what each feature says of them."""
    if not left.keys or (right is not None and not right.keys):
        return ()
    with workroom.scratch() as scratch, workroom.connection(scratch) as connection:
        linking = _Linking.of(match, connection, tables(match, left, right))
        return linking.scored()


@dataclass(frozen=True, kw_only=True)
class _Linking:
    """One match at work."""

    match: Match
    connection: duckdb.DuckDBPyConnection
    frames: Sequence[Any]
    rows: tuple[int, ...]
    features: tuple[Feature, ...]
    rarity: Mapping[str, Any]
    api: Any

    @classmethod
    def of(cls, match: Match, connection: duckdb.DuckDBPyConnection, forms: Sequence[pa.Table]) -> "_Linking":
        from splink import DuckDBAPI  # takes a second, and few commands need it

        api = DuckDBAPI(connection)
        names = ("a_left", "b_right")
        features = tuple(each for at, one in enumerate(match.compared) for each in features_of(at, one))
        rare = [each.column for each in features if each.grades[0].rare]
        return cls(
            match=match,
            connection=connection,
            frames=[api.register(each, dataset_display_name=name) for each, name in zip(forms, names, strict=False)],
            rows=tuple(each.num_rows for each in forms),
            features=features,
            rarity={name: api.register(_rarity(name, forms)) for name in rare},
            api=api,
        )

    @property
    def every(self) -> int:
        """How many pairs there are, compared or not."""
        first = self.rows[0]
        return max(first * self.rows[1] if len(self.rows) > 1 else first * (first - 1) // 2, 1)

    def scored(self) -> tuple[Pair, ...]:
        """The pairs, weighed by what the tables themselves teach."""
        begun = weights = self._begun()
        pairs = tuple(self._pairs(begun, self.frames))
        inside = [each for frame in self._apart() for each in self._pairs(begun, [frame])]
        for _ in range(ROUNDS):
            pairs = self._heard(pairs, inside)
            likely = [each.pair for each in chosen(self._with(LIKELY), self._alone(pairs), {})]
            learnt = self._learnt([pair for pair in likely if not pair.is_contradicted], begun.two)
            pairs = tuple(each for pair in pairs if (each := _weighed_again(pair, weights, learnt)).odds > LEAST_ODDS)
            inside, weights = [_weighed_again(each, weights, learnt) for each in inside], learnt
        return self._alone(self._heard(pairs, inside))

    def _apart(self) -> Sequence[Any]:
        """The tables whose rows are two things each: none where doubles are looked for."""
        return self.frames if len(self.rows) > 1 else ()

    def _heard(self, pairs: tuple[Pair, ...], inside: Sequence[Pair]) -> tuple[Pair, ...]:
        """The pairs with what pairs within each table say of them."""
        if len(self.rows) == 1:
            return pairs
        weights = sorted(each.weight for each in inside if not each.is_contradicted)
        within = Within(weights=weights, rows=sum(self.rows))
        return tuple(within.heard(pair) for pair in pairs)

    def _alone(self, pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
        """The pairs with what follows from each row being in one match at most, where that is so."""
        return among_the_rest(self._with(SURE), pairs, self.rows) if self.match.one_to_one else pairs

    def _with(self, least: float) -> Match:
        """The match that takes pairs from another probability."""
        return replace(self.match, match=least, unsure=least)

    def _begun(self) -> Weights:
        """What is expected, and how often random pairs agree."""
        one = {each.column: tuple(grade.share for grade in each.grades) for each in self.features}
        begun = Weights(one=one, two=one, prior=min(0.5 / max(self.rows), 0.5))
        linker = self._linker(begun, self.frames, with_chances=False)
        linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED, num_chunks=1)
        told = {each["output_column_name"]: each for each in linker.misc.save_model_to_json()["comparisons"]}
        two = {each.column: each.apart or _chances(told[each.column]) for each in self.features}
        return replace(begun, two={name: _floored(shares, self.every) for name, shares in two.items()})

    def _learnt(self, likely: Sequence[Pair], chance: Mapping[str, tuple[float, ...]]) -> Weights:
        """Weights by the pairs that are likely one, each counted by how likely it is."""
        one, two = {}, {}
        for at, feature in enumerate(self.features):
            counts: dict[int | None, float] = defaultdict(float)
            for pair in likely:
                counts[pair.parts[at].grade] += pair.probability
            known = sum(count for grade, count in counts.items() if grade is not None)
            one[feature.column] = tuple(
                max((grade.share * EXPECTED + counts[place]) / (EXPECTED + known), _least(grade))
                for place, grade in enumerate(feature.grades)
            )
            before = chance[feature.column]
            taken = [max(share * self.every - counts[place], 0.0) for place, share in enumerate(before)]
            two[feature.column] = feature.apart or _floored([each / max(sum(taken), 1.0) for each in taken], self.every)
        prior = max(sum(pair.probability for pair in likely), 1.0) / self.every
        return Weights(one=one, two=two, prior=min(prior, 0.5))

    def _linker(self, weights: Weights, frames: Sequence[Any], *, with_chances: bool = True) -> "Linker":
        from splink import Linker, SettingsCreator, block_on

        settings = SettingsCreator(
            link_type="link_only" if len(frames) > 1 else "dedupe_only",
            comparisons=[_comparison(each, weights, with_chances=with_chances) for each in self.features],
            blocking_rules_to_generate_predictions=[block_on(BLOCKS, arrays_to_explode=[BLOCKS])],
            retain_matching_columns=True,
            retain_intermediate_calculation_columns=True,
            probability_two_random_records_match=weights.prior,
        )
        linker = Linker(list(frames), settings, log_level="ERROR")
        for name, table in self.rarity.items():
            linker.table_management.register_term_frequency_lookup(table, name)
        return linker

    def _pairs(self, weights: Weights, frames: Sequence[Any]) -> Iterator[Pair]:
        found = self._linker(weights, frames).inference.predict(
            threshold_match_probability=min(LEAST_TOLD, self.match.unsure / 10)
        )
        for row in found.as_record_list():
            parts = tuple(_part(each, row) for each in self.features)
            yield Pair.of(row[f"{KEY}_l"], row[f"{KEY}_r"], weights.bits, parts)
        found.drop_table_from_database_and_remove_from_cache()


def _least(grade: Grade) -> float:
    """What is never unlearnt of what is expected: pairs that differ are seldom sure enough to be counted."""
    return 0.0 if grade.against or grade.sql else grade.share * UNLEARNT


def _weighed_again(pair: Pair, before: Weights, now: Weights) -> Pair:
    """The pair by other weights; what a rare value says does not depend on how often others agree."""
    parts = []
    for part in pair.parts:
        if part.grade is None:
            parts.append(part)
            continue
        name, at = part.feature.column, part.grade
        change = math.log2(now.one[name][at] / before.one[name][at])
        if not part.feature.grades[at].rare:
            change -= math.log2(now.two[name][at] / before.two[name][at])
        parts.append(Part(feature=part.feature, grade=at, weight=part.weight + change))
    return Pair.of(pair.left, pair.right, now.bits, tuple(parts))


def _part(feature: Feature, row: Mapping[str, Any]) -> Part:
    gamma = int(row[f"gamma_{feature.column}"])
    weight = float(row[f"mw_{feature.column}"]) + float(row.get(f"mw_tf_adj_{feature.column}") or 0.0)
    grade = None if gamma < 0 else len(feature.grades) - 1 - gamma
    return Part(feature=feature, grade=grade, weight=weight)


def _comparison(feature: Feature, weights: Weights, *, with_chances: bool) -> dict[str, Any]:
    """A comparison as splink keeps it; without chances, splink is to find them."""
    levels: list[dict[str, Any]] = [
        {"sql_condition": feature.missing, "label_for_charts": "missing", "is_null_level": True}
    ]
    for at, grade in enumerate(feature.grades):
        level = {
            "sql_condition": grade.sql or "ELSE",
            "label_for_charts": grade.said.en,
            "m_probability": weights.one[feature.column][at],
        }
        if with_chances:
            level["u_probability"] = weights.two[feature.column][at]
        if grade.rare and grade.sql == EQUAL.format(column=feature.column):
            level |= {"tf_adjustment_column": feature.column, "tf_adjustment_weight": 1.0}
        levels.append(level)
    return {"output_column_name": feature.column, "comparison_levels": levels}


def _chances(told: Mapping[str, Any]) -> tuple[float, ...]:
    levels = [each for each in told["comparison_levels"] if not each.get("is_null_level")]
    return tuple(float(each.get("u_probability") or 0.0) for each in levels)


def _floored(shares: Sequence[float], pairs: int) -> tuple[float, ...]:
    """Shares of so many pairs: of what was never seen, half a pair may have been."""
    return tuple(max(each, 0.5 / pairs, LEAST_CHANCE) for each in shares)


def _rarity(name: str, forms: Sequence[pa.Table]) -> pa.Table:
    """How likely a row of another thing has the same value, for every value.

    A row's own counterpart is no other thing, so one is taken off each table's count; what is left of a value that
    stands once in each is how often values stand twice in the same table at all.
    """
    counts = [Counter(each for each in table[name].to_pylist() if each is not None) for table in forms]
    own = 1 if len(counts) > 1 else 2
    total = max(sum(sum(each.values()) for each in counts), 1)
    doubled = sum(number for each in counts for number in each.values() if number > 1) / total
    least = max(doubled if len(counts) > 1 else 0.0, LEAST_DOUBLES) * len(counts)
    values = sorted(set().union(*counts))
    shares = [(sum(max(each[value] - own, 0) for each in counts) + least) / total for value in values]
    return pa.table({name: pa.array(values, pa.string()), f"tf_{name}": pa.array(shares, pa.float64())})
