"""Conditions as people and programs write them: OGC CQL2 text, of which what tables need is understood.

Rule: OGC 21-065r2, Common Query Language (CQL2), 2024: clause 6 (and, or, not, comparisons, `is null`), clause 7
(`between`, `in`, `like`). Good: `so_dan > 1000 and (ma_xa in ('12103', '12106') or ngay >= DATE('2025-07-01'))`.
`like` is understood where it means "begins with" or "holds" whole words: `ten like 'Bệnh viện%'`.
"""

from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Final

import sqlglot
from sqlglot import exp

from kho.errors import KhoError
from kho.messages import Message
from kho.publishing.records.fields import Field, Value, shown
from kho.publishing.records.question import All, Compare, Comparison, Condition, Empty, Holds, Not, OneOf, Some
from kho.publishing.records.words import words as plain_words

LONGEST, DEEPEST = 10_000, 40


class NotAConditionError(KhoError):
    """A filter is no condition that is understood."""

    code = "KHO-D101"
    what = Message(vi="Không hiểu điều kiện lọc: {reason}.", en="The filter is not understood: {reason}.")
    mend = Message(
        vi="Viết như so_dan > 1000 and ma_xa in ('12103', '12106'); chữ để trong nháy đơn.",
        en="Write it like so_dan > 1000 and ma_xa in ('12103', '12106'), with texts in single quotes.",
    )


class NoFieldError(KhoError):
    """A question names a column that the table does not have."""

    code = "KHO-D102"
    what = Message(vi="Không có cột “{name}”.", en="There is no column “{name}”.")
    mend = Message(vi="Chọn một trong: {known}.", en="Name one of: {known}.")


def field_of(name: str, fields: Mapping[str, Field]) -> Field:
    """The field of that name. Raises NoFieldError."""
    if name not in fields:
        raise NoFieldError(name=shown(name), known=", ".join(fields))
    return fields[name]


def condition(text: str, fields: Mapping[str, Field]) -> Condition:
    """What a text says of these fields. Raises NotAConditionError, NoFieldError, NotAValueError."""
    if len(text) > LONGEST:
        raise NotAConditionError(reason=f"> {LONGEST}")
    if _nested(text) > DEEPEST:
        raise NotAConditionError(reason="((((…))))")
    try:
        tree = sqlglot.parse_one(text, read="duckdb", into=exp.Condition)
    except sqlglot.errors.SqlglotError as error:
        raise NotAConditionError(reason=shown(str(error).split("\n")[0].rstrip("."))) from error
    except RecursionError:
        raise NotAConditionError(reason="((((…))))") from None
    return _Reading(fields).condition(tree, 0)


def _nested(text: str) -> int:
    """How many parentheses are open at most, quoted ones too: what parses text need not be tried with thousands."""
    return max(accumulate({"(": 1, ")": -1}.get(each, 0) for each in text), default=0)


class _Reading:
    """Reads a parsed condition; whatever is not named here is refused."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self._fields = fields

    def condition(self, node: exp.Expr, depth: int) -> Condition:
        if depth > DEEPEST:
            raise NotAConditionError(reason="((((…))))")
        read = _KNOWN.get(type(node))
        if read is None:
            raise _unknown(node)
        return read(self, node, depth + 1)

    def every(self, node: exp.Expr, depth: int) -> Condition:
        return All(of=tuple(self.condition(each, depth) for each in node.flatten()))

    def some(self, node: exp.Expr, depth: int) -> Condition:
        return Some(of=tuple(self.condition(each, depth) for each in node.flatten()))

    def inside(self, node: exp.Expr, depth: int) -> Condition:
        return self.condition(node.this, depth)

    def without(self, node: exp.Expr, depth: int) -> Condition:
        return Not(of=self.condition(node.this, depth))

    def compared(self, node: exp.Expr, _: int) -> Condition:
        how = _COMPARISONS[type(node)]
        if isinstance(node.this, exp.Column):
            field = self._field(node.this)
            return Compare(column=field.name, how=how, value=self._value(node.expression, field))
        field = self._field(node.expression)
        return Compare(column=field.name, how=_MIRRORED.get(how, how), value=self._value(node.this, field))

    def between(self, node: exp.Expr, _: int) -> Condition:
        field = self._field(node.this)
        if node.args.get("symmetric"):
            raise _unknown(node)
        low, high = (self._value(node.args[each], field) for each in ("low", "high"))
        least = Compare(column=field.name, how=Comparison.GREATER_OR_EQUAL, value=low)
        return All(of=(least, Compare(column=field.name, how=Comparison.LESS_OR_EQUAL, value=high)))

    def one_of(self, node: exp.Expr, _: int) -> Condition:
        field = self._field(node.this)
        if not node.expressions:
            raise _unknown(node)
        return OneOf(column=field.name, values=tuple(self._value(each, field) for each in node.expressions))

    def empty(self, node: exp.Expr, _: int) -> Condition:
        if not isinstance(node.expression, exp.Null):
            raise _unknown(node)
        return Empty(column=self._field(node.this).name)

    def like(self, node: exp.Expr, _: int) -> Condition:
        field, pattern = self._field(node.this), node.expression
        if not (isinstance(pattern, exp.Literal) and pattern.is_string) or not field.is_searched:
            raise _unknown(node)
        words = pattern.name.strip("%")
        if not plain_words(words).strip() or "%" in words or "_" in words:
            raise _unknown(node)
        held = Holds(words=words, column=field.name)
        return Not(of=held) if node.args.get("negate") else held

    def _field(self, node: exp.Expr) -> Field:
        if not isinstance(node, exp.Column) or node.table:
            raise _unknown(node)
        return field_of(node.name, self._fields)

    def _value(self, node: exp.Expr, field: Field) -> Value:
        """A literal, a negative number, or DATE('…') and TIMESTAMP('…')."""
        if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal):
            return field.value(f"-{node.this.name}")
        if isinstance(node, exp.Date | exp.Timestamp | exp.Cast) and isinstance(node.this, exp.Literal):
            return field.value(node.this.name)
        if isinstance(node, exp.Literal):
            return field.value(node.name)
        if isinstance(node, exp.Boolean):
            return field.value("true" if node.this else "false")
        raise _unknown(node)


def _unknown(node: exp.Expr) -> NotAConditionError:
    return NotAConditionError(reason=shown(node.sql("duckdb")))


_Read = Callable[[_Reading, exp.Expr, int], Condition]
_COMPARISONS: Final[Mapping[type[exp.Expr], Comparison]] = {
    exp.EQ: Comparison.EQUAL,
    exp.NEQ: Comparison.NOT_EQUAL,
    exp.LT: Comparison.LESS,
    exp.LTE: Comparison.LESS_OR_EQUAL,
    exp.GT: Comparison.GREATER,
    exp.GTE: Comparison.GREATER_OR_EQUAL,
}
_MIRRORED: Final = {
    Comparison.LESS: Comparison.GREATER,
    Comparison.LESS_OR_EQUAL: Comparison.GREATER_OR_EQUAL,
    Comparison.GREATER: Comparison.LESS,
    Comparison.GREATER_OR_EQUAL: Comparison.LESS_OR_EQUAL,
}
_KNOWN: Final[Mapping[type[exp.Expr], _Read]] = {
    **dict.fromkeys(_COMPARISONS, _Reading.compared),
    exp.And: _Reading.every,
    exp.Or: _Reading.some,
    exp.Not: _Reading.without,
    exp.Paren: _Reading.inside,
    exp.Between: _Reading.between,
    exp.In: _Reading.one_of,
    exp.Is: _Reading.empty,
    exp.Like: _Reading.like,
    exp.ILike: _Reading.like,
}
