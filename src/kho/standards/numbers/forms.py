"""What the modules of this package share: the decimal text that engines read, its shift by powers of ten, years."""

from sqlglot import exp

from kho.blocks import block
from kho.standards.identifiers.forms import compiled, literal

SPACES = " \u00a0\u2009\u202f"
"""Blanks that stand inside numbers and dates: plain, no-break, thin, narrow no-break."""
PIVOT = 50
"""Two-digit years from here on are of the 20th century, the others of the 21st; as `kho.quality.dates` has it."""
YEAR = "[1-9][0-9]{3}"
"""Years before 1000 are never meant."""


def matched(text: str, pattern: str) -> tuple[str, ...] | None:
    """The groups of a text that matches, empty where they take no part; None where it does not match."""
    found = compiled(pattern).search(text)
    return None if found is None else tuple(each or "" for each in found.groups())


def sql_group(value: exp.Expr, pattern: str, group: int) -> exp.Expr:
    """One of `matched`'s groups as SQL; empty where the text does not match."""
    sql = f"coalesce(regexp_extract($value, $pattern, {group}), '')"
    return block(sql, value=value, pattern=literal(pattern))


def listed(table: str, key: str) -> str:
    """What a table such as `|jan=01|feb=02|` has for a key; empty where it has none."""
    return table.partition(f"|{key}=")[2].partition("|")[0]


def sql_listed(table: str, key: exp.Expr) -> exp.Expr:
    """`listed` as SQL: far fewer steps than a case for each key."""
    return block("split_part(split_part($table, '|' || $key || '=', 2), '|', 1)", table=literal(table), key=key)


def shifted(decimal: str, places: int) -> str:
    """A decimal text times ten to the power of `places` (0 or more), exactly, however many digits it has."""
    sign, digits = ("-", decimal[1:]) if decimal.startswith("-") else ("", decimal)
    whole, _, fraction = digits.partition(".")
    left = (whole + fraction[:places].ljust(places, "0")).lstrip("0") or "0"
    right = fraction[places:]
    return f"{sign}{left}.{right}" if right else f"{sign}{left}"
