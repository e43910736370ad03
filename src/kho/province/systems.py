"""`systems.yaml`: the information systems and databases of the province."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kho.contracts.problems import Kind, Report, near
from kho.messages import Message
from kho.province.records import (
    DATE_FIELD,
    IDS_FIELD,
    NAME_FIELD,
    SLUG_FIELD,
    TEXT_FIELD,
    UNNAMED,
    Field,
    Name,
    day,
    name,
    one_of,
    read_records,
    slug,
    slugs,
    text,
)

FILE = "systems.yaml"
KINDS = ("shared", "sector")
"""Shared database (dùng chung), sector database or system (chuyên ngành)."""

NO_OWNER = Kind(
    code="KHO-P120",
    what=Message("Không có cơ quan chủ quản “{owner}”.{near}", "There is no owning agency “{owner}”.{near}"),
    mend=Message("Viết id của một cơ quan trong agencies.yaml.", "Write the id of an agency in agencies.yaml."),
)
NO_SYSTEM = Kind(
    code="KHO-P121",
    what=Message("Không có hệ thống “{id}”.{near}", "There is no system “{id}”.{near}"),
    mend=Message("Viết id của một hệ thống trong tệp này.", "Write the id of a system in this file."),
)
TO_ITSELF = Kind(
    code="KHO-P122",
    what=Message("Hệ thống “{id}” kết nối với chính nó.", "The system “{id}” is connected to itself."),
    mend=Message("Bỏ kết nối này.", "Drop the connection."),
)

_KINDS_TOLD = Message(", ".join(KINDS), ", ".join(KINDS))
_FIELDS: Mapping[str, Field] = {
    "id": Field(read=slug, expected=SLUG_FIELD, required=True),
    "name": Field(read=name, expected=NAME_FIELD, required=True, instead=UNNAMED),
    "owner": Field(read=slug, expected=SLUG_FIELD, required=True, instead=""),
    "kind": Field(read=one_of(KINDS), expected=_KINDS_TOLD, required=True, instead="sector", choices=KINDS),
    "hosting": Field(read=text, expected=TEXT_FIELD),
    "connections": Field(read=slugs, expected=IDS_FIELD),
    "valid_from": Field(read=day, expected=DATE_FIELD),
    "valid_to": Field(read=day, expected=DATE_FIELD),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class System:
    """One information system. `hosting` says in words where it runs; `connections` are ids of other systems.

    It is in use between both days, inclusive.
    """

    id: str
    name: Name
    owner: str
    kind: str
    hosting: str | None = None
    connections: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


def read_systems(file: Path, agencies: Mapping[str, object] | None, report: Report) -> dict[str, System]:
    """The systems by id; owners are checked where the agencies are known. Raises OSError for a file without access."""
    records = read_records(file, _FIELDS, report)
    known = {record.values["id"] for record in records}
    systems = {}
    for record in records:
        values = {**record.values, "connections": record.values["connections"] or ()}
        system = System(**values)
        systems[system.id] = system
        if agencies is not None and system.owner and system.owner not in agencies:
            place = (*record.place, "owner")
            report.add(NO_OWNER, place, owner=system.owner, near=near(system.owner, agencies))
        for index, other in enumerate(system.connections):
            place = (*record.place, "connections", index)
            if other == system.id:
                report.add(TO_ITSELF, place, id=other)
            elif other not in known:
                report.add(NO_SYSTEM, place, id=other, near=near(other, known))
    return systems
