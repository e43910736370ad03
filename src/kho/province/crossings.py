"""Where the files of a province folder contradict each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from kho.contracts.model import Contract, Problem, Reference
from kho.contracts.names import DatasetName
from kho.contracts.problems import Kind, Place, Report, listed, near
from kho.messages import Message
from kho.province.circles import circles

NO_AGENCY = Kind(
    code="KHO-P160",
    what=Message("Không có cơ quan “{agency}”.{near}", "There is no agency “{agency}”.{near}"),
    mend=Message(
        "Thêm cơ quan vào agencies.yaml, hoặc sửa id hay team.",
        "Add the agency to agencies.yaml, or correct the id or team.",
    ),
)
NO_CODELIST = Kind(
    code="KHO-P161",
    what=Message("Không có danh mục “{name}”.{near}", "There is no code list “{name}”.{near}"),
    mend=Message(
        "Thêm tệp vào codelists/, hoặc sửa kho.codelist thành một trong: {known}.",
        "Add a file to codelists/, or make kho.codelist one of: {known}.",
    ),
)
NO_DATASET = Kind(
    code="KHO-P162",
    what=Message("Không có bộ dữ liệu “{name}”.{near}", "There is no dataset “{name}”.{near}"),
    mend=Message(
        "Sửa tham chiếu, hoặc viết cam kết cho bộ dữ liệu đó.", "Correct the reference, or write that contract."
    ),
)
NO_TARGET = Kind(
    code="KHO-P163",
    what=Message("{dataset} không có cột “{column}”.{near}", "{dataset} has no column “{column}”.{near}"),
    mend=Message("Viết tên một cột của bộ dữ liệu đó.", "Write the name of a column of that dataset."),
)
OTHER_TYPE = Kind(
    code="KHO-P164",
    what=Message(
        "Cột “{column}” kiểu {type}, cột được trỏ tới {dataset}.{target} kiểu {other}.",
        "The column “{column}” is a {type}; what it refers to, {dataset}.{target}, is a {other}.",
    ),
    mend=Message("Cho hai cột cùng một kiểu.", "Give both columns one type."),
)
CYCLE = Kind(
    code="KHO-P165",
    what=Message(
        "Các bộ dữ liệu tham chiếu nhau thành vòng: {path}.", "Datasets refer to each other in a circle: {path}."
    ),
    mend=Message("Bỏ một tham chiếu trong vòng.", "Drop one of the references."),
)


class _Province(Protocol):
    @property
    def agencies(self) -> Mapping[str, object]: ...
    @property
    def known_codelists(self) -> Mapping[str, object]: ...
    @property
    def contracts(self) -> Mapping[DatasetName, Contract]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """What is there but could not be read, so that nothing is said against those who name it."""

    agencies: bool
    datasets: frozenset[DatasetName]


def check_crossings(
    province: _Province, models: Mapping[DatasetName, Contract], unread: Unread, problems: list[Problem]
) -> None:
    """Tell whatever names something that is not there or does not fit.

    `models` are contracts of models: they may refer to datasets and to each other; datasets, which run before, to
    datasets alone.
    """
    for contract in (*province.contracts.values(), *models.values()):
        if contract.file is not None:
            report = Report.on(contract, problems)
            if not unread.agencies:
                _check_agency(contract, province, report)
            _check_codelists(contract, province, report)
            targets = {**province.contracts, **models} if contract.name in models else province.contracts
            for reference, place in references(contract):
                if reference.to not in unread.datasets:
                    _check_reference(reference, contract, place, targets, report)
    _check_cycle(province, problems)


def references(contract: Contract) -> Iterator[tuple[Reference, Place]]:
    """A contract's references with their places in its file."""
    for index, reference in enumerate(contract.references):
        yield reference, ("schema", 0, "relationships", index)
    for column in contract.columns:
        for index, reference in enumerate(column.references):
            yield reference, (*column.path, "relationships", index)


def _check_agency(contract: Contract, province: _Province, report: Report) -> None:
    agency, place = contract.agency, ("id",) if contract.agency == contract.name.agency else ("team", "name")
    if contract.name not in province.contracts and contract.owner is None:
        return  # a model without an owner, which is told already
    if agency not in province.agencies:
        report.add(NO_AGENCY, place, agency=agency, near=near(agency, province.agencies))


def _check_codelists(contract: Contract, province: _Province, report: Report) -> None:
    for column in contract.columns:
        if column.codelist is not None and column.codelist.name not in province.known_codelists:
            name, known = column.codelist.name, province.known_codelists
            told = {"name": name, "near": near(name, known), "known": listed(sorted(known))}
            report.add(NO_CODELIST, (*column.path, "kho.codelist"), **told)


def _check_reference(
    reference: Reference, contract: Contract, place: Place, targets: Mapping[DatasetName, Contract], report: Report
) -> None:
    target = targets.get(reference.to)
    if target is None:
        close = near(str(reference.to), map(str, targets))
        report.add(NO_DATASET, (*place, "to"), name=reference.to, near=close)
        return
    own = {column.name: column for column in contract.columns}
    theirs = {column.name: column for column in target.columns}
    for name, to in zip(reference.columns, reference.to_columns, strict=True):
        if to not in theirs:
            report.add(NO_TARGET, (*place, "to"), dataset=reference.to, column=to, near=near(to, theirs))
        elif name in own and own[name].logical_type is not theirs[to].logical_type:
            told = {"column": name, "type": own[name].logical_type, "target": to, "other": theirs[to].logical_type}
            report.add(OTHER_TYPE, (*place, "to"), dataset=reference.to, **told)


def _check_cycle(province: _Province, problems: list[Problem]) -> None:
    """Tell each circle at the first of its datasets by name."""
    needs = {
        name: {reference.to for reference, _ in references(contract)} - {name}
        for name, contract in province.contracts.items()
    }
    for circle in circles(needs):
        contract = province.contracts[circle[0]]
        place = next(place for reference, place in references(contract) if reference.to == circle[1])
        if contract.file is not None:
            Report.on(contract, problems).add(CYCLE, place, path=" → ".join(map(str, circle)))
