"""The province folder as one checked value: everything is read and checked in one go, and told in order."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from kho.contracts import odcs
from kho.contracts.model import Contract, Problem
from kho.contracts.names import DatasetName
from kho.contracts.problems import Kind, Report, in_order
from kho.messages import Message
from kho.province import agencies, codelists, settings, systems
from kho.province.agencies import Agency
from kho.province.codelists import CodeList
from kho.province.crossings import Unread, check_crossings
from kho.province.layout import Layout, survey
from kho.province.matches.model import Match
from kho.province.matches.reading import read_matches
from kho.province.models.folder import read_models
from kho.province.models.model import Model
from kho.province.promises import check_promises
from kho.province.reach import check_paths
from kho.province.settings import Settings
from kho.province.shipped_lists import shipped_lists
from kho.province.systems import System
from kho.province.unit_days import check_unit_days

T = TypeVar("T")

MISSING_FILE = Kind(
    code="KHO-P150",
    what=Message("Thiếu tệp {name}.", "The file {name} is missing."),
    mend=Message("Thêm {name}; mẫu có trong thư mục do `kho new` tạo.", "Add {name}; `kho new` makes an example."),
)
UNREADABLE = Kind(
    code="KHO-P151",
    what=Message("Không mở được tệp: {reason}.", "The file cannot be opened: {reason}."),
    mend=Message("Kiểm tra quyền đọc của tệp.", "Check who may read the file."),
)
TWICE = Kind(
    code="KHO-P155",
    what=Message("Bảng của “{id}” đã được mô tả ở {other}.", "The table of “{id}” is described in {other} already."),
    mend=Message("Giữ lại một tệp.", "Keep one of the files."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Province:
    """All that the folder says. Mappings are by id or name, in the order of the files.

    `contracts` are the datasets that sources deliver, `models` those that queries make, `matches` the pairs of rows of
    two of them; `datasets` are all. The tables of administrative units are large, so only their files stand here:
    `kho.province.units` reads them.
    """

    folder: Path
    settings: Settings
    agencies: Mapping[str, Agency]
    systems: Mapping[str, System]
    codelists: Mapping[str, CodeList]
    contracts: Mapping[DatasetName, Contract]
    models: Mapping[DatasetName, Model] = field(default_factory=dict)
    matches: Mapping[DatasetName, Match] = field(default_factory=dict)
    unit_files: tuple[Path, ...] = ()

    @property
    def known_codelists(self) -> Mapping[str, CodeList]:
        """The province's own code lists, and those that come with Kho under `kho/`."""
        return {**shipped_lists(), **self.codelists}

    @property
    def datasets(self) -> Mapping[DatasetName, Contract]:
        """The contracts of all datasets, delivered ones first."""
        return {**self.contracts, **{name: made.contract for name, made in self.computed.items()}}

    @property
    def computed(self) -> Mapping[DatasetName, Model | Match]:
        """What is computed from other tables: matches and models."""
        return {**self.matches, **self.models}


def load(folder: Path) -> tuple[Province, list[Problem]]:
    """Read a province folder and check it as a whole.

    Never raises on a person's mistakes: they come back, all of them, in the order of files and lines. With problems
    the province is what could be understood; do not run it. A folder that is not there reads as one without files.
    """
    problems: list[Problem] = []
    layout = survey(folder, problems)
    province = _province(folder, layout, problems)
    unread = _unread(province, layout, problems)
    matches = read_matches(folder, layout.matches, province.contracts, unread.datasets, problems)
    pairs = {name: match.contract for name, match in matches.items()}
    unmatched = _names(layout.matches) - matches.keys()
    read = read_models(folder, layout.models, {**province.contracts, **pairs}, unread.datasets | unmatched, problems)
    province = replace(province, models=read.models, matches=matches)
    check_crossings(province, {**pairs, **read.contracts}, unread, problems)
    check_unit_days([*province.contracts.values(), *read.contracts.values()], layout.units, problems)
    for contract in (*province.contracts.values(), *pairs.values(), *read.contracts.values()):
        check_promises(contract, problems)
        check_paths(contract, folder, province.settings, problems)
    return province, in_order(problems)


def _names(files: Iterable[Path]) -> set[DatasetName]:
    return {DatasetName(file.parent.name, file.stem) for file in files}


def _unread(province: Province, layout: Layout, problems: list[Problem]) -> Unread:
    broken = any(problem.file == province.folder / agencies.FILE for problem in problems)
    datasets = {DatasetName(file.parent.name, file.name.removesuffix(odcs.SUFFIX)) for file in layout.contracts}
    return Unread(agencies=broken and not province.agencies, datasets=frozenset(datasets - province.contracts.keys()))


def _province(folder: Path, layout: Layout, problems: list[Problem]) -> Province:
    known_agencies = _agencies(folder, problems)
    return Province(
        folder=folder,
        settings=_settings(folder, problems),
        agencies=known_agencies,
        systems=_systems(folder, known_agencies or None, problems),
        codelists=_codelists(layout, problems),
        contracts=_contracts(folder, layout, problems),
        unit_files=layout.units,
    )


def _read(
    file: Path, reader: Callable[[Path, Report], T], problems: list[Problem], *, required: bool = True
) -> T | None:
    """What a reader makes of a file; None, and a problem where that is one, where the file cannot be opened."""
    report = Report(file=file)
    try:
        return reader(file, report)
    except FileNotFoundError:
        if required:
            report.add(MISSING_FILE, name=file.name)
    except OSError as error:
        report.add(UNREADABLE, reason=error.strerror or type(error).__name__)
    finally:
        problems.extend(report.problems)
    return None


def _settings(folder: Path, problems: list[Problem]) -> Settings:
    return _read(folder / settings.FILE, settings.read_settings, problems) or Settings()


def _agencies(folder: Path, problems: list[Problem]) -> dict[str, Agency]:
    return _read(folder / agencies.FILE, agencies.read_agencies, problems) or {}


def _systems(folder: Path, known: Mapping[str, Agency] | None, problems: list[Problem]) -> dict[str, System]:
    def reader(file: Path, report: Report) -> dict[str, System]:
        return systems.read_systems(file, known, report)

    return _read(folder / systems.FILE, reader, problems, required=False) or {}


def _codelists(layout: Layout, problems: list[Problem]) -> dict[str, CodeList]:
    lists = [_read(file, codelists.read_codelist, problems) for file in layout.codelists]
    return {each.name: each for each in lists if each is not None}


def _contracts(folder: Path, layout: Layout, problems: list[Problem]) -> dict[DatasetName, Contract]:
    def reader(file: Path, report: Report) -> Contract | None:
        contract, found = odcs.read(file, folder=folder)
        report.problems.extend(found)
        return contract

    contracts: dict[DatasetName, Contract] = {}
    for file in layout.contracts:
        contract = _read(file, reader, problems)
        if contract is not None and contract.name in contracts:
            other = contracts[contract.name].file
            Report.on(contract, problems).add(TWICE, ("id",), id=contract.name, other=other)
        elif contract is not None:
            contracts[contract.name] = contract
    return contracts
