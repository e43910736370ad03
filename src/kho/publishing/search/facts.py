"""What datasets are narrowed by: their facets, each with what its values are called."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from kho.contracts.periods import parts_of
from kho.messages import Message
from kho.publishing.catalogue import Catalogue, PublishedDataset
from kho.publishing.domains import domain_title
from kho.publishing.periods import period
from kho.publishing.places import Coordinates, Shape
from kho.publishing.series import Series
from kho.quality.freshness import State
from kho.standards import registry


class Facet(StrEnum):
    """By what datasets are narrowed; its value is the parameter's name."""

    AGENCY = "agency"
    DOMAIN = "domain"
    FRESHNESS = "freshness"
    FREQUENCY = "frequency"
    LICENCE = "licence"
    MAP = "map"
    SERIES = "series"
    STANDARD = "standard"
    YEAR = "year"


TITLES: Final[Mapping[Facet, Message]] = {
    Facet.AGENCY: Message("Cơ quan", "Agency"),
    Facet.DOMAIN: Message("Lĩnh vực", "Field"),
    Facet.FRESHNESS: Message("Độ mới", "Freshness"),
    Facet.FREQUENCY: Message("Cập nhật", "Updated"),
    Facet.LICENCE: Message("Giấy phép", "Licence"),
    Facet.MAP: Message("Bản đồ", "Map"),
    Facet.SERIES: Message("Chuỗi", "Series"),
    Facet.STANDARD: Message("Chuẩn dữ liệu", "Standard"),
    Facet.YEAR: Message("Năm của số liệu", "Year of the figures"),
}
FRESH, LATE, UNITS, POINTS = "fresh", "late", "units", "points"
_FRESHNESS: Final[Mapping[State, tuple[str, ...]]] = {
    State.FRESH: (FRESH,),
    State.DUE: (FRESH,),
    State.LATE: (LATE,),
    State.NEVER: (LATE,),
    State.UNPROMISED: (),
}
_NAMES: Final[Mapping[tuple[Facet, str], Message]] = {
    (Facet.FRESHNESS, FRESH): Message("đúng hẹn", "on time"),
    (Facet.FRESHNESS, LATE): Message("trễ hẹn", "late"),
    (Facet.MAP, UNITS): Message("theo đơn vị hành chính", "by administrative unit"),
    (Facet.MAP, POINTS): Message("theo toạ độ, hình", "by coordinates or shapes"),
}
_PERIODS: Final = {
    "hour": Message("giờ", "hour"),
    "day": Message("ngày", "day"),
    "week": Message("tuần", "week"),
    "month": Message("tháng", "month"),
    "year": Message("năm", "year"),
}


def facts(dataset: PublishedDataset, series: Series | None) -> Mapping[Facet, Iterable[str]]:
    """A dataset's values of each facet; `series` is the one that it belongs to."""
    covered = period(dataset)
    return {
        Facet.AGENCY: (dataset.agency.id,),
        Facet.DOMAIN: _one(dataset.domain),
        Facet.FRESHNESS: _FRESHNESS[dataset.assessment.freshness.state],
        Facet.FREQUENCY: _one(dataset.frequency),
        Facet.LICENCE: _one(dataset.licence),
        Facet.MAP: _on_a_map(dataset),
        Facet.SERIES: () if series is None else (series.id,),
        Facet.STANDARD: {each.standard for each in dataset.columns if each.standard},
        Facet.YEAR: () if covered is None else map(str, covered.years),
    }


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _on_a_map(dataset: PublishedDataset) -> tuple[str, ...]:
    units = bool(dataset.units) or any(each.level is not None for each in dataset.columns)
    points = isinstance(dataset.place, Shape | Coordinates)
    return (*([UNITS] if units else ()), *([POINTS] if points else ()))


def value_title(catalogue: Catalogue, facet: Facet, value: str) -> Message:
    """What a value of a facet is called; one that is not known, as it is written."""
    if facet is Facet.AGENCY and value in catalogue.agencies:
        name = catalogue.agencies[value].name
        return Message(vi=name.vi, en=name.en)
    if facet is Facet.DOMAIN:
        return domain_title(value)
    if facet is Facet.FREQUENCY:
        return _frequency(value)
    if facet is Facet.STANDARD and value in registry.names():
        return registry.standard(value).title
    return _NAMES.get((facet, value), Message(vi=value, en=value))


def _frequency(value: str) -> Message:
    try:
        count, unit = parts_of(value)
    except (ValueError, StopIteration):
        return Message(vi=value, en=value)
    told = _PERIODS[unit.removesuffix("s")]
    if count == 1:
        return Message(vi=f"hằng {told.vi}", en=f"every {told.en}")
    return Message(vi=f"{count} {told.vi} một lần", en=f"every {count} {told.en}s")
