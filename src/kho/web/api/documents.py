"""The catalogue's things as the API tells them. Everything is made of the catalogue alone."""

from collections.abc import Mapping
from typing import Any

from kho.messages import Message
from kho.pipeline.runs import Run
from kho.province.agencies import Agency
from kho.province.records import Name
from kho.province.systems import System
from kho.publishing.catalogue import PublishedColumn, PublishedDataset
from kho.publishing.domains import domain_title
from kho.publishing.formats import FORMATS
from kho.publishing.licences import licence
from kho.publishing.periods import period
from kho.quality.scoring import DimensionScore
from kho.warehouse.tables import Version
from kho.web.addresses import file_path, offered, slug
from kho.web.holding import Holding

Document = dict[str, Any]


def brief(holding: Holding, dataset: PublishedDataset) -> Document:
    """A dataset in a list."""
    fresh = dataset.assessment.freshness
    return {
        "id": slug(dataset.name),
        "name": str(dataset.name),
        "title": dataset.title,
        "description": dataset.description,
        "agency": {"id": dataset.agency.id, "name": both(dataset.agency.name)},
        "domain": None
        if dataset.domain is None
        else {"id": dataset.domain, "name": both(domain_title(dataset.domain))},
        "licence": dataset.licence,
        "frequency": dataset.frequency,
        "freshness": fresh.state.value,
        "quality": dataset.assessment.score.total,
        "rows": dataset.rows,
        "version": dataset.version,
        "issued": dataset.issued,
        "modified": dataset.modified,
        "url": f"{_api(holding)}/datasets/{slug(dataset.name)}",
        "page": holding.addresses.landing(dataset.name),
    }


def whole(holding: Holding, dataset: PublishedDataset) -> Document:
    """A dataset with all that is known of it."""
    here = f"{_api(holding)}/datasets/{slug(dataset.name)}"
    known = licence(dataset.licence) if dataset.licence else None
    covered = period(dataset)
    files = {each: f"{holding.addresses.site}{file_path(dataset.name, each)}" for each in offered(dataset)}
    return {
        **brief(holding, dataset),
        "iri": holding.addresses.dataset(dataset.name),
        "licence_url": None if known is None else known.url,
        "contract_version": dataset.contract_version,
        "due": dataset.assessment.freshness.due,
        "years": None if covered is None else list(covered.years),
        "key": [each.name for each in dataset.columns if each.is_key],
        "columns": [column(each) for each in dataset.columns],
        "downloads": [
            {"format": FORMATS[each].name, "media_type": FORMATS[each].media_type, "url": url}
            for each, url in files.items()
        ],
        "links": {
            each: f"{here}/{each}"
            for each in ("records", "records/count", "groups", "quality", "lineage", "runs", "versions", "openapi.json")
        },
    }


def _domain(domain: str | None) -> Document | None:
    return None if domain is None else {"id": domain, "name": both(domain_title(domain))}


def column(told: PublishedColumn) -> Document:
    """A column."""
    return {
        "name": told.name,
        "title": told.title,
        "type": told.kind.value,
        "description": told.description,
        "unit": told.unit,
        "codes": told.codes,
        "standard": told.standard,
        "level": told.level,
        "is_key": told.is_key,
    }


def quality(dataset: PublishedDataset) -> Document:
    """How good a dataset is, with every part of its score."""
    assessed = dataset.assessment
    fresh = assessed.freshness
    return {
        "version": dataset.version,
        "score": assessed.score.total,
        "trend": assessed.trend,
        "dimensions": [_dimension(each) for each in assessed.score.dimensions],
        "freshness": {
            "state": fresh.state.value,
            "frequency": fresh.frequency,
            "delivered": fresh.delivered,
            "due": fresh.due,
            "late": fresh.late,
            "late_by_days": fresh.late_by.days,
        },
    }


def _dimension(scored: DimensionScore) -> Document:
    return {
        "id": scored.dimension.value,
        "value": scored.value,
        "why": None if scored.why is None else both(scored.why),
        "parts": [
            {"what": both(part.what), "checked": part.checked, "broken": part.broken, "weight": part.weight}
            for part in scored.parts
        ],
    }


def version(told: Version) -> Document:
    """A version of a dataset: what made it, and how many rows it changed."""
    return {
        "version": told.version,
        "committed": told.committed,
        "what": told.what,
        "inserted": told.inserted,
        "updated": told.updated,
        "deleted": told.deleted,
        "unchanged": told.unchanged,
    }


def run(told: Run) -> Document:
    """A run as the public sees it: when, and what became of the rows; not whose, of which file, nor why it failed."""
    return {
        "id": told.id,
        "status": told.status.value,
        "started": told.started,
        "ended": told.ended,
        "contract_version": told.contract_version,
        "read": told.read,
        "accepted": told.accepted,
        "quarantined": told.quarantined,
        "version": None if told.committed is None else told.committed.version,
    }


def agency(holding: Holding, told: Agency) -> Document:
    """An agency, and how many datasets it publishes."""
    return {
        "id": told.id,
        "code": told.code,
        "name": both(told.name),
        "level": told.level,
        "parent": told.parent,
        "valid_from": told.valid_from,
        "valid_to": told.valid_to,
        "datasets": sum(1 for _ in holding.catalogue.of_agency(told.id)),
        "iri": holding.addresses.agency(told.id),
        "page": holding.addresses.agency_page(told.id),
    }


def system(told: System) -> Document:
    """An information system and the ids of those that it is connected to."""
    return {
        "id": told.id,
        "name": both(told.name),
        "owner": told.owner,
        "kind": told.kind,
        "connections": list(told.connections),
    }


def both(told: Message | Name) -> Mapping[str, str]:
    """A sentence or a name in both languages."""
    return {"vi": told.vi, "en": told.en}


def _api(holding: Holding) -> str:
    return f"{holding.addresses.site}/api/v1"
