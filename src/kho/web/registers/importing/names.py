"""Names as people write them, matched to entries: accents, brackets, abbreviations and the province's name aside."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from kho.standards.text.folding import folded

_SHORT: Final[Mapping[str, str]] = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "tt": "trung tam",
    "vp": "van phong",
    "bql": "ban quan ly",
    "csdl": "co so du lieu",
    "httt": "he thong thong tin",
    "ht": "he thong",
    "p": "phuong",
    "x": "xa",
}
_BRACKETS: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_CLOSE: Final = 0.75


class Names:
    """Finds entries by their names. Where two could be meant, it says so rather than choosing."""

    def __init__(self, entries: Mapping[str, Iterable[str]], *, place: str = "") -> None:
        """The names of entries by id; `place` is what names often end in without need: the province's own."""
        self._place = _plain(place)
        self._found: dict[str, set[str]] = {}
        for id_, names in entries.items():
            for name in names:
                for key in self._keys(name):
                    self._found.setdefault(key, set()).add(id_)
            self._found.setdefault(_plain(id_), set()).add(id_)

    def find(self, text: str) -> Sequence[str]:
        """The ids of those that a text may mean: one where it is plain, none, or several."""
        for key in (_plain(text), self._without_place(_plain(_BRACKETS.sub(" ", text)))):
            if key in self._found:
                return sorted(self._found[key])
        return []

    def near(self, text: str) -> str | None:
        """The id of one whose name is close to the text."""
        close = get_close_matches(_plain(text), self._found, n=1, cutoff=_CLOSE)
        return min(self._found[close[0]]) if close else None

    def add(self, id_: str, name: str) -> None:
        """One more entry."""
        for key in self._keys(name):
            self._found.setdefault(key, set()).add(id_)

    def _keys(self, name: str) -> set[str]:
        """The ways to write a name: whole, without brackets and place, its last words by their first letters."""
        bare = _plain(_BRACKETS.sub(" ", name))
        short = self._without_place(bare)
        return {_plain(name), bare, short, *_initials(short.split())} - {""}

    def _without_place(self, name: str) -> str:
        return re.sub(rf"( (tinh|thanh pho))? {re.escape(self._place)}$", r"\1", name).strip() if self._place else name


def _plain(text: str) -> str:
    """Words without accents and signs, common abbreviations written out: `TT. CNTT` is `trung tam cntt`."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=\w)&(?=\w)", "", folded(text)))
    return " ".join(_SHORT.get(word, word) for word in words)


def _initials(words: Sequence[str]) -> set[str]:
    """`so khcn` and `so khvcn` of `so khoa hoc va cong nghe`, for every number of words written out."""
    found = set()
    for written in range(1, len(words) - 1):
        head, tail = words[:written], words[written:]
        for rest in (tail, [word for word in tail if word != "va"]):
            if len(rest) > 1:
                found.add(" ".join([*head, "".join(word[0] for word in rest)]))
    return found
