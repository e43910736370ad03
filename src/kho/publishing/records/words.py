"""Texts as searches know them: words of folded letters and digits, parted by blanks.

DuckDB folds what is plain; `kho.standards.text.folding`, which knows look-alikes and other alphabets, folds the rest:
DuckDB hands over each such text once. Both give the same words, so that a search finds what it finds anywhere else.
"""

from collections.abc import Sequence
from typing import Final

import duckdb
import pyarrow as pa
from sqlglot import exp

from kho.blocks import block
from kho.standards.text.folding import LETTERS, folded

ODD: Final = "odd_texts"
"""The session's table of texts that are not plain, with their words."""
_BATCH: Final = 16_384
_PLAIN: Final = "\\x01-\\x7f" + "".join(map(chr, LETTERS))
_SIGNS: Final = "\u00a0«»°·×\u2010-\u2027"
"""What parts words and is often met: dashes, quotation marks, the dots of a list."""
_FOLDED: Final = "strip_accents(lower(replace(replace($text, 'đ', 'd'), 'Đ', 'd')))"
_SIGNED: Final = _FOLDED.replace("$text", "regexp_replace($text, $signs, ' ', 'g')")
_WORDS: Final = f"""
case
    when $text is null then ''
    when strlen($text) = length($text) then ' ' || regexp_replace(lower($text), $apart, ' ', 'g')
    when regexp_full_match($text, $plain) then ' ' || regexp_replace({_FOLDED}, $apart, ' ', 'g')
    when regexp_full_match($text, $signed) then ' ' || regexp_replace({_SIGNED}, $apart, ' ', 'g')
    else ' ' || $odd
end
"""
_ODD: Final = "strlen($text) <> length($text) and not regexp_full_match($text, $signed)"
_PATTERNS: Final = {
    "plain": f"[{_PLAIN}]*",
    "signed": f"[{_PLAIN}{_SIGNS}]*",
    "signs": f"[{_SIGNS}]",
    "apart": "[^0-9a-z]+",
}


def words(text: str) -> str:
    """The folded text without what is neither letter nor digit."""
    return "".join(each if each.isalnum() else " " for each in folded(text))


def learn(session: duckdb.DuckDBPyConnection, source: exp.Expr, columns: Sequence[str]) -> bool:
    """Fold the odd texts of some columns into the session's table of them; gives whether there is any."""
    session.execute(f"CREATE TABLE {ODD} (text VARCHAR, words VARCHAR)")
    if not columns:
        return False
    with session.cursor() as reading:
        found = reading.execute(_odd(source, columns).sql("duckdb")).to_arrow_reader(_BATCH)
        return sum(_folded_into(session, batch) for batch in found) > 0


def _folded_into(session: duckdb.DuckDBPyConnection, batch: pa.RecordBatch) -> int:
    texts = batch.column(0)
    session.register("folded", pa.table({"text": texts, "words": pa.array(map(words, texts.to_pylist()), pa.string())}))
    session.execute(f"INSERT INTO {ODD} SELECT text, words FROM folded")  # noqa: S608 - fixed names
    session.unregister("folded")
    return int(batch.num_rows)


def _odd(source: exp.Expr, columns: Sequence[str]) -> exp.Expr:
    """The distinct texts that are not plain."""
    parts: list[exp.Expr] = []
    for name in columns:
        text = exp.column(name, quoted=True)
        part = exp.Select(expressions=[exp.alias_(text, "text")]).from_(source.copy(), copy=False)
        parts.append(part.where(block(_ODD, text=text, **_patterns()), copy=False))
    every = exp.union(*parts, distinct=True) if len(parts) > 1 else parts[0]
    return (
        exp.select("text")
        .distinct()
        .from_(exp.Subquery(this=every, alias=exp.TableAlias(this=exp.to_identifier("odd"))))
    )


def in_words(text: exp.Expr, odd: exp.Expr) -> exp.Expr:
    """DuckDB's expression of a text in words, each behind a blank; `odd` are those of a text that is not plain."""
    return block(_WORDS, text=text, odd=odd, **_patterns())


def _patterns() -> dict[str, exp.Expr]:
    return {name: exp.Literal.string(each) for name, each in _PATTERNS.items()}
