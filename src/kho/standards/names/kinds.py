"""A name as what kind of thing it names, and its own name: `CTY CP Hoa Sen` is a công ty cổ phần called Hoa Sen."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kho.standards.text.folding import folded
from kho.standards.text.tones import with_new_tones

ASIDE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[\"“”']")
"""What stands aside in a name: brackets with what is in them, and quotation marks."""
_APART: Final = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """A name for matching: its kind, empty where none is written, and its own name, both folded."""

    kind: str
    own: str

    def __str__(self) -> str:
        return f"{self.kind} {self.own}".strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class Kinds:
    """How kinds are written: each in full, and its abbreviations. The longest that a name begins with is its kind."""

    written: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, kinds: Mapping[str, Sequence[str]]) -> "Kinds":
        """From kinds in full, in Vietnamese, with other ways to write them."""
        pairs = {plain(way): plain(kind) for kind, ways in kinds.items() for way in (kind, *ways)}
        return cls(written=sorted(pairs.items(), key=lambda pair: -len(pair[0])))

    def part(self, text: str) -> Name:
        """A name as kind and own name."""
        name = plain(ASIDE.sub(" ", text))
        for way, kind in self.written:
            if name == way or name.startswith(f"{way} "):
                return Name(kind=kind, own=name[len(way) :].strip())
        return Name(kind="", own=name)


def plain(text: str) -> str:
    """Words of letters and digits alone, folded: `H.KRông  Nô` is `h krong no`."""
    return _APART.sub(" ", folded(text).replace("&", " va ")).strip()


def capitalised(text: str) -> str:
    """A text with single spaces, new tone marks, and words in capitals written as names are: `NGUYỄN VĂN A`."""
    words = with_new_tones(" ".join(text.split())).split(" ")
    return " ".join(word.capitalize() if word.isupper() or word.islower() else word for word in words)
