"""The identification code of an agency (mã định danh cơ quan, tổ chức), in its two forms.

Rule: QCVN 102:2016/BTTTT (circular 10/2016/TT-BTTTT): `V1V2V3.Z1Z2.Y1Y2.MX1X2`, read from the right: level 1 a letter
and two digits (`G` government, `H` people's committee of a province, `K` people's council), level 2 two digits, level
3 two, level 4 three; zeros where there is no such level. Decision 20/2020/QĐ-TTg (in force 15 September 2020, amended
by 09/2025/QĐ-TTg): groups of digits and letters A to Z divided by points, read from the left, 35 characters at most.
Good: `000.00.12.H29`, `H29.12`, `H15.50.05.13`. Bad: `00.12.H29`, `H2.12`.

A code is one agency's for ever: where agencies merge, one goes on and the others close. Which code is whose since when
is no part of the shape; the province's `agencies.yaml` holds it with `valid_from` and `valid_to`. The two forms are not
turned into each other: no source at hand says that a code kept its digits.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from kho.messages import Message
from kho.standards.identifiers.forms import Form, fits
from kho.standards.standard import Bad, Good, Source, Standard

OLDER: Final = r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}"
NEWER: Final = r"[A-Z][0-9]{2}(?:\.[0-9A-Z]{2,3}){0,8}"
"""Nine groups stay below 35 characters."""
_FORM: Final = Form(normal=rf"\A(?:{OLDER}|{NEWER})\z", written=r"\A[0-9A-Za-z.]{3,35}\z", marks="")
_OLDER_ALONE: Final = rf"\A{OLDER}\z"


@dataclass(frozen=True, kw_only=True, slots=True)
class AgencyCode:
    """The form of a code, the level of its agency (1 is a ministry or province), and the code of level 1."""

    form: Literal["qcvn_102", "decision_20"]
    level: int
    top: str


def details(normal: str) -> AgencyCode:
    """What a normal form says."""
    groups = normal.split(".")
    if not fits(normal, _OLDER_ALONE):
        return AgencyCode(form="decision_20", level=len(groups), top=groups[0])
    deepest = next((place for place, group in enumerate(groups[:3]) if int(group)), 3)
    return AgencyCode(form="qcvn_102", level=4 - deepest, top=groups[3])


STANDARD: Final = Standard(
    name="agency_code",
    title=Message(vi="Mã định danh cơ quan, tổ chức", en="Identification code of an agency"),
    headers=r"ma dinh danh|ma co quan|ma don vi",
    rule=Message(
        vi="Dạng cũ 000.00.00.H00 (QCVN 102:2016), dạng mới H00.00.00 đọc từ cấp 1 (Quyết định 20/2020/QĐ-TTg).",
        en="The older form 000.00.00.H00 (QCVN 102:2016), the newer H00.00.00 from level 1 on (decision 20/2020).",
    ),
    sources=(
        Source(title="QCVN 102:2016/BTTTT, Thông tư 10/2016/TT-BTTTT"),
        Source(title="Quyết định 20/2020/QĐ-TTg", in_force=date(2020, 9, 15)),
        Source(title="Quyết định 09/2025/QĐ-TTg"),
    ),
    good=(
        Good(text="000.00.12.H29", normal="000.00.12.H29"),
        Good(text="000.00.00.g04", normal="000.00.00.G04"),
        Good(text="H29", normal="H29"),
        Good(text="h15.50.05.13", normal="H15.50.05.13"),
        Good(text="H55.242", normal="H55.242"),
    ),
    bad=(
        Bad(text="00.12.H29", why=Message(vi="Thiếu một nhóm số.", en="A group is missing.")),
        Bad(text="H2.12", why=Message(vi="Cấp 1 gồm một chữ và hai số.", en="Level 1 is a letter and two digits.")),
        Bad(text="000-00-12-H29", why=Message(vi="Các nhóm cách nhau bằng dấu chấm.", en="Points divide the groups.")),
        Bad(text="33", why=Message(vi="Đây là mã tỉnh.", en="That is a province's code.")),
    ),
    what=Message(
        vi="“{value}” không có dạng của mã định danh cơ quan.", en="“{value}” is not shaped as an agency's code."
    ),
    mend=Message(
        vi="Ghi mã như H29.12 hoặc 000.00.12.H29, theo quyết định ban hành mã của bộ, tỉnh.",
        en="Write it as H29.12 or 000.00.12.H29, as the ministry's or province's decision gives it.",
    ),
    read=_FORM.read,
    sql=_FORM.sql,
)
