"""A dataset's page told to search engines: schema.org's `Dataset` as JSON-LD, with the fields Google's search reads.

https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from kho.messages import Language, Message
from kho.publishing.catalogue import Catalogue, PublishedColumn, PublishedDataset
from kho.publishing.dcat.addresses import Addresses, Download
from kho.publishing.dcat.catalogues import TITLE
from kho.publishing.dcat.coverage import place
from kho.publishing.dcat.datasets import described
from kho.publishing.dcat.themes import themes_of
from kho.publishing.dcat.web_addresses import is_web_address
from kho.publishing.formats import FORMATS
from kho.publishing.licences import licence
from kho.publishing.periods import period

SHORTEST, LONGEST = 50, 5000
"""How many characters Google asks of a description."""
LONGER: Final = Message(
    "{text} Bộ dữ liệu “{title}” do {agency} công bố trên cổng dữ liệu mở.",
    "{text} The dataset “{title}”, published by {agency_en} as open data.",
)
_ESCAPED: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
"""What must not stand as it is between `<script>` and `</script>`."""


def markup(catalogue: Catalogue, addresses: Addresses, dataset: PublishedDataset, *, language: Language = "vi") -> str:
    """The content of the page's `<script type="application/ld+json">`, safe to stand there."""
    told = dataset_object(catalogue, addresses, dataset, language=language)
    return json.dumps(told, ensure_ascii=False, indent=1).translate(_ESCAPED)


def dataset_object(
    catalogue: Catalogue, addresses: Addresses, dataset: PublishedDataset, *, language: Language
) -> Mapping[str, Any]:
    """The dataset as a schema.org object; what is not known is left out."""
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": addresses.dataset(dataset.name),
        "name": dataset.title,
        "description": _description(dataset, language),
        "url": addresses.landing(dataset.name),
        "identifier": [addresses.dataset(dataset.name), str(dataset.name)],
        "inLanguage": "vi",
        "isAccessibleForFree": True,
        "license": _licence(dataset),
        "keywords": _keywords(dataset, language),
        "creator": _agency(addresses, dataset, language),
        "publisher": _agency(addresses, dataset, language),
        "datePublished": dataset.issued.date().isoformat(),
        "dateModified": dataset.modified.isoformat(timespec="seconds"),
        "version": str(dataset.version),
        "temporalCoverage": _temporal(dataset),
        "spatialCoverage": _place(catalogue),
        "variableMeasured": [_column(each) for each in dataset.columns],
        "includedInDataCatalog": _catalogue(catalogue, addresses, language),
        "distribution": [_download(each) for each in addresses.downloads(dataset)],
    }
    return {name: value for name, value in found.items() if value not in (None, [], "")}


def _description(dataset: PublishedDataset, language: Language) -> str:
    words = described(dataset).in_(language).strip()
    if len(words) < SHORTEST:
        names = {"agency": dataset.agency.name.vi, "agency_en": dataset.agency.name.en}
        words = LONGER.filled(text=words, title=dataset.title, **names).in_(language)
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _licence(dataset: PublishedDataset) -> str | None:
    """The address of the licence's text; a licence that has none is named on the page alone."""
    known = licence(dataset.licence) if dataset.licence else None
    if known is not None:
        return known.url
    return dataset.licence if dataset.licence and is_web_address(dataset.licence) else None


def _keywords(dataset: PublishedDataset, language: Language) -> list[str]:
    found = themes_of(dataset.domain)
    names = [found.topic.name if found.topic else None, found.theme.label if found.theme else None]
    return list(dict.fromkeys(each.in_(language) for each in names if each is not None))


def _agency(addresses: Addresses, dataset: PublishedDataset, language: Language) -> Mapping[str, Any]:
    name = dataset.agency.name
    code = {"identifier": dataset.agency.code} if dataset.agency.code else {}
    return {
        "@type": "Organization" if dataset.agency.level == "enterprise" else "GovernmentOrganization",
        "@id": addresses.agency(dataset.agency.id),
        "name": name.vi if language == "vi" else name.en,
        "url": addresses.agency_page(dataset.agency.id),
        **code,
    }


def _temporal(dataset: PublishedDataset) -> str | None:
    found = period(dataset)
    return None if found is None else f"{found.start}/{found.end}"


def _place(catalogue: Catalogue) -> Mapping[str, Any]:
    found = place(catalogue)
    told: dict[str, Any] = {"@type": "Place", "name": found.name if found else catalogue.province.vi}
    if found is not None and found.latitude is not None and found.longitude is not None:
        told["geo"] = {"@type": "GeoCoordinates", "latitude": found.latitude, "longitude": found.longitude}
    return told


def _column(column: PublishedColumn) -> Mapping[str, Any]:
    told = {
        "@type": "PropertyValue",
        "name": column.title,
        "alternateName": column.name,
        "description": column.description,
        "unitText": column.unit,
    }
    return {name: value for name, value in told.items() if value}


def _catalogue(catalogue: Catalogue, addresses: Addresses, language: Language) -> Mapping[str, Any]:
    names = {"province": catalogue.province.vi, "province_en": catalogue.province.en}
    return {
        "@type": "DataCatalog",
        "@id": addresses.catalogue(),
        "name": TITLE.filled(**names).in_(language),
        "url": addresses.home(),
    }


def _download(download: Download) -> Mapping[str, Any]:
    form = FORMATS[download.format]
    told = {
        "@type": "DataDownload",
        "name": form.label,
        "encodingFormat": form.media_type if form.is_registered else form.label,
        "contentUrl": download.url,
        "contentSize": f"{download.size} B" if download.size is not None else None,
        "sha256": download.sha256,
    }
    return {name: value for name, value in told.items() if value is not None}
