"""Organisations' names for matching.

Rule: a company's name is its kind and its own name (law on enterprises 59/2020/QH14, article 37, in force since 1
January 2021), which allows `công ty TNHH`, `công ty CP`, `công ty HD`, `DNTN` and `doanh nghiệp TN` for the kinds.
`CTY`, `C.ty`, `MTV`, `HTX` and the abbreviations of agencies are what people write, and no source here lays them down.

>>> str(organisation("CTY TNHH MTV  HOA SEN")), str(organisation("Công ty TNHH một thành viên Hoa Sen"))
('cong ty tnhh mot thanh vien hoa sen', 'cong ty tnhh mot thanh vien hoa sen')
"""

import re
from typing import Final

from kho.standards.names.kinds import Kinds, Name, plain

_COMPANY: Final = ("công ty", "cty", "c ty", "ct")
_FORMS: Final = {
    "TNHH một thành viên": ("TNHH MTV", "TNHH 1 TV", "TNHH 1 thành viên", "TNHHMTV", "trách nhiệm hữu hạn MTV",
                            "trách nhiệm hữu hạn một thành viên"),
    "TNHH": ("trách nhiệm hữu hạn", "TNHH hai thành viên trở lên", "T N H H"),
    "cổ phần": ("CP",),
    "hợp danh": ("HD",),
}  # fmt: skip
_OTHERS: Final = {
    "doanh nghiệp tư nhân": ("DNTN", "doanh nghiệp TN", "DN tư nhân"),
    "hợp tác xã": ("HTX",),
    "hộ kinh doanh": ("HKD", "hộ KD"),
    "ủy ban nhân dân": ("UBND", "U B N D", "uỷ ban ND"),
    "hội đồng nhân dân": ("HĐND",),
    "văn phòng": ("VP",),
    "ban quản lý": ("BQL",),
    "ban quản lý dự án": ("BQLDA", "BQL dự án", "ban QLDA"),
    "trung tâm": ("TT",),
    "chi cục": (),
    "cục": (),
    "sở": (),
    "phòng": (),
    "ban": (),
}
_KINDS: Final = Kinds.of(
    {
        f"công ty {form}": tuple(f"{begin} {way}" for begin in _COMPANY for way in (form, *ways))
        for form, ways in _FORMS.items()
    }
    | {"công ty": _COMPANY}
    | _OTHERS
)
_AGENCIES: Final = {
    "gd dt": "giao duc va dao tao",
    "gd va dt": "giao duc va dao tao",
    "gddt": "giao duc va dao tao",
    "khcn": "khoa hoc va cong nghe",
    "kh cn": "khoa hoc va cong nghe",
    "kh va cn": "khoa hoc va cong nghe",
    "vh tt dl": "van hoa the thao va du lich",
    "vhttdl": "van hoa the thao va du lich",
    "nn mt": "nong nghiep va moi truong",
    "nn va mt": "nong nghiep va moi truong",
    "tn mt": "tai nguyen va moi truong",
    "tnmt": "tai nguyen va moi truong",
    "kh dt": "ke hoach va dau tu",
    "khdt": "ke hoach va dau tu",
    "ld tb xh": "lao dong thuong binh va xa hoi",
    "ldtbxh": "lao dong thuong binh va xa hoi",
    "tt tt": "thong tin va truyen thong",
    "tttt": "thong tin va truyen thong",
}
"""Fields of agencies, for `Sở GD&ĐT` and the like; read only after `sở` and `phòng`."""
_WITH_FIELD: Final = frozenset({"so", "phong"})
_AND: Final = re.compile(r"\bva\b")


def organisation(text: str) -> Name:
    """The kind and own name for matching."""
    name = _KINDS.part(text)
    if name.kind in _WITH_FIELD:
        return Name(kind=name.kind, own=_without_and(_field(name.own)))
    return Name(kind=name.kind, own=_without_and(name.own))


def family(kind: str) -> str:
    """The kind without its legal form, which changes: a `cong ty co phan` is a `cong ty`."""
    return "cong ty" if kind.startswith("cong ty") else kind


def _field(own: str) -> str:
    words = _AND.sub(" va ", own).split()
    joined = " ".join(words)
    for short, full in _AGENCIES.items():
        if joined == short or joined.startswith(f"{short} "):
            return full + joined[len(short) :]
    return joined


def _without_and(own: str) -> str:
    """Without `và` and `&`, which stand or lack at will."""
    return " ".join(plain(_AND.sub(" ", own)).split())
