"""The row that a report is about: found by its id, shown as everybody sees it, found again in a later version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kho.contracts.model import LogicalType
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.publishing.features.failures import NoSuchFeatureError
from kho.publishing.features.identities import key_of, number_of, of_key, of_number
from kho.publishing.records.answering import Replica
from kho.publishing.records.fields import Field, NotAValueError, Value
from kho.publishing.records.question import All, Compare, Comparison, Condition, Empty, Page
from kho.web.holding import Holding
from kho.web.look.templatetags.saying import written
from kho.web.participation.failures import NoSuchRowError
from kho.web.participation.models import Row

LONGEST: Final = 2_000
"""Letters of a value that a report keeps."""
_NUMBERS: Final = frozenset({LogicalType.INTEGER, LogicalType.NUMBER})


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundRow:
    """A row of a version: its id, its values as texts, by the columns that are published."""

    id: str
    version: int
    values: Row


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownValue:
    """A value of a row as people read it."""

    column: PublishedColumn
    text: str


def key(holding: Holding, dataset: PublishedDataset) -> tuple[str, ...]:
    """The columns of the key where all of them are published, else none."""
    found = holding.place.contract(dataset.name).primary_key
    return found if {each.name for each in dataset.columns}.issuperset(found) else ()


def row(holding: Holding, dataset: PublishedDataset, row_id: str) -> FoundRow:
    """The row of an id, be it that of its key or of its number in the version. Raises NoSuchRowError, NotReadyError."""
    named = key(holding, dataset)
    with holding.shelves.replica(dataset) as replica:
        values = _by_number(replica, row_id)
        if values is None and named:
            values = _first(replica, _key_condition(row_id, named, replica.fields))
        if values is None:
            raise NoSuchRowError
        stays = of_key([values[name] for name in named]) if named else row_id
        return FoundRow(id=stays, version=replica.version, values=_texts(values))


def numbered(version: int, number: int) -> str:
    """The id of a row by its number."""
    return of_number(version, number)


def now(holding: Holding, dataset: PublishedDataset, row_id: str, was: Row) -> FoundRow | None:
    """The row as it is now; None where it is gone. One without a key is there as long as one is the same in all."""
    named = key(holding, dataset)
    with holding.shelves.replica(dataset) as replica:
        try:
            where = _key_condition(row_id, named, replica.fields) if named else _same(was, replica.fields)
        except (NoSuchRowError, NotAValueError):
            return None
        values = _first(replica, where)
        return None if values is None else FoundRow(id=row_id, version=replica.version, values=_texts(values))


def version(holding: Holding, dataset: PublishedDataset) -> int:
    """The version that rows are read from. Raises NotReadyError."""
    with holding.shelves.replica(dataset) as replica:
        return replica.version


def is_proposed(field: Field, proposed: str, value: str | None) -> bool:
    """Whether a value is the one that was proposed, as programs or as people write it."""
    if value is None or not proposed:
        return value is None and not proposed
    try:
        kept = field.value(value)
    except NotAValueError:
        return False
    return kept in _meant(field, proposed)


def shown(dataset: PublishedDataset, values: Row) -> Sequence[ShownValue]:
    """A row as people read it: only what is published now."""
    return [
        ShownValue(column=each, text=text(each, values[each.name])) for each in dataset.columns if each.name in values
    ]


def text(column: PublishedColumn, value: str | None) -> str:
    """A kept value as people read it."""
    if value is None:
        return ""
    try:
        return written(Field(name=column.name, kind=column.kind).value(value))
    except NotAValueError:
        return value


def _by_number(replica: Replica, row_id: str) -> dict[str, object] | None:
    try:
        number = number_of(row_id, replica.version)
    except NoSuchFeatureError:
        return None
    found = replica.numbered(Page(limit=1), skip=number - 1) if number else ()
    return dict(zip(replica.fields, found[0][1:], strict=True)) if found and found[0][0] == number else None


def _first(replica: Replica, where: Condition) -> dict[str, object] | None:
    found = replica.page(Page(where=where, limit=1))
    return dict(zip(found.columns, found.rows[0], strict=True)) if found.rows else None


def _key_condition(row_id: str, named: Sequence[str], fields: Mapping[str, Field]) -> Condition:
    try:
        return key_of(row_id, named, fields)
    except NoSuchFeatureError:
        raise NoSuchRowError from None


def _same(was: Row, fields: Mapping[str, Field]) -> Condition:
    """All values that can be compared as they were: those that a report keeps whole."""
    compared: list[Condition] = []
    for name, value in was.items():
        if name in fields and value is None:
            compared.append(Empty(column=name))
        elif name in fields and value is not None and len(value) < LONGEST:
            compared.append(Compare(column=name, how=Comparison.EQUAL, value=fields[name].value(value)))
    return All(of=tuple(compared))


def _texts(values: Mapping[str, object]) -> Row:
    return {name: _text(value) for name, value in values.items()}


def _text(value: object) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return str(value).lower()
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)[:LONGEST]


def _meant(field: Field, typed: str) -> set[Value]:
    """What may be meant: `1.235` is a number of three places to a program, and of none to people here."""
    found: set[Value] = set()
    for each in (typed, typed.replace(".", "").replace(",", ".") if field.kind in _NUMBERS else _day(typed)):
        try:
            found.add(field.value(each))
        except NotAValueError:
            continue
    return found


def _day(typed: str) -> str:
    try:
        return datetime.strptime(typed.strip(), "%d/%m/%Y").date().isoformat()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return typed
