"""What is looked at in a pair of rows, and the grades of agreement, for every kind of column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kho.messages import Message
from kho.province.matches.model import Compared, Kind

FAR: Final = 5
"""Times the distance of points of one thing, within which it may still be one."""
EQUAL: Final = '"{column}_l" = "{column}_r"'
ALIKE: Final = 'jaro_winkler_similarity("{column}_l", "{column}_r") >= {share}'
ONE_LETTER: Final = (
    'damerau_levenshtein("{column}_l", "{column}_r") <= 1 AND greatest(len("{column}_l"), len("{column}_r")) >= 4'
)
TWO_LETTERS: Final = (
    'damerau_levenshtein("{column}_l", "{column}_r") <= 2 AND greatest(len("{column}_l"), len("{column}_r")) >= 7'
)
SLIP: Final = 'damerau_levenshtein("{column}_l", "{column}_r") <= 1'
CONTAINED: Final = (
    'len(list_intersect("{column}_l", "{column}_r")) = least(len("{column}_l"), len("{column}_r"))'
    ' AND least(len("{column}_l"), len("{column}_r")) >= 2'
)
SWAPPED: Final = (
    '"{column}_l"[1:4] = "{column}_r"[1:4] AND "{column}_l"[6:7] = "{column}_r"[9:10]'
    ' AND "{column}_l"[9:10] = "{column}_r"[6:7]'
)
SAME_YEAR: Final = '"{column}_l"[1:4] = "{column}_r"[1:4]'
WITHIN_SHARE: Final = 'abs("{column}_l" - "{column}_r") <= {most} * greatest(abs("{column}_l"), abs("{column}_r"))'
WITHIN: Final = 'abs("{column}_l" - "{column}_r") <= {most}'
NEAR_BY: Final = (
    '111195 * sqrt(pow("{p}_lat_l" - "{p}_lat_r", 2)'
    ' + pow(("{p}_lon_l" - "{p}_lon_r") * cos(radians("{p}_lat_l")), 2)) <= {metres}'
)
"""Metres between two points; over a few kilometres the earth is flat."""
MISSING: Final = '"{column}_l" IS NULL OR "{column}_r" IS NULL'

SAME, LIKE = Message("giống nhau", "the same"), Message("gần giống", "nearly the same")
SOMEWHAT, OTHER = Message("hơi giống", "somewhat alike"), Message("khác nhau", "different")


@dataclass(frozen=True, kw_only=True, slots=True)
class Grade:
    """One grade of agreement.

    `sql` is its condition on a pair, empty for the last, which takes what is left. `share` is in how many of the pairs
    that are one it is to be expected, before anything is learnt. `rare`: the rarer the value, the more it says.
    `against`: the rows contradict each other, so that the pair is a question at most.
    """

    said: Message
    share: float
    sql: str = ""
    rare: bool = False
    against: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Feature:
    """One thing that is looked at: its column in the table of forms, its grades from the best to none.

    `apart` are the shares of the grades among pairs of different things where the tables cannot tell them.
    """

    column: str
    title: Message
    grades: tuple[Grade, ...]
    missing: str
    apart: tuple[float, ...] | None = None


def features_of(place: int, compared: Compared) -> tuple[Feature, ...]:
    """What is looked at for the compared columns that stand at `place` of their match."""
    return _FEATURES[compared.kind](f"c{place}", compared)


def _feature(column: str, title: Message, *grades: Grade, missing: str = MISSING) -> Feature:
    return Feature(column=column, title=title, grades=grades, missing=missing.format(column=column))


def _equal(column: str, title: Message, share: float) -> Feature:
    """The same or not."""
    same = Grade(said=SAME, share=share, sql=EQUAL.format(column=column), rare=True)
    return _feature(column, title, same, Grade(said=OTHER, share=1 - share))


def _own(prefix: str, title: Message) -> tuple[Feature, ...]:
    """How a name is written: its letters, and among those alike in letters its marks; and the numbers in it."""
    own = f"{prefix}_own"
    near = f"({TWO_LETTERS.format(column=own)}) OR {ALIKE.format(column=own, share=0.95)}"
    like = f"({CONTAINED.format(column=f'{prefix}_words')}) OR {ALIKE.format(column=own, share=0.9)}"
    letters = _feature(
        own,
        title,
        Grade(said=SAME, share=0.8, sql=EQUAL.format(column=own), rare=True),
        Grade(
            said=Message("đọc như nhau", "the same by sound"),
            share=0.04,
            sql=EQUAL.format(column=f"{prefix}_sound"),
        ),
        Grade(said=Message("lệch một chữ cái", "one letter away"), share=0.04, sql=ONE_LETTER.format(column=own)),
        Grade(said=LIKE, share=0.04, sql=near),
        Grade(said=SOMEWHAT, share=0.04, sql=like),
        Grade(said=OTHER, share=0.04),
    )
    marked = f"{prefix}_marked"
    marks = Feature(
        column=marked,
        title=Message(f"dấu trong {title.vi}", f"marks in {title.en}"),
        grades=(
            Grade(said=SAME, share=0.95, sql=EQUAL.format(column=marked)),
            Grade(said=OTHER, share=0.05),
        ),
        missing=f'{MISSING.format(column=marked)} OR "{own}_l" <> "{own}_r"',
        apart=(0.8, 0.2),
    )
    numbers = Feature(
        column=f"{prefix}_numbers",
        title=Message(f"số trong {title.vi}", f"numbers in {title.en}"),
        grades=(
            Grade(said=SAME, share=0.98, sql=EQUAL.format(column=f"{prefix}_numbers")),
            Grade(said=OTHER, share=0.02, against=True),
        ),
        missing=MISSING.format(column=f"{prefix}_numbers"),
        apart=(0.2, 0.8),
    )
    return letters, marks, numbers


def _name(prefix: str, compared: Compared) -> tuple[Feature, ...]:
    return _own(prefix, _title(compared))


def _kinds(prefix: str, compared: Compared) -> Feature:
    """The kind of an organisation or facility: two of different families are hardly ever one."""
    column, title = f"{prefix}_kind", _title(compared)
    return _feature(
        column,
        Message(f"loại trong {title.vi}", f"kind in {title.en}"),
        Grade(said=SAME, share=0.85, sql=EQUAL.format(column=column), rare=True),
        Grade(said=Message("cùng nhóm", "of one family"), share=0.12, sql=EQUAL.format(column=f"{prefix}_family")),
        Grade(said=OTHER, share=0.03, against=True),
    )


def _organisation(prefix: str, compared: Compared) -> tuple[Feature, ...]:
    return (*_own(prefix, _title(compared)), _kinds(prefix, compared))


def _facility(prefix: str, compared: Compared) -> tuple[Feature, ...]:
    title = _title(compared)
    level = Message(f"cấp trong {title.vi}", f"level in {title.en}")
    return (*_organisation(prefix, compared), _equal(f"{prefix}_level", level, 0.85))


def _address(prefix: str, compared: Compared) -> tuple[Feature, ...]:
    title, rest = _title(compared), f"{prefix}_rest"
    return (
        _equal(f"{prefix}_unit", Message(f"xã trong {title.vi}", f"commune in {title.en}"), 0.9),
        _feature(
            rest,
            Message(f"phần đầu của {title.vi}", f"beginning of {title.en}"),
            Grade(said=SAME, share=0.5, sql=EQUAL.format(column=rest), rare=True),
            Grade(said=LIKE, share=0.2, sql=ALIKE.format(column=rest, share=0.93)),
            Grade(said=SOMEWHAT, share=0.15, sql=ALIKE.format(column=rest, share=0.85)),
            Grade(said=OTHER, share=0.15),
        ),
        _equal(f"{prefix}_house", Message(f"số nhà trong {title.vi}", f"number in {title.en}"), 0.85),
    )


def _unit(prefix: str, compared: Compared) -> tuple[Feature, ...]:
    column = f"{prefix}_unit"
    return (
        _feature(
            column,
            _title(compared),
            Grade(said=SAME, share=0.92, sql=EQUAL.format(column=column), rare=True),
            Grade(said=LIKE, share=0.03, sql=ALIKE.format(column=column, share=0.93)),
            Grade(said=OTHER, share=0.05),
        ),
    )


def _code(prefix: str, compared: Compared) -> tuple[Feature, ...]:
    column = f"{prefix}_code"
    if not compared.standard:
        return (_equal(column, _title(compared), 0.95),)
    return (
        _feature(
            column,
            _title(compared),
            Grade(said=SAME, share=0.93, sql=EQUAL.format(column=column), rare=True),
            Grade(said=Message("lệch một chữ số", "one digit away"), share=0.03, sql=SLIP.format(column=column)),
            Grade(said=OTHER, share=0.04),
        ),
    )


def _date(prefix: str, compared: Compared) -> tuple[Feature, ...]:
    column = f"{prefix}_date"
    slip = f"({SLIP.format(column=column)}) OR ({SWAPPED.format(column=column)})"
    return (
        _feature(
            column,
            _title(compared),
            Grade(said=SAME, share=0.88, sql=EQUAL.format(column=column), rare=True),
            Grade(said=Message("lệch một nét", "one slip away"), share=0.06, sql=slip),
            Grade(said=Message("cùng năm", "in the same year"), share=0.03, sql=SAME_YEAR.format(column=column)),
            Grade(said=OTHER, share=0.03),
        ),
    )


def _number(prefix: str, compared: Compared) -> tuple[Feature, ...]:
    column = f"{prefix}_value"
    within = (WITHIN if compared.absolute else WITHIN_SHARE).format(column=column, most=float(compared.tolerance))
    return (
        _feature(
            column,
            _title(compared),
            Grade(said=SAME, share=0.7, sql=EQUAL.format(column=column)),
            Grade(said=Message("lệch trong mức cho phép", "within tolerance"), share=0.2, sql=within),
            Grade(said=OTHER, share=0.1),
        ),
    )


def _point(prefix: str, compared: Compared) -> tuple[Feature, ...]:
    near, far = (NEAR_BY.format(p=prefix, metres=float(each * compared.metres)) for each in (1, FAR))
    told = f"{compared.metres:g} m"
    return (
        Feature(
            column=f"{prefix}_lat",
            title=_title(compared),
            grades=(
                Grade(said=Message(f"cách nhau dưới {told}", f"within {told}"), share=0.85, sql=near),
                Grade(said=Message("ở gần nhau", "near each other"), share=0.1, sql=far),
                Grade(said=Message("ở xa nhau", "far apart"), share=0.05),
            ),
            missing=" OR ".join(MISSING.format(column=f"{prefix}_{each}") for each in ("lat", "lon")),
        ),
    )


def _title(compared: Compared) -> Message:
    return Message(compared.title or compared.name, compared.title or compared.name)


_FEATURES: Final[Mapping[Kind, Callable[[str, Compared], tuple[Feature, ...]]]] = {
    Kind.FACILITY: _facility,
    Kind.ORGANISATION: _organisation,
    Kind.PERSON: _name,
    Kind.TEXT: _name,
    Kind.ADDRESS: _address,
    Kind.UNIT: _unit,
    Kind.CODE: _code,
    Kind.DATE: _date,
    Kind.NUMBER: _number,
    Kind.POINT: _point,
}
