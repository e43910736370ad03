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
from kho.contracts.model import Access, Classification, Column, Contract, LogicalType
from kho.contracts.widening import TableColumn, stored, type_text, widens
from kho.messages import Message


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
    path: tuple[str | int, ...] = ()


_RANK = {Access.PRIVATE: 0, Access.SHARED: 1, Access.OPEN: 2}
_SECRECY = {
    None: 0,
    Classification.PUBLIC: 0,
    Classification.INTERNAL: 1,
    Classification.PERSONAL: 2,
    Classification.SENSITIVE: 3,
}


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
    if old.name != new.name:
        yield _of_dataset(ChangeKind.DATASET, ("id",), "tên bộ dữ liệu", "the dataset's name", old.name, new.name)
    if old.access is not new.access:
        narrower = _RANK[new.access] < _RANK[old.access]
        yield _of_dataset(
            ChangeKind.ACCESS, ("customProperties",), "mức chia sẻ", "access", old.access, new.access, breaks=narrower
        )
    if old.load is not new.load:
        yield _of_dataset(ChangeKind.LOAD, ("customProperties",), "cách nạp", "the way of loading", old.load, new.load)
    if old.primary_key != new.primary_key:
        keys = (", ".join(old.primary_key) or "-", ", ".join(new.primary_key) or "-")
        yield _of_dataset(ChangeKind.KEY, ("schema", 0), "khoá", "the key", *keys, breaks=bool(old.primary_key))
    if old.partition_by != new.partition_by:
        parts = (", ".join(old.partition_by) or "-", ", ".join(new.partition_by) or "-")
        yield _of_dataset(ChangeKind.PARTITION, ("schema", 0), "cách chia phần", "the partitions", *parts, breaks=False)
    yield from _terms(old, new)
    yield from _rules(old, new, None, ("schema", 0))


def _terms(old: Contract, new: Contract) -> Iterator[Change]:
    if old.licence != new.licence:
        breaks = old.licence is not None
        yield _of_dataset(
            ChangeKind.TERMS, ("customProperties",), "giấy phép", "the licence", old.licence, new.licence, breaks=breaks
        )
    for vi, en, was, now, worse in (
        ("tần suất", "frequency", old.frequency, new.frequency, loosening.longer(new.frequency, old.frequency)),
        ("thời gian lưu", "retention", old.retention, new.retention, loosening.longer(old.retention, new.retention)),
    ):
        if was != now:
            yield _of_dataset(ChangeKind.TERMS, ("slaProperties",), vi, en, was, now, breaks=was is not None and worse)
    if (old.title, old.description) != (new.title, new.description):
        yield _of_dataset(
            ChangeKind.TEXT, ("name",), "tên gọi hoặc mô tả", "name or description", "…", "…", breaks=False
        )
    if old.status != new.status:
        breaks = new.status == "retired"
        yield _of_dataset(ChangeKind.TERMS, ("status",), "trạng thái", "status", old.status, new.status, breaks=breaks)


def _of_dataset(  # noqa: PLR0913 - the two languages and both values of one sentence
    kind: ChangeKind, path: tuple[str | int, ...], vi: str, en: str, was: object, now: object, *, breaks: bool = True
) -> Change:
    message = Message(vi=f"Đổi {vi}: {_told(was)} → {_told(now)}.", en=f"Changed {en}: {_told(was)} → {_told(now)}.")
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


def _removed(name: str, path: tuple[str | int, ...]) -> Change:
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
        yield _of_column(ChangeKind.CLASSIFICATION, new, "phân loại", "classification", *values, breaks=higher)
    if (old.title, old.description) != (new.title, new.description):
        values = (old.title or old.description, new.title or new.description)
        yield _of_column(ChangeKind.TEXT, new, "tên gọi hoặc mô tả", "name or description", *values, breaks=False)
    yield from _rules(old, new, new.name, new.path)


def _type_change(old: TableColumn, new: TableColumn, path: tuple[str | int, ...]) -> Iterator[Change]:
    was, now = type_text(old), type_text(new)
    if was != now:
        message = Message(
            vi=f"Cột “{old.name}” đổi kiểu: {was} → {now}.", en=f"“{old.name}” changed type: {was} → {now}."
        )
        narrower = not widens(old, new)
        yield Change(kind=ChangeKind.TYPE, breaking=narrower, message=message, column=new.name, path=path)


def _of_column(  # noqa: PLR0913 - the two languages and both values of one sentence
    kind: ChangeKind, column: Column, vi: str, en: str, was: object, now: object, *, breaks: bool
) -> Change:
    message = Message(
        vi=f"Cột “{column.name}” đổi {vi}: {_told(was)} → {_told(now)}.",
        en=f"“{column.name}” changed {en}: {_told(was)} → {_told(now)}.",
    )
    return Change(kind=kind, breaking=breaks, message=message, column=column.name, path=column.path)


_Guarantee = tuple[str, str, Callable[[Column], Any], Callable[[Any, Any], bool]]
_GUARANTEES: tuple[_Guarantee, ...] = (
    ("bắt buộc", "required", lambda c: c.required or c.primary_key is not None, loosening.dropped),
    ("không trùng", "unique", lambda c: c.unique, loosening.dropped),
    ("giá trị nhỏ nhất", "minimum", lambda c: loosening.low(c), loosening.lower),
    ("giá trị lớn nhất", "maximum", lambda c: loosening.high(c), loosening.higher),
    ("độ dài ngắn nhất", "least length", lambda c: c.min_length, loosening.lower),
    ("độ dài lớn nhất", "greatest length", lambda c: c.max_length, loosening.higher),
    ("mẫu", "pattern", lambda c: c.pattern, loosening.other),
    ("danh mục", "code list", lambda c: c.codelist, loosening.other),
    ("chuẩn", "standard", lambda c: c.standard, loosening.other),
    ("tham chiếu", "references", lambda c: frozenset(c.references), loosening.fewer),
)


def _guarantees(old: Column, new: Column) -> Iterator[Change]:
    for vi, en, value, looser in _GUARANTEES:
        was, now = value(old), value(new)
        if was != now:
            told = (loosening.told(was), loosening.told(now))
            yield _of_column(ChangeKind.GUARANTEE, new, vi, en, *told, breaks=looser(was, now))


def _meaning(old: Column, new: Column) -> Iterator[Change]:
    """How texts are read: the same text would now become another value."""
    if old.logical_type is not new.logical_type:
        return
    if old.decimal_mark != new.decimal_mark:
        values = (old.decimal_mark, new.decimal_mark)
        yield _of_column(ChangeKind.MEANING, new, "dấu thập phân", "decimal mark", *values, breaks=True)
    if old.formats != new.formats and old.logical_type is not LogicalType.STRING:
        values = (", ".join(old.formats) or "ISO", ", ".join(new.formats) or "ISO")
        kept = new.formats[: len(old.formats)] == old.formats
        yield _of_column(ChangeKind.MEANING, new, "dạng ngày giờ", "date formats", *values, breaks=not kept)
    if old.missing != new.missing:
        values = (", ".join(old.missing) or "-", ", ".join(new.missing) or "-")
        kept = set(old.missing) <= set(new.missing)
        yield _of_column(ChangeKind.MEANING, new, "chữ nghĩa là trống", "texts for no value", *values, breaks=not kept)


def _rules(
    old: Contract | Column, new: Contract | Column, column: str | None, path: tuple[str | int, ...]
) -> Iterator[Change]:
    """Rules by what they demand; one that is gone or changed no longer guards."""
    before = {loosening.demand(rule): rule for rule in old.rules}
    after = {loosening.demand(rule): rule for rule in new.rules}
    for demand, rule in before.items():
        if demand not in after:
            message = Message(vi=f"Bỏ hoặc nới quy tắc “{rule.id}”.", en=f"The rule “{rule.id}” is gone or looser.")
            breaks = loosening.guards(rule)
            yield Change(kind=ChangeKind.GUARANTEE, breaking=breaks, message=message, column=column, path=path)
    for demand, rule in after.items():
        if demand not in before:
            message = Message(vi=f"Thêm quy tắc “{rule.id}”.", en=f"The rule “{rule.id}” is new.")
            yield Change(kind=ChangeKind.GUARANTEE, breaking=False, message=message, column=column, path=rule.path)
