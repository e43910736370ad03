"""Licences that are known by name, as terms: their address in the EU's table, and what they ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kho.messages import Message
from kho.publishing import licences
from kho.publishing.dcat.terms import DCT
from kho.publishing.dcat.vocabulary import ADMS_TYPES, CONCEPT, EU, Term
from kho.publishing.licences import Asks


@dataclass(frozen=True, kw_only=True, slots=True)
class Licence:
    """A known licence; `text` is where its author has it, `kind` what it asks by ADMS's licence types."""

    term: Term
    text: str
    kind: Term


def _kind(asks: Asks, vi: str, en: str) -> Term:
    table = f"{ADMS_TYPES}licencetype"
    return Term(iri=f"{table}/{asks}", kinds=(CONCEPT,), label=Message(vi, en), scheme=f"{table}/1.0")


_KINDS: Final[Mapping[Asks, Term]] = {
    Asks.NOTHING: _kind(Asks.NOTHING, "Thuộc về công chúng", "Work in the public domain"),
    Asks.NAME: _kind(Asks.NAME, "Ghi nguồn", "Attribution"),
    Asks.SHARE_ALIKE: _kind(Asks.SHARE_ALIKE, "Chia sẻ tương tự", "Viral effect (a.k.a. share-alike)"),
    Asks.NO_COMMERCE: _kind(Asks.NO_COMMERCE, "Chỉ dùng phi thương mại", "Non-commercial use only"),
    Asks.NO_CHANGE: _kind(Asks.NO_CHANGE, "Không sửa đổi", "No derivative work"),
}


def _of(known: licences.Licence) -> Licence:
    table = f"{EU}licence"
    kinds = (str(DCT.LicenseDocument), CONCEPT)
    label = Message(known.id, known.id)
    term = Term(iri=f"{table}/{known.code}", kinds=kinds, label=label, scheme=table)
    return Licence(term=term, text=known.url, kind=_KINDS[known.asks])


LICENCES: Final[Mapping[str, Licence]] = {name: _of(each) for name, each in licences.LICENCES.items()}
"""By SPDX's identifier."""


def licence(told: str) -> Licence | None:
    """The licence of that name or address; None for one that is not known."""
    known = licences.licence(told)
    return None if known is None else LICENCES[known.id]
