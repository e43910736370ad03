"""How likely a reading of a word is in Vietnamese administrative text: the letter and syllable model.

A cost is the negative natural logarithm of a probability, up to a constant that all readings of one word share: five
more means about 150 times less likely. Words of ASCII alone read the same in every encoding and cost nothing.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from kho.standards.text.common import COMMON
from kho.standards.text.decoders import BYTE_OF
from kho.standards.text.syllables import is_spelt_but_for_tone, is_syllable
from kho.standards.text.tones import with_new_tones, with_old_tones

COMMON_SYLLABLE: Final = 6.0
SYLLABLE: Final = 9.0
ABBREVIATION: Final = 8.0
FOREIGN: Final = 13.0
"""A word of another language, or a slip of the pen, in letters that stand rightly where they are."""
MISSPELT: Final = 12.0
SLIP: Final = 10.0
"""A syllable with a tone it cannot have, mostly none where it must have one (`Lôc`)."""
MISPLACED: Final = 7.0
"""More, for a syllable decoded with its tone on a letter that hardly anybody puts it on (`aõ`)."""
STRANGE: Final = 18.0
"""The same with two letters side by side that hardly are in any Western language, as `oâ`, `uù`, `ôò`."""
BROKEN: Final = 24.0
"""A word nobody writes: signs inside, capitals in its middle."""

_ALPHABET: Final = frozenset("aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz")
_WORD: Final = re.compile(r"[^\W\d_µªº²³¹¼½¾]+")
_ABBREVIATION: Final = re.compile("[A-ZĐƯƠÔĂÂÊ]{1,8}")
_USUAL: Final = re.compile("[ĐƯ]")
_SINGLE, _SINGLE_COST = frozenset("ĐđĂÂÊÔƠƯ"), 4.0
_UNIT: Final = re.compile("[bcdghklmnpqrstvx]{0,3}đ[bcdghklmnpqrstvx]{0,2}")
_OUTSIDE_LATIN: Final = re.compile("[^\x00-\u024f\u1e00-\u1eff\u0300-\u036f]")
_CAPITAL_INSIDE: Final = re.compile("[a-zà-öø-ÿ][À-ÖØ-Þ]|[A-Z][à-öø-ÿ]+[A-Z]|[A-ZÀ-ÖØ-Þ][À-ÖØ-Þ][a-z]")
_TRAILING: Final = frozenset("“”‘’»²³®™…–—›„‚")
_LEADING: Final = frozenset("“”‘’«–—•·…°±‹„‚")
_BETWEEN: Final = frozenset("’‘“”–—…→")
_ALONE: Final = frozenset("“”‘’«»–—…•²³½¼¾ªº±§®©™€£¥†‡‰")
_RARER_ALONE: Final = frozenset("·°×÷")


@lru_cache(maxsize=100_000)
def unicode_cost(word: str) -> float:
    """The cost of a word between white space that stands as it is."""
    return sum(_letters_cost(run[0]) for run in _WORD.finditer(word)) + _signs_cost(word)


@lru_cache(maxsize=100_000)
def decoded_cost(word: str) -> float:
    """The cost of a word that some legacy encoding decodes to."""
    return sum(_decoded_letters_cost(run[0]) for run in _WORD.finditer(word)) + _signs_cost(word)


def _letters_cost(letters: str) -> float:
    if letters.isascii():
        return 0.0
    known = _known_cost(letters)
    if known is not None:
        return known
    if is_spelt_but_for_tone(letters):
        return SLIP
    return min(_other_cost(letters), _joined_cost(letters))


def _other_cost(letters: str) -> float:
    if _OUTSIDE_LATIN.search(letters):
        return SYLLABLE if len(_OUTSIDE_LATIN.findall(letters)) == len(letters) else BROKEN
    if any(letter not in BYTE_OF and not letter.isascii() for letter in letters):
        return MISSPELT
    if _CAPITAL_INSIDE.search(letters) or not _is_western(letters) or not _VOWEL.search(letters):
        return BROKEN
    return STRANGE if _ODD_PAIR.search(letters) else FOREIGN


def _decoded_letters_cost(letters: str) -> float:
    if letters.isascii():
        return 0.0
    known = _known_cost(letters)
    if known is not None:
        return known + (0.0 if letters in {with_new_tones(letters), with_old_tones(letters)} else MISPLACED)
    if is_syllable(letters.lower()):
        return _syllable_cost(letters) + 3
    return min(_decoded_other_cost(letters), _joined_cost(letters))


def _decoded_other_cost(letters: str) -> float:
    return FOREIGN + 3 if _is_of_alphabet(letters) and not _CAPITAL_INSIDE.search(letters) else FOREIGN + 8


def _known_cost(letters: str) -> float | None:
    """The cost of a Vietnamese word or abbreviation, None for what is neither."""
    if is_syllable(letters):
        return _syllable_cost(letters)
    if letters in _SINGLE:
        return _SINGLE_COST
    if _UNIT.fullmatch(letters):
        return ABBREVIATION
    if _ABBREVIATION.fullmatch(letters):
        return ABBREVIATION if _USUAL.search(letters) else MISSPELT
    return None


def _syllable_cost(syllable: str) -> float:
    return COMMON_SYLLABLE if syllable.isascii() or syllable.lower() in COMMON else SYLLABLE


_SHORTEST, _LONGEST = 4, 16


def _joined_cost(letters: str) -> float:
    """The cost of two syllables written without the space between them; BROKEN where it cannot be."""
    if not _SHORTEST <= len(letters) <= _LONGEST:
        return BROKEN
    for place in range(2, len(letters) - 1):
        left, right = letters[:place], letters[place:]
        if is_syllable(left) and is_syllable(right):
            case = 0.0 if right.islower() or letters.isupper() else 6.0
            return _syllable_cost(left) + _syllable_cost(right) + 6 + case
    return BROKEN


_VOWEL: Final = re.compile("[aeiouyàâäéèêëîïôöùûüÿœáíóúìòãõ]", re.IGNORECASE)
_ODD_PAIR: Final = re.compile(
    "[aeo][âáàåäã]|[aeouöô][øõ]|[aeuöô]ù|[uöô][ûï]|^ñ[^aeiouáéíóú]|[àâäéèêëîïôöùûüÿáíóúìòãõ]{2}", re.IGNORECASE
)
_WESTERN: Final = frozenset("àâäçéèêëîïôöùûüÿœñáíóúìòãõß")


def _is_western(letters: str) -> bool:
    return all(letter.isascii() or letter in _WESTERN for letter in letters.lower())


def _is_of_alphabet(letters: str) -> bool:
    plain = "".join(each for each in unicodedata.normalize("NFD", letters.lower()) if unicodedata.combining(each) == 0)
    return all(each in _ALPHABET for each in plain)


def _signs_cost(word: str) -> float:
    return sum(_sign_cost(word, place) for place, each in enumerate(word) if not each.isascii() and _is_sign(each))


def _is_sign(each: str) -> bool:
    return _WORD.fullmatch(each) is None


def _sign_cost(word: str, place: int) -> float:
    """What a sign costs where it stands: beside, inside or before letters, or alone."""
    each = word[place]
    if "\x80" <= each < "\xa0" or each == "\ufffd":
        return BROKEN
    before, after = _touches(word[:place][::-1]), _touches(word[place + 1 :])
    if before and after:
        return 2.0 if each in _BETWEEN else 22.0
    if before:
        return 1.0 if each in _TRAILING else 10.0 if each == "°" else 20.0
    if after:
        return 1.0 if each in _LEADING else 20.0
    if each in _RARER_ALONE:
        return 3.0
    return 1.0 if each in _ALONE or each not in BYTE_OF else 8.0


def _touches(rest: str) -> bool:
    """Whether letters follow at once, other signs apart."""
    return any(not _is_sign(each) for each in rest)
