"""The code lists that come with Kho, as a contract names them: `kho/ethnic_groups`. A province's own have no `kho/`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kho.province.codelists import Code, CodeList
from kho.standards.codelists import SHIPPED
from kho.standards.codelists import CodeList as ShippedList

PREFIX = "kho/"


@cache
def shipped_lists() -> Mapping[str, CodeList]:
    """Every shipped list by its name in contracts."""
    return {f"{PREFIX}{each.name}": _as_list(each) for each in SHIPPED}


def _as_list(shipped: ShippedList) -> CodeList:
    codes = (
        Code(code=each.code, name=each.name.vi, valid_from=each.valid_from, valid_to=each.valid_to)
        for each in shipped.codes
    )
    return CodeList(name=f"{PREFIX}{shipped.name}", file=Path(str(shipped.file)), entries=tuple(codes))
