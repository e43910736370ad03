"""A pair of rows: how likely it is one thing, and what each feature says of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kho.messages import Message
from kho.pipeline.matching.features import Feature

MOST_TOLD = 2**20
MOST_BITS = 1000.0


class Verdict(StrEnum):
    """What a pair is held for."""

    MATCH = "match"
    UNSURE = "unsure"


class Said(StrEnum):
    """What became of a person's decision about a pair."""

    YES = "yes"
    NO = "no"
    STALE = "stale"
    """A row is another than when it was decided: a person is asked again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What one feature says of a pair: its grade of agreement (None: missing), its weight in bits, above 0 for it."""

    feature: Feature
    grade: int | None
    weight: float

    @property
    def said(self) -> Message:
        """The feature's part in words."""
        title = self.feature.title
        if self.grade is None:
            return Message(f"{title.vi}: thiếu, không tính.", f"{title.en}: missing, counts for nothing.")
        grade = self.feature.grades[self.grade].said
        vi, en = _weighs(self.weight)
        return Message(f"{title.vi}: {grade.vi}, {vi}.", f"{title.en}: {grade.en}, {en}.")


def _weighs(weight: float) -> tuple[str, str]:
    """A weight in words: how many times as likely it makes that the rows are one, or that they are two."""
    times = min(2 ** abs(weight), MOST_TOLD)
    if times < 1.05:  # noqa: PLR2004 - less is not worth a word
        return "không nói lên gì", "which tells nothing"
    told = f"{times:,.0f}" if times >= 10 else f"{times:.1f}"  # noqa: PLR2004 - from ten on, digits after the point say nothing
    vi = told.replace(",", "\0").replace(".", ",").replace("\0", ".")
    if weight > 0:
        return f"khả năng là một tăng {vi} lần", f"{told} times as likely to be one"
    return f"khả năng là một giảm {vi} lần", f"{told} times less likely to be one"


def gained_told(pair: "Pair") -> Message:
    """What the tables as a whole say of a pair, in words."""
    vi, en = _weighs(pair.gained)
    return Message(
        f"Xét cả hai bảng (trong một bảng có mấy dòng giống nhau như thế, dòng nào đã có cặp): {vi}.",
        f"By the tables as a whole (rows as alike within one table, rows that have their match): {en}.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A row of the left with one of the right, by their keys.

    `prior` is how likely two such rows are one before anything is compared, as the logarithm of the odds, in bits.
    `weight` is the sum of its parts in bits, `gained` what the tables as a whole say beside it: which rows are in sure
    matches already, how alike rows of one table are. `is_contradicted`: something of one row contradicts the other.
    """

    left: str
    right: str
    prior: float
    parts: tuple[Part, ...] = ()
    weight: float = 0.0
    gained: float = 0.0
    is_contradicted: bool = False

    @classmethod
    def of(cls, left: str, right: str, prior: float, parts: tuple[Part, ...]) -> "Pair":
        """A pair of these parts."""
        against = any(each.grade is not None and each.feature.grades[each.grade].against for each in parts)
        weight = sum(part.weight for part in parts)
        return cls(left=left, right=right, prior=prior, parts=parts, weight=weight, is_contradicted=against)

    @property
    def probability(self) -> float:
        """How likely they are one."""
        return 1 / (1 + 2.0 ** min(-self.odds, MOST_BITS)) if self.parts else 0.0

    @property
    def odds(self) -> float:
        """The logarithm of the odds that they are one, in bits."""
        return self.prior + self.weight + self.gained


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """A person's decision as it stands now: what it says, by whom and when."""

    said: Said
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A pair that is a match or a question, and the decision about it where there is one."""

    pair: Pair
    verdict: Verdict
    ruling: Ruling | None = None
