"""The licences that open data is published under, as CKAN lists them.

Rule: opendefinition.org, conformant licences; SPDX licence list for the ids.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from kho.publishing.ckan.answers import Document


@dataclass(frozen=True, kw_only=True, slots=True)
class Licence:
    """A licence; `is_open` by the Open Definition 2.1."""

    id: str
    title: str
    url: str = ""
    is_open: bool = False


_CREATIVE: Final = "https://creativecommons.org"
_COMMONS: Final = "https://opendatacommons.org/licenses"
KNOWN: Final = {
    each.id: each
    for each in (
        Licence(
            id="CC-BY-4.0",
            title="Creative Commons Attribution 4.0",
            url=f"{_CREATIVE}/licenses/by/4.0/",
            is_open=True,
        ),
        Licence(
            id="CC-BY-SA-4.0",
            title="Creative Commons Attribution Share-Alike 4.0",
            url=f"{_CREATIVE}/licenses/by-sa/4.0/",
            is_open=True,
        ),
        Licence(
            id="CC0-1.0", title="Creative Commons CC0 1.0", url=f"{_CREATIVE}/publicdomain/zero/1.0/", is_open=True
        ),
        Licence(id="ODC-BY-1.0", title="Open Data Commons Attribution 1.0", url=f"{_COMMONS}/by/1-0/", is_open=True),
        Licence(id="ODbL-1.0", title="Open Data Commons Open Database 1.0", url=f"{_COMMONS}/odbl/1-0/", is_open=True),
        Licence(id="PDDL-1.0", title="Open Data Commons Public Domain 1.0", url=f"{_COMMONS}/pddl/1-0/", is_open=True),
        Licence(id="notspecified", title="Chưa ghi giấy phép"),
    )
}
UNSPECIFIED: Final = "notspecified"


def licence(name: str | None) -> Licence:
    """The licence of that id; one that is not known has its id for a title."""
    return KNOWN.get(name or UNSPECIFIED) or Licence(id=name or UNSPECIFIED, title=name or "")


def listed(used: Iterable[str | None]) -> list[Document]:
    """The licences that are known, and those that are used beside them."""
    ids = dict.fromkeys([*KNOWN, *sorted({each for each in used if each})])
    return [_document(licence(each)) for each in ids]


def _document(each: Licence) -> Document:
    conforms = "approved" if each.is_open else "not reviewed"
    flags: dict[str, Any] = {"domain_content": each.is_open, "domain_data": each.is_open, "domain_software": False}
    return {
        "id": each.id,
        "title": each.title,
        "url": each.url,
        "status": "active",
        "family": "",
        "maintainer": "",
        "od_conformance": conforms,
        "osd_conformance": "not reviewed",
        "is_okd_compliant": each.is_open,
        "is_osi_compliant": False,
        "is_generic": False,
        **flags,
    }
