"""Which files stand in a province folder, and which stand where they should not."""

import difflib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kho.contracts.model import Problem
from kho.contracts.names import SLUG
from kho.contracts.odcs import MODELS, SUFFIX
from kho.contracts.problems import Kind, Report
from kho.messages import Message
from kho.province.codelists import FILE_NAME
from kho.province.codelists import FOLDER as CODELISTS
from kho.province.matches.reading import SUFFIX as MATCH_SUFFIX
from kho.province.models.folder import SQL, ModelFiles

CONTRACTS = "contracts"
UNITS = "units"
MATCHES = "matches"
IGNORED = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep", ".gitignore", "README.md"})
KNOWN_AT_TOP = (
    "kho.toml",
    "agencies.yaml",
    "systems.yaml",
    "codelists",
    "contracts",
    "models",
    "matches",
    "indicators",
    "inbox",
    "units",
)

MISPLACED = Kind(
    code="KHO-P152",
    what=Message("Tệp này không thuộc chỗ này.", "The file does not belong here."),
    mend=Message("Ở đây chỉ có {expected}.", "Here stand {expected} alone."),
)
LEAVES = Kind(
    code="KHO-P153",
    what=Message("Liên kết này dẫn ra ngoài thư mục tỉnh.", "The link leads out of the province folder."),
    mend=Message("Chép tệp thật vào đây.", "Put the file itself here."),
)

SLIP = Kind(
    code="KHO-P154",
    what=Message("Kho không đọc “{name}” ở đây.", "Kho does not read “{name}” here."),
    mend=Message("Nếu là {expected} thì đổi tên hoặc chuyển chỗ.", "If it is {expected}, rename or move it."),
)

_CONTRACT_TOLD = Message(
    "contracts/cơ-quan/bộ-dữ-liệu.odcs.yaml (tên không dấu, gạch nối)",
    "contracts/agency/dataset.odcs.yaml (names as slugs)",
)
_MODEL_TOLD = Message(
    "models/lĩnh-vực/tên.sql và tên.odcs.yaml (tên không dấu, gạch nối)",
    "models/domain/name.sql and name.odcs.yaml (names as slugs)",
)
_MATCH_TOLD = Message(
    "matches/lĩnh-vực/tên.yaml (tên không dấu, gạch nối)", "matches/domain/name.yaml (names as slugs)"
)
_UNITS_TOLD = Message("units/ten-bang.csv (tên không dấu)", "units/table-name.csv (no accents)")
_CODELIST_TOLD = Message("codelists/ten_danh_muc.csv (tên không dấu)", "codelists/list_name.csv (no accents)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Files found, sorted by path."""

    contracts: tuple[Path, ...]
    codelists: tuple[Path, ...]
    models: ModelFiles = field(default_factory=ModelFiles)
    units: tuple[Path, ...] = ()
    matches: tuple[Path, ...] = ()


def survey(folder: Path, problems: list[Problem]) -> Layout:
    """The files of a province folder; those in a wrong place, and links that leave the folder, are problems."""
    _check_root(folder, problems)
    models = _kept(folder, MODELS.part, _is_model, _MODEL_TOLD, problems)
    return Layout(
        contracts=_kept(folder, CONTRACTS, _is_contract, _CONTRACT_TOLD, problems),
        codelists=_kept(folder, CODELISTS, _is_codelist, _CODELIST_TOLD, problems),
        units=_kept(folder, UNITS, _is_units, _UNITS_TOLD, problems),
        matches=_kept(folder, MATCHES, _is_match, _MATCH_TOLD, problems),
        models=ModelFiles(
            queries=tuple(file for file in models if file.suffix == SQL),
            contracts=tuple(file for file in models if file.suffix != SQL),
        ),
    )


def _kept(
    folder: Path, part: str, fits: Callable[[Path], bool], told: Message, problems: list[Problem]
) -> tuple[Path, ...]:
    """Files below `folder/part` whose path from the folder fits."""
    found = []
    for file in sorted(_walk(folder / part)):
        relative = file.relative_to(folder)
        if file.is_symlink() and not _stays(file, folder):
            Report(file=file, problems=problems).add(LEAVES)
        elif fits(relative) and not file.is_dir():
            found.append(file)
        else:
            Report(file=file, problems=problems).add(MISPLACED, expected=told)
    return tuple(found)


def _walk(root: Path) -> Iterator[Path]:
    """Files and links to folders below `root`, hidden ones and those of `IGNORED` aside; links are not followed."""
    for directory, folders, files in os.walk(root, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if Path(directory, name).is_symlink()]
        for name in (*files, *links):
            if name not in IGNORED and not name.startswith("."):
                yield Path(directory, name)


def _stays(file: Path, folder: Path) -> bool:
    return file.resolve().is_relative_to(folder.resolve())


def _is_contract(path: Path) -> bool:
    if len(path.parts) != len(("contracts", "agency", "file")) or not path.name.endswith(SUFFIX):
        return False
    return all(SLUG.fullmatch(part) for part in (path.parts[1], path.name.removesuffix(SUFFIX)))


def _is_model(path: Path) -> bool:
    if len(path.parts) != len(("models", "domain", "file")) or not path.name.endswith((SUFFIX, SQL)):
        return False
    name = path.name.removesuffix(SUFFIX).removesuffix(SQL)
    return all(SLUG.fullmatch(part) for part in (path.parts[1], name))


def _is_match(path: Path) -> bool:
    if len(path.parts) != len((MATCHES, "domain", "file")) or path.suffix != MATCH_SUFFIX:
        return False
    return all(SLUG.fullmatch(part) for part in (path.parts[1], path.stem))


def _is_codelist(path: Path) -> bool:
    return len(path.parts) == len(("codelists", "file")) and FILE_NAME.fullmatch(path.name) is not None


def _is_units(path: Path) -> bool:
    return len(path.parts) == len((UNITS, "file")) and FILE_NAME.fullmatch(path.name) is not None


def _check_root(folder: Path, problems: list[Problem]) -> None:
    """Names at the top that look like a slip of a known one would be passed over in silence."""
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        close = difflib.get_close_matches(file.name, KNOWN_AT_TOP, n=1, cutoff=0.75)
        if file.name not in KNOWN_AT_TOP and (close or file.name.endswith(SUFFIX)):
            told = Message(close[0], close[0]) if close else _CONTRACT_TOLD
            Report(file=file, problems=problems).add(SLIP, name=file.name, expected=told)
