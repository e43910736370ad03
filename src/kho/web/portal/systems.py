"""The information systems of the province and how they are connected."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kho.messages import Message
from kho.province.agencies import Agency
from kho.province.systems import System
from kho.web.headers import PICTURE
from kho.web.holding import held
from kho.web.look.pictures import inline
from kho.web.look.speaking import language
from kho.web.portal.system_map import system_map

KINDS = {"shared": Message("dùng chung", "shared"), "sector": Message("chuyên ngành", "sector")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A system with its owner and the systems it is connected with, in either direction."""

    system: System
    owner: Agency | None
    kind: Message
    connected: Sequence[System]


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The systems of one owner."""

    owner: Agency | None
    systems: Sequence[Shown]


def systems(request: HttpRequest) -> HttpResponse:
    """All systems by their owners, and the map of their connections."""
    holding = held()
    province = holding.place.province
    shown = [_shown(each) for each in province.systems.values()]
    connections = sum(len(each.system.connections) for each in shown)
    alone = sum(not each.connected for each in shown)
    counts = {"count": len(shown), "connections": connections, "alone": alone}
    drawn = inline(system_map(province, language()))
    return render(request, "portal/systems.html", {"groups": _groups(shown), "map": drawn, **counts})


def system_picture(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """The map of connections as a picture."""
    drawn = system_map(held().place.province, language())
    return HttpResponse(drawn, content_type="image/svg+xml", headers=PICTURE)


def _groups(shown: Sequence[Shown]) -> Sequence[Group]:
    """By owner, in the order of their first systems."""
    owners = list(dict.fromkeys(each.system.owner for each in shown))
    grouped = {id_: [each for each in shown if each.system.owner == id_] for id_ in owners}
    return [Group(owner=each[0].owner, systems=each) for each in grouped.values()]


def _shown(system: System) -> Shown:
    province = held().place.province
    back = [each.id for each in province.systems.values() if system.id in each.connections]
    ids = dict.fromkeys([*system.connections, *back])
    return Shown(
        system=system,
        owner=province.agencies.get(system.owner),
        kind=KINDS[system.kind],
        connected=[province.systems[each] for each in ids],
    )
