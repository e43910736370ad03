"""What `q` and `fq` of `package_search` say: the part of Lucene's query language that CKAN's clients write.

Rule: Apache Solr Reference Guide, Standard Query Parser, with CKAN's default operator AND. Good:
`organization:so-y-te AND (res_format:CSV OR tags:"y tế") -state:draft metadata_modified:[NOW-7DAYS TO *]`.
NOT binds more than AND, AND (or nothing) more than OR; a clause with `+` or `-` counts for all within its parentheses.
Boosts (`^2`) and slops (`~1`) are read and change nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST, DEEPEST, MOST_CLAUSES = 10_000, 30, 1024
"""Characters, parentheses within each other, and clauses (Solr's `maxBooleanClauses`) of a query."""


class NotAQueryError(Exception):
    """A text is no query; the argument says why."""


class Wild(StrEnum):
    """What stands for other letters in a pattern."""

    ANY = "*"
    ONE = "?"


@dataclass(frozen=True, kw_only=True, slots=True)
class Everything:
    """All datasets: `*:*`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Has:
    """Datasets that have the field: `url:*`."""

    field: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """Datasets with a value, or in texts with all its words; `field` None is the default one. `whole`: as a phrase."""

    field: str | None
    text: str
    whole: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """Datasets with a value of a form such as `so-*`."""

    field: str | None
    pieces: tuple[str | Wild, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Range:
    """Datasets with a value between two; None is open."""

    field: str | None
    low: str | None
    high: str | None
    with_low: bool = True
    with_high: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Not:
    """All other datasets."""

    of: "Query"


@dataclass(frozen=True, kw_only=True, slots=True)
class All:
    """Datasets that all of them find."""

    of: tuple["Query", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Some:
    """Datasets that any of them finds."""

    of: tuple["Query", ...]


Query = Everything | Has | Word | Pattern | Range | Not | All | Some


class _Kind(StrEnum):
    SPACE = "space"
    QUOTED = "quoted"
    RANGE = "range"
    OPEN = "open"
    CLOSE = "close"
    AND = "and"
    OR = "or"
    NOT = "not"
    SIGN = "sign"
    FIELD = "field"
    EXTRA = "extra"
    WORD = "word"


_FORMS: Final[Sequence[tuple[_Kind, str]]] = (
    (_Kind.SPACE, r"[\s\u3000]+"),
    (_Kind.QUOTED, r'"(?:[^"\\]|\\.)*"'),
    (_Kind.RANGE, r'[\[{]\s*(?:"(?:[^"\\]|\\.)*"|[^\s\]}"]+)\s+TO\s+(?:"(?:[^"\\]|\\.)*"|[^\s\]}"]+)\s*[\]}]'),
    (_Kind.OPEN, r"\("),
    (_Kind.CLOSE, r"\)"),
    (_Kind.AND, r"(?:AND(?![^\s()])|&&)"),
    (_Kind.OR, r"(?:OR(?![^\s()])|\|\|)"),
    (_Kind.NOT, r"(?:NOT(?![^\s()])|!)"),
    (_Kind.SIGN, r"[+-]"),
    (_Kind.FIELD, r"(?:\*|(?:[^\W\d]|_)[\w.-]*):"),
    (_Kind.EXTRA, r"[~^][0-9.]*"),
    (_Kind.WORD, r'(?:[^\s()\[\]{}"\\:^~]|\\.)+'),
)
_TOKEN: Final = re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in _FORMS), re.DOTALL)
_ENDS: Final = re.compile(
    r'([\[{])\s*("(?:[^"\\]|\\.)*"|\S+)\s+TO\s+("(?:[^"\\]|\\.)*"|[^\s\]}]+)\s*([\]}])', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _Kind
    text: str
    at: int


def parse(text: str) -> Query:
    """The query a text says; a blank one is everything. Raises NotAQueryError, and nothing else."""
    if len(text) > LONGEST:
        raise NotAQueryError(f"longer than {LONGEST} characters")
    reading = _Reading(_tokens(text))
    found = reading.level(None, 0)
    if (left := reading.next()) is not None:
        raise _unexpected(left)
    return found


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotAQueryError(f"cannot parse {text[at : at + 20]!r} at character {at + 1}")
        kind = _Kind(match.lastgroup or _Kind.WORD)
        if kind is not _Kind.SPACE:
            found.append(_Token(kind, match[0], at))
        at = match.end()
    if len(found) > 4 * MOST_CLAUSES:
        raise NotAQueryError("too many boolean clauses")
    return found


def _unexpected(token: _Token) -> NotAQueryError:
    return NotAQueryError(f"unexpected {token.text[:20]!r} at character {token.at + 1}")


class _Reading:
    """Reads tokens one after the other; every method leaves the place behind what it read."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._clauses = 0

    def next(self, *kinds: _Kind) -> _Token | None:
        """The token that comes, if any and of these kinds (of any where none is named)."""
        token = self._tokens[self._at] if self._at < len(self._tokens) else None
        return token if token is not None and (not kinds or token.kind in kinds) else None

    def _took(self, *kinds: _Kind) -> _Token | None:
        token = self.next(*kinds)
        self._at += token is not None
        return token

    def level(self, field: str | None, depth: int) -> Query:
        """What stands within parentheses, or the whole."""
        if depth > DEEPEST:
            raise NotAQueryError("too many parentheses within each other")
        signed: list[Query] = []
        choices: list[list[Query]] = [[]]
        while self.next() is not None and self.next(_Kind.CLOSE) is None:
            self._joined(choices, signed)
            sign = self._took(_Kind.SIGN)
            if sign is None:
                choices[-1].append(self._clause(field, depth))
            else:
                clause = self._clause(field, depth)
                signed.append(clause if sign.text == "+" else Not(of=clause))
        if self._at and self._tokens[self._at - 1].kind in (_Kind.AND, _Kind.OR):
            raise _unexpected(self._tokens[self._at - 1])
        plain = [_all(each) for each in choices if each]
        return _all([*([Some(of=tuple(plain))] if len(plain) > 1 else plain), *signed])

    def _joined(self, choices: list[list[Query]], signed: Sequence[Query]) -> None:
        """Read AND or OR between clauses, if one stands there."""
        token = self._took(_Kind.AND, _Kind.OR)
        if token is None:
            return
        if not (choices[-1] or signed):
            raise _unexpected(token)
        if self.next() is None or self.next(_Kind.CLOSE, _Kind.AND, _Kind.OR) is not None:
            raise _unexpected(token)
        if token.kind is _Kind.OR and choices[-1]:
            choices.append([])

    def _clause(self, field: str | None, depth: int) -> Query:
        self._clauses += 1
        if self._clauses > MOST_CLAUSES:
            raise NotAQueryError("too many boolean clauses")
        inverted = False
        while self._took(_Kind.NOT) is not None:
            inverted = not inverted
        clause = self._atom(field, depth)
        while self._took(_Kind.EXTRA) is not None:
            pass
        return Not(of=clause) if inverted else clause

    def _atom(self, field: str | None, depth: int) -> Query:
        named = self._took(_Kind.FIELD)
        if named is not None:
            field = named.text[:-1]
        if self._took(_Kind.OPEN) is not None:
            inner = self.level(field, depth + 1)
            if self._took(_Kind.CLOSE) is None:
                raise NotAQueryError("a parenthesis is not closed")
            return inner
        token = self._took(_Kind.QUOTED, _Kind.RANGE, _Kind.WORD, *((_Kind.SIGN,) if named else ()))
        if token is None:
            token = self.next()
            raise NotAQueryError("unexpected end") if token is None else _unexpected(token)
        if token.kind is _Kind.SIGN:
            return self._negative(field, token)
        return _value(field, token)

    def _negative(self, field: str | None, sign: _Token) -> Query:
        """A value that begins with a sign, such as a number below nought."""
        word = self._took(_Kind.WORD)
        if word is None or word.at != sign.at + 1:
            raise _unexpected(sign)
        return _value(field, _Token(_Kind.WORD, sign.text + word.text, sign.at))


def _all(of: Sequence[Query]) -> Query:
    if not of:
        return Everything()
    return of[0] if len(of) == 1 else All(of=tuple(of))


def _value(field: str | None, token: _Token) -> Query:
    if token.kind is _Kind.QUOTED:
        return Word(field=field, text=_unescaped(token.text[1:-1]), whole=True)
    if token.kind is _Kind.RANGE:
        return _range(field, token)
    pieces = tuple(_pieces(token.text))
    if pieces == (Wild.ANY,):
        return Everything() if field in (None, "*") else Has(field=field)
    if any(isinstance(each, Wild) for each in pieces):
        return Pattern(field=field, pieces=pieces)
    return Word(field=field, text="".join(pieces))


def _range(field: str | None, token: _Token) -> Query:
    match = _ENDS.fullmatch(token.text)
    if match is None:
        raise _unexpected(token)
    opened, low, high, closed = match.groups()
    return Range(field=field, low=_end(low), high=_end(high), with_low=opened == "[", with_high=closed == "]")


def _end(text: str) -> str | None:
    if text == "*":
        return None
    return _unescaped(text[1:-1] if text.startswith('"') else text)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _pieces(text: str) -> list[str | Wild]:
    """A word's letters, with what stands for others apart."""
    found: list[str | Wild] = []
    for part in re.findall(r"\\.|[*?]|[^\\*?]+", text, flags=re.DOTALL):
        if part in (Wild.ANY.value, Wild.ONE.value):
            found.append(Wild(part))
        else:
            found.append(part if len(part) == 1 or part[0] != "\\" else part[1:])
    return found
