"""Kho's own words in a contract: ODCS `customProperties` with the prefix `kho.`.

`KNOWN` is the only list of them: contracts are read by it and the reference documentation is printed from it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from open_data_contract_standard.model import CustomProperty

from kho.contracts import on_units
from kho.contracts.model import Access, Layer, LoadMode
from kho.contracts.problems import Kind, Place, Report, listed, near
from kho.messages import Message
from kho.standards.units.model import Level

PREFIX = "kho."


class Where(StrEnum):
    """The part of a contract a word may stand in."""

    CONTRACT = "contract"
    SCHEMA = "schema"
    PROPERTY = "property"
    SERVER = "server"


class Shape(StrEnum):
    """What a word's value looks like."""

    CHOICE = "choice"
    TEXT = "text"
    TEXTS = "text or list of texts"
    POSITION = "whole number from 1"
    MAPPING = "mapping"
    CODELIST = "name, or {name, on}"
    UNIT = "level, or {level, of, to}"
    MEASURE = "unit, or {unit, from, of, region}"
    WITHDRAWN = "{reason, day}"
    ON_UNITS = "{column, level, of, to, split, basis}, perhaps into, lacks, name, absent"


@dataclass(frozen=True, kw_only=True, slots=True)
class KhoProperty:
    """One of Kho's words: its name, where it may stand, what its value looks like and what it means."""

    name: str
    where: Where
    shape: Shape
    meaning: Message
    choices: tuple[str, ...] = ()


LEVELS = tuple(level.value for level in Level)

KNOWN = (
    KhoProperty(
        name="kho.access",
        where=Where.CONTRACT,
        shape=Shape.CHOICE,
        choices=tuple(Access),
        meaning=Message(
            "Ai được xem: open (dữ liệu mở), shared (dùng chung), private (dùng riêng). Không ghi: private.",
            "Who may see the dataset: open, shared or private. Without it: private.",
        ),
    ),
    KhoProperty(
        name="kho.layer",
        where=Where.CONTRACT,
        shape=Shape.CHOICE,
        choices=tuple(Layer),
        meaning=Message(
            "Phần của kho chứa bảng: source, master, enriched, open. Không ghi: source.",
            "The part of the warehouse the table lives in. Without it: source.",
        ),
    ),
    KhoProperty(
        name="kho.load",
        where=Where.CONTRACT,
        shape=Shape.CHOICE,
        choices=tuple(LoadMode),
        meaning=Message(
            "Cách nạp: append (thêm), replace (thay hết), upsert (thêm hoặc sửa theo khoá). Không ghi: replace.",
            "How a delivery changes the table: append, replace, or upsert by the key. Without it: replace.",
        ),
    ),
    KhoProperty(
        name="kho.licence",
        where=Where.CONTRACT,
        shape=Shape.TEXT,
        meaning=Message("Giấy phép của dữ liệu, ví dụ CC-BY-4.0.", "The data's licence, such as CC-BY-4.0."),
    ),
    KhoProperty(
        name="kho.schedule",
        where=Where.CONTRACT,
        shape=Shape.TEXTS,
        meaning=Message(
            "Khi nào `kho work` chạy: lịch cron theo giờ Việt Nam như 0 6 * * 1, on arrival (khi có tệp mới), by hand. "
            "Không ghi: tệp thì on arrival, nguồn khác thì ban đêm theo frequency.",
            "When `kho work` runs it: cron in Vietnam's time such as 0 6 * * 1, on arrival, or by hand. Without it: "
            "files on arrival, other sources at night by their frequency.",
        ),
    ),
    KhoProperty(
        name="kho.declassified",
        where=Where.CONTRACT,
        shape=Shape.TEXT,
        meaning=Message(
            "Vì sao bảng tổng hợp (models/) được mở hơn dữ liệu nó lấy vào, ví dụ: chỉ có tổng theo xã.",
            "Why a model may be more open than what it reads, such as: totals by commune alone.",
        ),
    ),
    KhoProperty(
        name="kho.withdrawn",
        where=Where.CONTRACT,
        shape=Shape.WITHDRAWN,
        meaning=Message(
            "Đã rút khỏi công bố từ ngày day vì reason: dữ liệu vẫn ở trong kho nhưng không còn ở trang, tệp hay API "
            "công khai nào; ai vào địa chỉ cũ được báo lý do.",
            "Taken from the public on `day` because of `reason`: the rows stay in the warehouse and are on no public "
            "page, file or API; who comes to the old address is told the reason.",
        ),
    ),
    KhoProperty(
        name=on_units.WORD,
        where=Where.CONTRACT,
        shape=Shape.ON_UNITS,
        meaning=Message(
            "Đưa số liệu của bảng tổng hợp (models/) về đơn vị hành chính của một ngày: column là cột mã, level cấp "
            "của mã, of ngày của mã (hoặc cột ngày, cột năm), to ngày cần đưa về (hoặc today), split từng cột số liệu "
            "chia thế nào khi đơn vị bị chia (none, area, population). Kho điền basis (exact, told, estimated, "
            "incomplete), name (tên đơn vị), lacks (mã còn thiếu). into: cộng lên cấp trên; absent: zero khi "
            "không có dòng nghĩa là 0.",
            "Brings a model's figures to the units of one day: `column` has the codes, of `level` and of the day `of` "
            "(or a column of days or years), `to` is the day to bring them to (or today), `split` says of each figure "
            "how that of a divided unit is split (none, area, population). Kho fills `basis` (exact, told, estimated, "
            "incomplete), `name` (the unit's) and `lacks` (codes that lack). `into`: sum on a higher level; `absent`: "
            "zero where no row means none.",
        ),
    ),
    KhoProperty(
        name="kho.header",
        where=Where.PROPERTY,
        shape=Shape.TEXTS,
        meaning=Message(
            "Tiêu đề của cột ở nguồn; tên và tên gọi của cột luôn được nhận.",
            "Header texts of the column at the source; its name and businessName always count.",
        ),
    ),
    KhoProperty(
        name="kho.position",
        where=Where.PROPERTY,
        shape=Shape.POSITION,
        meaning=Message(
            "Cột thứ mấy ở nguồn (từ 1), khi không tin được tiêu đề.",
            "The column's place at the source, from 1, where headers cannot be trusted.",
        ),
    ),
    KhoProperty(
        name="kho.from_name",
        where=Where.PROPERTY,
        shape=Shape.TEXT,
        meaning=Message(
            "Lấy giá trị từ tên tệp và tên bảng (2024.zip/budget.xls#Sheet1): biểu thức chính quy có một nhóm.",
            "Takes the value from the file's and table's name (2024.zip/budget.xls#Sheet1): a regex with one group.",
        ),
    ),
    KhoProperty(
        name="kho.formats",
        where=Where.PROPERTY,
        shape=Shape.TEXTS,
        meaning=Message(
            "Các mẫu ngày giờ được thử lần lượt, ví dụ dd/MM/yyyy; dạng ISO luôn được nhận.",
            "Date patterns (JDK letters) tried in order, such as dd/MM/yyyy; ISO always counts.",
        ),
    ),
    KhoProperty(
        name="kho.decimal",
        where=Where.PROPERTY,
        shape=Shape.CHOICE,
        choices=(",", "."),
        meaning=Message(
            "Dấu thập phân của số viết bằng chữ; dấu kia phân nhóm nghìn. Không ghi: dấu chấm.",
            "The decimal mark of numbers written as text; the other mark groups thousands. Without it: the point.",
        ),
    ),
    KhoProperty(
        name="kho.missing",
        where=Where.PROPERTY,
        shape=Shape.TEXTS,
        meaning=Message(
            "Các chữ nghĩa là “không có giá trị”, ngoài ô trống; statistical_marks là mọi dấu trong bảng thống kê: -, "
            "…, x, KPS, n/a.",
            "Texts that mean “no value”, beside the empty cell; statistical_marks stands for all that tables of "
            "statistics write: -, …, x, KPS, n/a.",
        ),
    ),
    KhoProperty(
        name="kho.standard",
        where=Where.PROPERTY,
        shape=Shape.TEXT,
        meaning=Message(
            "Chuẩn quốc gia mà giá trị phải theo, ví dụ citizen_id.",
            "The national standard the values follow, such as citizen_id.",
        ),
    ),
    KhoProperty(
        name="kho.codelist",
        where=Where.PROPERTY,
        shape=Shape.CODELIST,
        meaning=Message(
            "Danh mục mã trong codelists/, hoặc danh mục kèm Kho như kho/ethnic_groups; on là cột ngày mà mã phải có "
            "hiệu lực.",
            "The code list in codelists/, or one that comes with Kho such as kho/ethnic_groups; `on` names the date "
            "column on whose day the code must be valid.",
        ),
    ),
    KhoProperty(
        name="kho.admin_unit",
        where=Where.PROPERTY,
        shape=Shape.UNIT,
        choices=LEVELS,
        meaning=Message(
            "Cột mã đơn vị hành chính cấp level (province, district, commune); of là ngày của mã, hoặc cột ngày, "
            "cột năm của từng dòng; to là ngày mà mã được đổi sang, hoặc today.",
            "Codes of administrative units of a level (province, district, commune); `of` is the day the codes are of, "
            "or a column with each row's own day or year; `to` the day whose units they are brought to, or today.",
        ),
    ),
    KhoProperty(
        name="kho.unit",
        where=Where.PROPERTY,
        shape=Shape.MEASURE,
        meaning=Message(
            "Đơn vị của số trong bảng, ví dụ triệu đồng, ha, %. Tiêu đề, dòng đơn vị tính hay chính ô ghi đơn vị khác "
            "cùng loại thì số được đổi chính xác. from: đơn vị khi nguồn không ghi; of: cột ghi đơn vị của từng dòng; "
            "region: bac_bo, trung_bo, nam_bo cho sào, mẫu, công.",
            "The unit of the figures in the table, such as triệu đồng, ha, %. Where a header, a line above the table "
            "or the cell itself tells another unit of the kind, they are converted exactly. `from`: the unit where "
            "the source tells none; `of`: the column with each row's unit; `region`: bac_bo, trung_bo, nam_bo for "
            "sào, mẫu, công.",
        ),
    ),
    KhoProperty(
        name="kho.transport",
        where=Where.SERVER,
        shape=Shape.TEXT,
        meaning=Message("Kiểu kết nối của nguồn có type: custom.", "The transport of a server of type custom."),
    ),
    KhoProperty(
        name="kho.fetch",
        where=Where.SERVER,
        shape=Shape.MAPPING,
        meaning=Message("Cách lấy dữ liệu, theo từng kiểu kết nối.", "How to fetch, in the words of the transport."),
    ),
    KhoProperty(
        name="kho.read",
        where=Where.SERVER,
        shape=Shape.MAPPING,
        meaning=Message("Cách đọc tệp, theo từng định dạng.", "How to read the file, in the words of the format."),
    ),
)

_BY_NAME: Mapping[str, KhoProperty] = {each.name: each for each in KNOWN}

UNKNOWN = Kind(
    code="KHO-C116",
    what=Message("Kho không có thuộc tính “{name}”.{near}", "Kho has no property “{name}”.{near}"),
    mend=Message("Ở đây viết được: {known}.", "Here you can write: {known}."),
)
MISPLACED = Kind(
    code="KHO-C117",
    what=Message("“{name}” không đứng ở đây.", "“{name}” does not belong here."),
    mend=Message(
        "Chuyển vào customProperties của {where}.",
        "Move it to the customProperties of the {where}.",
    ),
)
BAD_VALUE = Kind(
    code="KHO-C118",
    what=Message("Giá trị “{value}” không hợp với {name}.{near}", "The value “{value}” does not fit {name}.{near}"),
    mend=Message("Viết {expected}.", "Write {expected}."),
)
DOUBLED = Kind(
    code="KHO-C119",
    what=Message("“{name}” được ghi hai lần.", "“{name}” is given twice."),
    mend=Message("Giữ lại một.", "Keep one of them."),
)

_SHAPES = {
    Shape.TEXT: Message("một đoạn chữ", "a text"),
    Shape.TEXTS: Message("một đoạn chữ hoặc danh sách chữ", "a text or a list of texts"),
    Shape.POSITION: Message("một số nguyên từ 1", "a whole number from 1"),
    Shape.MAPPING: Message("các cặp khoá: giá trị", "pairs of key: value"),
    Shape.UNIT: Message(
        "province, district hoặc commune; hoặc level, of và to", "province, district or commune; or level, of and to"
    ),
    Shape.MEASURE: Message(
        "tên đơn vị; hoặc unit, from, of và region", "the unit's name; or unit, from, of and region"
    ),
    Shape.CODELIST: Message("tên danh mục, hoặc name và on", "the code list's name, or name and on"),
    Shape.WITHDRAWN: Message("reason (lý do) và day (ngày)", "reason and day"),
    Shape.ON_UNITS: on_units.expected(),
}
_WHERE = {
    Where.CONTRACT: Message("cả cam kết", "contract itself"),
    Where.SCHEMA: Message("schema", "schema"),
    Where.PROPERTY: Message("một cột", "column"),
    Where.SERVER: Message("một nguồn trong servers", "server"),
}


def kho_values(entries: Sequence[CustomProperty] | None, where: Where, place: Place, report: Report) -> dict[str, Any]:
    """The values of Kho's words among `customProperties` at `place`; wrong ones are told and left out.

    From then on the report knows the line of `(*place, "kho.load")`, as if the words stood at `place` itself.
    """
    found: dict[str, Any] = {}
    for index, entry in enumerate(entries or ()):
        if entry.property is None or not entry.property.casefold().startswith(PREFIX):
            continue
        here = (*place, "customProperties", index)
        if entry.property in found:
            report.add(DOUBLED, (*here, "property"), name=entry.property)
        elif _fits(entry.property, entry.value, where, here, report):
            found[entry.property] = entry.value
            report.lines[(*place, entry.property)] = report.line(here)
    return found


def _fits(name: str, value: Any, where: Where, place: Place, report: Report) -> bool:
    word = _BY_NAME.get(name)
    if word is None:
        here = [each.name for each in KNOWN if each.where is where]
        report.add(UNKNOWN, (*place, "property"), name=name, near=near(name, _BY_NAME), known=listed(here) or "-")
        return False
    if word.where is not where:
        report.add(MISPLACED, (*place, "property"), name=name, where=_WHERE[word.where])
        return False
    if _is(word, value):
        return True
    expected = _SHAPES.get(word.shape) or Message(vi=listed(word.choices), en=listed(word.choices))
    close = near(str(value), word.choices)
    report.add(BAD_VALUE, (*place, "value"), name=name, value=value, near=close, expected=expected)
    return False


def _is(word: KhoProperty, value: Any) -> bool:
    return _FITS[word.shape](word, value)


def _is_position(_word: KhoProperty, value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _are_texts(_word: KhoProperty, value: Any) -> bool:
    return _is_text(value) or (isinstance(value, list) and bool(value) and all(map(_is_text, value)))


def _is_codelist(_word: KhoProperty, value: Any) -> bool:
    return _is_text(value) or (_has_words(value, "name", "on") and all(map(_is_text, value.values())))


def _is_unit(word: KhoProperty, value: Any) -> bool:
    if not _has_words(value, "level", "of", "to"):
        return value in word.choices
    said = all(_is_text(each) or isinstance(each, date) for each in value.values())
    return said and value["level"] in word.choices


def _is_measure(_word: KhoProperty, value: Any) -> bool:
    return _is_text(value) or (_has_words(value, "unit", "from", "of", "region") and all(map(_is_text, value.values())))


def _is_withdrawn(_word: KhoProperty, value: Any) -> bool:
    both = isinstance(value, dict) and value.keys() == {"reason", "day"}
    return both and _is_text(value["reason"]) and _is_day(value["day"])


def _is_day(value: Any) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _has_words(value: Any, needed: str, *others: str) -> bool:
    """Whether a value is a mapping with one word, and perhaps others."""
    return isinstance(value, dict) and {needed} <= value.keys() <= {needed, *others}


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


_FITS: Mapping[Shape, Callable[[KhoProperty, Any], bool]] = {
    Shape.CHOICE: lambda word, value: value in word.choices,
    Shape.TEXT: lambda _word, value: _is_text(value),
    Shape.TEXTS: _are_texts,
    Shape.POSITION: _is_position,
    Shape.MAPPING: lambda _word, value: isinstance(value, dict),
    Shape.CODELIST: _is_codelist,
    Shape.UNIT: _is_unit,
    Shape.MEASURE: _is_measure,
    Shape.WITHDRAWN: _is_withdrawn,
    Shape.ON_UNITS: lambda _word, value: on_units.is_on_units(value),
}


def texts(value: Any) -> tuple[str, ...]:
    """A value of shape TEXTS, or None, as a tuple."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
