"""Names of health facilities and schools for matching.

`BV`, `PK`, `TYT` and `TTYT` are codes of the draft `VN Core` of HL7 Vietnam for kinds of facilities of the law on
examination and treatment 15/2023/QH15 (http://fhir.hl7.org.vn/core/ValueSet/vn-organization-type-vs, version 0.1.0).
The others (`BVĐK`, `PKĐKKV`, `THCS`, ...) are what registers write; no source here lays them down.

>>> str(facility("TYT xã Vạn Hoà - Lào Cai", within="Lào Cai")), str(facility("Trạm Y tế xã Vạn Hòa"))
('tram y te xa van hoa', 'tram y te xa van hoa')
"""

import re
from typing import Final

from kho.standards.names.kinds import Kinds, Name, plain

KINDS: Final = Kinds.of(
    {
        "trạm y tế": ("TYT", "trạm YT", "trung tâm y tế trạm", "TYT trung tâm"),
        "trung tâm y tế": ("TTYT", "trung tâm YT", "TT y tế", "TTYTDP"),
        "bệnh viện đa khoa khu vực": ("BVĐKKV", "BVĐK KV", "BV đa khoa KV", "bệnh viện đa khoa KV", "BV ĐKKV",
                                      "bệnh viện ĐKKV", "bệnh viện ĐK khu vực"),
        "bệnh viện đa khoa": ("BVĐK", "BV đa khoa", "BV ĐK", "bệnh viện ĐK"),
        "bệnh viện y học cổ truyền": ("BVYHCT", "bệnh viện YHCT", "BV y học cổ truyền", "BV YHCT",
                                      "bệnh viện y dược cổ truyền", "bệnh viện y dược CT", "bệnh viện YDCT"),
        "bệnh viện": ("BV", "bệnh viên"),
        "phòng khám đa khoa khu vực": ("PKĐKKV", "PKĐK KV", "phòng khám ĐKKV", "phòng khám đa khoa KV", "PK ĐKKV",
                                       "phòng khám khu vực", "PKKV", "phòng khám KV"),
        "phòng khám đa khoa": ("PKĐK", "phòng khám ĐK", "PK đa khoa"),
        "phòng khám": ("PK",),
        "nhà hộ sinh": ("NHS", "cơ sở hộ sinh"),
        "bệnh xá": ("BX",),
        "trường mầm non": ("mầm non", "MN", "trường MN"),
        "trường mẫu giáo": ("mẫu giáo", "MG", "trường MG"),
        "trường tiểu học": ("tiểu học", "TH", "trường TH"),
        "trường trung học cơ sở": ("THCS", "trường THCS", "trung học cơ sở"),
        "trường trung học phổ thông": ("THPT", "trường THPT", "PTTH", "trường PTTH", "trung học phổ thông"),
        "trường tiểu học và trung học cơ sở": ("TH&THCS", "trường TH&THCS", "TH-THCS", "trường TH THCS", "PTCS"),
        "trường trung học cơ sở và trung học phổ thông": ("THCS&THPT", "trường THCS&THPT", "THCS-THPT"),
    }
)  # fmt: skip
FAMILIES: Final = (
    "benh vien",
    "benh xa",
    "nha ho sinh",
    "phong kham",
    "tram y te",
    "trung tam y te",
    "truong mam non",
    "truong mau giao",
    "truong tieu hoc",
    "truong trung hoc co so",
    "truong trung hoc pho thong",
)
"""Kinds without what they are specialised in. One facility may be called by two kinds of a family."""
_SAME_FAMILY: Final = {"truong mau giao": "truong mam non"}
LEVEL_WORDS: Final = ("xa", "phuong", "thi tran", "huyen", "quan", "thi xa", "thanh pho", "tinh")
_PLACES: Final = {
    "tt": "thi tran", "p": "phuong", "x": "xa", "h": "huyen", "tx": "thi xa", "tp": "thanh pho", "q": "quan",
    "t p": "thanh pho", "t x": "thi xa", "t": "tinh",
}  # fmt: skip
_COMMUNE: Final = re.compile(r"(?:xa|phuong|thi tran)\b")
_DISTRICT: Final = re.compile(r"(?:huyen|quan|thi xa|thanh pho)\b")
_PLACE_KINDS: Final = re.compile(r"\b(?:xa|phuong|thi tran|huyen|quan|thi xa|thanh pho|tinh)\b")
_NUMBERS: Final = {"so i": "so 1", "so ii": "so 2", "so iii": "so 3"}


def facility(text: str, *, within: str = "") -> Name:
    """The kind and own name for matching; the name of the place `within` which all lie is left out at its end."""
    name = KINDS.part(text)
    own = without_end(_places(name.own), plain(within))
    for roman, arabic in _NUMBERS.items():
        own = re.sub(rf"\b{roman}\b", arabic, own)
    return Name(kind=name.kind, own=own)


def without_places(own: str) -> str:
    """An own name without the words `xã`, `huyện` and the like: `xa van hoa` is `van hoa`."""
    return " ".join(_PLACE_KINDS.sub(" ", own).split())


def without_end(own: str, place: str) -> str:
    """A folded own name without the name of a place at its end; as it is where nothing would be left of it."""
    if not place or not own.endswith(f" {place}"):
        return own
    shorter = own[: -len(place) - 1].strip()
    return shorter if _PLACE_KINDS.sub("", shorter).strip() else own


def family(kind: str) -> str:
    """The kind without what it is specialised in: `benh vien da khoa` is a `benh vien`; itself where it has none."""
    found = next((each for each in FAMILIES if kind.startswith(each)), kind)
    return _SAME_FAMILY.get(found, found)


def level_word(own: str) -> str:
    """`xa`, `huyen` and the like before an own name; empty where it has none."""
    return next((each for each in LEVEL_WORDS if own == each or own.startswith(f"{each} ")), "")


def level(name: Name) -> str:
    """Whose facility it is by its name: `commune`, `district`, `province` or empty where it does not tell."""
    if _COMMUNE.match(name.own):
        return "commune"
    if _DISTRICT.match(name.own):
        return "district"
    return "province" if name.own.startswith("tinh") else ""


def _places(own: str) -> str:
    """`xã` for `x`, `huyện` for `H.` and the like at the beginning of an own name."""
    for short, full in _PLACES.items():
        if own.startswith(f"{short} "):
            return full + own[len(short) :]
    return own
