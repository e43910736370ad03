"""Texts as the full-text index knows them: words of folded letters and digits, parted by blanks.

DuckDB folds what is plain; `kho.standards.text.folding`, which knows look-alikes and other alphabets, folds the rest.
Both give the same words, so that a search finds what it finds anywhere else in Kho.
"""

from functools import lru_cache
from typing import Final

import duckdb
from sqlglot import exp

from kho.blocks import block
from kho.standards.text.folding import LETTERS, folded

FUNCTION: Final = "kho_words"
_PLAIN: Final = "\\x01-\\x7f" + "".join(map(chr, LETTERS))
_SIGNS: Final = "\u00a0«»°·×\u2010-\u2027"
"""What parts words and is often met: dashes, quotation marks, the dots of a list."""
_FOLDED: Final = "strip_accents(lower(replace(replace($text, 'đ', 'd'), 'Đ', 'd')))"
_WORDS: Final = f"""
case
    when regexp_full_match($text, $plain) then {_FOLDED}
    when regexp_full_match($text, $signed) then {_FOLDED.replace("$text", "regexp_replace($text, $signs, ' ', 'g')")}
    else {FUNCTION}($text)
end
"""


def words(text: str) -> str:
    """The folded text without what is neither letter nor digit."""
    return "".join(each if each.isalnum() else " " for each in folded(text))


def learn(session: duckdb.DuckDBPyConnection) -> None:
    """Let the session fold what is not plain."""
    known = lru_cache(maxsize=65_536)(words)
    session.create_function(FUNCTION, known, ["VARCHAR"], "VARCHAR")


def in_words(text: exp.Expr) -> exp.Expr:
    """DuckDB's expression of a text in words; signs of ASCII may stay, which part words too."""
    patterns = {"plain": f"[{_PLAIN}]*", "signed": f"[{_PLAIN}{_SIGNS}]*", "signs": f"[{_SIGNS}]"}
    return block(_WORDS, text=text, **{name: exp.Literal.string(each) for name, each in patterns.items()})
