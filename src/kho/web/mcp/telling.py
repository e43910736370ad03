"""Published things in the words of tools' answers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.publishing.domains import domain_title
from kho.publishing.formats import FORMATS
from kho.publishing.licences import licence
from kho.publishing.periods import period
from kho.quality.profile import ColumnProfile
from kho.warehouse.tables import VIETNAM
from kho.web.addresses import file_path, offered, slug
from kho.web.holding import Holding
from kho.web.mcp.answers import Brief, Cell, ColumnTold, Score, Told

SHORT: Final = 300
"""Letters of a description in a list."""
LONGEST: Final = 1_000
"""Letters of a text in a row."""
EXAMPLES: Final = 5


def brief(holding: Holding, dataset: PublishedDataset) -> Brief:
    """A dataset in a list."""
    return Brief(
        slug=slug(dataset.name),
        title=dataset.title,
        description=_cut(dataset.description, SHORT),
        agency=dataset.agency.name.vi,
        domain=dataset.domain,
        rows=dataset.rows,
        modified=_moment(dataset.modified),
        url=holding.addresses.landing(dataset.name),
    )


def whole(holding: Holding, dataset: PublishedDataset) -> Told:
    """All that is known of a dataset."""
    known = licence(dataset.licence) if dataset.licence else None
    covered, assessed = period(dataset), dataset.assessment
    site = holding.addresses.site
    return Told(
        slug=slug(dataset.name),
        title=dataset.title,
        description=dataset.description,
        agency=dataset.agency.name.vi,
        domain=None if dataset.domain is None else domain_title(dataset.domain).vi,
        licence=dataset.licence,
        licence_url=None if known is None else known.url,
        rows=dataset.rows,
        version=dataset.version,
        issued=_moment(dataset.issued),
        modified=_moment(dataset.modified),
        period=[] if covered is None else [covered.start, covered.end],
        frequency=dataset.frequency,
        freshness=assessed.freshness.state.value,
        quality=assessed.score.total,
        quality_parts=[Score(dimension=each.dimension.value, value=each.value) for each in assessed.score.dimensions],
        key=[each.name for each in dataset.columns if each.is_key],
        columns=[_column(dataset, each) for each in dataset.columns],
        downloads={FORMATS[each].name: f"{site}{file_path(dataset.name, each)}" for each in offered(dataset)},
        url=holding.addresses.landing(dataset.name),
        citation=citation(holding, dataset),
    )


def citation(holding: Holding, dataset: PublishedDataset) -> str:
    """How the dataset is cited, as its page says it."""
    year = dataset.modified.astimezone(VIETNAM).year
    place = f"Cổng dữ liệu mở {holding.catalogue.province.vi}. {holding.addresses.landing(dataset.name)}"
    return f"{dataset.agency.name.vi} ({year}). {dataset.title}, phiên bản {dataset.version}. {place}"


def cells(row: Sequence[object]) -> list[Cell]:
    """A row as JSON has it."""
    return [_cell(value) for value in row]


def _cell(value: object) -> Cell:
    """Decimals are numbers where these have all their digits, else texts; long texts are cut."""
    if isinstance(value, Decimal):
        number = int(value) if value == value.to_integral_value() else float(value)
        return number if Decimal(str(number)) == value else str(value)
    if isinstance(value, str):
        return _cut(value, LONGEST)
    return value if isinstance(value, int | float | bool) or value is None else str(value)


def is_cut(row: Sequence[object]) -> bool:
    """Whether a text of a row is told in part."""
    return any(isinstance(value, str) and len(value) > LONGEST for value in row)


def _column(dataset: PublishedDataset, column: PublishedColumn) -> ColumnTold:
    profile = dataset.assessment.profile
    found = None if profile is None else profile.column(column.name)
    rows = 0 if profile is None else profile.rows
    return ColumnTold(
        name=column.name,
        title=column.title,
        type=column.kind.value,
        description=column.description,
        unit=column.unit,
        codes=column.codes,
        unit_level=column.level,
        is_key=column.is_key,
        filled=None if found is None or not rows else round(found.filled / rows, 4),
        minimum=None if found is None else _cell(found.minimum),
        maximum=None if found is None else _cell(found.maximum),
        examples=_examples(found),
    )


def _examples(found: ColumnProfile | None) -> list[str]:
    return [] if found is None else [_cut(str(each.value), SHORT) for each in found.top[:EXAMPLES]]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds")
