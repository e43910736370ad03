"""Persons' names for matching.

A name is compared by its words without titles and forms of address. Two persons may share a name: an equal name alone
never says that they are one.

>>> person("Ông NGUYỄN  VĂN  AN"), person("nguyen van an")
('nguyen van an', 'nguyen van an')
"""

from typing import Final

from kho.standards.names.kinds import capitalised, plain

_ADDRESS: Final = frozenset({"ong", "ba", "anh", "chi", "co", "chu", "cu", "em", "mr", "mrs", "ms"})
_TITLES: Final = frozenset(
    {"bs", "bsi", "ths", "ts", "pgs", "gs", "cn", "ks", "ds", "ls", "ktv", "ck1", "ck2", "cki", "ckii"}
)
_LONG_TITLES: Final = (
    "bac si",
    "thac si",
    "tien si",
    "pho giao su",
    "giao su",
    "duoc si",
    "ky su",
    "luat su",
    "cu nhan",
)
_LEAST_WORDS: Final = 2


def person(text: str) -> str:
    """The form for matching: folded words without titles."""
    words = plain(text).split()
    while len(words) > _LEAST_WORDS:
        long = next((each.split() for each in _LONG_TITLES if words[: len(each.split())] == each.split()), [])
        if long:
            words = words[len(long) :]
        elif words[0] in _TITLES | _ADDRESS:
            words = words[1:]
        else:
            break
    return " ".join(words)


def given_name(text: str) -> str:
    """The last word of a name, by which people are listed."""
    return person(text).rpartition(" ")[2]


def shown(text: str) -> str:
    """A name as people write it: `NGUYỄN VĂN HÒA` is `Nguyễn Văn Hoà`."""
    return capitalised(text)
