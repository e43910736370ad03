"""Licences that are known by name: their address in the EU's table, at their author's, and what they ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kho.messages import Message
from kho.publishing.dcat.terms import DCT
from kho.publishing.dcat.vocabulary import ADMS_TYPES, CONCEPT, EU, Term
from kho.standards.text.folding import key


@dataclass(frozen=True, kw_only=True, slots=True)
class Licence:
    """A known licence; `text` is where its author has it, `kind` what it asks by ADMS's licence types."""

    term: Term
    text: str
    kind: Term


def _kind(code: str, vi: str, en: str) -> Term:
    table = f"{ADMS_TYPES}licencetype"
    return Term(iri=f"{table}/{code}", kinds=(CONCEPT,), label=Message(vi, en), scheme=f"{table}/1.0")


_FREE: Final = _kind("PublicDomain", "Thuộc về công chúng", "Work in the public domain")
_NAMED: Final = _kind("Attribution", "Ghi nguồn", "Attribution")
_ALIKE: Final = _kind("ViralEffect-ShareAlike", "Chia sẻ tương tự", "Viral effect (a.k.a. share-alike)")
_PAID: Final = _kind("NonCommercialUseOnly", "Chỉ dùng phi thương mại", "Non-commercial use only")
_WHOLE: Final = _kind("NoDerivativeWork", "Không sửa đổi", "No derivative work")

_CC: Final = "https://creativecommons.org/licenses/"
_ROWS: Final = (
    ("CC0-1.0", "CC0", "https://creativecommons.org/publicdomain/zero/1.0/", _FREE),
    ("CC-BY-4.0", "CC_BY_4_0", f"{_CC}by/4.0/", _NAMED),
    ("CC-BY-SA-4.0", "CC_BYSA_4_0", f"{_CC}by-sa/4.0/", _ALIKE),
    ("CC-BY-NC-4.0", "CC_BYNC_4_0", f"{_CC}by-nc/4.0/", _PAID),
    ("CC-BY-ND-4.0", "CC_BYND_4_0", f"{_CC}by-nd/4.0/", _WHOLE),
    ("CC-BY-NC-SA-4.0", "CC_BYNCSA_4_0", f"{_CC}by-nc-sa/4.0/", _PAID),
    ("CC-BY-NC-ND-4.0", "CC_BYNCND_4_0", f"{_CC}by-nc-nd/4.0/", _PAID),
    ("ODbL-1.0", "ODC_BL", "https://opendatacommons.org/licenses/odbl/1-0/", _ALIKE),
    ("ODC-By-1.0", "ODC_BY", "https://opendatacommons.org/licenses/by/1-0/", _NAMED),
    ("PDDL-1.0", "ODC_PDDL", "https://opendatacommons.org/licenses/pddl/1-0/", _FREE),
)


def _licence(name: str, code: str, text: str, kind: Term) -> Licence:
    table = f"{EU}licence"
    kinds = (str(DCT.LicenseDocument), CONCEPT)
    return Licence(
        term=Term(iri=f"{table}/{code}", kinds=kinds, label=Message(name, name), scheme=table), text=text, kind=kind
    )


LICENCES: Final[Mapping[str, Licence]] = {row[0]: _licence(*row) for row in _ROWS}
"""By SPDX's identifier."""
_KNOWN: Final = {
    **{key(name): each for name, each in LICENCES.items()},
    **{key(each.text): each for each in LICENCES.values()},
}


def licence(told: str) -> Licence | None:
    """The licence of that name or address; None for one that is not known."""
    return _KNOWN.get(key(told))
