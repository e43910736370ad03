"""The number and symbol of a document of an agency (số, ký hiệu văn bản): `1726/QĐ-BTTTT`, `61/2018/NĐ-CP`.

Rule: decree 30/2020/NĐ-CP on document work (in force 5 March 2020), annex I, part I, section II: the number in Arabic
digits, below 10 with a zero before it; a slash; the abbreviations of the kind of document and of the agency in capitals
with hyphens between and no spaces. Legal documents have the year between number and symbol, as the law on promulgating
them has it (`61/2018/NĐ-CP`, `60/2024/QH15`). Single small letters belong to some abbreviations (`TTg`, `CTr`, `TTr`).
Good: `1726/QĐ-BTTTT`, `Số: 7/QĐ-UBND`, `61/2018/NĐ-CP`. Bad: `QĐ/0001-BCA`, `1681`, `3713/QD-BTP` (Đ without its bar).

Not looked at: whether an abbreviation is known; every agency has its own.
"""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Final

from sqlglot import exp

from kho.blocks import block
from kho.messages import Message
from kho.standards.identifiers.forms import DASHES, compiled, fits, literal, sql_fits, sql_without, without
from kho.standards.standard import Bad, Good, Source, Standard

_CAPITAL: Final = "A-ZĐƯÂÊÔƠĂ"
_GROUP: Final = f"[{_CAPITAL}](?:[a-zđư]?[{_CAPITAL}0-9&])*[a-zđư]?"
_GAP: Final = "[ \u00a0]*"
_HYPHEN: Final = f"{_GAP}[{DASHES}-]{_GAP}"
_SLASH: Final = f"{_GAP}/{_GAP}"
_SYMBOL: Final = f"{_GROUP}(?:{_HYPHEN}{_GROUP}){{0,6}}"
_LEAD: Final = f"(?:[Ss](?:ố|Ố|o|O){_GAP}[:.]?{_GAP})?"
_WRITTEN: Final = f"\\A{_LEAD}[0-9]{{1,6}}[a-z]?[.]?{_SLASH}(?:(?:19|20)[0-9]{{2}}{_SLASH})?{_SYMBOL}[.]?\\z"
_BARLESS: Final = f"/{_GAP}(?:QD|ND){_GAP}[{DASHES}-]"
_LEAD_LETTERS: Final = "Ss"
"""A text begins with one of them where it begins with `Số`: a word of two letters."""
_MARKS: Final = " \u00a0:."
_NORMAL: Final = f"\\A[0-9]{{2,6}}[a-z]?/(?:(?:19|20)[0-9]{{2}}/)?{_GROUP}(?:-{_GROUP}){{0,6}}\\z"
_SINGLE_DIGIT: Final = r"\A[0-9][a-z]?/"
_PARTS: Final = r"\A([0-9]+[a-z]?)/(?:([0-9]{4})/)?(.+)\z"


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentNumber:
    """The parts of a document's number; `year` is told by legal documents alone, `issuer` not by `60/2024/QH15`."""

    number: str
    year: int | None
    kind: str
    issuer: str | None


def read(text: str) -> str | None:
    """`07/QĐ-UBND` without words before it and spaces in it, or None."""
    if not fits(text, _WRITTEN) or fits(text, _BARLESS):
        return None
    bare = without(text, _MARKS)
    for dash in DASHES:
        bare = bare.replace(dash, "-")
    number = bare[len(_LEAD_LETTERS) :] if bare[0] in _LEAD_LETTERS else bare
    return f"0{number}" if fits(number, _SINGLE_DIGIT) else number


def sql(value: exp.Expr) -> exp.Expr:
    """`read` as SQL."""
    bare = reduce(
        lambda left, dash: block("replace($left, $dash, '-')", left=left, dash=literal(dash)),
        DASHES,
        sql_without(value, _MARKS),
    )
    return block(
        "case when $barless then null when $normal then $value when $written then $made end",
        barless=sql_fits(value, _BARLESS),
        normal=sql_fits(value, _NORMAL),
        value=value,
        written=sql_fits(value, _WRITTEN),
        made=_sql_padded(
            block("case when left($bare, 1) in ('S', 's') then substr($bare, 3) else $bare end", bare=bare)
        ),
    )


def _sql_padded(number: exp.Expr) -> exp.Expr:
    return block(
        "case when $single then '0' || $number else $number end",
        single=sql_fits(number, _SINGLE_DIGIT),
        number=number,
    )


def details(normal: str) -> DocumentNumber:
    """The parts of a normal form. Raises ValueError for another text."""
    found = compiled(_PARTS).search(normal)
    if found is None:
        raise ValueError(normal)
    kind, _, issuer = found[3].partition("-")
    return DocumentNumber(number=found[1], year=int(found[2]) if found[2] else None, kind=kind, issuer=issuer or None)


STANDARD: Final = Standard(
    name="document_number",
    title=Message(vi="Số, ký hiệu văn bản", en="Number and symbol of a document"),
    headers=r"so (va )?ky hieu|so hieu|so quyet dinh|van ban|quyet dinh",
    rule=Message(
        vi="Số, dấu “/”, (năm, dấu “/”,) chữ viết tắt loại văn bản và cơ quan ban hành, nối bằng “-”, không cách chữ.",
        en="The number, “/”, (the year, “/”,) the abbreviations of kind and agency joined by “-”, without spaces.",
    ),
    sources=(Source(title="Nghị định 30/2020/NĐ-CP", clause="Phụ lục I, phần I, mục II", in_force=date(2020, 3, 5)),),
    good=(
        Good(text="1726/QĐ-BTTTT", normal="1726/QĐ-BTTTT"),
        Good(text="Số: 7/QĐ-UBND", normal="07/QĐ-UBND"),
        Good(text="SỐ 64/QĐ-NHNN", normal="64/QĐ-NHNN"),
        Good(text="61/2018/NĐ-CP", normal="61/2018/NĐ-CP"),
        Good(text="60/2024/QH15", normal="60/2024/QH15"),
        Good(text="885/QĐ-BCA-C06", normal="885/QĐ-BCA-C06"),
        Good(text="1728a/QĐ-NHNN", normal="1728a/QĐ-NHNN"),
        Good(text="20 / 2020 / QĐ – TTg", normal="20/2020/QĐ-TTg"),
        Good(text="2267./QĐ-BXD", normal="2267/QĐ-BXD"),
    ),
    bad=(
        Bad(text="QĐ/0001-BCA", why=Message(vi="Số phải đứng trước.", en="The number comes first.")),
        Bad(text="1681", why=Message(vi="Thiếu ký hiệu.", en="The symbol is missing.")),
        Bad(text="3713/QD-BTP", why=Message(vi="“QD” phải là “QĐ”.", en="“QD” should be “QĐ”.")),
        Bad(text="Demo/QĐ-BCA", why=Message(vi="Không có số.", en="There is no number.")),
        Bad(text="12/qđ-ubnd", why=Message(vi="Ký hiệu viết bằng chữ in hoa.", en="The symbol is in capitals.")),
    ),
    what=Message(vi="“{value}” không phải số, ký hiệu văn bản.", en="“{value}” is no number and symbol of a document."),
    mend=Message(
        vi="Ghi như trên văn bản, ví dụ 1726/QĐ-BTTTT hoặc 61/2018/NĐ-CP.",
        en="Write it as on the document, such as 1726/QĐ-BTTTT or 61/2018/NĐ-CP.",
    ),
    read=read,
    sql=sql,
)
