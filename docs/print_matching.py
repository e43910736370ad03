"""Prints docs/reference/matching.md: what a declared match may say, from what the program reads."""

from printing import NOTE, code, page, table

from kho.province.matches.comparing import BY_TYPE, READ_AS
from kho.province.matches.model import MATCH, METRES, TOLD, TOLERANCE, UNSURE
from kho.province.matches.words import ENTRY, WORDS

HEAD = """# What a match may say

`matches/<agency or domain>/<name>.yaml` declares that rows of two datasets are to be matched, or doubles found in one;
`kho check` tells what is wrong with it. The guide is [here](../guide/matching.md)."""
KINDS = """A column is compared as one of these, or as a national standard by its name (`tax_code`, `phone`, ...; see
`kho standard list`): then normal forms are compared."""
GUESSED = """Where it is not said, the contract tells: a column's standard; a code where it has a code list or holds
units' codes; else its type."""


def render() -> dict[str, str]:
    """The page by its path."""
    defaults = {"match": MATCH, "unsure": UNSURE, "tolerance": f"{TOLERANCE:.0%}", "metres": f"{METRES:g}"}
    told = [(code(kind.value), said.en, said.vi) for kind, said in TOLD.items()]
    by_type = [(f"type {code(kind.value)}", code(as_.value)) for kind, as_ in BY_TYPE.items()]
    by_standard = [(f"standard {code(name)}", code(as_.value)) for name, as_ in READ_AS.items()]
    parts = (
        HEAD,
        NOTE,
        "## Words",
        table(["word", "meaning", "ý nghĩa", "without it"], [_word(*each, defaults) for each in WORDS.items()]),
        "An entry of `compare` is a column (`- ten`), a column and a kind (`- ten: facility`), or:",
        table(["word", "meaning", "ý nghĩa", "without it"], [_word(*each, defaults) for each in ENTRY.items()]),
        "## Kinds",
        KINDS,
        table(["kind", "what is compared", "so sánh gì"], told),
        GUESSED,
        table(["column", "as"], [*by_standard, *by_type, ("any other", code("text"))]),
    )
    return {"docs/reference/matching.md": page(*parts)}


def _word(word: str, said: object, defaults: dict[str, object]) -> tuple[str, str, str, str]:
    return code(word), said.en, said.vi, code(str(defaults.get(word, "")))
