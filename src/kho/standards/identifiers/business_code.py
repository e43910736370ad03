"""The enterprise code (mã số doanh nghiệp), which is the enterprise's tax code.

Rule: circular 105/2020/TT-BTC, article 5: the code of an enterprise, a cooperative or a dependent unit of theirs, given
under the law on their registration, is the tax code; a dependent unit's is `tax_code`'s form of 10 and 3 digits.
Good: `0100109106`, `0100109106-001`. Bad: `033085001234` (a person's), `0103012345` (a licence number of before 2010).

Numbers of certificates from before the two codes became one have no check digit that a source tells, and are not taken.
"""

from datetime import date
from typing import Final

from kho.messages import Message
from kho.standards.identifiers.tax_code import read_unit, sql_unit
from kho.standards.standard import Bad, Good, Source, Standard

STANDARD: Final = Standard(
    name="business_code",
    title=Message(vi="Mã số doanh nghiệp, hợp tác xã", en="Code of an enterprise or cooperative"),
    headers=r"ma so doanh nghiep|ma doanh nghiep|\bmsdn\b|\bdkkd\b|dang ky kinh doanh",
    rule=Message(
        vi="Là mã số thuế: 10 chữ số có số kiểm tra; chi nhánh, văn phòng đại diện thêm “-” và 3 số.",
        en="The tax code: 10 digits with a check digit; branches and offices add “-” and 3 digits.",
    ),
    sources=(
        Source(title="Thông tư 86/2024/TT-BTC", in_force=date(2025, 2, 6)),
        Source(title="Thông tư 105/2020/TT-BTC", clause="Điều 5"),
    ),
    good=(
        Good(text="0100109106", normal="0100109106"),
        Good(text="0100109106 - 001", normal="0100109106-001"),
    ),
    bad=(
        Bad(text="033085001234", why=Message(vi="Đây là số định danh cá nhân.", en="That is a citizen number.")),
        Bad(text="0103012345", why=Message(vi="Sai số kiểm tra.", en="The check digit is wrong.")),
        Bad(text="05C8000123", why=Message(vi="Đây là mã hộ kinh doanh.", en="That is a household business.")),
    ),
    what=Message(vi="“{value}” không phải mã số doanh nghiệp đúng.", en="“{value}” is no valid code of an enterprise."),
    mend=Message(
        vi="Ghi mã số trên giấy chứng nhận đăng ký doanh nghiệp, cũng là mã số thuế.",
        en="Give the code on the enterprise's registration certificate, which is its tax code.",
    ),
    read=read_unit,
    sql=sql_unit,
)
