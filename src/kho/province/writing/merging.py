"""Two changes of one text brought together, line by line: where both change the same lines, the one's stand.

The lines that all three texts share part them; between two of these, a side that left the lines as they were gives way
to the other. Known as a three-way merge (diff3).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """The text of both, and how often both had changed the same lines."""

    text: str
    overlaps: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shared:
    """Lines that all three have: where they begin in each, and how many they are."""

    base: int
    theirs: int
    mine: int
    size: int


def merge(base: str, theirs: str, mine: str) -> Merged:
    """What `mine` makes of `base`, made of `theirs`, which others made of it meanwhile."""
    lines = [text.splitlines(keepends=True) for text in (base, theirs, mine)]
    told: list[str] = []
    overlaps, at = 0, _Shared(base=0, theirs=0, mine=0, size=0)
    for shared in _shared(*lines):
        was, other, own = (
            lines[0][at.base : shared.base],
            lines[1][at.theirs : shared.theirs],
            lines[2][at.mine : shared.mine],
        )
        overlaps += bool(was) and own != was and other not in (was, own)
        told += _both(was, other, own)
        told += lines[0][shared.base : shared.base + shared.size]
        at = _behind(shared)
    return Merged(text="".join(told), overlaps=overlaps)


def _both(was: list[str], other: list[str], own: list[str]) -> list[str]:
    """The lines of one place. What both put where nothing was, such as new entries, stands one after the other."""
    if own in (was, other):
        return other
    return [*other, *own] if not was else own


def _behind(shared: _Shared) -> _Shared:
    size = shared.size
    return _Shared(base=shared.base + size, theirs=shared.theirs + size, mine=shared.mine + size, size=0)


def _shared(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> Iterator[_Shared]:
    """What all three share, in its order; at last their ends."""
    one = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    two = SequenceMatcher(None, base, mine, autojunk=False).get_matching_blocks()
    first = second = 0
    while first < len(one) and second < len(two):
        left, right = one[first], two[second]
        begin, end = max(left.a, right.a), min(left.a + left.size, right.a + right.size)
        if begin < end:
            yield _Shared(base=begin, theirs=left.b + begin - left.a, mine=right.b + begin - right.a, size=end - begin)
        if left.a + left.size <= right.a + right.size:
            first += 1
        else:
            second += 1
    yield _Shared(base=len(base), theirs=len(theirs), mine=len(mine), size=0)
