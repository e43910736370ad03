"""The number of a health insurance card (thẻ BHYT): 15 characters, 10 digits, or the citizen number.

Rule: decision 1351/QĐ-BHXH of 16 November 2015: two letters for the group of insured, one digit 1 to 5 for the benefit,
two for the province, ten for the person (the social insurance number). Decision 1666/QĐ-BHXH: cards from 1 April 2021
bear the ten alone; dispatch 1804/BHXH-QLT: from 1 August 2025 the citizen number. Cards of every kind are in use.
Good: `DN4333321012345`, `DN 4 33 3321012345`, `3321012345`. Bad: `DN6333321012345` (benefit 6).

Not looked at, since groups are added by decision after decision: whether the two letters name a group.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from kho.messages import Message
from kho.standards.identifiers.citizen_id import NUMBER as CITIZEN
from kho.standards.identifiers.forms import Form, shown_last, spaced
from kho.standards.standard import Bad, Good, Source, Standard

_FORM: Final = Form(
    normal=rf"\A(?:[A-Z]{{2}}[1-5][0-9]{{12}}|[0-9]{{10}}|{CITIZEN})\z", written=spaced("[0-9A-Za-z]", 10, 15)
)
_FULL_LENGTH: Final = 15


@dataclass(frozen=True, kw_only=True, slots=True)
class HealthCard:
    """What a card's number says; only a number of 15 characters says more than whose it is."""

    group: str | None
    benefit: int | None
    province: str | None
    person: str


def details(normal: str) -> HealthCard:
    """What a normal form says."""
    if len(normal) != _FULL_LENGTH:
        return HealthCard(group=None, benefit=None, province=None, person=normal)
    return HealthCard(group=normal[:2], benefit=int(normal[2]), province=normal[3:5], person=normal[5:])


def mask(normal: str) -> str:
    """The last three digits: the letters would tell who is poor or has merit."""
    return shown_last(normal, 3)


STANDARD: Final = Standard(
    name="health_insurance",
    title=Message(vi="Số thẻ bảo hiểm y tế", en="Health insurance card number"),
    headers=r"bhyt|bao hiem y te",
    rule=Message(
        vi="2 chữ đối tượng, 1 số mức hưởng (1-5), 2 số mã tỉnh, 10 số mã BHXH; thẻ mẫu mới chỉ ghi 10 số;"
        " từ 1/8/2025 là số định danh cá nhân.",
        en="2 letters for the group, 1 digit for the benefit (1-5), 2 for the province, 10 for the person; newer cards"
        " bear the 10 digits alone; from 1 August 2025 the citizen number.",
    ),
    sources=(
        Source(title="Quyết định 1351/QĐ-BHXH ngày 16/11/2015"),
        Source(title="Quyết định 1666/QĐ-BHXH", in_force=date(2021, 4, 1)),
        Source(title="Công văn 1804/BHXH-QLT", in_force=date(2025, 8, 1)),
    ),
    good=(
        Good(text="DN4333321012345", normal="DN4333321012345"),
        Good(text="te 1 33 3321 012 345", normal="TE1333321012345"),
        Good(text="3321012345", normal="3321012345"),
        Good(text="033085001234", normal="033085001234"),
    ),
    bad=(
        Bad(text="DN6333321012345", why=Message(vi="Không có mức hưởng 6.", en="There is no benefit 6.")),
        Bad(text="DN433332101234", why=Message(vi="Thiếu một số.", en="A digit is missing.")),
        Bad(text="4333321012345", why=Message(vi="Thiếu mã đối tượng.", en="The group is missing.")),
    ),
    what=Message(vi="“{value}” không phải số thẻ bảo hiểm y tế.", en="“{value}” is no health insurance card number."),
    mend=Message(
        vi="Ghi đủ 15 ký tự của thẻ, hoặc 10 số mã BHXH, hoặc số định danh cá nhân 12 số.",
        en="Give all 15 characters of the card, the 10 digits of the social insurance number, or the citizen number.",
    ),
    read=_FORM.read,
    sql=_FORM.sql,
    mask=mask,
)
