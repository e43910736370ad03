"""What two names of one thing are compared by: kind, own name, numbers, and how the own name is written and sounds.

>>> told = called("TYT xã Vạn Hoà - Lào Cai", Naming.FACILITY, places=("Lào Cai",))
>>> told.kind, told.level, told.own, told.marked
('tram y te', 'xa', 'vanhoa', 'vạnhoà')
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kho.standards.addresses.mistyped import sounded
from kho.standards.names import facilities, organisations
from kho.standards.names.kinds import ASIDE, plain
from kho.standards.names.persons import person
from kho.standards.text.folding import folded
from kho.standards.text.tones import with_new_tones

_WORDS: Final = re.compile(r"[^\W_]+")
_DIGITS: Final = re.compile(r"\d+")


class Naming(StrEnum):
    """What a name is of."""

    PERSON = "person"
    ORGANISATION = "organisation"
    FACILITY = "facility"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True, slots=True)
class Called:
    """A name in the forms by which it is compared; empty where it does not tell.

    `own` has no blanks; `marked` is the same as it is written, with marks; `numbers` those in it, in their order.
    `family` is the kind without its specialities, `level` the word `xa`, `huyen`, ... before the own name.
    """

    own: str
    words: tuple[str, ...]
    marked: str
    sound: str
    numbers: str
    kind: str = ""
    family: str = ""
    level: str = ""


def called(text: str, naming: Naming, *, places: Sequence[str] = (), commune: str = "") -> Called:
    """The forms of a name.

    `places` are those in which it lies, the largest first: they are left out at the end of a facility's name, and stand
    for its own name where it has none (`Bệnh viện tỉnh`). `commune` is the kind that a facility has which is called by
    a commune's name alone.
    """
    if naming is Naming.FACILITY:
        return _facility(text, [plain(each) for each in places], commune)
    if naming is Naming.ORGANISATION:
        name = organisations.organisation(text)
        return _called(text, name.own or name.kind, kind=name.kind, family=organisations.family(name.kind))
    return _called(text, person(text) if naming is Naming.PERSON else plain(text))


def _facility(text: str, places: Sequence[str], commune: str) -> Called:
    name = facilities.facility(text)
    own = name.own
    for place in places:
        own = facilities.without_end(own, place)
    kind = name.kind or (plain(commune) if facilities.level(name) == "commune" else "")
    level = facilities.level_word(own)
    bare = _without_and(facilities.without_places(own)) or _place_meant(level, places) or kind
    return _called(text, bare, kind=kind, family=facilities.family(kind), level=level)


def _without_and(own: str) -> str:
    """Without `và`, which stands or lacks at will, where something else is left."""
    return " ".join(word for word in own.split() if word != "va") or own


def _place_meant(level: str, places: Sequence[str]) -> str:
    """The place that a facility without an own name is named by: the largest for `tinh`, the next for `huyen`."""
    known = [facilities.without_places(each) for each in places if each]
    if not known:
        return ""
    return known[0] if level in {"", "tinh"} else known[min(1, len(known) - 1)]


def _called(text: str, own: str, *, kind: str = "", family: str = "", level: str = "") -> Called:
    squeezed = own.replace(" ", "")
    words = tuple(own.split())
    numbers = "-".join(each.lstrip("0") or "0" for each in _DIGITS.findall(own))
    return Called(
        own=squeezed,
        words=words,
        marked=_marked(text, words),
        sound=sounded(squeezed),
        numbers=numbers,
        kind=kind,
        family=family,
        level=level,
    )


def _marked(text: str, own: Sequence[str]) -> str:
    """The own name as the text writes it, without blanks; empty where its words do not stand there in a row."""
    bare = ASIDE.sub(" ", with_new_tones(unicodedata.normalize("NFC", text)).lower())
    written = _WORDS.findall(bare)
    letters = [folded(each) for each in written]
    starts = _found(letters, own)
    return "".join(written[starts : starts + len(own)]) if starts is not None else ""


def _found(letters: Sequence[str], own: Sequence[str]) -> int | None:
    """Where the own name's words stand among a text's, the last place of several."""
    places: Iterable[int] = range(len(letters) - len(own), -1, -1) if own else ()
    return next((at for at in places if list(letters[at : at + len(own)]) == list(own)), None)
