"""The written Vietnamese syllable: onset, rime and tone, as proof that a text is Vietnamese.

Rule: the spelling of quốc ngữ as taught in schools (decision 1989/QĐ-BGDĐT, 2018, and the older tone placement
alike, since the tone's place is not looked at). Good: `nghiêng`, `hoà`, `hòa`, `Quyết`, `TỈNH`. Bad: `forêt`, `tôt`
(a rime that ends in a stop bears the acute or the dot below only), `ktỉnh`.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOP_TONES: Final = frozenset("\u0301\u0323")
ONSET: Final = re.compile(r"(ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?(.*)", re.DOTALL)
_WRITTEN_RIMES: Final = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong
    op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ up ut uy uya uych uyên uyêt uynh uyp uyt uyu
    uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu
    """
_RIMES: Final = frozenset(_WRITTEN_RIMES.split())
_AFTER_QU: Final = _RIMES | {"yn", "ynh", "ych", "yt", "yu", "yp", "iêng"}
_AFTER_GI: Final = _RIMES | {"", "n", "m", "ch", "êng", "êt", "êc", "êm"}
_FRONT: Final = frozenset("eêiy")
_NOT_BEFORE_FRONT: Final = frozenset({"c", "g", "ng"})
_ONLY_BEFORE_FRONT: Final = frozenset({"k", "gh", "ngh"})


def is_syllable(word: str) -> bool:
    """Whether a word, in any letter case and tone placement, is spelt as one Vietnamese syllable."""
    return len(word) <= _LONGEST and _is_cased_as_a_word(word) and _is_spelt(word.lower())


def is_spelt_but_for_tone(word: str) -> bool:
    """Whether a word would be a syllable with another tone: `Lôc`, `tôt`."""
    letters = "".join(each for each in unicodedata.normalize("NFD", word) if each not in TONES)
    return is_syllable(unicodedata.normalize("NFC", letters) + "\u0301")


_LONGEST: Final = 14
"""Code points of the longest syllable, `nghiêng` with each mark apart, and some to spare."""


def _is_cased_as_a_word(word: str) -> bool:
    return word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())


@lru_cache(maxsize=20_000)
def _is_spelt(word: str) -> bool:
    letters, tones = _without_tone(word)
    match = ONSET.fullmatch(letters)
    if match is None or len(tones) > 1:
        return False
    onset, rime = match[1] or "", match[2]
    return _fits(onset, rime) and _tone_fits(rime, tones)


def _tone_fits(rime: str, tones: frozenset[str]) -> bool:
    ends_in_stop = rime.endswith(("c", "ch", "p", "t"))
    return bool(tones & _STOP_TONES) if ends_in_stop else True


def _without_tone(word: str) -> tuple[str, frozenset[str]]:
    apart = unicodedata.normalize("NFD", word)
    letters = unicodedata.normalize("NFC", "".join(each for each in apart if each not in TONES))
    return letters, frozenset(each for each in apart if each in TONES)


def _fits(onset: str, rime: str) -> bool:
    if onset == "qu":
        return rime in _AFTER_QU
    if onset == "gi":
        return rime in _AFTER_GI
    front = rime[:1] in _FRONT
    if (front and onset in _NOT_BEFORE_FRONT) or (not front and onset in _ONLY_BEFORE_FRONT):
        return onset == "g" and rime in {"i", "in", "im"}
    return rime in _RIMES
