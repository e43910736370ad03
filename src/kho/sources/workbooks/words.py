"""Words by which people mark the parts of a table: totals, units, notes, signatures.

Matching is done on a folded text: lower case, without accents, in Unicode or out of a legacy encoding, since titles
and totals are set in TCVN3 and VNI fonts as often as the data. Folding is for recognising words only, never for data.
"""

import re
import unicodedata
from functools import lru_cache

from kho.standards.numbers import unit_lines

_TCVN3 = {
    "a": "¡¢¨©µ¶·¸¹»¼½¾ÆÇÈÉÊË",
    "e": "£ªÌÎÏÐÑÒÓÔÕÖ",
    "i": "×ØÜÝÞ",
    "o": "¤¥«¬ßáâãäåæçèéêëìíî",
    "u": "¦\xadïñòóôõö÷øù",
    "y": "úûüýþ",
    "d": "§®",
}
_FROM_TCVN3 = {ord(char): base for base, chars in _TCVN3.items() for char in chars}
_VNI_LETTERS = str.maketrans("ÔôÖöÑñÍíÌìÆæÓóÒò", "oouuddiiiiiiiiii")
_VNI_MARK = re.compile(r"(?<=[aeouy])[ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]", re.IGNORECASE)
_HIGH = re.compile("[\u00a1-\u00ff]")


def fold(text: str) -> str:
    """Lower case, without accents, single spaces: `Đơn  vị TÍNH` gives `don vi tinh`."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(plain.replace("đ", "d").replace("Đ", "d").casefold().split())


@lru_cache(maxsize=4096)
def readings(text: str) -> tuple[str, ...]:
    """The folded text as Unicode and, where its letters allow it, as TCVN3 and VNI."""
    if not _HIGH.search(text):
        return (fold(text),)
    vni = _VNI_MARK.sub("", text.translate(_VNI_LETTERS))
    return (fold(text), fold(text.translate(_FROM_TCVN3)), fold(vni))


_TOTAL = re.compile(
    r"(tong|tong cong|tong so|cong|toan bo|(grand )?totals?|sum)"
    r"( (chung|toan tinh|ca tinh|toan huyen|toan xa|toan thanh pho))?"
)
_PIECES = re.compile(r"\s[-–/]\s?|\s?[-–/]\s|[:;,.()/\[\]]|\n")
_FORMULA = re.compile(r"\(?=?\s*[a-z0-9]{1,4}(\s*[+=,;-]\s*[a-z0-9.]{1,5})+\s*\)?")


def is_total(label: str) -> bool:
    """Whether a label says nothing but "total", maybe in two languages: `Tổng số - Total`, `CỘNG (I+II)`."""
    return any(_is_total(_FORMULA.sub("", reading)) for reading in readings(label.replace("\n", " - ")))


def _is_total(reading: str) -> bool:
    pieces = [piece.strip() for piece in _PIECES.split(reading) if piece.strip()]
    return bool(pieces) and all(_TOTAL.fullmatch(piece) for piece in pieces)


_MULTIPLE = r"(1[.,]?000([.,]000)?|nghin|ngan|trieu|ty|millions?|billions?|thousands?)( of)?"
_COUNTABLE = r"(d|dong|vnd|vn dong|dongs?|usd|nguoi|tan|ha|m2|m3|kwh|lit|cai|con|luot)s?"
_SINGLE = (
    r"%|‰|d|dong|vnd|usd|dongs?|nguoi|persons?|people|ho|households?|ha|hec ?ta|km|km2|m|m2|m3|mm|cm|kg|g|tan|tons?"
    r"|tonnes?|ta|lit|co so|don vi|phan tram|percent|lan|luot|chiec|cai|con|giuong|ngay|gio|thang|nam|diem|kwh|mw|mwh"
    r"|m/s|km/h|hpa|°c|oc|do c|ug/m3|mg/l|ho so|thon|xa|truong|lop|hoc sinh|can bo"
)
_UNIT = re.compile(rf"{_MULTIPLE} ?{_COUNTABLE}|{_SINGLE}")
_UNIT_NAMES = r"don vi tinh|don vi|dvt|dv tinh|dv|units?( of measure(ment)?)?"
_SURE_LINE = re.compile(r"^\W*(don vi tinh|dvt|dv tinh|units? of measure)")
_UNIT_LINE = re.compile(rf"^\W*((don vi tinh\s*-\s*)?({_UNIT_NAMES})\s*[:：]|don vi tinh\s|dvt\s)\s*.+$")


def is_unit(text: str) -> bool:
    """Whether a cell holds nothing but a unit of measure: `triệu đồng`, `(%)`, `Triệu đồng - Million dongs`."""
    return any(_is_unit(reading) for reading in readings(text))


def _is_unit(reading: str) -> bool:
    pieces = [piece.strip(" ()[]:.") for piece in re.split(r"\s[-–]\s|\s?[-–]\s|[()]", reading)]
    pieces = [piece for piece in pieces if piece]
    several = len(pieces) > 1
    return bool(pieces) and all(_UNIT.fullmatch(piece) and not (several and piece in "dgm") for piece in pieces)


def unit_of_line(text: str) -> str | None:
    """The unit a line announces, as written: `Đơn vị tính: triệu đồng` gives `triệu đồng`; None for another line.

    `Đơn vị: Sở Y tế` names an agency, and announces none.
    """
    if not announces_unit(text):
        alone = len(text) < _LONGEST_UNIT and is_unit(text) and not any(_COUNTED.fullmatch(r) for r in readings(text))
        return text.strip(" ()[].") if alone else None
    stripped = text.strip(" ()[]\t\n")
    _, colon, rest = stripped.partition(":")
    unit = rest if colon else " ".join(stripped.split()[-2:])
    if any(_SURE_LINE.match(reading) for reading in readings(text)) or _is_no_agency(unit):
        return unit.strip(" ().\n\t") or None
    return unit_lines.unit_of_line(unit)


def announces_unit(text: str) -> bool:
    """Whether a line begins with `Đơn vị tính:`, `Đơn vị:` and the like, whatever follows."""
    return any(_UNIT_LINE.match(reading) for reading in readings(text))


def _is_no_agency(text: str) -> bool:
    """Whether what stands after `Đơn vị:` is a unit of measure, in Unicode or out of a legacy encoding."""
    in_legacy = any(unit_lines.begins_like_unit(reading) for reading in readings(text)[1:])
    return in_legacy or is_unit(text) or unit_lines.begins_like_unit(text)


_LONGEST_UNIT = 40
_COUNTED = re.compile(r"(nam|thang|ngay|gio|xa|truong|lop|thon|ta|ho|don vi|cai|con|lan|d|m|g|%)")
"""Units that stand alone as words of a title or header just as well."""
_IN_BRACKETS = re.compile(r"\(([^()]{1,30})\)\s*$")


def unit_in_header(header: tuple[str, ...]) -> str | None:
    """The unit that ends a header in brackets, `Diện tích (ha)`, or is its lowest text; None where there is none."""
    lowest = next((text for text in reversed(header) if text.strip()), "")
    found = _IN_BRACKETS.search(lowest)
    if found and is_unit(found.group(1)):
        return found.group(1).strip()
    return "%" if lowest.rstrip().endswith("%") else None


_NOTE = re.compile(
    r"\W*(ghi chu|chu thich|luu y|nguon( so lieu| du lieu| tin)?\s*:|notes?\b|remarks?\b|sources?\s*:"
    r"|(so tien )?bang chu)"
    r"|\(?\*+\)?\s*\S*[^0-9]"
)
_SIGNATURE = re.compile(
    r"\W*(nguoi lap|lap bieu|nguoi kiem tra|ke toan|thu truong|tm\.|t/m|t\.m|kt\.|k/t|q\. |ky,? ghi|\(ky|noi nhan)"
    r"|.{0,40}ngay\s.{0,8}\s?thang\s.{0,8}\s?nam"
    r"|\W*(giam doc|pho giam doc|chu tich|pho chu tich|truong phong|chanh van phong)\s*$"
)


def is_note(text: str) -> bool:
    """Whether a line under a table is a note or names a source."""
    return any(_NOTE.match(reading) for reading in readings(text))


def is_signature(text: str) -> bool:
    """Whether a line under a table belongs to date and signatures."""
    return any(_SIGNATURE.match(reading) for reading in readings(text))


_LETTERHEAD = re.compile(
    r"\W*(ubnd|uy ban nhan dan|(mau|bieu)( so| bieu| mau)?[ :.]*\d|phu luc( so)?[ :.]*[\divx]|cong hoa xa hoi chu nghia"
    r"|doc lap\W+tu do|table [\d]|appendix [\divx])"
)


def is_letterhead(text: str) -> bool:
    """Whether a line belongs to the head of a paper: issuing body, form number."""
    return any(_LETTERHEAD.match(reading) for reading in readings(text))


_ORDINAL = re.compile(r"(s|t|so)?\s?tt|stt|no\.?|so thu tu|#|stt no|tt no")
_NO_MEASURE = re.compile(
    r"(ma|code|id|so hieu|ky hieu|dien thoai|phone|sdt|ty le|ti le|co cau|toc do|so sanh|phan tram|% ?)\b.*"
    r"|nam|year|.*\(%\)"
)


def is_ordinal(text: str) -> bool:
    """Whether a text names the column of ordinals: `STT`, `Số TT`, `No`."""
    return any(_ORDINAL.fullmatch(reading) for reading in readings(text))


def is_measure(header: tuple[str, ...]) -> bool:
    """Whether a column of this header may carry the table's unit: no ordinal, code, year or share."""
    words = [reading for text in header for reading in readings(text)]
    named = [*(word for word in words if word), "".join(words).replace(" ", "")]
    return not any(_ORDINAL.fullmatch(word) or _NO_MEASURE.fullmatch(word) for word in named)


_FIGURE = re.compile(r"[-+(]?\s?\d[\d.,\s\u00a0]*\)?\s?%?")


def is_figure(text: str) -> bool:
    """Whether a text holds nothing but a number, as `1.234,5`, `12 %`, `(100)`."""
    return bool(_FIGURE.fullmatch(text.strip()))


_ORDER = re.compile(r"\(?([a-z]|\d{1,3}|[ivx]{1,4})\)?")
_SUM = re.compile(r"\(?\d{1,3}\)?\s*=.*\d.*|=?\s*\(?[a-z0-9]{1,3}\)?(\s*[-+/*x:]\s*\(?[a-z0-9]{1,3}\)?)+%?")


def is_order_mark(text: str) -> bool:
    """Whether a text may stand in a row of column numbers: `A`, `(1)`, `3=1+2`."""
    folded = fold(text)
    return bool(_ORDER.fullmatch(folded) or _SUM.fullmatch(folded))


def is_sum_mark(text: str) -> bool:
    """Whether a text says how a column is made of others: `3=1+2`, `(5)=(3)/(4)`."""
    return bool(_SUM.fullmatch(fold(text)))
