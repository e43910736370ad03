"""The code of a dossier of an administrative procedure (mã số hồ sơ thủ tục hành chính).

Rule: circular 01/2018/TT-VPCP, article 19 (under decree 61/2018/NĐ-CP): the code of the agency that received it, the
day as YYMMDD, and a serial number of the day of four digits, with hyphens between. The agency's code is written in
either form of `agency_code`; portals write the newer since decision 20/2020/QĐ-TTg.
Good: `000.00.12.H29-250103-0004`, `H15.50.05.13-261008-0975`. Bad: `H29.12-251303-0004` (no month 13).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from kho.messages import Message
from kho.standards.identifiers.agency_code import NEWER, OLDER
from kho.standards.identifiers.forms import GAPS, Form
from kho.standards.standard import Bad, Good, Source, Standard

_DAY: Final = (
    "(?:[0-9]{2}(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)"
    "|02(?:0[1-9]|1[0-9]|2[0-8]))|(?:[02468][048]|[13579][26])0229)"
)
_FORM: Final = Form(
    normal=rf"\A(?:{OLDER}|{NEWER})-{_DAY}-[0-9]{{4}}\z", written=f"\\A[0-9A-Za-z.{GAPS}-]{{15,60}}\\z", marks=GAPS
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DossierCode:
    """What a dossier's code says: the agency that received it, the day, and the number on that day."""

    agency: str
    received: date
    number: int


def details(normal: str) -> DossierCode:
    """What a normal form says."""
    agency, day, number = normal.split("-")
    received = date(2000 + int(day[:2]), int(day[2:4]), int(day[4:]))
    return DossierCode(agency=agency, received=received, number=int(number))


def mask(normal: str) -> str:
    """Agency and day: with the number, anybody may look the dossier up on the portal."""
    return normal[:-4] + "****"


STANDARD: Final = Standard(
    name="dossier_code",
    title=Message(vi="Mã số hồ sơ thủ tục hành chính", en="Code of a dossier"),
    headers=r"ma ho so|so ho so|\bmhs\b",
    rule=Message(
        vi="Mã định danh cơ quan tiếp nhận - ngày tiếp nhận (năm, tháng, ngày) - 4 số thứ tự trong ngày.",
        en="Code of the receiving agency - day received as YYMMDD - serial number of the day, 4 digits.",
    ),
    sources=(
        Source(title="Thông tư 01/2018/TT-VPCP", clause="Điều 19", in_force=date(2019, 1, 6)),
        Source(title="Nghị định 61/2018/NĐ-CP"),
    ),
    good=(
        Good(text="000.00.12.H29-250103-0004", normal="000.00.12.H29-250103-0004"),
        Good(text="h15.50.05.13 - 261008 - 0975", normal="H15.50.05.13-261008-0975"),
        Good(text="H29.12-240229-0001", normal="H29.12-240229-0001"),
    ),
    bad=(
        Bad(text="H29.12-251303-0004", why=Message(vi="Không có tháng 13.", en="There is no month 13.")),
        Bad(text="H29.12-250229-0001", why=Message(vi="Năm 2025 không có ngày 29/2.", en="2025 has no 29 February.")),
        Bad(text="H29.12-250103-4", why=Message(vi="Số thứ tự gồm 4 số.", en="The serial number has 4 digits.")),
        Bad(text="250103-0004", why=Message(vi="Thiếu mã cơ quan.", en="The agency is missing.")),
    ),
    what=Message(vi="“{value}” không phải mã số hồ sơ.", en="“{value}” is no code of a dossier."),
    mend=Message(
        vi="Chép nguyên mã trên giấy tiếp nhận hồ sơ, ví dụ H29.12-250103-0004.",
        en="Copy the code from the receipt, such as H29.12-250103-0004.",
    ),
    read=_FORM.read,
    sql=_FORM.sql,
    mask=mask,
)
