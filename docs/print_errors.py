"""Prints docs/reference/errors.md: every code a person can meet, what it says and what to do, in both languages."""

import importlib
import os
import pkgutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import django
from printing import NOTE, page, table

import kho
from kho.contracts.problems import Kind
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.checking import SOURCE_CODE
from kho.web.configuration import Configuration

FAMILIES = {
    "C": "Contracts",
    "P": "The province folder",
    "Q": "Rules",
    "S": "Files and formats",
    "T": "Transports: where data is fetched",
    "E": "Engines",
    "W": "The warehouse",
    "R": "Runs and commands",
    "D": "Publishing and the portal",
}
HEAD = """# Errors and mistakes

An *error* stops a command, with exit code 2, or ends one delivery's run. A *mistake* is what `kho check` finds in the
province folder, with file, line and field. What is wrong in a row of data is neither but a *finding*: see
[what becomes of a row](rules.md). Words in braces are filled in.

Lỗi làm dừng một lệnh, hoặc kết thúc lượt chạy của một lần gửi; sai sót là điều `kho check` thấy trong thư mục tỉnh."""
OF_SOURCES = Message(
    "Nguồn của cam kết viết sai, do kiểu kết nối hoặc định dạng chỉ ra.",
    "A contract's source is declared wrongly, as its transport or format tells.",
)
SEE_OPTIONS = Message("Sửa theo lời chỉ; xem contract.md.", "Do as it says; see contract.md.")


@dataclass(frozen=True, kw_only=True)
class Told:
    """One code."""

    code: str
    kind: str
    what: Message
    mend: Message


def render() -> dict[str, str]:
    """The page by its path."""
    with tempfile.TemporaryDirectory() as folder:
        _portal(Path(folder))
        for module in pkgutil.walk_packages(kho.__path__, "kho."):
            importlib.import_module(module.name)
    told = sorted([*_errors(KhoError), *_mistakes()], key=lambda each: each.code)
    chapters = [part for letter in FAMILIES for part in _chapter(letter, told)]
    return {"docs/reference/errors.md": page(HEAD, NOTE, *chapters)}


def _portal(folder: Path) -> None:
    """Let Django's modules be imported: they ask for settings, which ask for a province."""
    os.environ.update(Configuration(folder=folder, state=folder, address="http://localhost").environment())
    os.environ["DJANGO_SETTINGS_MODULE"] = "kho.web.settings"
    (folder / "portal" / "static").mkdir(parents=True)
    django.setup()


def _errors(above: type[KhoError]) -> Iterator[Told]:
    for each in above.__subclasses__():
        if "code" in vars(each) and each.__module__.startswith("kho."):
            yield Told(code=each.code, kind="error", what=each.what, mend=each.mend)
        yield from _errors(each)


def _mistakes() -> Iterator[Told]:
    """The kinds of mistakes that modules keep by name, alone or in a mapping."""
    seen: set[str] = set()
    for name, module in sorted(sys.modules.items()):
        if name.startswith("kho."):
            for kind in _kinds(vars(module).values()):
                if kind.code not in seen:
                    seen.add(kind.code)
                    yield Told(code=kind.code, kind="mistake", what=kind.what, mend=kind.mend)
    yield Told(code=SOURCE_CODE, kind="mistake", what=OF_SOURCES, mend=SEE_OPTIONS)


def _kinds(values: Iterable[object]) -> Iterator[Kind]:
    for value in values:
        if isinstance(value, Kind):
            yield value
        elif isinstance(value, dict):
            yield from (each for each in value.values() if isinstance(each, Kind))


def _chapter(letter: str, told: list[Told]) -> Iterator[str]:
    chosen = [each for each in told if each.code.startswith(f"KHO-{letter}")]
    if chosen:
        yield f"## KHO-{letter}: {FAMILIES[letter]}"
        rows = [
            (each.code, each.kind, f"{each.what.vi} → {each.mend.vi}", f"{each.what.en} → {each.mend.en}")
            for each in chosen
        ]
        yield table(["code", "", "tiếng Việt", "English"], rows)
