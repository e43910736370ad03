"""`kho.on_units` of a model: read, and held against the rest of its contract."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from kho.contracts.model import TODAY, Column, Contract, LogicalType, OnUnits
from kho.contracts.problems import Kind, Report, listed, near
from kho.contracts.unit_use import DAYS, day_or_text
from kho.messages import Message
from kho.standards.units.model import Level
from kho.standards.units.weights import Split

WORD: Final = "kho.on_units"
NEEDED: Final = frozenset({"column", "level", "of", "to", "split", "basis"})
OPTIONAL: Final = frozenset({"into", "lacks", "name", "absent"})
SPLITS: Final = tuple(each.value for each in Split)
ABSENT: Final = ("unknown", "zero")
_LEVELS: Final = tuple(Level)

ON_UNITS_COLUMN = Kind(
    code="KHO-C210",
    what=Message("{word}: không có cột {type} “{name}”.{near}", "{word}: there is no {type} column “{name}”.{near}"),
    mend=Message("Ghi tên một cột {type} của bảng.", "Name a {type} column of the table."),
)
ON_UNITS_DAY = Kind(
    code="KHO-C211",
    what=Message(
        "{word} “{value}” không phải ngày, cũng không phải cột ngày hay cột năm.", "{word} “{value}” is no day."
    ),
    mend=Message(
        "Viết ngày dạng 2025-06-30; of còn nhận tên cột kiểu date hay integer (năm), to còn nhận today.",
        "Write a day as 2025-06-30; `of` may also name a column of type date or integer (years), `to` may be today.",
    ),
)
ON_UNITS_KEY = Kind(
    code="KHO-C212",
    what=Message(
        "Cột “{name}” không phải số liệu được cộng, cũng không thuộc khoá: khi cộng các xã cũ thì nó lấy giá trị nào?",
        "The column “{name}” is no figure to add up and not in the key: which value would a sum of units have?",
    ),
    mend=Message(
        "Thêm vào split nếu cộng được, vào khoá nếu phân biệt các dòng; nếu không thì bỏ, ghép ở bảng tổng hợp khác.",
        "Put it under split if it adds up, in the key if it tells rows apart; else join it in another model.",
    ),
)
ON_UNITS_IN_KEY = Kind(
    code="KHO-C213",
    what=Message("{word}: cột “{name}” phải thuộc khoá.", "{word}: the column “{name}” must be in the key."),
    mend=Message("Ghi primaryKey: true cho cột này.", "Say primaryKey: true of the column."),
)
ON_UNITS_FIGURE = Kind(
    code="KHO-C214",
    what=Message(
        "Số liệu “{name}” phải là integer hoặc decimal(p,s), không required, không thuộc khoá.",
        "The figure “{name}” must be an integer or decimal(p,s), not required and not in the key.",
    ),
    mend=Message(
        "Sửa kiểu của cột; số liệu không cộng trọn được thì để trống, nên cột không thể bắt buộc.",
        "Correct the column; a figure that cannot be summed whole stays empty, so it cannot be required.",
    ),
)
ON_UNITS_FILLED = Kind(
    code="KHO-C215",
    what=Message(
        "{word}: cột “{name}” do Kho điền, phải là string, không required, không thuộc khoá.",
        "{word}: Kho fills “{name}”, which must be a string, not required and not in the key.",
    ),
    mend=Message("Khai báo cột riêng cho nó.", "Declare a column of its own for it."),
)
ON_UNITS_INTO = Kind(
    code="KHO-C216",
    what=Message("into “{into}” không phải cấp trên của {level}.", "into “{into}” is no level above {level}."),
    mend=Message("Bỏ into, hoặc viết cấp cao hơn.", "Drop into, or write a higher level."),
)


def is_on_units(value: Any) -> bool:
    """Whether a value has the words of `kho.on_units`."""
    if not isinstance(value, dict) or not value.keys() >= NEEDED or value.keys() - NEEDED - OPTIONAL:
        return False
    split = value["split"]
    rules = isinstance(split, dict) and bool(split) and all(each in SPLITS for each in split.values())
    levels = value["level"] in _LEVELS and value.get("into", _LEVELS[0]) in _LEVELS
    names = all(isinstance(value[word], str) for word in ("column", "basis", "lacks", "name") if word in value)
    days = all(isinstance(value[word], str | date) for word in ("of", "to"))
    return rules and levels and names and days and value.get("absent", ABSENT[0]) in ABSENT


def on_units(value: Any) -> OnUnits | None:
    """The use that a contract's value says."""
    if value is None:
        return None
    return OnUnits(
        column=value["column"],
        level=value["level"],
        of=day_or_text(value["of"]) or "",
        to=day_or_text(value["to"]) or "",
        split=dict(value["split"]),
        basis=value["basis"],
        into=value.get("into"),
        lacks=value.get("lacks"),
        names=value.get("name"),
        absent_is_zero=value.get("absent") == "zero",
    )


def check_on_units(contract: Contract, report: Report) -> None:
    """Tell what is wrong with a contract's `kho.on_units`."""
    use, here = contract.on_units, (WORD,)
    if use is None:
        return
    columns = {column.name: column for column in contract.columns}
    for word, value in (("of", use.of), ("to", use.to)):
        wrong = isinstance(value, str) and value != TODAY if word == "to" else _is_no_day(use, columns)
        if wrong:
            report.add(ON_UNITS_DAY, here, word=word, value=value)
    if use.into is not None and _LEVELS.index(Level(use.into)) >= _LEVELS.index(Level(use.level)):
        report.add(ON_UNITS_INTO, here, into=use.into, level=use.level)
    for word, name, kind in _named(use):
        if name not in columns:
            close = near(name, columns)
            report.add(ON_UNITS_COLUMN, here, word=word, name=name, type=kind, near=close)
    for word, name in (("column", use.column), ("of", str(use.of))):
        if name in columns and columns[name].primary_key is None:
            report.add(ON_UNITS_IN_KEY, columns[name].path, word=word, name=name)
    for column in contract.columns:
        _check_column(column, use, report)


def _is_no_day(use: OnUnits, columns: Mapping[str, Column]) -> bool:
    return isinstance(use.of, str) and (use.of not in columns or columns[use.of].logical_type not in DAYS)


def _named(use: OnUnits) -> Iterator[tuple[str, str, str]]:
    yield "column", use.column, "string"
    yield from (("split", name, "integer, decimal(p,s)") for name in use.split)
    for word, name in (("basis", use.basis), ("lacks", use.lacks), ("name", use.names)):
        if name is not None:
            yield word, name, "string"


def _check_column(column: Column, use: OnUnits, report: Report) -> None:
    in_key = column.primary_key is not None
    if column.name in use.split:
        exact = column.logical_type is LogicalType.INTEGER or column.precision is not None
        if not exact or in_key or column.required:
            report.add(ON_UNITS_FIGURE, column.path, name=column.name)
    elif column.name in use.filled:
        if column.logical_type is not LogicalType.STRING or in_key or column.required:
            report.add(ON_UNITS_FILLED, column.path, word=WORD, name=column.name)
    elif column.name == use.column:
        if column.logical_type is not LogicalType.STRING:
            report.add(ON_UNITS_COLUMN, column.path, word="column", name=column.name, type="string", near="")
    elif not in_key:
        report.add(ON_UNITS_KEY, column.path, name=column.name)


def expected() -> Message:
    """What is to be written, for a value that is not."""
    needed = "column, level, of, to, split, basis"
    optional = "into, lacks, name, absent"
    rules = listed(SPLITS)
    return Message(
        f"{needed} (và nếu cần: {optional}); split: cột: {rules}",
        f"{needed} (and, where needed, {optional}); split: column: {rules}",
    )
