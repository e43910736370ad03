"""All models of a province folder: each SQL file with the contract beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kho.contracts import odcs
from kho.contracts.model import Contract, Problem
from kho.contracts.names import DatasetName
from kho.contracts.problems import Kind, Report
from kho.messages import Message
from kho.province.models.model import Model
from kho.province.models.order import check_circles, references
from kho.province.models.promises import NEEDLESS, check_contract, check_openness
from kho.province.models.reading import Parsed, parse, read_model
from kho.province.models.tables import tables_of
from kho.province.models.telling import Teller
from kho.province.models.units import check_shares, refuse_on_units

SQL = ".sql"

NO_CONTRACT = Kind(
    code="KHO-P213",
    what=Message("Thiếu cam kết {name} bên cạnh câu SQL.", "The contract {name} beside the SQL is missing."),
    mend=Message(
        "Viết {name}: cột, kiểu, cơ quan phụ trách, ai được xem.", "Write {name}: columns, types, owner, access."
    ),
)
NO_SQL = Kind(
    code="KHO-P214",
    what=Message("Thiếu câu SQL {name} bên cạnh cam kết.", "The SQL {name} beside the contract is missing."),
    mend=Message(
        "Viết {name}, hoặc chuyển cam kết sang contracts/.", "Write {name}, or move the contract to contracts/."
    ),
)
TABLE_TAKEN = Kind(
    code="KHO-P217",
    what=Message("Bảng “{name}” đã được mô tả ở {other}.", "The table “{name}” is described in {other} already."),
    mend=Message("Đặt cho bảng tổng hợp một tên khác.", "Give the model another name."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Draft:
    """A model being read."""

    file: Path
    contract: Contract
    parsed: Parsed | None
    teller: Teller


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelFiles:
    """The files under `models/`, sorted: SQL, and the contracts beside."""

    queries: tuple[Path, ...] = ()
    contracts: tuple[Path, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadModels:
    """What could be read: models that hold, and the contracts of all whose contract could be read."""

    models: Mapping[DatasetName, Model] = field(default_factory=dict)
    contracts: Mapping[DatasetName, Contract] = field(default_factory=dict)


def read_models(
    folder: Path,
    files: ModelFiles,
    contracts: Mapping[DatasetName, Contract],
    unread: Iterable[DatasetName],
    problems: list[Problem],
) -> ReadModels:
    """Read and check every model against the datasets' contracts and each other."""
    drafts = _drafts(folder, files, contracts, problems)
    own = {name: draft.contract for name, draft in drafts.items()}
    here = {_name(file) for file in (*files.queries, *files.contracts)}
    tables = tables_of([*contracts.values(), *own.values()], {*unread, *(here - own.keys())})
    models: dict[DatasetName, Model] = {}
    needs: dict[DatasetName, set[DatasetName]] = {}
    for name, draft in drafts.items():
        if draft.parsed is not None:
            needs[name] = {*draft.parsed.inputs(tables), *references(draft.contract)}
            model = read_model(name, draft.parsed, draft.contract, tables, draft.teller)
            if model is not None:
                check_shares(model, {**contracts, **own}, draft.teller)
                check_openness(model, {**contracts, **own}, Report.on(draft.contract, draft.teller.problems))
                models[name] = model
        problems.extend(draft.teller.problems)
    problems.extend(check_circles(needs, {name: draft.teller for name, draft in drafts.items()}))
    refuse_on_units(contracts.values(), problems)
    for contract in contracts.values():
        if contract.declassified is not None:
            Report.on(contract, problems).add(NEEDLESS, ("kho.declassified",))
    return ReadModels(models=models, contracts=own)


def _drafts(
    folder: Path, files: ModelFiles, contracts: Mapping[DatasetName, Contract], problems: list[Problem]
) -> dict[DatasetName, _Draft]:
    queries = {_name(file): file for file in files.queries}
    promises = {_name(file): file for file in files.contracts}
    _check_pairs(queries, promises, problems)
    drafts = {}
    for name in sorted(queries.keys() & promises.keys()):
        contract, found = odcs.read(promises[name], folder=folder, home=odcs.MODELS)
        problems.extend(found)
        if contract is None:
            continue
        teller = Teller(file=queries[name])
        check_contract(contract, Report.on(contract, problems))
        if name in contracts:
            Report.on(contract, problems).add(TABLE_TAKEN, ("id",), name=name, other=contracts[name].file)
            continue
        parsed = parse(queries[name], teller)
        drafts[name] = _Draft(file=queries[name], contract=contract, parsed=parsed, teller=teller)
    return drafts


def _check_pairs(
    queries: Mapping[DatasetName, Path], promises: Mapping[DatasetName, Path], problems: list[Problem]
) -> None:
    alone = queries.keys() - promises.keys()
    unmade = promises.keys() - queries.keys()
    problems.extend(NO_CONTRACT.at(queries[name], 1, "", name=f"{name.dataset}{odcs.SUFFIX}") for name in alone)
    problems.extend(NO_SQL.at(promises[name], 1, "", name=f"{name.dataset}{SQL}") for name in unmade)


def _name(file: Path) -> DatasetName:
    return DatasetName(file.parent.name, file.name.removesuffix(odcs.SUFFIX).removesuffix(SQL))
