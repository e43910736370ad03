"""`agencies.yaml`: the agencies of the province and how they belong together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kho.contracts.problems import Kind, Report, near
from kho.messages import Message
from kho.province.records import (
    DATE_FIELD,
    NAME_FIELD,
    SLUG_FIELD,
    TEXT_FIELD,
    UNNAMED,
    Field,
    Name,
    Record,
    day,
    name,
    one_of,
    read_records,
    slug,
    text,
)

FILE = "agencies.yaml"
LEVELS = ("central", "province", "district", "commune", "enterprise")
"""Of the country, the province, a district (until 1 July 2025), a commune; or an enterprise that takes part."""

NO_PARENT = Kind(
    code="KHO-P110",
    what=Message("Không có cơ quan cấp trên “{parent}”.{near}", "There is no parent agency “{parent}”.{near}"),
    mend=Message("Viết id của một cơ quan trong tệp này.", "Write the id of an agency in this file."),
)
CYCLE = Kind(
    code="KHO-P111",
    what=Message("Các cơ quan là cấp trên của nhau thành vòng: {path}.", "Agencies are each other's parents: {path}."),
    mend=Message("Sửa parent của một cơ quan trong vòng.", "Correct the parent of one of them."),
)
NO_SUCCESSOR = Kind(
    code="KHO-P113",
    what=Message("Không có cơ quan kế thừa “{successor}”.{near}", "There is no succeeding agency “{successor}”.{near}"),
    mend=Message("Viết id của một cơ quan khác trong tệp này.", "Write the id of another agency in this file."),
)
SAME_CODE = Kind(
    code="KHO-P112",
    what=Message(
        "Mã định danh “{code}” đã là của “{other}”.", "The identification code “{code}” is that of “{other}”."
    ),
    mend=Message(
        "Mỗi cơ quan có một mã riêng trong cùng thời gian.", "Agencies of the same time have codes of their own."
    ),
)

_LEVELS_TOLD = Message(", ".join(LEVELS), ", ".join(LEVELS))
_FIELDS: Mapping[str, Field] = {
    "id": Field(read=slug, expected=SLUG_FIELD, required=True),
    "code": Field(read=text, expected=TEXT_FIELD),
    "name": Field(read=name, expected=NAME_FIELD, required=True, instead=UNNAMED),
    "parent": Field(read=slug, expected=SLUG_FIELD),
    "level": Field(read=one_of(LEVELS), expected=_LEVELS_TOLD, required=True, instead="province", choices=LEVELS),
    "valid_from": Field(read=day, expected=DATE_FIELD),
    "valid_to": Field(read=day, expected=DATE_FIELD),
    "successor": Field(read=slug, expected=SLUG_FIELD),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Agency:
    """One agency. `code` is its identification code (decision 20/2020/QĐ-TTg); both dates are inclusive.

    `successor` is the agency that took over what this one did, by its id.
    """

    id: str
    name: Name
    level: str
    code: str | None = None
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None


def read_agencies(file: Path, report: Report) -> dict[str, Agency]:
    """The agencies by id. Raises OSError where the file cannot be opened."""
    records = read_records(file, _FIELDS, report)
    agencies = {record.values["id"]: Agency(**record.values) for record in records}
    for record in records:
        _check_parent(record, agencies, report)
    _check_codes(records, agencies, report)
    return agencies


def _check_parent(record: Record, agencies: Mapping[str, Agency], report: Report) -> None:
    parent = record.values["parent"]
    place = (*record.place, "parent")
    if parent is not None and parent not in agencies:
        report.add(NO_PARENT, place, parent=parent, near=near(parent, agencies))
    successor = record.values["successor"]
    if successor is not None and (successor not in agencies or successor == record.values["id"]):
        report.add(NO_SUCCESSOR, (*record.place, "successor"), successor=successor, near=near(successor, agencies))
    path = _path_up(record.values["id"], agencies)
    if path[-1] == path[0] and len(path) > 1 and path[0] == min(path):
        report.add(CYCLE, place, path=" → ".join(path))


def _path_up(start: str, agencies: Mapping[str, Agency]) -> list[str]:
    """Ids from `start` upwards, until the top or the first that comes again."""
    path = [start]
    while (parent := agencies[path[-1]].parent) in agencies:
        seen = parent in path
        path.append(str(parent))
        if seen:
            break
    return path


def _check_codes(records: list[Record], agencies: Mapping[str, Agency], report: Report) -> None:
    holders: dict[str, list[Agency]] = {}
    for record in records:
        agency = agencies[record.values["id"]]
        if agency.code is None:
            continue
        for other in holders.get(agency.code, []):
            if _overlap(agency, other):
                report.add(SAME_CODE, (*record.place, "code"), code=agency.code, other=other.id)
        holders.setdefault(agency.code, []).append(agency)


def _overlap(one: Agency, other: Agency) -> bool:
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    ends = min(one.valid_to or date.max, other.valid_to or date.max)
    return starts <= ends
