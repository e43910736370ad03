"""Vietnamese text as it is exchanged: Unicode, each letter with its marks as one character.

Rule: the Vietnamese character set of TCVN 6909:2001 is Unicode's; text is composed (Unicode Standard Annex #15, NFC)
and has no control characters. Text in TCVN3, VNI and others is decoded before, where it is read
(`kho.standards.text.decoding`); this tells what came otherwise, by signs that no Vietnamese text in Unicode has.

Good: `Hội đồng nhân dân`, `100 m²`, `Kho®`. Bad: `QuyÕt to¸n`, `H§ND`, `Hà` with a mark of its own, U+FFFD.
"""

import re
from typing import Final

from sqlglot import exp

from kho.blocks import block
from kho.messages import Message
from kho.standards.standard import Bad, Good, Source, Standard

_APART: Final = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
"""Marks that stand apart from their letter."""
_FOREIGN: Final = (
    r"[\x01-\x08\x0e-\x1f\x7f-\x9f]"
    f"|[{_APART}\u00ad\ufffd]|[A-Za-z][¡-¬®µ¶·¸¹»-¾×][A-Za-z]|[A-Z][¡-§][A-Z]|[a-z][À-ÖØ-Þ]|[A-Z][À-ÖØ-Þ][a-z]"
)
"""Regular expression (of engines and Python alike) of what no Vietnamese text in Unicode holds."""


def read(text: str) -> str | None:
    """The text where it may be Vietnamese in Unicode, None where it holds signs of another encoding."""
    return None if re.search(_FOREIGN, text) else text


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    return block(
        "case when not regexp_matches($value, $foreign) then $value end",
        value=value,
        foreign=exp.Literal.string(_FOREIGN),
    )


STANDARD: Final = Standard(
    name="text_encodings",
    title=Message(vi="Chữ Việt Unicode", en="Vietnamese text in Unicode"),
    rule=Message(
        vi="Chữ theo bộ mã Unicode dựng sẵn; không còn chữ của bảng mã TCVN3, VNI, không có ký tự điều khiển.",
        en="Text in composed Unicode; nothing left of TCVN3 or VNI, no control characters.",
    ),
    sources=(
        Source(title="TCVN 6909:2001, Công nghệ thông tin - Bộ mã kí tự tiếng Việt 16-bit"),
        Source(title="Unicode Standard Annex #15, Unicode Normalization Forms", clause="NFC"),
    ),
    good=(
        Good(text="Hội đồng nhân dân", normal="Hội đồng nhân dân"),
        Good(text="100 m², Kho®, “Ta”", normal="100 m², Kho®, “Ta”"),
        Good(text="UBND, QĐ-TTg", normal="UBND, QĐ-TTg"),
    ),
    bad=(
        Bad(text="QuyÕt to¸n n¨m", why=Message(vi="Chữ TCVN3.", en="Text in TCVN3.")),
        Bad(text="H§ND", why=Message(vi="Chữ TCVN3.", en="Text in TCVN3.")),
        Bad(text="Ha\u0300 Nội", why=Message(vi="Dấu tách rời chữ cái.", en="A mark apart from its letter.")),
        Bad(text="T\ufffdnh", why=Message(vi="Ký tự đã mất khi chuyển mã.", en="A letter lost in conversion.")),
    ),
    what=Message(vi="“{value}” không phải chữ Việt Unicode.", en="“{value}” is no Vietnamese text in Unicode."),
    mend=Message(vi="Gõ lại bằng Unicode dựng sẵn.", en="Type it again in composed Unicode."),
    read=read,
    sql=sql,
)
