"""The code of a household business (hộ kinh doanh).

Rule: decree 01/2021/NĐ-CP, article 83, clause 1: two digits for the province, a letter for the district, `8`, and a
serial number of six digits from 000001. Circular 02/2023/TT-BKHĐT: codes given from 1 July 2023 are the tax code; and
from 1 July 2025 that is the citizen number of the one who stands for the household (circular 86/2024/TT-BTC).
Good: `05C8000123`, `05.C.8.000123`, `033085001234`. Bad: `05C1000123` (`8` is the kind), `05C8000000`.

Left out, for want of a source: which letter stands for which district.
"""

from datetime import date
from typing import Final

from sqlglot import exp

from kho.blocks import block
from kho.messages import Message
from kho.standards.identifiers import tax_code
from kho.standards.identifiers.forms import Form, counted, shown_last, spaced
from kho.standards.standard import Bad, Good, Source, Standard

_FORM: Final = Form(normal=rf"\A[0-9]{{2}}[A-ZĐ]8{counted(6)}\z", written=spaced("[0-9A-Za-zĐđ]", 10, 10))


def read(text: str) -> str | None:
    """`05C8000123`, a tax code, or a citizen number; None for other texts."""
    return _FORM.read(text) or tax_code.read(text)


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    return block("coalesce($household, $tax_code)", household=_FORM.sql(value), tax_code=tax_code.sql(value))


def mask(normal: str) -> str:
    """The last three characters: a code may be a person's number."""
    return shown_last(normal, 3)


STANDARD: Final = Standard(
    name="business_household",
    title=Message(vi="Mã số hộ kinh doanh", en="Code of a household business"),
    headers=r"ho kinh doanh|\bhkd\b",
    rule=Message(
        vi="2 số mã tỉnh, 1 chữ mã huyện, số 8, 6 số thứ tự; cấp từ 1/7/2023 là mã số thuế; từ 1/7/2025 là số định danh"
        " của người đại diện hộ.",
        en="2 digits for the province, a letter for the district, 8, a serial number of 6 digits; from 1 July 2023 the"
        " tax code; from 1 July 2025 the citizen number of the household's representative.",
    ),
    sources=(
        Source(title="Nghị định 01/2021/NĐ-CP", clause="Điều 83 khoản 1"),
        Source(title="Thông tư 02/2023/TT-BKHĐT", in_force=date(2023, 7, 1)),
        Source(title="Thông tư 86/2024/TT-BTC", clause="Điều 38 khoản 2", in_force=date(2025, 2, 6)),
    ),
    good=(
        Good(text="05C8000123", normal="05C8000123"),
        Good(text="05.c.8.000123", normal="05C8000123"),
        Good(text="0100109106", normal="0100109106"),
        Good(text="033085001234", normal="033085001234"),
    ),
    bad=(
        Bad(text="05C1000123", why=Message(vi="Mã loại hình của hộ kinh doanh là 8.", en="The kind is 8.")),
        Bad(text="05C8000000", why=Message(vi="Số thứ tự tính từ 000001.", en="Serial numbers count from 000001.")),
        Bad(text="058000123", why=Message(vi="Thiếu chữ mã huyện.", en="The district's letter is missing.")),
    ),
    what=Message(vi="“{value}” không phải mã số hộ kinh doanh.", en="“{value}” is no code of a household business."),
    mend=Message(
        vi="Ghi mã trên giấy chứng nhận đăng ký hộ kinh doanh, mã số thuế, hoặc số định danh của người đại diện.",
        en="Give the code on the registration certificate, the tax code, or the representative's citizen number.",
    ),
    read=read,
    sql=sql,
    mask=mask,
)
