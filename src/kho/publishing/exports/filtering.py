"""The rows of a version that a condition means, with the very meaning that pages of records give it.

Words of texts, which a replica keeps, are made here of the texts that are searched: any version can be filtered.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlglot import exp

from kho.publishing.exports.failures import ColumnChangedError
from kho.publishing.exports.selecting import Asked, Table
from kho.publishing.records.fields import Field
from kho.publishing.records.natural import type_of, written
from kho.publishing.records.question import All, Condition, Holds, Not, Some
from kho.publishing.records.statements import text_column
from kho.publishing.records.words import ODD, in_words, learn

_GIVEN = "given"


def check(asked: Asked, table: Table, version: int) -> None:
    """Raise ColumnChangedError where rows are filtered or ordered by what the version has not, or has otherwise."""
    used = [*_used(asked.wanted.where), *(each.column for each in asked.wanted.order)]
    for name in used:
        if table.types.get(name) is None or _type(table.types[name]) != type_of(asked.fields[name]):
            raise ColumnChangedError(where=str(asked.source.dataset.name), version=version, column=name)


def _type(told: str) -> exp.DataType:
    return exp.DataType.build(told, dialect="duckdb")


def _used(where: Condition | None) -> Iterator[str]:
    """The columns that a condition names."""
    match where:
        case None:
            return
        case All() | Some():
            for each in where.of:
                yield from _used(each)
        case Not():
            yield from _used(where.of)
        case _ if where.column is not None:
            yield where.column


def filtered(asked: Asked, table: Table) -> exp.Select:
    """The rows of the version for which what is asked holds."""
    where = asked.wanted.where
    if where is None:
        return table.files
    rows = _worded(asked.fields, table) if _asks_words(where) else table.files
    return exp.select("*").from_(exp.Subquery(this=rows, alias=_named(_GIVEN))).where(written(where, asked.fields))


def _asks_words(where: Condition) -> bool:
    match where:
        case Holds():
            return True
        case All() | Some():
            return any(map(_asks_words, where.of))
        case Not():
            return _asks_words(where.of)
        case _:
            return False


def _worded(fields: Mapping[str, Field], table: Table) -> exp.Select:
    """The rows with the words of their texts; those that are not plain are folded into a table beforehand."""
    texts = [field.name for field in fields.values() if field.is_searched and table.types.get(field.name) == "VARCHAR"]
    is_odd = learn(table.session, exp.Subquery(this=table.files), texts)
    source = exp.Subquery(this=table.files, alias=_named(_GIVEN))
    rows = exp.select(exp.column(exp.Star(), _GIVEN), *_words(fields, texts, is_odd=is_odd)).from_(source)
    for number, name in enumerate(texts if is_odd else ()):
        same = exp.EQ(this=_given(name), expression=exp.column("text", f"odd_{number}"))
        rows = rows.join(exp.table_(ODD, alias=f"odd_{number}"), on=same, join_type="left")
    return rows


def _words(fields: Mapping[str, Field], texts: Sequence[str], *, is_odd: bool) -> Iterator[exp.Expr]:
    for name in (field.name for field in fields.values() if field.is_searched):
        odd = exp.column("words", f"odd_{texts.index(name)}") if is_odd and name in texts else exp.Null()
        held = in_words(_given(name), odd) if name in texts else exp.Literal.string("")
        yield exp.alias_(held, text_column(name), quoted=True)


def _given(name: str) -> exp.Column:
    return exp.column(name, _GIVEN, quoted=True)


def _named(name: str) -> exp.TableAlias:
    return exp.TableAlias(this=exp.to_identifier(name))
