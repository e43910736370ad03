"""Addresses as a standard of a column: texts that name a commune or a district of some day, beyond doubt.

Rule: an address names its units (`kho.standards.addresses`); it keeps to the standard where the best reading is one
commune or district, and at least half of what speaks for any reading speaks for it. One that names a province alone, or
a name that many communes have without saying whose, leaves open where the place is. In a province's pipeline an address
without a province lies in that one, or in those that it was made from.
Normal form: the address as it is written, with composed letters, plain single spaces and a comma and a space between
its parts. Where it lies today is asked with `kho.standards.addresses.parsing`; the text is not rewritten, since an
address of a former commune is one still.

It is read with gazetteers and weighs readings, so it has no expression of SQL: the pipeline reads distinct texts once.
"""

from datetime import date
from functools import cache
from typing import Final

from kho.messages import Message
from kho.standards.addresses.parsing import Reader
from kho.standards.addresses.written import clean, segments
from kho.standards.standard import Bad, Good, Source, Standard
from kho.standards.units.known import atlas
from kho.standards.units.model import Level

SURE: Final = 0.5
"""From this confidence on an address is taken as understood."""
LONGEST: Final = 1000
"""Characters of a text that is looked at as an address."""


@cache
def reader() -> Reader:
    """A reader of the units that ship with the program, which takes a second or two to build."""
    return Reader.of(atlas())


def read(text: str) -> str | None:
    """The address, tidied; None where it names no one commune or district."""
    return _read(text, None)


def read_within(text: str, province: str) -> str | None:
    """The address of a province's data: where it names no province, that of this code is meant."""
    return _read(text, province)


def _read(text: str, province: str | None) -> str | None:
    if len(text) > LONGEST:
        return None
    tidy = ", ".join(" ".join(each.split()) for each in segments(clean(text)))
    address = reader().parse(tidy, within=province)
    best = address.best
    if best is None or address.confidence < SURE or best.unit.level is Level.PROVINCE:
        return None
    return tidy


STANDARD: Final = Standard(
    name="address",
    title=Message(vi="Địa chỉ", en="Address"),
    rule=Message(
        vi="Địa chỉ nêu được một xã, phường, đặc khu hoặc huyện xác định, của hôm nay hay trước đây; khi nạp dữ liệu, "
        "địa chỉ không ghi tỉnh được hiểu là của tỉnh mình.",
        en="An address that names one commune or district beyond doubt, of today or of before; when data is loaded, "
        "one without a province is taken as of one's own.",
    ),
    sources=(
        Source(title="vietnamadminunits, danh mục đơn vị hành chính trước và sau 1/7/2025", in_force=date(2025, 7, 1)),
        Source(title="Hiến pháp 2013, sửa đổi năm 2025", clause="Điều 110", in_force=date(2025, 7, 1)),
    ),
    good=(
        Good(
            text="Số 5 đường Mẫu, Phường Phố Hiến, tỉnh Hưng Yên",
            normal="Số 5 đường Mẫu, Phường Phố Hiến, tỉnh Hưng Yên",
        ),
        Good(
            text="Thôn Thuận Tốn,x. Đa Tốn ,  H. Gia Lâm, HN",
            normal="Thôn Thuận Tốn, x. Đa Tốn, H. Gia Lâm, HN",
        ),
    ),
    bad=(
        Bad(text="gần chợ cũ", why=Message("Không nêu đơn vị hành chính nào.", "It names no administrative unit.")),
        Bad(text="tỉnh Hưng Yên", why=Message("Chỉ nêu tỉnh.", "It names a province alone.")),
        Bad(
            text="xã Tân Lập",
            why=Message("Nhiều tỉnh có xã này; không nêu tỉnh nào.", "Many provinces have it; none is named."),
        ),
    ),
    what=Message(
        vi="“{value}” không cho biết xã, phường hay huyện nào.",
        en="“{value}” does not tell which commune or district.",
    ),
    mend=Message(
        vi="Ghi đủ xã (phường) và tỉnh, ví dụ: Thôn 3, xã Lạc Đạo, tỉnh Hưng Yên.",
        en="Write commune and province, such as: Thôn 3, xã Lạc Đạo, tỉnh Hưng Yên.",
    ),
    read=read,
    read_within=read_within,
    sql=None,
    headers=r"\bdia chi\b|\bnoi (thuong tru|tam tru|o)\b|^address$",
)
