r"""Regular expressions that mean the same in every engine: RE2 (DuckDB), Java (Spark), Rust (Sail) and Python.

The engines differ in `\d` (all digits of Unicode or only 0-9), in `.` and `$` at line ends, in `[` inside a class,
and know different extras. `whole` reads the pattern people write in a contract and writes one text that says the
same everywhere, or names the part that has no such text.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kho.errors import KhoError
from kho.messages import Message

CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": r"\t\n\f\r "}
"""What the short classes hold, ASCII alone; `\\D`, `\\W` and `\\S` the opposite."""
CONTROLS = "tnfr"
SPECIAL = set(r"\^$.|?*+()[]{}-&~/\"'#@!%,:;<>=` _")
MAX_REPEAT = 1000
"""RE2 repeats no more often."""

REPEAT = re.compile(r"\{(\d+)(,(\d*))?\}")
PROPERTY = re.compile(r"\{([A-Z][a-z]?)\}|([A-Z])")


class BadPatternError(KhoError):
    """A regular expression that not every engine reads in the same way."""

    code = "KHO-Q101"
    what = Message(
        vi="Mẫu “{pattern}” có “{part}” ở vị trí {position}: {why_vi}.",
        en="Pattern “{pattern}” has “{part}” at position {position}: {why_en}.",
    )
    mend = Message(
        vi="Chỉ dùng chữ, [...], (...), |, ?, *, +, {{m,n}}, \\d \\w \\s và \\p{{L}}.",
        en="Use only letters, [...], (...), |, ?, *, +, {{m,n}}, \\d \\w \\s and \\p{{L}}.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Why:
    vi: str
    en: str


UNKNOWN = _Why(vi="không phải máy nào cũng hiểu như nhau", en="not every engine reads it alike")
UNFINISHED = _Why(vi="mẫu chưa viết xong", en="the pattern is unfinished")


@cache
def whole(pattern: str) -> str:
    """The portable text that matches exactly the texts `pattern` matches as a whole. Raises BadPatternError."""
    return rf"\A(?:{portable(pattern)})\z"


@cache
def portable(pattern: str) -> str:
    """The portable text of a pattern, to search with. Raises BadPatternError."""
    text = "".join(_Reader(pattern).parts())
    try:
        re.compile(for_python(text))
    except re.error as error:
        raise _bad(pattern, error.pos or 0, UNFINISHED) from error
    return text


def for_python(text: str) -> str:
    r"""The same portable text for `re`, which writes the end `\Z`."""
    return text.replace(r"\z", r"\Z")


def _bad(pattern: str, position: int, why: _Why) -> BadPatternError:
    part = pattern[position : position + 4] or pattern
    return BadPatternError(pattern=pattern, part=part, position=position + 1, why_vi=why.vi, why_en=why.en)


@cache
def _category(name: str) -> str:
    """The ranges of a Unicode category such as `L` or `Lu`, so that no engine's own Unicode version matters."""
    ranges: list[tuple[int, int]] = []
    for point in range(sys.maxunicode + 1):
        if not unicodedata.category(chr(point)).startswith(name):
            continue
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1] = (ranges[-1][0], point)
        else:
            ranges.append((point, point))
    return "".join(chr(low) if low == high else f"{chr(low)}-{chr(high)}" for low, high in ranges)


class _Reader:
    """Reads a pattern from left to right; each method yields or returns portable text and moves on."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def parts(self) -> Iterator[str]:
        while self.at < len(self.pattern):
            yield self._one()

    def _one(self) -> str:
        char = self.pattern[self.at]
        if char == "\\":
            return self._escape(inside=False)
        if char == "[":
            return self._class()
        if char == "(":
            return self._group()
        if char == "{":
            return self._repeat()
        self.at += 1
        if char in "?*+":
            self._refuse_possessive()
        return {".": r"[^\n]", "^": r"\A", "$": r"\z", "}": r"\}", "]": r"\]"}.get(char, char)

    def _refuse_possessive(self) -> None:
        if self.pattern[self.at : self.at + 1] == "+":
            raise _bad(self.pattern, self.at - 1, UNKNOWN)

    def _group(self) -> str:
        if self.pattern.startswith("(?:", self.at):
            self.at += 3
        elif self.pattern.startswith("(?", self.at):
            raise _bad(self.pattern, self.at, UNKNOWN)
        else:
            self.at += 1
        return "(?:"

    def _repeat(self) -> str:
        match = REPEAT.match(self.pattern, self.at)
        if match is None or max(int(match[1]), int(match[3] or 0)) > MAX_REPEAT:
            raise _bad(self.pattern, self.at, UNKNOWN)
        self.at = match.end()
        self._refuse_possessive()
        return match[0]

    def _escape(self, *, inside: bool) -> str:
        start, char = self.at, self.pattern[self.at + 1 : self.at + 2]
        if not char:
            raise _bad(self.pattern, start, UNFINISHED)
        self.at += 2
        if char in CLASSES:
            return CLASSES[char] if inside else f"[{CLASSES[char]}]"
        if char.lower() in CLASSES and not inside:
            return f"[^{CLASSES[char.lower()]}]"
        if char == "p":
            return self._property(inside=inside)
        if char in CONTROLS:
            return f"\\{char}"
        if char in SPECIAL:
            return _literal(char)
        raise _bad(self.pattern, start, UNKNOWN)

    def _property(self, *, inside: bool) -> str:
        match = PROPERTY.match(self.pattern, self.at)
        ranges = _category(match[1] or match[2]) if match else ""
        if match is None or not ranges:
            raise _bad(self.pattern, self.at - 2, UNKNOWN)
        self.at = match.end()
        return ranges if inside else f"[{ranges}]"

    def _class(self) -> str:
        start = self.at
        self.at += 1
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        members: list[str] = []
        while self.at < len(self.pattern) and self.pattern[self.at] != "]":
            members.append(self._member())
        if self.at >= len(self.pattern) or not members:
            raise _bad(self.pattern, start, UNFINISHED)
        self.at += 1
        return f"[{'^' if negated else ''}{''.join(members)}]"

    def _member(self) -> str:
        char = self.pattern[self.at]
        if char == "\\":
            return self._escape(inside=True)
        self.at += 1
        if char == "-":
            return self._hyphen()
        return _literal(char)

    def _hyphen(self) -> str:
        """A hyphen at either end of a class is itself, between two characters a range."""
        first = self.pattern[self.at - 2] == "[" or self.pattern[self.at - 3 : self.at - 1] == "[^"
        return r"\-" if first or self.pattern[self.at : self.at + 1] == "]" else "-"


def _literal(char: str) -> str:
    r"""One character as itself, escaped where any engine would read it otherwise."""
    return f"\\{char}" if char in r"\^$.|?*+()[]{}-&~" else char
