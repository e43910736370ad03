"""The catalogue: what is known of every published dataset, as values that no request can see past.

Only datasets whose access class is open, and whose table has been loaded, are in it; everything that is made for the
public (pages, APIs, standards of catalogues, search) is made from it alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kho.contracts.model import Access, Classification, Column, Contract, LogicalType, Withdrawn
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.assessing import Assessment, assess
from kho.pipeline.workplace import Workplace
from kho.province.agencies import Agency
from kho.province.folder import Province
from kho.province.records import Name
from kho.publishing.commune_lists import commune_lists
from kho.publishing.open_quality import Openness
from kho.publishing.places import Place, UnitColumn, place_of, unit_columns
from kho.warehouse.tables import TableRef, Version

HIDDEN = frozenset({Classification.PERSONAL, Classification.SENSITIVE})
"""Columns of these classes are in nothing that is made for the public, whatever the dataset's access class."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedColumn:
    """A column as the public sees it.

    `unit` is that of its figures, `codes` the code list of its values, `level` that of the administrative
    units they are codes of.
    """

    name: str
    title: str
    kind: LogicalType
    description: str = ""
    unit: str | None = None
    codes: str | None = None
    standard: str | None = None
    is_key: bool = False
    level: str | None = None

    @classmethod
    def of(cls, column: Column) -> "PublishedColumn":
        """What a contract says of it."""
        return cls(
            name=column.name,
            title=column.title or column.name,
            kind=column.logical_type,
            description=column.description,
            unit=column.measure.unit if column.measure else None,
            codes=column.codelist.name if column.codelist else None,
            standard=column.standard,
            is_key=column.primary_key is not None,
            level=column.unit.level if column.unit else None,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedDataset:
    """A dataset as the public sees it. `versions` are the newest first, times in UTC.

    `units` are its columns of codes of administrative units.
    """

    name: DatasetName
    title: str
    description: str
    agency: Agency
    domain: str | None
    licence: str | None
    frequency: str | None
    contract_version: str
    columns: tuple[PublishedColumn, ...]
    rows: int
    versions: tuple[Version, ...]
    assessment: Assessment
    units: tuple[UnitColumn, ...] = ()

    @property
    def place(self) -> Place | None:
        """What says most exactly where its rows are."""
        return place_of(self.columns, self.units)

    @property
    def is_placed(self) -> bool:
        """Whether its rows can be put on a map."""
        return self.place is not None

    @property
    def issued(self) -> datetime:
        """When it was first published, as far as its versions go back."""
        return self.versions[-1].committed

    @property
    def modified(self) -> datetime:
        """When its newest version was published."""
        return self.versions[0].committed

    @property
    def version(self) -> int:
        """The number of its newest version."""
        return self.versions[0].version


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedCode:
    """A code and what it stands for. One that stood for several things, each in its time, is there several times."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """All that is published, by name, and whose it is: agencies that publish nothing are told too.

    `codes` are the code lists that published columns use. `withdrawn` are those that were published once: why they are
    not any more is all that is told of them.
    """

    province: Name
    code: str
    agencies: Mapping[str, Agency]
    datasets: Mapping[DatasetName, PublishedDataset]
    codes: Mapping[str, tuple[PublishedCode, ...]] = field(default_factory=dict)
    withdrawn: Mapping[DatasetName, Withdrawn] = field(default_factory=dict)

    def of_agency(self, agency: str) -> Iterator[PublishedDataset]:
        """What an agency publishes."""
        return (each for each in self.datasets.values() if each.agency.id == agency)


def catalogue(place: Workplace) -> Catalogue:
    """What is published now. Raises the store's errors, BrokenRunRecordError, BrokenProfileError."""
    province = place.province
    opened = [contract for contract in province.datasets.values() if is_published(contract)]
    loaded = [each for each in opened if place.warehouse.exists(TableRef.of(each))]
    name = province.settings.name
    shared = _Shared(names=frozenset(each.name for each in loaded), lists=commune_lists(province))
    datasets = {each.name: _published(place, each, shared) for each in loaded}
    return Catalogue(
        province=Name(vi=name, en=name),
        code=province.settings.code,
        agencies=province.agencies,
        datasets=datasets,
        withdrawn=withdrawn(province.datasets.values()),
        codes=codes_of(province, (column for each in datasets.values() for column in each.columns)),
    )


def is_published(contract: Contract) -> bool:
    """Whether the public is shown a dataset, as far as its contract says."""
    return contract.access is Access.OPEN and contract.withdrawn is None


def withdrawn(contracts: Iterable[Contract]) -> Mapping[DatasetName, Withdrawn]:
    """The open datasets that were taken from the public."""
    opened = (each for each in contracts if each.access is Access.OPEN)
    return {each.name: each.withdrawn for each in opened if each.withdrawn is not None}


class WithdrawnError(KhoError):
    """The dataset was taken from the public."""

    code = "KHO-A312"
    http_status = 410
    what = Message(
        vi="Bộ dữ liệu này đã được rút khỏi công bố ngày {day_vi}. Lý do: {reason}",
        en="This dataset was taken from the public on {day_en}. The reason: {reason}",
    )
    mend = Message(
        vi="Tìm bộ dữ liệu khác, hoặc hỏi cơ quan phụ trách.",
        en="Look for another dataset, or ask the agency it is of.",
    )

    @classmethod
    def of(cls, told: Withdrawn) -> "WithdrawnError":
        """The error that tells it."""
        return cls(day_vi=f"{told.day:%d/%m/%Y}", day_en=told.day.isoformat(), reason=told.reason)


def codes_of(province: Province, columns: Iterable[PublishedColumn]) -> Mapping[str, tuple[PublishedCode, ...]]:
    """The code lists that columns use."""
    used = {column.codes for column in columns if column.codes is not None}
    lists = ((name, each.entries) for name, each in province.known_codelists.items() if name in used)
    return {name: tuple(PublishedCode(code=each.code, name=each.name) for each in entries) for name, entries in lists}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shared:
    """What is known of all datasets: the names of those that are published, and the code lists of communes."""

    names: frozenset[DatasetName]
    lists: frozenset[str]


def _published(place: Workplace, contract: Contract, shared: _Shared) -> PublishedDataset:
    ref = TableRef.of(contract)
    shown = [each for each in contract.columns if each.classification not in HIDDEN]
    columns = tuple(map(PublishedColumn.of, shown))
    openness = Openness(contract=contract, columns=frozenset(each.name for each in shown), datasets=shared.names)
    return PublishedDataset(
        name=contract.name,
        title=contract.title,
        description=contract.description,
        agency=place.province.agencies[contract.agency],
        domain=contract.domain,
        licence=contract.licence,
        frequency=contract.frequency,
        contract_version=contract.version,
        columns=columns,
        rows=place.warehouse.row_count(ref),
        versions=tuple(place.warehouse.versions(ref)),
        assessment=openness.of(assess(place, contract)),
        units=unit_columns(contract, columns, shared.lists),
    )
