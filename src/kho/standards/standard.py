"""What every standard says of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from kho.messages import Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where a standard is laid down (a law, decree, circular, decision, its publisher's page), and since when it holds.

    `clause` says where in it; `in_force` is None where the source does not tell.
    """

    title: str
    clause: str = ""
    in_force: date | None = None
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Good:
    """A text that keeps to the standard, and its normal form."""

    text: str
    normal: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Bad:
    """A text that does not keep to the standard, and why."""

    text: str
    why: Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Standard:
    """One national standard for the texts of a column, under the `name` that a contract gives in `kho.standard`.

    `read` gives the normal form of a text without white space at its ends, None where the text does not keep to the
    standard; a normal form is its own normal form. `sql` says the same as an expression of a text, null for None: in
    the duckdb dialect, with functions that every engine has (those of `kho.engines.conversions`), so that engines give
    what `read` gives at their own speed; where no such expression can say it, `sql` is None, and the pipeline reads the
    distinct texts of a delivery once. `what` and `mend` tell of a text that does not keep to it (they may name
    `{value}`); `headers` is a regular expression of what headers of such columns say, folded
    (`kho.standards.text.folding`), empty where headers do not tell; `mask` gives what of a normal form may be shown to
    those who may not see it, None where it says nothing about a person. `read_within` is `read` for texts of a
    province, given by its code, where that tells more; only for standards without `sql`.
    """

    name: str
    title: Message
    rule: Message
    sources: tuple[Source, ...]
    good: tuple[Good, ...]
    bad: tuple[Bad, ...]
    what: Message
    mend: Message
    read: Callable[[str], str | None]
    sql: Callable[[exp.Expr], exp.Expr] | None
    headers: str = ""
    mask: Callable[[str], str] | None = None
    read_within: Callable[[str, str], str | None] | None = None
