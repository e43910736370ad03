"""The citizen's personal identification number, the number of the citizen identity card: 12 digits.

Rule: decree 137/2015/NĐ-CP, article 13, and circular 07/2016/TT-BCA, article 7 and annex 1: three digits for the
province (or country) where the birth was registered, one for century and sex, two for the year, six at random. Circular
59/2021/TT-BCA and the law on identification of 2023 kept the structure; the units of 1 July 2025 bear codes that were
there before, and numbers given out stay as they are.
Good: `033085001234`, `033 085 001234`. Bad: `33085001234` (its zero was lost), `003085001234` (no province 003).

Left out, for want of a source: the codes of countries. Numbers from 100 on pass as such, and name no province. Digits 4
to 9 of century and sex stand for births from 2100 on and are not taken.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from kho.messages import Message
from kho.standards.identifiers.forms import Form, shown_last, spaced
from kho.standards.standard import Bad, Good, Source, Standard

BIRTH_PROVINCES: Final = {
    "001": "Hà Nội", "002": "Hà Giang", "004": "Cao Bằng", "006": "Bắc Kạn", "008": "Tuyên Quang", "010": "Lào Cai",
    "011": "Điện Biên", "012": "Lai Châu", "014": "Sơn La", "015": "Yên Bái", "017": "Hòa Bình", "019": "Thái Nguyên",
    "020": "Lạng Sơn", "022": "Quảng Ninh", "024": "Bắc Giang", "025": "Phú Thọ", "026": "Vĩnh Phúc",
    "027": "Bắc Ninh", "030": "Hải Dương", "031": "Hải Phòng", "033": "Hưng Yên", "034": "Thái Bình", "035": "Hà Nam",
    "036": "Nam Định", "037": "Ninh Bình", "038": "Thanh Hóa", "040": "Nghệ An", "042": "Hà Tĩnh",
    "044": "Quảng Bình", "045": "Quảng Trị", "046": "Thừa Thiên Huế", "048": "Đà Nẵng", "049": "Quảng Nam",
    "051": "Quảng Ngãi", "052": "Bình Định", "054": "Phú Yên", "056": "Khánh Hòa", "058": "Ninh Thuận",
    "060": "Bình Thuận", "062": "Kon Tum", "064": "Gia Lai", "066": "Đắk Lắk", "067": "Đắk Nông", "068": "Lâm Đồng",
    "070": "Bình Phước", "072": "Tây Ninh", "074": "Bình Dương", "075": "Đồng Nai", "077": "Bà Rịa - Vũng Tàu",
    "079": "Hồ Chí Minh", "080": "Long An", "082": "Tiền Giang", "083": "Bến Tre", "084": "Trà Vinh",
    "086": "Vĩnh Long", "087": "Đồng Tháp", "089": "An Giang", "091": "Kiên Giang", "092": "Cần Thơ",
    "093": "Hậu Giang", "094": "Sóc Trăng", "095": "Bạc Liêu", "096": "Cà Mau",
}  # fmt: skip
"""Annex 1 of circular 07/2016/TT-BCA: the province where a birth was registered, by its name then."""

_PLACE: Final = "|".join(code[1:] for code in BIRTH_PROVINCES)
NUMBER: Final = f"(?:0(?:{_PLACE})|[1-9][0-9]{{2}})[0-3][0-9]{{8}}"
"""A citizen number as a part of a pattern."""
FORM: Final = Form(normal=rf"\A{NUMBER}\z", written=spaced("[0-9]", 12, 12))


@dataclass(frozen=True, kw_only=True, slots=True)
class CitizenId:
    """What a citizen number says of its bearer; `province` is None for a birth registered abroad."""

    province_code: str
    province: str | None
    birth_year: int
    sex: Literal["male", "female"]


def details(normal: str) -> CitizenId:
    """What a normal form says."""
    century_and_sex = int(normal[3])
    return CitizenId(
        province_code=normal[:3],
        province=BIRTH_PROVINCES.get(normal[:3]),
        birth_year=1900 + century_and_sex // 2 * 100 + int(normal[4:6]),
        sex="female" if century_and_sex % 2 else "male",
    )


def mask(normal: str) -> str:
    """The last three digits: the first six would tell province, sex and year of birth."""
    return shown_last(normal, 3)


STANDARD: Final = Standard(
    name="citizen_id",
    title=Message(vi="Số định danh cá nhân (CCCD)", en="Citizen's personal identification number"),
    headers=r"cccd|can cuoc|dinh danh|so dinh danh|cmnd|cmtnd|chung minh",
    rule=Message(
        vi="12 chữ số: 3 số mã tỉnh hoặc quốc gia khai sinh, 1 số thế kỷ và giới tính, 2 số năm sinh, 6 số ngẫu nhiên.",
        en="12 digits: 3 for the province or country of birth registration, 1 for century and sex, 2 for the year"
        " of birth, 6 at random.",
    ),
    sources=(
        Source(title="Nghị định 137/2015/NĐ-CP", clause="Điều 13"),
        Source(title="Thông tư 07/2016/TT-BCA", clause="Điều 7, Phụ lục 1"),
        Source(title="Luật Căn cước 26/2023/QH15", clause="Điều 12", in_force=date(2024, 7, 1)),
    ),
    good=(
        Good(text="033085001234", normal="033085001234"),
        Good(text="001 305 009 999", normal="001305009999"),
        Good(text="034.199.000001", normal="034199000001"),
        Good(text="123290000007", normal="123290000007"),
    ),
    bad=(
        Bad(text="33085001234", why=Message(vi="Mất số 0 ở đầu.", en="The leading zero is lost.")),
        Bad(text="003085001234", why=Message(vi="Không có tỉnh mã 003.", en="No province has code 003.")),
        Bad(text="033485001234", why=Message(vi="Sinh từ năm 2100.", en="Born in 2100 or later.")),
        Bad(text="145123456", why=Message(vi="Số CMND cũ, 9 số.", en="An old identity card number of 9 digits.")),
        Bad(text="03308500123A", why=Message(vi="Có chữ cái.", en="It has a letter.")),
    ),
    what=Message(
        vi="“{value}” không phải số định danh cá nhân 12 số.",
        en="“{value}” is no personal identification number of 12 digits.",
    ),
    mend=Message(
        vi="Kiểm tra lại trên thẻ căn cước. Nếu thiếu số 0 ở đầu, hãy định dạng cột là văn bản trước khi nhập.",
        en="Check the identity card. If a leading zero is missing, set the column's format to text before typing.",
    ),
    read=FORM.read,
    sql=FORM.sql,
    mask=mask,
)
