"""Decides how a text was written, and gives it in Unicode; where that is not certain it says so and changes nothing.

A text is read word by word under every encoding, in the light of its fonts and of the texts beside it
(`kho.standards.text.chain`); the confidence is the probability of its least certain word. Before that, whole texts are
tried as UTF-8 encoded twice and, where they are ASCII, as VIQR.

Good: `Céng hoµ x· héi` → `Cộng hoà xã hội`, `Ñoäc laäp` → `Độc lập`, `UBND TỈNH B¾c Giang` → `UBND TỈNH Bắc Giang`.
Left alone: `Hội đồng` in any font, `São Paulo`, `100 m²`. A doubt: `où` (`ó` in VNI), `Bé` (`Bộ` in TCVN3).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kho.standards.text.chain import Choice, Neighbours, Starts, Word, choices, starts
from kho.standards.text.decoders import composed, from_viqr, with_case
from kho.standards.text.fonts import Encoding, FontSign, font_sign
from kho.standards.text.lookalikes import with_plain_spaces
from kho.standards.text.mojibake import from_mojibake, has_mojibake
from kho.standards.text.readings import is_plain, readings
from kho.standards.text.syllables import is_syllable

SURE_TO_CHANGE, SURE_TO_KEEP = 0.98, 0.95
"""Confidence below which a text is a doubt: it stays as it is and is a finding."""
TELLS: Final = 0.99
"""Confidence from which a text says something of those beside it."""
_CAPITALS_BY_FONT: Final = 2.0
"""How much likelier its own encoding must be than Unicode for a font of capitals to speak for ASCII text."""
_WORD: Final = re.compile("[^\x00-@\\[-`{-\x7f\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_LETTER: Final = re.compile(r"[^\W\d_]")
_UNLIKELY: Final = 20.0
VIQR_SIGN: Final = r"[aeoAEO]\^|[aA]\(|[ouOU]\+|[dD][dD]"
"""Regular expression (RE2 and Python alike) of what ASCII text in VIQR has, and other text seldom."""
VIQR_TONE: Final = r"[aeiouyAEIOUY(^+][`'?~.]"
"""The same of tones, which other text has often."""
_MOJIBAKE, _VIQR, _VIQR_WEAK = 0.99, 0.995, 0.6
"""Confidence of what is decoded by its form alone; of tone signs alone among texts in VIQR, where they end the text."""

Run = tuple[str, str | None]
"""A piece of a text and the name of its font, None where none is known."""
_Signed = tuple[str, FontSign | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """A text in Unicode NFC.

    `encodings` are those that were found in it, `(UNICODE,)` where nothing had to be decoded. Where `sure` is false,
    `text` is what came, in NFC, and `guess` the likeliest reading for a person to judge.
    """

    text: str
    encodings: tuple[Encoding, ...] = (Encoding.UNICODE,)
    confidence: float = 1.0
    sure: bool = True
    guess: str = ""

    @property
    def encoding(self) -> str:
        """The encodings found as one word, such as `tcvn3` or `unicode-nfd+vni`."""
        return "+".join(self.encodings)


def decode(text: str, font: str | None = None, *, neighbours: Neighbours | None = None) -> Decoded:
    """The text in Unicode; `font` is the name of the font it is set in, None where none is known."""
    return decode_runs([(text, font)], neighbours=neighbours)


def decode_runs(runs: Sequence[Run], *, neighbours: Neighbours | None = None) -> Decoded:
    """The text of a cell whose pieces are set in fonts of their own."""
    signed = tuple((text, font_sign(font) if font else None) for text, font in runs if text)
    return _decoded(signed, tuple(sorted((neighbours or {}).items())))


def is_vietnamese(text: str) -> bool:
    """Whether every word of a text is Vietnamese as it stands: a quick look that spares most texts the whole one."""
    return all(word.isascii() or is_plain(word) for word in frozenset(_WORD.findall(text)))


def tidied(text: str) -> Decoded:
    """Text that is in Unicode without a doubt, its marks composed and its spaces plain: far quicker than `decode`."""
    whole = composed(text)
    spaced = _spaced(whole)
    told = ((Encoding.DECOMPOSED, whole != text), (Encoding.LOOKALIKE, spaced != whole))
    found = tuple(encoding for encoding, differs in told if differs)
    return Decoded(text=spaced, encodings=found or (Encoding.UNICODE,), guess=spaced)


@lru_cache(maxsize=50_000)
def _decoded(runs: tuple[_Signed, ...], neighbours: tuple[tuple[Encoding, int], ...]) -> Decoded:
    whole = "".join(text for text, _ in runs)
    if whole.isascii() and not any(sign and sign.capitals for _, sign in runs):
        return _by_viqr(whole, beside=any(encoding is Encoding.VIQR for encoding, _ in neighbours))
    beside = dict(neighbours)
    mojibake = _by_mojibake(whole, beside=beside.get(Encoding.MOJIBAKE, 0) > 0)
    return mojibake or _by_words(whole, _joined(runs), beside)


def _joined(runs: Sequence[_Signed]) -> list[_Signed]:
    """Runs whose fonts say the same as one run: a word may go across."""
    joined: list[_Signed] = []
    for text, sign in runs:
        if joined and joined[-1][1] == sign:
            joined[-1] = (joined[-1][0] + text, sign)
        else:
            joined.append((text, sign))
    return joined


def _by_words(whole: str, runs: Sequence[_Signed], neighbours: Neighbours) -> Decoded:
    begins = [starts(sign, neighbours) for _, sign in runs]
    words = [word for number, (text, _) in enumerate(runs) for word in _words(text, number)]
    read = list(zip(words, choices(words, begins), strict=True))
    found = tuple(dict.fromkeys(each for word, choice in read for each in _told(word, choice)))
    text = _assembled(runs, read, begins)
    cased = with_case(text) if Encoding.TCVN3 in found else text
    guess = _spaced(composed(cased))
    return _verdict(whole, guess, found, min((choice.share for _, choice in read), default=1.0))


def _spaced(text: str) -> str:
    """Plain spaces between words; those between the digits of a number stay, since they say how it is written."""
    return with_plain_spaces(text) if _LETTER.search(text) else text


def _words(text: str, run: int) -> Iterator[Word]:
    for match in _WORD.finditer(text):
        if not match[0].isascii():
            yield Word(text=match[0], run=run, start=match.start())


def _told(word: Word, choice: Choice) -> tuple[Encoding, ...]:
    """What is told of the encoding of one word: nothing of one that stays as it is."""
    if choice.encoding is Encoding.UNKNOWN:
        return (Encoding.UNKNOWN,)
    if choice.text == word.text:
        return ()
    if choice.encoding is not Encoding.UNICODE:
        return (choice.encoding,)
    return (Encoding.DECOMPOSED,) if choice.text == composed(word.text) else (Encoding.LOOKALIKE,)


def _assembled(runs: Sequence[_Signed], read: Sequence[tuple[Word, Choice]], begins: Sequence[Starts]) -> str:
    parts: list[str] = []
    for number, (text, sign) in enumerate(runs):
        mine = [(word, choice) for word, choice in read if word.run == number]
        spaced = _filled(text, mine)
        drawn = sign is not None and sign.capitals and _speaks(mine, begins[number])
        parts.append(spaced.upper() if drawn else spaced)
    return "".join(parts)


def _filled(text: str, mine: Sequence[tuple[Word, Choice]]) -> str:
    """The text of a run with the readings of its words in their places."""
    parts, end = [], 0
    for word, choice in mine:
        parts += [text[end : word.start], choice.text]
        end = word.start + len(word.text)
    return "".join([*parts, text[end:]])


def _speaks(mine: Sequence[tuple[Word, Choice]], begin: Starts) -> bool:
    """Whether a run in a font of capitals is read by that font: by its words, or by custom where it is ASCII."""
    if mine:
        return all(choice.encoding in {Encoding.TCVN3, Encoding.VISCII} for _, choice in mine)
    return begin[Encoding.UNICODE] - min(begin.values()) > _CAPITALS_BY_FONT


def _verdict(whole: str, guess: str, found: tuple[Encoding, ...], confidence: float) -> Decoded:
    needed = SURE_TO_CHANGE if found else SURE_TO_KEEP
    if confidence < needed or Encoding.UNKNOWN in found:
        unsure = min(confidence, SURE_TO_KEEP - 0.01) if Encoding.UNKNOWN in found else confidence
        encodings = found or (Encoding.UNICODE,)
        return Decoded(text=composed(whole), encodings=encodings, confidence=unsure, sure=False, guess=guess)
    if not found and guess != whole:
        found = (Encoding.LOOKALIKE,) if guess == _spaced(whole) else (Encoding.TCVN3,)
    return Decoded(text=guess, encodings=found or (Encoding.UNICODE,), confidence=confidence, guess=guess)


def _by_mojibake(whole: str, *, beside: bool) -> Decoded | None:
    """UTF-8 encoded twice, where decoding gives nothing that nobody writes; `beside`: there are such texts beside."""
    fixed = from_mojibake(whole, lax=beside or has_mojibake(whole))
    if fixed == whole or max(_unicode_costs(fixed), default=0.0) >= _UNLIKELY:
        return None
    text = _spaced(fixed)
    return Decoded(text=text, encodings=(Encoding.MOJIBAKE,), confidence=_MOJIBAKE, guess=text)


def _unicode_costs(text: str) -> list[float]:
    return [readings(word)[Encoding.UNICODE].cost for word in _WORD.findall(text) if not word.isascii()]


_VIQR_SIGN: Final = re.compile(VIQR_SIGN)
_VIQR_MARKS: Final = "'`?~."
_VIQR_WORD: Final = re.compile(r"[A-Za-z(^+'`?~.]*[A-Za-z(^+'`?~]")


def _by_viqr(text: str, *, beside: bool) -> Decoded:
    """ASCII text, decoded where every word with VIQR's signs is Vietnamese, and one has a sign of no other use.

    One word alone may be chance, but not `beside` such texts; there a tone alone is enough, unless it ends the text,
    where it may be a full stop or a question mark.
    """
    is_strong = _VIQR_SIGN.search(text) is not None
    if not is_strong and not beside:
        return Decoded(text=text)
    read = [(word, from_viqr(word)) for word in _VIQR_WORD.findall(text)]
    signed = [decoded.strip(_VIQR_MARKS) for word, decoded in read if decoded != word]
    if len(signed) < (1 if beside else 2) or not all(map(is_syllable, signed)):
        return Decoded(text=text)
    guess = from_viqr(text)
    if not is_strong and text.endswith((".", "?")):
        return Decoded(text=text, encodings=(Encoding.VIQR,), confidence=_VIQR_WEAK, sure=False, guess=guess)
    return Decoded(text=guess, encodings=(Encoding.VIQR,), confidence=_VIQR, guess=guess)
