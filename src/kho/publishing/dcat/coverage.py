"""What a dataset covers: which time, told by its figures; which place, told by the province's code."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from kho.contracts.model import LogicalType
from kho.publishing.catalogue import Catalogue, PublishedColumn, PublishedDataset
from kho.publishing.dcat.addresses import Scheme
from kho.publishing.dcat.draft import Draft, part, text
from kho.publishing.dcat.terms import DCAT, DCT, GEO, LOCN
from kho.publishing.dcat.vocabulary import VIETNAM
from kho.quality.profile import ColumnProfile
from kho.standards.text.folding import key
from kho.standards.units.known import unit
from kho.standards.units.model import MERGER, Unit
from kho.warehouse.tables import VIETNAM as VIETNAM_TIME
from kho.warehouse.tables import moment

_DAYS: Final = frozenset({LogicalType.DATE, LogicalType.TIMESTAMP})
_TELLING: Final = frozenset({"ngaysolieu", "thoidiem", "ngaybaocao", "kybaocao"})
"""Names of columns that say of when a row is; other days, such as when a school was founded, say nothing of that."""
_YEARS: Final = frozenset({"nam", "namsolieu", "nambaocao"})
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """From a day to a day (`2024-01-31`) or a year to a year (`2024`), both included."""

    start: str
    end: str

    @property
    def type(self) -> URIRef:
        """The XML Schema type of both."""
        return URIRef(XSD.date if "-" in self.start else XSD.gYear)


def period(dataset: PublishedDataset) -> Period | None:
    """The time of a dataset's rows, where one column tells it and its values may be seen."""
    days = [each for each in dataset.columns if each.kind in _DAYS]
    years = [each for each in dataset.columns if each.kind is LogicalType.INTEGER and key(each.name) in _YEARS]
    keys = [each for each in days if each.is_key]
    named = [each for each in days if key(each.name) in _TELLING]
    for found in (keys, named):
        if len(found) == 1:
            return _days(_profile(dataset, found[0]))
    return _years(_profile(dataset, years[0])) if len(years) == 1 else None


def _profile(dataset: PublishedDataset, column: PublishedColumn) -> ColumnProfile | None:
    profile = dataset.assessment.profile
    return None if profile is None else profile.column(column.name)


def _days(found: ColumnProfile | None) -> Period | None:
    if found is None or not (isinstance(found.minimum, str) and isinstance(found.maximum, str)):
        return None
    try:
        start, end = _day(found.minimum), _day(found.maximum)
    except ValueError:
        return None
    return Period(start=start.isoformat(), end=end.isoformat())


def _day(words: str) -> date:
    """The day in Việt Nam of a day or a moment. Raises ValueError."""
    if len(words) == len("2026-01-31"):
        return date.fromisoformat(words)
    return moment(datetime.fromisoformat(words)).astimezone(VIETNAM_TIME).date()


def _years(found: ColumnProfile | None) -> Period | None:
    if found is None or not (isinstance(found.minimum, int) and isinstance(found.maximum, int)):
        return None
    sound = FIRST_YEAR <= found.minimum <= found.maximum <= LAST_YEAR
    return Period(start=str(found.minimum), end=str(found.maximum)) if sound else None


def place(catalogue: Catalogue) -> Unit | None:
    """The province among the units since the merger; None where its code is not one of them."""
    return unit(catalogue.code, on=MERGER)


def temporal(draft: Draft, iri: str, dataset: PublishedDataset) -> URIRef | None:
    """The period as `dct:PeriodOfTime`."""
    found = period(dataset)
    if found is None:
        return None
    node = part(iri, "period")
    draft.of(node, DCT.PeriodOfTime)
    draft.tell(node, DCAT.startDate, Literal(found.start, datatype=found.type))
    draft.tell(node, DCAT.endDate, Literal(found.end, datatype=found.type))
    return node


def spatial(draft: Draft, catalogue: Catalogue) -> URIRef | None:
    """The province as `dct:Location`; None where it has no code."""
    if not catalogue.code:
        return None
    node, found = URIRef(draft.addresses.concept(Scheme.UNITS, catalogue.code)), place(catalogue)
    draft.of(node, DCT.Location)
    draft.tell(node, DCT.identifier, text(catalogue.code))
    draft.tell(node, LOCN.geographicName, text(found.name if found else catalogue.province.vi, "vi"))
    draft.point(node, DCT.isPartOf, VIETNAM)
    if found is not None and found.latitude is not None and found.longitude is not None:
        point = Literal(f"POINT({found.longitude} {found.latitude})", datatype=GEO.wktLiteral)
        draft.tell(node, DCAT.centroid, point)
    return node
