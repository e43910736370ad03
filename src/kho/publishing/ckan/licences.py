"""The licences that open data is published under, as CKAN lists them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from kho.publishing import licences
from kho.publishing.ckan.answers import Document


@dataclass(frozen=True, kw_only=True, slots=True)
class Licence:
    """A licence; `is_open` by the Open Definition 2.1."""

    id: str
    title: str
    url: str = ""
    is_open: bool = False


UNSPECIFIED: Final = Licence(id="notspecified", title="Chưa ghi giấy phép")


def licence(name: str | None) -> Licence:
    """The licence of that id; one that is not known has its id for a title."""
    if not name or name == UNSPECIFIED.id:
        return UNSPECIFIED
    known = licences.licence(name)
    return Licence(id=name, title=name) if known is None else _of(known)


def listed(used: Iterable[str | None]) -> list[Document]:
    """The licences that are known, and those that are used beside them."""
    every = [*map(_of, licences.LICENCES.values()), UNSPECIFIED, *map(licence, sorted({each for each in used if each}))]
    return [_document(each) for each in {each.id: each for each in every}.values()]


def _of(known: licences.Licence) -> Licence:
    return Licence(id=known.id, title=known.title, url=known.url, is_open=known.is_open)


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
