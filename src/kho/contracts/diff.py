"""What changed between two versions of a contract, and which of it breaks those who use the data.

One principle: a change breaks consumers where something they could rely on no longer holds: a name is gone, a value
may now come that could not come before, fewer may see it, or it comes more rarely. A wider type keeps every value's
meaning and does not break; neither does what only asks more of producers.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kho.contracts import loosening
from kho.contracts.model import Access, Classification, Column, Contract, Problem, QualityRule
from kho.contracts.problems import Kind, Place, Report
from kho.contracts.widening import TableColumn, stored, type_text, widens
from kho.messages import Message

_RuleList = tuple[QualityRule, ...]


class ChangeKind(StrEnum):
    """What a change is about."""

    DATASET = "dataset"
    REMOVED = "removed"
    RENAMED = "renamed"
    ADDED = "added"
    MOVED = "moved"
    TYPE = "type"
    KEY = "key"
    PARTITION = "partition"
    GUARANTEE = "guarantee"
    MEANING = "meaning"
    ACCESS = "access"
    CLASSIFICATION = "classification"
    LOAD = "load"
    TERMS = "terms"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One change. `column` None is the whole dataset; `path` is its place in the new contract, else in the old."""

    kind: ChangeKind
    breaking: bool
    message: Message
    column: str | None = None
    path: Place = ()


_RANK = {Access.PRIVATE: 0, Access.SHARED: 1, Access.OPEN: 2}
_SECRECY = {
    None: 0,
    Classification.PUBLIC: 0,
    Classification.INTERNAL: 1,
    Classification.PERSONAL: 2,
    Classification.SENSITIVE: 3,
}
_NAME = Message("tên bộ dữ liệu", "the dataset's name")
_ACCESS = Message("mức chia sẻ", "access")
_LOAD = Message("cách nạp", "the way of loading")
_KEY = Message("khoá", "the key")
_PARTITION = Message("cách chia phần", "the partitions")
_LICENCE = Message("giấy phép", "the licence")
_FREQUENCY = Message("tần suất", "frequency")
_LATENCY = Message("độ trễ cho phép", "latency")
_RETENTION = Message("thời gian lưu", "retention")
_STATUS = Message("trạng thái", "status")
_ON_UNITS = Message("cách đưa về đơn vị hành chính", "how figures are brought to units")
_TEXT = Message("tên gọi hoặc mô tả", "name or description")
_CLASSIFICATION = Message("phân loại", "classification")
_DECIMAL = Message("dấu thập phân", "decimal mark")
_FORMATS = Message("dạng ngày giờ", "date formats")
_MISSING = Message("chữ nghĩa là trống", "texts for no value")
_UNIT = Message("đơn vị đo", "unit")

UNFIT_TABLE = Kind(
    code="KHO-C190",
    what=Message("Bảng đang có không khớp: {change}", "The loaded table does not fit: {change}"),
    mend=Message(
        "Giữ nguyên cột, hoặc chạy lại với --allow-breaking sau khi báo bên sử dụng.",
        "Keep the column, or run with --allow-breaking once those who use it know.",
    ),
)


def compare(old: Contract, new: Contract) -> tuple[Change, ...]:
    """All changes from `old` to `new`: of the dataset first, then column by column in the new order."""
    return (*_dataset_changes(old, new), *_column_changes(old, new))


def breaking(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Those that break consumers."""
    return tuple(change for change in changes if change.breaking)


def table_changes(contract: Contract, table: Sequence[TableColumn]) -> tuple[Change, ...]:
    """What a load under `contract` changes in a loaded table of these columns (Kho's own `_` columns left out)."""
    return tuple(_table_changes(contract, table))


def breaking_for_table(contract: Contract, table: Sequence[TableColumn]) -> tuple[Change, ...]:
    """What of the loaded table the contract would lose or cannot hold."""
    return breaking(table_changes(contract, table))


def table_problems(contract: Contract, table: Sequence[TableColumn]) -> list[Problem]:
    """`breaking_for_table`, as problems of the contract's file; none where there is no table yet (no columns)."""
    if contract.file is None or not table:
        return []
    report = Report.on(contract, [])
    for change in breaking_for_table(contract, table):
        report.add(UNFIT_TABLE, change.path, change=change.message)
    return report.problems


def _table_changes(contract: Contract, table: Sequence[TableColumn]) -> Iterator[Change]:
    ours = {column.name: column for column in contract.columns}
    theirs = {column.name for column in table}
    for column in table:
        if column.name not in ours:
            yield _removed(column.name, ("schema", 0))
        elif stored(ours[column.name]) != column:
            yield from _type_change(column, stored(ours[column.name]), ours[column.name].path)
    for name, added in ours.items():
        if name not in theirs:
            yield _added(added)


def _dataset_changes(old: Contract, new: Contract) -> Iterator[Change]:
    table = ("schema", 0)
    if old.name != new.name:
        yield _of_dataset(ChangeKind.DATASET, ("id",), _NAME, (old.name, new.name))
    if old.access is not new.access:
        narrower = _RANK[new.access] < _RANK[old.access]
        yield _of_dataset(ChangeKind.ACCESS, ("kho.access",), _ACCESS, (old.access, new.access), breaks=narrower)
    if old.load is not new.load:
        yield _of_dataset(ChangeKind.LOAD, ("kho.load",), _LOAD, (old.load, new.load))
    if old.primary_key != new.primary_key:
        keys = (_joined(old.primary_key), _joined(new.primary_key))
        yield _of_dataset(ChangeKind.KEY, table, _KEY, keys, breaks=bool(old.primary_key))
    if old.partition_by != new.partition_by:
        parts = (_joined(old.partition_by), _joined(new.partition_by))
        yield _of_dataset(ChangeKind.PARTITION, table, _PARTITION, parts, breaks=False)
    if old.on_units != new.on_units:
        values = (_told_units(old), _told_units(new))
        yield _of_dataset(ChangeKind.MEANING, ("kho.on_units",), _ON_UNITS, values, breaks=True)
    yield from _terms(old, new)
    yield from _rules((old.rules, new.rules), None, table)


def _told_units(contract: Contract) -> str | None:
    return None if contract.on_units is None else str(contract.on_units)


def _terms(old: Contract, new: Contract) -> Iterator[Change]:
    if old.licence != new.licence:
        values = (old.licence, new.licence)
        yield _of_dataset(ChangeKind.TERMS, ("kho.licence",), _LICENCE, values, breaks=old.licence is not None)
    rarer = old.frequency is not None and loosening.longer(new.frequency, old.frequency)
    slower = old.latency is not None and loosening.longer(new.latency, old.latency)
    shorter = old.retention is not None and loosening.longer(old.retention, new.retention)
    for what, values, worse in (
        (_FREQUENCY, (old.frequency, new.frequency), rarer),
        (_LATENCY, (old.latency, new.latency), slower),
        (_RETENTION, (old.retention, new.retention), shorter),
    ):
        if values[0] != values[1]:
            yield _of_dataset(ChangeKind.TERMS, ("slaProperties",), what, values, breaks=worse)
    if old.status != new.status:
        values = (old.status, new.status)
        yield _of_dataset(ChangeKind.TERMS, ("status",), _STATUS, values, breaks=new.status == "retired")
    if (old.title, old.description) != (new.title, new.description):
        yield _of_dataset(ChangeKind.TEXT, ("name",), _TEXT, _text_values(old, new), breaks=False)


def _text_values(old: Contract | Column, new: Contract | Column) -> tuple[str, str]:
    same_title = old.title == new.title
    return (old.description, new.description) if same_title else (old.title, new.title)


def _joined(names: Sequence[str]) -> str:
    return ", ".join(names) or "-"


def _of_dataset(
    kind: ChangeKind, path: Place, what: Message, values: tuple[object, object], *, breaks: bool = True
) -> Change:
    was, now = _told(values[0]), _told(values[1])
    message = Message(vi=f"Đổi {what.vi}: {was} → {now}.", en=f"Changed {what.en}: {was} → {now}.")
    return Change(kind=kind, breaking=breaks, message=message, path=path)


def _told(value: object) -> str:
    return "-" if value is None else str(value)


def _column_changes(old: Contract, new: Contract) -> Iterator[Change]:
    before = {column.name: column for column in old.columns}
    after = {column.name: column for column in new.columns}
    renamed = _renamed(
        [c for n, c in before.items() if n not in after], [c for n, c in after.items() if n not in before]
    )
    for name, column in before.items():
        if name in renamed:
            yield _rename(column, renamed[name])
        elif name not in after:
            yield _removed(name, column.path)
    sources = {column.name: before[name] for name, column in renamed.items()}
    for name, column in after.items():
        was = before.get(name) or sources.get(name)
        yield from _same_column(was, column) if was is not None else [_added(column)]
    kept = [name for name in before if name in after]
    if kept != [name for name in after if name in before]:
        message = Message("Đổi thứ tự các cột.", "The order of the columns changed.")
        yield Change(kind=ChangeKind.MOVED, breaking=False, message=message, path=("schema", 0))


def _renamed(removed: list[Column], added: list[Column]) -> dict[str, Column]:
    """Columns that only changed their name: same type, and the same title or header."""
    found: dict[str, Column] = {}
    for column in removed:
        for other in added:
            free = other.name not in {each.name for each in found.values()}
            if free and column.logical_type is other.logical_type and _signs(column) & _signs(other):
                found[column.name] = other
                break
    return found


def _signs(column: Column) -> set[str]:
    return {text.casefold() for text in (column.title, *column.headers) if text}


def _rename(old: Column, new: Column) -> Change:
    message = Message(
        vi=f"Cột “{old.name}” đổi tên thành “{new.name}”.", en=f"“{old.name}” is now called “{new.name}”."
    )
    return Change(kind=ChangeKind.RENAMED, breaking=True, message=message, column=old.name, path=new.path)


def _removed(name: str, path: Place) -> Change:
    message = Message(vi=f"Bỏ cột “{name}”.", en=f"The column “{name}” is gone.")
    return Change(kind=ChangeKind.REMOVED, breaking=True, message=message, column=name, path=path)


def _added(column: Column) -> Change:
    message = Message(vi=f"Thêm cột “{column.name}”.", en=f"The column “{column.name}” is new.")
    return Change(kind=ChangeKind.ADDED, breaking=False, message=message, column=column.name, path=column.path)


def _same_column(old: Column, new: Column) -> Iterator[Change]:
    yield from _type_change(TableColumn.of(old), TableColumn.of(new), new.path)
    yield from _guarantees(old, new)
    yield from _meaning(old, new)
    if _SECRECY[old.classification] != _SECRECY[new.classification]:
        higher = _SECRECY[new.classification] > _SECRECY[old.classification]
        values = (old.classification, new.classification)
        yield _of_column(ChangeKind.CLASSIFICATION, new, _CLASSIFICATION, values, breaks=higher)
    if (old.title, old.description) != (new.title, new.description):
        yield _of_column(ChangeKind.TEXT, new, _TEXT, _text_values(old, new), breaks=False)
    yield from _rules((old.rules, new.rules), new.name, new.path)


def _type_change(old: TableColumn, new: TableColumn, path: Place) -> Iterator[Change]:
    was, now = type_text(old), type_text(new)
    if was != now:
        message = Message(
            vi=f"Cột “{old.name}” đổi kiểu: {was} → {now}.", en=f"“{old.name}” changed type: {was} → {now}."
        )
        narrower = not widens(old, new)
        yield Change(kind=ChangeKind.TYPE, breaking=narrower, message=message, column=new.name, path=path)


def _of_column(
    kind: ChangeKind, column: Column, what: Message, values: tuple[object, object], *, breaks: bool
) -> Change:
    was, now = _told(values[0]), _told(values[1])
    message = Message(
        vi=f"Cột “{column.name}” đổi {what.vi}: {was} → {now}.", en=f"“{column.name}” changed {what.en}: {was} → {now}."
    )
    return Change(kind=kind, breaking=breaks, message=message, column=column.name, path=column.path)


_Guarantee = tuple[Message, Callable[[Column], Any], Callable[[Any, Any], bool]]
_GUARANTEES: tuple[_Guarantee, ...] = (
    (Message("bắt buộc", "required"), lambda c: c.required or c.primary_key is not None, loosening.dropped),
    (Message("không trùng", "unique"), lambda c: c.unique, loosening.dropped),
    (Message("giá trị nhỏ nhất", "minimum"), loosening.low, loosening.lower),
    (Message("giá trị lớn nhất", "maximum"), loosening.high, loosening.higher),
    (Message("độ dài ngắn nhất", "least length"), lambda c: c.min_length, loosening.lower),
    (Message("độ dài lớn nhất", "greatest length"), lambda c: c.max_length, loosening.higher),
    (Message("mẫu", "pattern"), lambda c: c.pattern, loosening.other),
    (Message("danh mục", "code list"), lambda c: c.codelist, loosening.other),
    (Message("đơn vị hành chính", "administrative unit"), lambda c: c.unit, loosening.other),
    (Message("chuẩn", "standard"), lambda c: c.standard, loosening.other),
    (Message("tham chiếu", "references"), lambda c: frozenset(c.references), loosening.fewer),
)


def _guarantees(old: Column, new: Column) -> Iterator[Change]:
    for what, value, looser in _GUARANTEES:
        was, now = value(old), value(new)
        if was != now:
            told = (loosening.told(was), loosening.told(now))
            yield _of_column(ChangeKind.GUARANTEE, new, what, told, breaks=looser(was, now))


def _meaning(old: Column, new: Column) -> Iterator[Change]:
    """How texts are read: the same text would now become another value."""
    if old.logical_type is not new.logical_type:
        return
    if old.decimal_mark != new.decimal_mark:
        values = (old.decimal_mark, new.decimal_mark)
        yield _of_column(ChangeKind.MEANING, new, _DECIMAL, values, breaks=True)
    if old.measure != new.measure:
        yield _of_column(ChangeKind.MEANING, new, _UNIT, (old.measure, new.measure), breaks=old.measure is not None)
    if old.formats != new.formats:
        values = (_joined(old.formats), _joined(new.formats))
        kept = new.formats[: len(old.formats)] == old.formats
        yield _of_column(ChangeKind.MEANING, new, _FORMATS, values, breaks=not kept)
    if old.missing != new.missing:
        values = (_joined(old.missing), _joined(new.missing))
        kept = set(old.missing) <= set(new.missing)
        yield _of_column(ChangeKind.MEANING, new, _MISSING, values, breaks=not kept)


def _rules(rules: tuple[_RuleList, _RuleList], column: str | None, path: Place) -> Iterator[Change]:
    """Rules by what they demand; one that is gone or changed no longer guards."""
    before, after = ({loosening.demand(rule): rule for rule in version} for version in rules)
    for demand, rule in before.items():
        if demand not in after:
            message = Message(vi=f"Bỏ hoặc nới quy tắc “{rule.id}”.", en=f"The rule “{rule.id}” is gone or looser.")
            breaks = loosening.guards(rule)
            yield Change(kind=ChangeKind.GUARANTEE, breaking=breaks, message=message, column=column, path=path)
    for demand, rule in after.items():
        if demand not in before:
            message = Message(vi=f"Thêm quy tắc “{rule.id}”.", en=f"The rule “{rule.id}” is new.")
            yield Change(kind=ChangeKind.GUARANTEE, breaking=False, message=message, column=column, path=rule.path)
