"""Which shipped code list a column's values are codes of, where its header speaks of one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kho.contracts.model import CodeListUse
from kho.messages import Message
from kho.standards.codelists import SHIPPED, CodeList
from kho.standards.text.folding import folded

PROPOSED: Final = 0.8
"""From this share of fitting values on, a list that the header speaks of is proposed."""
_SHOWN: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Coded:
    """The list proposed for a column, None where none is; and what a person should know."""

    use: CodeListUse | None = None
    notes: tuple[Message, ...] = ()


def coded(header: str, values: Sequence[str]) -> Coded:
    """The shipped list that the header speaks of, where most different values are codes of it."""
    told, different = folded(header).replace("_", " "), dict.fromkeys(values)
    for each in SHIPPED:
        if different and each.headers and re.search(each.headers, told):
            return _fitting(each, list(different))
    return Coded()


def _fitting(shipped: CodeList, values: Sequence[str]) -> Coded:
    codes, name = {each.code for each in shipped.codes}, f"kho/{shipped.name}"
    names = {each.name.vi.casefold() for each in shipped.codes}
    against = [value for value in values if value not in codes]
    if len(values) - len(against) < PROPOSED * len(values):
        worded = sum(value.casefold() in names for value in values) >= PROPOSED * len(values)
        return Coded(notes=(_names(name),) if worded else ())
    shown = ", ".join(f"“{value}”" for value in against[:_SHOWN])
    but = Message(vi=f"; không phải mã: {shown}", en=f"; no codes: {shown}") if shown else Message("", "")
    note = Message(vi=f"Mã theo danh mục {name}{but.vi}.", en=f"Codes of the list {name}{but.en}.")
    return Coded(use=CodeListUse(name=name), notes=(note, *([shipped.note] if shipped.note else [])))


def _names(name: str) -> Message:
    return Message(
        vi=f"Giá trị là tên trong danh mục {name}, chưa phải mã.",
        en=f"The values are names of the list {name}, no codes.",
    )
