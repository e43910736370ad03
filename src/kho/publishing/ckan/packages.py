"""The catalogue's things as CKAN tells them: packages, resources, organizations, groups, tags.

Rule: CKAN 2.11 API guide; titles in both languages as ckanext-fluent has them (`title_translated`).
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Final

from kho.province.agencies import Agency
from kho.publishing.catalogue import PublishedDataset
from kho.publishing.ckan.answers import Document
from kho.publishing.ckan.licences import licence
from kho.publishing.ckan.naming import QUERIED, domains, tags
from kho.publishing.ckan.site import Site
from kho.publishing.domains import domain_title
from kho.publishing.formats import TABLES, Format

_NOTHING: Final = {"author_email": "", "maintainer_email": "", "creator_user_id": None}


def told(at: datetime) -> str:
    """A moment as CKAN writes it: UTC, without saying so, to the microsecond."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def package(site: Site, dataset: PublishedDataset) -> Document:
    """A dataset."""
    terms = licence(dataset.licence)
    whose = organization_brief(site, dataset.agency)
    marks = [tag(site, name) for name in tags(dataset)]
    return {
        "id": site.names.id("package", str(dataset.name)),
        "name": site.names.package(dataset.name),
        "title": dataset.title,
        "title_translated": {"vi": dataset.title},
        "notes": dataset.description,
        "notes_translated": {"vi": dataset.description},
        "url": site.addresses.dataset(dataset.name),
        "version": str(dataset.version),
        "type": "dataset",
        "state": "active",
        "private": False,
        "isopen": terms.is_open,
        "license_id": terms.id,
        "license_title": terms.title,
        "license_url": terms.url,
        "author": dataset.agency.name.vi,
        "maintainer": dataset.agency.name.vi,
        **_NOTHING,
        "owner_org": whose["id"],
        "organization": whose,
        "metadata_created": told(dataset.issued),
        "metadata_modified": told(dataset.modified),
        "num_resources": len(TABLES),
        "num_tags": len(marks),
        "resources": [resource(site, dataset, form) for form in TABLES],
        "tags": marks,
        "groups": [group_brief(site, name) for name in domains(dataset)],
        "extras": [{"key": key, "value": value} for key, value in _extras(dataset)],
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }


def _extras(dataset: PublishedDataset) -> Iterator[tuple[str, str]]:
    """What CKAN has no field for, by key in order."""
    score = dataset.assessment.score.total
    found = {
        "agency_title_en": dataset.agency.name.en,
        "contract_version": dataset.contract_version,
        "data_version": str(dataset.version),
        "frequency": dataset.frequency,
        "identifier": str(dataset.name),
        "language": "vi",
        "quality_score": None if score is None else f"{score:.4f}",
        "row_count": str(dataset.rows),
    }
    return ((key, value) for key, value in found.items() if value is not None)


def resource(site: Site, dataset: PublishedDataset, form: Format) -> Document:
    """A dataset in a form."""
    file = site.addresses.file(dataset.name, form.extension)
    is_queried = form is QUERIED
    return {
        "id": site.names.resource(dataset.name, form),
        "package_id": site.names.id("package", str(dataset.name)),
        "name": resource_name(dataset, form),
        "description": form.title.vi,
        "description_translated": {"vi": form.title.vi, "en": form.title.en},
        "format": form.name,
        "mimetype": form.media_type,
        "mimetype_inner": None,
        "url": file.url,
        "url_type": "datastore" if is_queried else None,
        "resource_type": "file",
        "size": file.size,
        "hash": file.sha256 or "",
        "position": TABLES.index(form),
        "created": told(dataset.issued),
        "last_modified": told(dataset.modified),
        "metadata_modified": told(dataset.modified),
        "cache_url": None,
        "cache_last_updated": None,
        "datastore_active": is_queried,
        "state": "active",
    }


def resource_name(dataset: PublishedDataset, form: Format) -> str:
    """What a dataset in a form is called."""
    return f"{dataset.title} ({form.name})"


def tag(site: Site, name: str) -> Document:
    """A tag."""
    return {
        "id": site.names.id("tag", name),
        "name": name,
        "display_name": name,
        "state": "active",
        "vocabulary_id": None,
    }


def group_brief(site: Site, name: str) -> Document:
    """A domain as packages name it."""
    title = domain_title(name)
    return {
        "id": site.names.id("group", name),
        "name": name,
        "title": title.vi,
        "title_translated": {"vi": title.vi, "en": title.en},
        "display_name": title.vi,
        "description": "",
        "image_display_url": "",
    }


def group(site: Site, name: str) -> Document:
    """A domain in full."""
    return {**group_brief(site, name), **_in_full("group"), "package_count": len(site.domains[name])}


def organization_brief(site: Site, agency: Agency) -> Document:
    """An agency as packages name it."""
    return {
        "id": site.names.id("organization", agency.id),
        "name": agency.id,
        "title": agency.name.vi,
        "title_translated": {"vi": agency.name.vi, "en": agency.name.en},
        "type": "organization",
        "description": "",
        "image_url": "",
        "created": _since(agency.valid_from),
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
    }


def organization(site: Site, agency: Agency) -> Document:
    """An agency in full; the one above it under `groups`, as ckanext-hierarchy has it."""
    above = site.catalogue.agencies.get(agency.parent or "")
    extras = {"identifier": agency.code, "level": agency.level, "title_en": agency.name.en}
    return {
        **_in_full("organization"),
        **organization_brief(site, agency),
        "display_name": agency.name.vi,
        "image_display_url": "",
        "package_count": len(site.agencies.get(agency.id, ())),
        "extras": [{"key": key, "value": value} for key, value in extras.items() if value],
        "groups": [] if above is None else [{"name": above.id, "title": above.name.vi, "capacity": "public"}],
    }


def _in_full(kind: str) -> Document:
    empty: dict[str, Sequence[str]] = {"extras": [], "tags": [], "groups": [], "users": []}
    return {
        **empty,
        "type": kind,
        "state": "active",
        "approval_status": "approved",
        "is_organization": kind == "organization",
        "image_url": "",
        "created": None,
        "num_followers": 0,
    }


def _since(day: date | None) -> str | None:
    return None if day is None else f"{day.isoformat()}T00:00:00.000000"
