"""Read a contract: an Open Data Contract Standard v3.1 file into a `Contract`, with every mistake told in one go."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from open_data_contract_standard.model import (
    OpenDataContractStandard,
    SchemaObject,
    ServiceLevelAgreementProperty,
    Team,
)

from kho.contracts import checks
from kho.contracts.columns import columns_of
from kho.contracts.kho_properties import Where, kho_values, texts
from kho.contracts.located import Located, parse_yaml
from kho.contracts.model import Access, Contract, Layer, LoadMode, Problem, Withdrawn
from kho.contracts.names import BadDatasetNameError, DatasetName
from kho.contracts.on_units import on_units
from kho.contracts.periods import period
from kho.contracts.problems import Kind, Report, in_order, listed, near
from kho.contracts.references import table_references
from kho.contracts.rules import RuleReader
from kho.contracts.schedules import check_schedule
from kho.contracts.servers import sources_of
from kho.contracts.standard import conforming
from kho.messages import Message

SUFFIX = ".odcs.yaml"
STATUSES = ("proposed", "draft", "active", "deprecated", "retired")


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """Where contracts stand in a province folder: the part of it, the layer their tables are in by themselves.

    `owned`: names begin with the agency that owns the dataset, so that `team.name` can say nothing else.
    """

    part: str = "contracts"
    layer: Layer = Layer.SOURCE
    owned: bool = True


CONTRACTS = Home()
MODELS = Home(part="models", layer=Layer.ENRICHED, owned=False)

BAD_ID = Kind(
    code="KHO-C120",
    what=Message("id “{id}” không phải tên bộ dữ liệu.", "The id “{id}” is not a dataset's name."),
    mend=Message(
        "Viết cơ-quan/bộ-dữ-liệu bằng chữ thường không dấu, số và gạch nối, ví dụ so-y-te/co-so-y-te.",
        "Write agency/dataset in lower-case letters without accents, digits and hyphens: so-y-te/co-so-y-te.",
    ),
)
OTHER_PATH = Kind(
    code="KHO-C121",
    what=Message("id “{id}” không khớp với tệp {path}.", "The id “{id}” does not agree with the file {path}."),
    mend=Message("Sửa id, hoặc chuyển tệp đến {expected}.", "Correct the id, or move the file to {expected}."),
)
ONE_SCHEMA = Kind(
    code="KHO-C122",
    what=Message(
        "Mỗi cam kết mô tả đúng một bảng, ở đây có {count}.", "A contract describes one table; this one has {count}."
    ),
    mend=Message("Viết mỗi bảng một tệp.", "Write one file per table."),
)
OTHER_TABLE = Kind(
    code="KHO-C123",
    what=Message("Bảng “{table}” không khớp với id “{id}”.", "The table “{table}” does not agree with the id “{id}”."),
    mend=Message("Viết name: {expected}.", "Write name: {expected}."),
)
OTHER_AGENCY = Kind(
    code="KHO-C124",
    what=Message(
        "team.name “{team}” không phải cơ quan “{agency}”.", "team.name “{team}” is not the agency “{agency}”."
    ),
    mend=Message("Viết name: {agency}.", "Write name: {agency}."),
)
BAD_STATUS = Kind(
    code="KHO-C125",
    what=Message("Không có trạng thái “{status}”.{near}", "There is no status “{status}”.{near}"),
    mend=Message("Chọn một trong: {known}.", "Choose one of: {known}."),
)
OLD_TEAM = Kind(
    code="KHO-C126",
    what=Message("team viết theo lối cũ, là danh sách.", "team is a list, the old way."),
    mend=Message("Viết team: với name và members.", "Write team: with name and members."),
)


def read(file: Path, *, folder: Path | None = None, home: Home = CONTRACTS) -> tuple[Contract | None, list[Problem]]:
    """Read a contract file.

    Args:
        file: the contract.
        folder: the province folder, which `id` must agree with and relative paths start from; None where the file
            stands alone.
        home: whether it is a delivered dataset's or a model's.

    Returns:
        The contract, as far as it could be understood, or None; and all problems, in the order of lines. A contract
        with problems is for further checks alone: never run it. Raises OSError where the file cannot be opened.
    """
    return parse(file.read_bytes(), file=file, folder=folder, home=home)


def parse(
    data: bytes, *, file: Path, folder: Path | None = None, home: Home = CONTRACTS
) -> tuple[Contract | None, list[Problem]]:
    """Read a contract from bytes; `file` is where they stand. See `read`."""
    located = parse_yaml(data, file)
    report = Report(file=file, lines=located.lines, problems=located.problems)
    contract = _contract(located, folder, home, report)
    return contract, in_order(report.problems)


def _contract(located: Located, folder: Path | None, home: Home, report: Report) -> Contract | None:
    if located.value is None:
        if not report.problems:
            conforming(None, report)
        return None
    document = conforming(located.value, report)
    name = _name(document, folder, home, report)
    table = _table(document, name, report)
    if name is None or table is None:
        return None
    contract = _filled(document, table, name, home, report)
    contract = _placed(contract, report, folder)
    checks.check(contract, report)
    return contract


def _placed(contract: Contract, report: Report, folder: Path | None) -> Contract:
    return replace(contract, file=report.file, folder=folder, lines=report.lines)


def _filled(
    document: OpenDataContractStandard, table: SchemaObject, name: DatasetName, home: Home, report: Report
) -> Contract:
    words = kho_values(document.customProperties, Where.CONTRACT, (), report)
    at = ("schema", 0)
    kho_values(table.customProperties, Where.SCHEMA, at, report)
    rules = RuleReader(report=report, columns=frozenset(each.name for each in table.properties or () if each.name))
    return Contract(
        name=name,
        version=document.version or "",
        title=document.name or table.businessName or str(name),
        status=_status(document.status, report),
        description=_description(document, table),
        domain=document.domain,
        access=Access(words.get("kho.access", Access.PRIVATE)),
        layer=Layer(words.get("kho.layer", home.layer)),
        load=LoadMode(words.get("kho.load", LoadMode.REPLACE)),
        licence=words.get("kho.licence"),
        frequency=_sla(document, "frequency", report),
        latency=_sla(document, "latency", report),
        retention=_sla(document, "retention", report),
        schedule=_schedule(words.get("kho.schedule"), report),
        owner=_owner(document),
        steward=_steward(document, name, home, report),
        declassified=words.get("kho.declassified"),
        withdrawn=_withdrawn(words.get("kho.withdrawn")),
        on_units=on_units(words.get("kho.on_units")),
        sources=sources_of(document.servers or [], report),
        columns=columns_of(table, name, rules, report),
        references=table_references(table, name, report),
        rules=rules.of(table.quality, None, at),
    )


def _withdrawn(told: Mapping[str, Any] | None) -> Withdrawn | None:
    return None if told is None else Withdrawn(reason=told["reason"], day=date.fromisoformat(str(told["day"])))


def _name(document: OpenDataContractStandard, folder: Path | None, home: Home, report: Report) -> DatasetName | None:
    if document.id is None:
        return None
    try:
        name = DatasetName.parse(document.id)
    except BadDatasetNameError:
        report.add(BAD_ID, ("id",), id=document.id)
        return None
    if folder is not None:
        expected = Path(home.part, name.agency, name.dataset + SUFFIX)
        path = report.file.relative_to(folder)
        if path != expected:
            report.add(OTHER_PATH, ("id",), id=name, path=path.as_posix(), expected=expected.as_posix())
    return name


def _table(document: OpenDataContractStandard, name: DatasetName | None, report: Report) -> SchemaObject | None:
    tables = document.schema_ or []
    if len(tables) != 1:
        report.add(ONE_SCHEMA, ("schema",), count=len(tables))
        return None
    table = tables[0]
    if name is not None and table.name is not None and table.name != name.sql_table:
        report.add(OTHER_TABLE, ("schema", 0, "name"), table=table.name, id=name, expected=name.sql_table)
    return table


def _description(document: OpenDataContractStandard, table: SchemaObject) -> str:
    said: Any = document.description
    return (said.purpose if said is not None else None) or table.description or ""


def _status(status: str | None, report: Report) -> str:
    if status is not None and status not in STATUSES:
        report.add(BAD_STATUS, ("status",), status=status, near=near(status, STATUSES), known=listed(STATUSES))
    return status or "active"


def _sla(document: OpenDataContractStandard, word: str, report: Report) -> str | None:
    """The last promise of that name as an ISO 8601 duration."""
    found: tuple[int, ServiceLevelAgreementProperty] | None = None
    for index, promise in enumerate(document.slaProperties or ()):
        if promise.property == word:
            found = (index, promise)
    if found is None:
        return None
    index, promise = found
    return period(promise.value, promise.unit, ("slaProperties", index), report)


def _schedule(value: Any, report: Report) -> tuple[str, ...] | None:
    if value is None:
        return None
    check_schedule(texts(value), ("kho.schedule",), report)
    return texts(value)


def _owner(document: OpenDataContractStandard) -> str | None:
    return document.team.name if isinstance(document.team, Team) else None


def _steward(document: OpenDataContractStandard, name: DatasetName, home: Home, report: Report) -> str | None:
    team = document.team
    if isinstance(team, list):
        report.add(OLD_TEAM, ("team",))
        return None
    if not isinstance(team, Team):
        return None
    if home.owned and team.name not in (None, name.agency):
        report.add(OTHER_AGENCY, ("team", "name"), team=team.name, agency=name.agency)
    stewards = [member.username for member in team.members or () if member.role == "steward"]
    return stewards[0] if stewards else None
